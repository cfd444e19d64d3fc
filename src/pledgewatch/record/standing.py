"""Say how a listing stood on a day, as far as the precision of its dates tells."""

from __future__ import annotations

import re
from typing import Literal

from pledgewatch.model.dates import PartialDate, compare, parse_date
from pledgewatch.model.record import Listing

__all__ = ["GONE", "Standing", "standing"]

Standing = Literal["not yet", "listed", "ended", "unknown"]

GONE = "gone from the list between"
"""Begins the note on a listing that one snapshot of its list had and the next had not; the two dates follow."""

_NOTED = re.compile(r"\b\d{4}(?:-\d{2}(?:-\d{2})?)?\b")


def standing(listing: Listing, on: PartialDate) -> Standing:
    """Say whether the listing was not yet made, in force, or ended on a date; "unknown" where precision fails.

    The day of the listing counts as listed, the day of its end as ended. An end that its source marks as uncertain
    (`end_note` without `end_date`) is no end: before the date that it mentions the listing stands, from then on its
    state is unknown. A listing without a start date is unknown until it was announced, or until a certain end.
    """
    ended = _after_end(listing, on)
    if ended == "ended":
        return "ended"
    started = _after_start(listing, on)
    return started if started != "listed" else ended


def _after_start(listing: Listing, on: PartialDate) -> Standing:
    start = parse_date(listing.start_date)
    if start is None:
        noticed = parse_date(listing.announced)
        return "listed" if noticed and compare(on, noticed) in ("same", "after") else "unknown"
    order = compare(on, start)
    if order == "unknown":
        # "2019" is asked of a listing of 2019-05: it depends on the day; the same month of both, too.
        return "unknown"
    return "not yet" if order == "before" else "listed"


def _after_end(listing: Listing, on: PartialDate) -> Standing:
    end = parse_date(listing.end_date)
    if end is not None:
        order = compare(on, end)
        return "unknown" if order == "unknown" else "listed" if order == "before" else "ended"
    if not listing.end_note:
        return "listed"
    noted = _NOTED.search(listing.end_note)
    if noted is None:
        return "unknown"
    try:
        doubtful = parse_date(noted.group())
    except ValueError:
        return "unknown"
    if doubtful is None:
        return "unknown"
    # On the day of the last snapshot that had it, it stood on the list; of any other noted day nothing is known.
    still = ("before", "same") if listing.end_note.startswith(GONE) else ("before",)
    return "listed" if compare(on, doubtful) in still else "unknown"
