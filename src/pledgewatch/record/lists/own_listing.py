"""Make a listing of a row of one's own record, and name listings so that they are the same tomorrow."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import cast, get_args

import msgspec

from pledgewatch.model.dates import compare, parse_date
from pledgewatch.model.identity import ListingId
from pledgewatch.model.record import Act, Checked, Citation, Listing, Subject
from pledgewatch.record.lists import nature, own_fields
from pledgewatch.record.lists.base import Source, listing_id
from pledgewatch.record.lists.own_row import checking_of, choice, names_of, start_of, summary_of
from pledgewatch.record.lists.own_table import Row, refuse

__all__ = ["name_listings", "read_listing"]

_STRENGTH: tuple[Checked, ...] = ("no", "partly", "yes")


def read_listing(row: Row, source: Source) -> Listing:
    """Make the listing of a row, with an id that `name_listings` still has to tell apart from its namesakes.

    Raises:
        ListError: a value that is not understood, by row number and column.
    """
    origin = source.origin
    names, checking, end = names_of(row), checking_of(row, origin), own_fields.end_fields(row)
    start = start_of(row, checking, origin)
    certain_end = parse_date(end.date)
    if start and certain_end and compare(certain_end, start) == "before":
        raise refuse(origin, row.number, f"it ends ({certain_end}) before it starts ({start})", "correct the dates")
    subject, act = _subject(row, names, origin), _act(row, origin)
    return Listing(
        id=_first_id(row, source),
        list=source.list_id,
        entity=row.get("entity"),
        names=names,
        country=row.get("country_of_entity"),
        act=cast("Act", act.value),
        subject=cast("Subject", subject.value),
        authority=row.get("authority"),
        jurisdiction=row.get("country"),
        instrument=row.get("instrument"),
        grounds=own_fields.split(row.get("ground")),
        principles=own_fields.principles(row, origin),
        announced=str(own_fields.date_field(row, "announced", origin) or ""),
        start_date=str(start or ""),
        end_date=end.date,
        end_note=end.note,
        citations=own_fields.citations(row),
        summary=summary_of(row),
        source_urls=own_fields.urls(row, origin),
        checked=checking.checked,
        checked_note=checking.note,
        read_note=_how_read(subject, act),
        identifiers=own_fields.identifiers(row, origin),
        addresses=own_fields.split(row.get("address")),
        row=row.verbatim,
        row_number=row.number,
        snapshot=source.sha256,
    )


def _how_read(subject: nature.Derived, act: nature.Derived) -> str:
    reasons = (
        f"subject read as {subject.value}: {subject.why}" if subject.why else "",
        f"act read as {act.value}: {act.why}" if act.why else "",
    )
    return "; ".join(part for part in reasons if part)


def _subject(row: Row, names: tuple[str, ...], origin: str) -> nature.Derived:
    explicit = choice(row, "subject", get_args(Subject), origin)
    if explicit:
        return nature.Derived(explicit, "")
    return nature.derive_subject(row.get("entity"), names, row.get("instrument"), summary_of(row))


def _act(row: Row, origin: str) -> nature.Derived:
    explicit = choice(row, "act", get_args(Act), origin)
    if explicit:
        return nature.Derived(explicit, "")
    return nature.derive_act(row.get("authority"), row.get("instrument"), summary_of(row))


def _first_id(row: Row, source: Source) -> ListingId:
    """Name a listing by the publisher's identifier, or by what an editor will hardly correct: not by its date."""
    if row.get("listing_id"):
        return listing_id(source.list_id, "id", row.get("listing_id"))
    instrument = own_fields.instrument_citation(row.get("instrument"))[0]
    return listing_id(source.list_id, row.get("entity"), row.get("authority"), row.get("country"), instrument)


def name_listings(listings: list[Listing]) -> tuple[Listing, ...]:
    """Put notices of one listing together, and tell listings of one name apart; in the order of rows.

    The earliest keeps the plain id, so that adding a row never renames an older listing. A later row is another notice
    of it while it is in force and names the same subject by the same act; else it is a listing of its own.
    """
    kept: dict[ListingId, Listing] = {}
    last: dict[ListingId, ListingId] = {}
    for listing in sorted(listings, key=lambda one: (one.start_date or "9999", one.row_number)):
        before = kept.get(last.get(listing.id, listing.id))
        if before is None:
            kept[listing.id] = listing
        elif _continues(before, listing):
            kept[before.id] = _with_notice(before, listing)
        else:
            own = _own_id(listing, kept)
            kept[own] = msgspec.structs.replace(listing, id=own)
            last[listing.id] = own
    return tuple(sorted(kept.values(), key=lambda one: one.row_number))


def _own_id(listing: Listing, taken: Collection[ListingId]) -> ListingId:
    """Tell a listing from its namesakes by its date, and, should that not do, by its source and place in the order."""
    marks = [listing.start_date, *(citation.text for citation in listing.citations[:1]), *listing.source_urls[:1]]
    own = listing_id(listing.list, listing.id, listing.start_date)
    while own in taken:
        marks.append("again")
        own = listing_id(listing.list, listing.id, *marks)
    return own


def _continues(before: Listing, later: Listing) -> bool:
    in_force = not before.end_date and not before.end_note
    return in_force and (before.subject, before.act, before.country) == (later.subject, later.act, later.country)


def _with_notice(before: Listing, later: Listing) -> Listing:
    """Add a later notice: its citation, what ended, its names, grounds and sources; both rows are kept."""
    notice = later.citations or (Citation(later.instrument, later.start_date),)
    dated = tuple(Citation(c.text, c.date or later.start_date, c.url) for c in notice)
    rows = json.loads(before.row)
    return msgspec.structs.replace(
        before,
        names=_union(before.names, later.names),
        grounds=_union(before.grounds, later.grounds),
        principles=tuple(sorted({*before.principles, *later.principles})),
        citations=tuple(dict.fromkeys((*before.citations, *dated))),
        end_date=later.end_date,
        end_note=later.end_note,
        source_urls=_union(before.source_urls, later.source_urls),
        checked=min(before.checked, later.checked, key=_STRENGTH.index),
        checked_note=_joined(before.checked_note, later.checked_note),
        read_note=_joined(before.read_note, later.read_note),
        identifiers=before.identifiers | later.identifiers,
        row=json.dumps([*(rows if isinstance(rows, list) else [rows]), json.loads(later.row)], ensure_ascii=False),
    )


def _joined(one: str, other: str) -> str:
    return "; ".join(filter(None, _union((one,), (other,))))


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
