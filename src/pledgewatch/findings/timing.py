"""Say how a listing stands to the date of a pledge and to the run's "now": a word for the facts, and a sentence.

Nothing is said that the precision of the dates does not bear, and an end that the record is not sure of is neither an
end nor passed over.
"""

from __future__ import annotations

from collections.abc import Sequence

from pledgewatch.findings.words import a_few
from pledgewatch.model.dates import PartialDate, compare, parse_date
from pledgewatch.model.record import Listing, ListSnapshot
from pledgewatch.record.standing import GONE, standing

__all__ = ["State", "at_pledge", "day", "now", "parsed"]

State = tuple[str, str]
"""A word for the facts, and a sentence, which may be empty.

The words are `listed`, `not yet`, `ended`, `uncertain` and `unknown`; of a vote `before`, `after` and `once`."""


def parsed(text: str) -> PartialDate | None:
    """Read a date as far as it is one: what a letter says of its date may be anything."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def day(date: PartialDate) -> str:
    """Write a date with its preposition: "on" a day, "in" a month or year."""
    return f"on {date}" if date.day else f"in {date}"


def at_pledge(listing: Listing, pledged_on: str) -> State:
    """Say how the listing stood when the pledge was made."""
    pledged, start = parsed(pledged_on), parsed(listing.start_date)
    if pledged is None:
        return "unknown", "The date of the pledge is not known."
    if listing.act == "vote":
        return _vote(start, pledged)
    return _ended(listing, pledged) or _begun(listing, start, pledged)


def _vote(start: PartialDate | None, pledged: PartialDate) -> State:
    order = compare(start, pledged) if start else "unknown"
    words = {
        "before": f"That was before the pledge of {pledged}.",
        "same": f"That was on the day of the pledge, {pledged}.",
        "after": f"That was after the pledge of {pledged}.",
        "unknown": f"Whether that was before the pledge of {pledged} cannot be told from the dates.",
    }
    return "before" if order == "same" else order, words[order]


def _ended(listing: Listing, pledged: PartialDate) -> State | None:
    end = parsed(listing.end_date)
    order = compare(end, pledged) if end else "after"
    if order == "before":
        return "ended", f"It had ended, {day(end)}, before the pledge of {pledged}." if end else ""
    if order == "same":
        return "ended", f"It ended on the day of the pledge, {pledged}."
    return None


def _begun(listing: Listing, start: PartialDate | None, pledged: PartialDate) -> State:
    if start is None and standing(listing, pledged) != "listed":
        return "unknown", f"Whether that was before the pledge of {pledged} is not known."
    if start is None:
        return "listed", f"It applied when the pledge was made, {pledged}."
    order = compare(start, pledged)
    if order == "after":
        return "not yet", f"That came after the pledge of {pledged}."
    if order == "unknown":
        return "unknown", f"Whether that was before the pledge of {pledged} cannot be told from the dates."
    if standing(listing, pledged) == "unknown":
        return "unknown", f"Whether it still applied at the pledge of {pledged} cannot be told from the dates."
    if order == "same":
        return "listed", f"It began on the day of the pledge, {pledged}."
    return "listed", f"It applied when the pledge was made, {pledged}."


def now(listing: Listing, as_of: str, sources: Sequence[ListSnapshot]) -> State:
    """Say how the listing stands as of the run."""
    today, end, start = parsed(as_of), parsed(listing.end_date), parsed(listing.start_date)
    if listing.act == "vote":
        return "once", ""
    if start is not None and today is not None and compare(start, today) == "after":
        return "not yet", f"As of {today} it was not yet in force."
    if end is not None:
        return _now_with_end(end, today)
    if listing.end_note.startswith(GONE):
        days = listing.end_note.removeprefix(GONE).partition(";")[0].strip()
        return "uncertain", f"It is gone from the list, between {days}; when it ended the list does not say."
    if listing.end_note:
        return "uncertain", f"The record notes an end that is not certain: {listing.end_note.rstrip('.')}."
    return "listed", f"{_where(as_of, sources)} no end is given."


def _now_with_end(end: PartialDate, today: PartialDate | None) -> State:
    order = compare(end, today) if today else "before"
    if order == "after":
        return "listed", f"As of {today} it is in force; its end is given as {end}."
    if order == "unknown":
        return "unknown", f"Its end is given as {end}; whether it is in force as of {today} cannot be told from that."
    return "ended", f"It ended {day(end)}."


def _where(as_of: str, sources: Sequence[ListSnapshot]) -> str:
    dated = [f"the list “{source.title}” as of {source.as_of}" for source in sources if source.as_of]
    if dated:
        return f"In {a_few(dated, 9)}"
    return f"In the record as of {as_of}" if as_of else "In the record"
