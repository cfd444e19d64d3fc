"""Hold which snapshots of a list had which listings, and say from them how a listing stood on any day.

A list says who is on it as of its date; of another day it tells only what its entries' own dates tell. Several
snapshots tell more: what two of them have was there on both days, what the later one lacks is gone between the two, on
a day that only a notice can say. A record of one's own is corrected rather than published, so that its snapshots tell
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from pledgewatch.model.dates import PartialDate, compare, parse_date
from pledgewatch.model.identity import ListId, ListingId
from pledgewatch.model.record import Citation, Listing, ListSnapshot, Sighting
from pledgewatch.record.comparing import Seen, standing_on
from pledgewatch.record.lists.base import folded
from pledgewatch.record.standing import GONE, standing

__all__ = ["Absent", "History", "find_gone", "noted_as_gone", "notice_on"]


class Absent(msgspec.Struct, frozen=True):
    """A listing that snapshots had and the held one has not: the last that had it, and the next one, that lacked it."""

    listing: ListingId
    last: Sighting
    next: Sighting


class History:
    """The snapshots of all published lists, the earliest first; those of one's own record are left aside."""

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        seen = tuple(sightings)
        self.published = {one.snapshot.id for one in seen if not one.own}
        self.of: dict[ListId, list[tuple[PartialDate, Sighting, frozenset[ListingId]]]] = defaultdict(list)
        for one in _in_order(seen):
            date = parse_date(one.snapshot.as_of)
            if date is not None and not one.own:
                self.of[one.snapshot.id].append((date, one, frozenset(one.listings)))

    def seen(self, listing: Listing, on: PartialDate) -> Seen:
        """Say how a listing stood on a day, by its own dates and by the snapshots around that day."""
        dated = self.of.get(listing.list, [])
        earlier = [(one, has) for date, one, has in dated if compare(date, on) in ("before", "same")]
        later = [(one, has) for date, one, has in dated if compare(date, on) == "after"]
        before, was = earlier[-1] if earlier else (None, frozenset())
        after, then = later[0] if later else (None, frozenset())
        return Seen(
            listing=listing.id,
            on=str(on),
            standing=standing(listing, on),
            before=before.snapshot.as_of if before else "",
            was_in=listing.id in was,
            after=after.snapshot.as_of if after else "",
            is_in=listing.id in then,
        )

    def in_words(self, listing: Listing, on: PartialDate) -> str:
        """Say in words how a listing stood on a day, by which notice, and never more than its sources tell."""
        seen = self.seen(listing, on)
        day = f"on {on}" if on.day else f"in {on}"
        if listing.act == "vote":
            return {"listed": f"held by {on}", "not yet": f"not yet held {day}"}.get(seen.standing, f"not known {day}")
        if seen.standing == "ended":
            return f"ended by {on}"
        if not self.of.get(listing.list):
            words = f"{'not known' if seen.standing == 'unknown' else seen.standing} {day}"
        else:
            words = standing_on(seen)
        return f"{words}{_notices(listing, on)}" if seen.standing == "listed" else words

    def silent_on(self, lists: Iterable[ListSnapshot], on: PartialDate) -> tuple[ListSnapshot, ...]:
        """Return the published lists of which no snapshot from that day or before is held.

        What stood on one of them on that day and is gone since is not known here, so that an absence says nothing.
        """
        held = {key: [date for date, _, _ in dated] for key, dated in self.of.items()}
        return tuple(
            one
            for one in lists
            if one.id in self.published
            and not any(compare(date, on) in ("before", "same") for date in held.get(one.id, ()))
        )


def _cited(notice: Citation) -> str:
    return f"{notice.text} of {notice.date}" if notice.date and notice.date not in notice.text else notice.text


def _notices(listing: Listing, on: PartialDate) -> str:
    """Name the notice of the addition, and the last one up to that day that amended it."""
    last = notice_on(listing, on)
    if last is None:
        return ""
    first = listing.citations[0]
    amended = f", amended by {_cited(last)}" if last != first else ""
    return f", by {_cited(first)}{amended}"


def notice_on(listing: Listing, on: PartialDate) -> Citation | None:
    """Return the last notice up to a day, else the first; None where there is none."""
    dated = ((_date(one.date), one) for one in listing.citations)
    made = [one for date, one in dated if date is not None and compare(date, on) in ("before", "same")]
    return made[-1] if made else next(iter(listing.citations), None)


def _date(text: str) -> PartialDate | None:
    """Read a notice's date as far as it is one: a record of one's own may write anything."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _in_order(sightings: Iterable[Sighting]) -> list[Sighting]:
    return sorted(sightings, key=lambda one: (one.snapshot.as_of, one.number))


def find_gone(sightings: Iterable[Sighting], held: Mapping[ListId, Iterable[Listing]]) -> Iterator[Absent]:
    """Yield what earlier snapshots of a published list had and the held one has not, in the order of lists and ids.

    An entry that stands in the held list under the very same name, with another number, is not gone.
    """
    by_list: dict[ListId, list[Sighting]] = defaultdict(list)
    for one in _in_order(sightings):
        if not one.own:
            by_list[one.snapshot.id].append(one)
    for list_id, snapshots in sorted(by_list.items()):
        here = {listing.id for listing in held.get(list_id, ())}
        last: dict[ListingId, int] = {}
        for number, one in enumerate(snapshots):
            last |= dict.fromkeys(one.listings, number)
        for listing, number in sorted(last.items()):
            if listing not in here and number + 1 < len(snapshots):
                yield Absent(listing, snapshots[number], snapshots[number + 1])


def noted_as_gone(listing: Listing, absent: Absent, held: Iterable[Listing]) -> Listing | None:
    """Return the listing with the note between which two days it is gone; None where it only has another number.

    An end that the list itself gives stands.
    """
    name = folded(listing.entity)
    if any(folded(one.entity) == name for one in held):
        return None
    if listing.end_date:
        return listing
    since, until = (one.snapshot.as_of or "an unknown day" for one in (absent.last, absent.next))
    note = f"{GONE} {since} and {until}"
    return msgspec.structs.replace(listing, end_note=f"{note}; {listing.end_note}" if listing.end_note else note)
