"""Word an act of the record: who did what, by which instrument, from when to when, on what ground."""

from __future__ import annotations

from pledgewatch.findings.timing import day, parsed
from pledgewatch.findings.words import a_few
from pledgewatch.model.record import Act, Listing

__all__ = ["act", "authority", "caveats", "event", "facts_of", "ground", "instrument", "since"]

# What an organisation is said to be while the act applies, and what it is said to have been otherwise.
_PRESENT: dict[Act, str] = {
    "restriction": "is restricted by",
    "exclusion": "is excluded by",
    "removal": "is the subject of a decision to remove its products, by",
    "vote": "was named in a vote of",
}
_PAST: dict[Act, str] = _PRESENT | {
    "restriction": "was restricted by",
    "exclusion": "was excluded by",
    "removal": "was the subject of a decision to remove its products, by",
}
_FUTURE: dict[Act, str] = _PRESENT | {
    "restriction": "was to be restricted by",
    "exclusion": "was to be excluded by",
    "removal": "was to be the subject of a decision to remove its products, by",
}
# The same as an event, which is true whatever became of it.
_EVENT: dict[Act, str] = {
    "restriction": "restricted {}",
    "exclusion": "excluded {}",
    "removal": "decided to remove products of {}",
    "vote": "named {} in a vote",
}


def act(listing: Listing, state: str) -> str:
    """Say what the act does to the organisation it names, in the tense of how the listing stands now."""
    verb = {"listed": _PRESENT, "once": _PRESENT, "not yet": _FUTURE}.get(state, _PAST)[listing.act]
    named = f", {listing.instrument}" if listing.instrument else ""
    return f"{verb} {authority(listing)}{named}{since(listing, over=state not in ('listed', 'once'))}"


def authority(listing: Listing) -> str:
    """Name who acted, and for which jurisdiction where the name does not say it."""
    name = a_few(listing.authority.split("; "), 9) if listing.authority else str(listing.list)
    place = listing.jurisdiction.replace(" (", ", ").replace(")", "")
    return f"{name} ({place})" if place and place not in name else name


def instrument(listing: Listing) -> str:
    """Name the instrument, or say that none is given."""
    return listing.instrument or "an instrument that the record does not name"


def since(listing: Listing, *, over: bool = False) -> str:
    """Say from when, and to when where the record knows it; a vote is of a day."""
    start, end = parsed(listing.start_date), parsed(listing.end_date)
    if start is None:
        return ", from a date that the record does not give"
    if listing.act == "vote":
        return f", {day(start)}"
    if end is not None:
        return f", from {start} to {end}"
    return f", {'from' if over else 'since'} {start}"


def ground(listing: Listing) -> str:
    """Say the ground as the record gives it; none is ever inferred."""
    if not listing.grounds:
        return "; the record gives no ground"
    return f"; ground: {a_few(listing.grounds, 9)}"


def event(listing: Listing, name: str) -> str:
    """Say the act as an event: "the authority restricted NAME"."""
    return f"{authority(listing)} {_EVENT[listing.act].replace('{}', name)}"


def facts_of(listing: Listing) -> dict[str, str]:
    """Return what the sentences say of a listing: when any of it changes, they are another basis."""
    return {
        "listed as": listing.entity,
        "act": listing.act,
        "authority": listing.authority,
        "jurisdiction": listing.jurisdiction,
        "instrument": listing.instrument,
        "since": listing.start_date,
        "until": listing.end_date or listing.end_note,
        "ground": "; ".join(listing.grounds),
        "checked": listing.checked,
    }


def caveats(listing: Listing) -> tuple[str, ...]:
    """Return the limits that must be printed beside any sentence about the listing."""
    said = []
    if listing.grounds and "human rights" not in listing.grounds:
        said.append("The ground given is not human rights.")
    if listing.checked_note:
        said.append(f"How far it was checked: {listing.checked_note.rstrip('.')}.")
    return tuple(said)
