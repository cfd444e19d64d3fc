"""Hold the record: what a list gave when it was parsed, and all lists of a desk together."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pledgewatch.model.identity import ListId, ListingId
from pledgewatch.model.record import Listing, ListSnapshot, Searched, Sighting, Statement

__all__ = ["ParsedList", "Record"]


class ParsedList(msgspec.Struct, frozen=True, kw_only=True):
    """One list, parsed whole: which bytes, its listings and statements, and in words what was not understood.

    `own`: a record of one's own, which is corrected rather than published. `remarks` concern single fields; a list that
    is malformed gives no ParsedList but a ListError.
    """

    snapshot: ListSnapshot
    listings: tuple[Listing, ...]
    statements: tuple[Statement, ...] = ()
    remarks: tuple[str, ...] = ()
    own: bool = False


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """All that is held: one snapshot a list, its listings and statements, in the order of list and row.

    Of a desk, `listings` also has what is gone from a list, with a note; `sightings` say which snapshot had what.
    """

    lists: tuple[ListSnapshot, ...] = ()
    listings: tuple[Listing, ...] = ()
    statements: tuple[Statement, ...] = ()
    sightings: tuple[Sighting, ...] = ()

    @classmethod
    def of(cls, parsed: Iterable[ParsedList]) -> Record:
        """Put parsed lists together; of two of the same list the later given one counts."""
        by_list: dict[ListId, ParsedList] = {one.snapshot.id: one for one in parsed}
        chosen = [by_list[key] for key in sorted(by_list)]
        return cls(
            lists=tuple(one.snapshot for one in chosen),
            listings=tuple(row for one in chosen for row in one.listings),
            statements=tuple(row for one in chosen for row in one.statements),
        )

    @property
    def searched(self) -> tuple[Searched, ...]:
        """Name what an answer from this record rests on."""
        return tuple(Searched(one.id, one.sha256, one.as_of) for one in self.lists)

    def by_id(self) -> dict[ListingId, Listing]:
        """Return the listings by their id."""
        return {listing.id: listing for listing in self.listings}
