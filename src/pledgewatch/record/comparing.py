"""Say what changed in a list between two of its snapshots: what came, what is gone, what its rows say otherwise.

A listing that the later snapshot lacks is gone between the two dates, and no more is known: the day of a delisting
stands in a notice, never in the lack of a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.model.dates import PartialDate, compare, parse_date
from pledgewatch.model.identity import ListingId
from pledgewatch.model.record import Listing, ListSnapshot
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.standing import Standing, standing

__all__ = ["Changes", "Gone", "Seen", "changes_between", "gone_between", "in_order", "seen_on", "standing_on"]


class Gone(msgspec.Struct, frozen=True):
    """A listing that one snapshot has and the next of the same list has not; `since` and `until` are their dates.

    Either date is empty where its snapshot is as of an unknown day.
    """

    listing: Listing
    since: str
    until: str

    def __str__(self) -> str:
        return f"gone between {self.since or 'an unknown day'} and {self.until or 'an unknown day'}"


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What the later of two snapshots has more, less, and otherwise; in the order of its rows."""

    before: ListSnapshot
    after: ListSnapshot
    came: tuple[Listing, ...]
    gone: tuple[Gone, ...]
    changed: tuple[tuple[Listing, Listing], ...]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """How a listing stood on a day, and the snapshots that say so.

    `standing` is that of the listing's own dates. `before` and `after` are the dates of the last snapshot up to that
    day and of the first one from then on, empty where there is none; `was_in` and `is_in` whether they have it.
    """

    listing: ListingId
    on: str
    standing: Standing
    before: str = ""
    was_in: bool = False
    after: str = ""
    is_in: bool = False


def changes_between(before: ParsedList, after: ParsedList) -> Changes:
    """Compare two snapshots of one list.

    Raises:
        ListError: they are of different lists, or the later one comes first.
    """
    if before.snapshot.id != after.snapshot.id:
        raise ListError(
            f"{before.snapshot.id} and {after.snapshot.id} are two lists.", next_step="give two snapshots of one."
        )
    if before.snapshot.as_of and after.snapshot.as_of and before.snapshot.as_of > after.snapshot.as_of:
        raise ListError(
            f"{before.snapshot.id} of {before.snapshot.as_of} is later than that of {after.snapshot.as_of}.",
            next_step="give the earlier one first.",
        )
    old, new = ({one.id: one for one in parsed.listings} for parsed in (before, after))
    since, until = before.snapshot.as_of, after.snapshot.as_of
    return Changes(
        before=before.snapshot,
        after=after.snapshot,
        came=tuple(one for one in after.listings if one.id not in old),
        gone=tuple(Gone(one, since, until) for one in before.listings if one.id not in new),
        changed=tuple((old[one.id], one) for one in after.listings if one.id in old and old[one.id].row != one.row),
    )


def gone_between(before: ParsedList, after: ParsedList) -> tuple[Gone, ...]:
    """Return the listings that are gone in the later of two snapshots of one list."""
    return changes_between(before, after).gone


def seen_on(listing: Listing, snapshots: Sequence[ParsedList], on: PartialDate) -> Seen:
    """Say how a listing stood on a day, by its own dates and by the snapshots of its list around that day.

    Snapshots as of an unknown day tell nothing. One as of the very day counts as the one up to it.
    """
    dated = sorted(
        ((date, one) for one in snapshots if (date := parse_date(one.snapshot.as_of)) is not None),
        key=lambda pair: (pair[0].last, pair[1].snapshot.sha256),
    )
    earlier = [one for date, one in dated if compare(date, on) in {"before", "same"}]
    later = [one for date, one in dated if compare(date, on) == "after"]
    before, after = (earlier[-1] if earlier else None), (later[0] if later else None)
    return Seen(
        listing=listing.id,
        on=str(on),
        standing=standing(listing, on),
        before=before.snapshot.as_of if before else "",
        was_in=before is not None and _holds(before, listing.id),
        after=after.snapshot.as_of if after else "",
        is_in=after is not None and _holds(after, listing.id),
    )


def standing_on(seen: Seen) -> str:
    """Say in words how a listing stood on a day, and never more than its dates and its snapshots tell."""
    if seen.standing in {"not yet", "ended"} or (seen.standing == "listed" and (seen.was_in or not seen.before)):
        return f"{seen.standing} on {seen.on}"
    if seen.was_in and seen.is_in:
        return f"on the list of {seen.before} and on that of {seen.after}"
    if seen.was_in and seen.after:
        return f"gone between {seen.before} and {seen.after}: whether it stood on {seen.on} is not known"
    if seen.was_in:
        return f"on the list of {seen.before}, the last that is held up to {seen.on}"
    if seen.is_in and seen.before:
        return f"came between {seen.before} and {seen.after}: whether it stood on {seen.on} is not known"
    if seen.before:
        return f"gone from the list by {seen.before}; when it ended is not known"
    return f"not known on {seen.on}: no list of that time is held"


def _holds(parsed: ParsedList, listing: ListingId) -> bool:
    return any(one.id == listing for one in parsed.listings)


def in_order(snapshots: Iterable[ParsedList]) -> tuple[Changes, ...]:
    """Return the changes from each snapshot of a list to the next, the earliest first."""
    dated = sorted(snapshots, key=lambda one: (one.snapshot.as_of, one.snapshot.sha256))
    return tuple(changes_between(one, other) for one, other in pairwise(dated))
