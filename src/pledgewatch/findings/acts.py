"""Word an act of the record: who did what, by which instrument, from when to when, on what ground.

Two kinds of care: who is entered in a list or a register "is named in" it, and is called restricted only where the row
itself says what is forbidden; and where the record is not sure of an end, the act is told as the event that it was,
which neither ends it nor has it last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pledgewatch.findings.timing import day, parsed
from pledgewatch.findings.words import a_few, capital
from pledgewatch.model.record import Act, Listing, ListSnapshot

__all__ = ["act", "authority", "caveats", "event", "facts_of", "ground", "instrument", "since", "when"]

_PRESENT: dict[Act, str] = {
    "restriction": "is restricted by",
    "exclusion": "is excluded by",
    "removal": "is the subject of a decision to remove its products, by",
    "vote": "was named in a vote of",
}
# What an organisation is said to have been once the act has ended, and what was to come.
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
_UNSURE = ("uncertain", "unknown")

_REGISTER = re.compile(r"\b(?:list|register|registry|blacklist)\b", re.IGNORECASE)
# The words with which a row says that something is forbidden to the company or to those who deal with it.
_BINDS = re.compile(
    r"\b(?:licen[cs]es?|bans?|banned|bars|barred|prohibit\w*|forbid\w*|may not|restrict\w*|freez\w*|frozen|embargo\w*"
    r"|debar\w*|denied|sanctions?)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:no|not|never|without|lifted|ended|former)\b[^.;]{0,24}\Z", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\([^()]*\)")
_STRAIGHT_QUOTES = re.compile(r'"([^"]{1,200})"')
# Grounds that are as much a matter of a pledge as human rights are.
_PLEDGED_GROUNDS = ("human rights", "labour", "labor", "environment", "corruption")


def act(listing: Listing, name: str, state: str) -> str:
    """Say what the act does to the organisation that it names, in the tense of how the listing stands now."""
    if state in _UNSURE:
        return capital(f"{_deed(listing, name, entered=True)}{when(listing, state)}")
    over = state not in ("listed", "once")
    if _is_entry(listing):
        verb = {"listed": "is named in", "not yet": "was to be named in"}.get(state, "was named in")
        return f"{name} {verb} {_the(listing)} of {authority(listing)}{since(listing, over=over)}"
    verb = {"listed": _PRESENT, "once": _PRESENT, "not yet": _FUTURE}.get(state, _PAST)[listing.act]
    named = f", {instrument(listing)}" if listing.instrument else ""
    return f"{name} {verb} {authority(listing)}{named}{since(listing, over=over)}"


def _deed(listing: Listing, name: str, *, entered: bool) -> str:
    if entered and _is_entry(listing):
        return f"{authority(listing)} entered {name} in {_the(listing)}"
    return f"{event(listing, name)}: {instrument(listing)}"


def _is_entry(listing: Listing) -> bool:
    """Tell an entry in a list or register from a restriction: the row does not say what is forbidden."""
    if listing.act != "restriction" or not _REGISTER.search(listing.instrument):
        return False
    said = f"{listing.instrument}. {listing.summary}"
    return not any(not _NEGATED.search(said[: found.start()]) for found in _BINDS.finditer(said))


def _the(listing: Listing) -> str:
    name = instrument(listing)
    return name if name.casefold().startswith("the ") else f"the {name}"


def authority(listing: Listing) -> str:
    """Name who acted, and for which jurisdiction where the name does not say it."""
    name = a_few(listing.authority.split("; "), 9) if listing.authority else str(listing.list)
    place = listing.jurisdiction.replace(" (", ", ").replace(")", "")
    if not place or _names_place(name, place):
        return name
    return f"{name[:-1]}; {place})" if name.endswith(")") and "(" in name else f"{name} ({place})"


def _names_place(name: str, place: str) -> bool:
    """Tell whether a name says whose authority it is: "Bank of Norland"; not by an act that is called after a place."""
    if name == place or f"({place})" in name:
        return True
    plain = _BRACKETED.sub("", name)
    return re.search(rf"(?:\b(?:of|for|in)\s(?:the\s)?|,\s){re.escape(place)}\Z", plain) is not None


def instrument(listing: Listing) -> str:
    """Name the instrument, or say that none is given."""
    named = listing.instrument or "an instrument that the record does not name"
    return _STRAIGHT_QUOTES.sub(r"“\1”", named)


def since(listing: Listing, *, over: bool = False) -> str:
    """Say from when, and to when where the record knows it; a vote is of a day."""
    start, end = parsed(listing.start_date), parsed(listing.end_date)
    if start is None and parsed(listing.announced):
        return f", by a notice of {listing.announced} that does not say since when"
    if start is None:
        return ", from a date that the record does not give"
    if listing.act == "vote":
        return f", {day(start)}"
    if end is not None:
        return f", from {start} to {end}"
    return f", {'from' if over else 'since'} {start}"


def when(listing: Listing, state: str) -> str:
    """Say when an event was: "since" only of what is known to last."""
    if state not in _UNSURE:
        return since(listing, over=state != "listed")
    start = parsed(listing.start_date)
    return f", {day(start)}" if start else ", on a date that the record does not give"


def ground(notices: Sequence[Listing], lists: Sequence[ListSnapshot]) -> str:
    """Say the ground as the record gives it, none is ever inferred; by whom it is given where its rows differ."""
    titles = {source.id: f"“{source.title}”" for source in lists}
    given: dict[str, list[str]] = {}
    for notice in notices:
        said = given.setdefault(titles.get(notice.list, f"“{notice.list}”"), [])
        said += [ground for ground in notice.grounds if ground not in said]
    if len({tuple(grounds) for grounds in given.values()}) == 1:
        grounds = next(iter(given.values()))
        return f"; ground: {a_few(grounds, 9)}" if grounds else "; the record gives no ground"
    each = [f"according to {title}: {a_few(grounds, 9)}" for title, grounds in given.items() if grounds]
    silent = [title for title, grounds in given.items() if not grounds]
    none = f" ({a_few(silent)} {'gives' if len(silent) == 1 else 'give'} none)" if silent else ""
    return f"; ground, {'; '.join(each)}{none}"


def event(listing: Listing, name: str) -> str:
    """Say the act as an event: "the authority restricted NAME"."""
    deed = "entered {} in a list" if _is_entry(listing) else _EVENT[listing.act]
    return f"{authority(listing)} {deed.replace('{}', name)}"


def facts_of(notices: Sequence[Listing], listing: Listing) -> dict[str, str]:
    """Return what the sentences say of a listing: when any of it changes, they are another basis."""
    return {
        "listed as": listing.entity,
        "act": listing.act,
        "authority": listing.authority,
        "jurisdiction": listing.jurisdiction,
        "instrument": listing.instrument,
        "since": listing.start_date or (f"noticed {listing.announced}" if listing.announced else ""),
        "until": listing.end_date or listing.end_note,
        "ground": " | ".join("; ".join(notice.grounds) for notice in notices).strip(" |"),
        "checked": listing.checked,
    }


def caveats(notices: Sequence[Listing]) -> tuple[str, ...]:
    """Return the limits that must be printed beside any sentence about the listing."""
    grounds = [ground for notice in notices for ground in notice.grounds]
    said = []
    if grounds and not any(word in ground for ground in grounds for word in _PLEDGED_GROUNDS):
        said.append("The ground given is not human rights.")
    checked = dict.fromkeys(notice.checked_note.rstrip(".") for notice in notices if notice.checked_note)
    read = dict.fromkeys(notice.read_note.rstrip(".") for notice in notices if notice.read_note)
    said += [f"How far it was checked: {note}." for note in checked]
    said += [f"How the row was read: {note}." for note in read]
    return tuple(said)
