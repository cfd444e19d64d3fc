"""Turn the entries of a published list into listings: named, numbered, each with its own row."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.model.identity import ListId
from pledgewatch.model.record import Act, Checked, Citation, Listing, ListSnapshot, Subject
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source, folded, listing_id

__all__ = ["BY_ENTRIES", "NOT_SAID", "Entry", "ListInfo", "as_row", "clean", "left_out", "parsed_list", "refuse_entry"]

BY_ENTRIES = "the newest date among its entries"
"""The basis of a date that a published list does not print: it hardly goes back, so that going back is a warning."""
NOT_SAID = "neither the list nor the import says it"
_LONGEST_NAME = 300
"""Code points: what is longer is an address or a remark that slipped in, not a name."""


class ListInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Describe a published list: its id, title, who publishes it, for which jurisdiction, under which instrument.

    `anew`: each notice issues it as a whole, so that an entry's date is that of the last notice and no start.
    """

    id: ListId
    title: str
    authority: str
    jurisdiction: str
    instrument: str
    source_url: str = ""
    checked: Checked = "yes"
    checked_note: str = ""
    anew: bool = False


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as its list says it. `key` is the publisher's identifier, or what stands for it."""

    name: str
    key: tuple[str, ...]
    row: str
    row_number: int
    names: tuple[str, ...] = ()
    country: str = ""
    authority: str = ""
    jurisdiction: str = ""
    instrument: str = ""
    programmes: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    principles: tuple[int, ...] = ()
    act: Act = "restriction"
    subject: Subject = "named"
    announced: str = ""
    start_date: str = ""
    end_date: str = ""
    end_note: str = ""
    citations: tuple[Citation, ...] = ()
    summary: str = ""
    source_urls: tuple[str, ...] = ()
    identifiers: dict[str, str] = {}
    addresses: tuple[str, ...] = ()
    checked_note: str = ""


def clean(text: str | None) -> str:
    """Write a text in one line without the white space around it."""
    return " ".join((text or "").split())


def as_row(value: Any) -> str:
    """Write a row as one line of JSON, keys in the list's order, letters as they are."""
    return json.dumps(value, ensure_ascii=False)


def refuse_entry(origin: str, row: int, what: str) -> ListError:
    """Make the error that names the entry; nothing of the list is imported."""
    return ListError(
        f"{origin or 'The list'}, entry {row}: {what}.", next_step="fetch the file again; the last good one is kept."
    )


def left_out(kinds: Mapping[str, int]) -> tuple[str, ...]:
    """Say how many entries of which kind are no organisations and are left out."""
    return tuple(f"{count:,} entries of the kind {kind!r} are left out" for kind, count in sorted(kinds.items()))


def parsed_list(
    info: ListInfo,
    entries: Iterable[Entry],
    source: Source,
    *,
    rows: int,
    as_of: str = "",
    as_of_basis: str = "",
    dated: bool = True,
    remarks: tuple[str, ...] = (),
) -> ParsedList:
    """Put a list together; where it does not say as of when it stands, it is as of its newest date.

    `dated=False` is for a list in which hardly any entry has a date: it is as of an unknown day. Entries of the same
    key are told apart by their order.
    """
    listings = _listings(info, entries, source)
    if not as_of and dated:
        as_of, as_of_basis = max((one.start_date for one in listings), default=""), BY_ENTRIES
    if not as_of:
        as_of_basis = NOT_SAID
    snapshot = ListSnapshot(
        id=info.id,
        title=info.title,
        publisher=info.authority,
        sha256=source.sha256,
        origin=source.origin,
        as_of=source.as_of or as_of,
        as_of_basis="given at import" if source.as_of else as_of_basis,
        rows=rows,
        source_url=info.source_url,
    )
    return ParsedList(snapshot=snapshot, listings=listings, remarks=remarks)


def _listings(info: ListInfo, entries: Iterable[Entry], source: Source) -> tuple[Listing, ...]:
    seen: Counter[tuple[str, ...]] = Counter()
    out = []
    for entry in entries:
        key = tuple(folded(part) for part in entry.key)
        seen[key] += 1
        again = (str(seen[key]),) if seen[key] > 1 else ()
        out.append(_listing(info, entry, (*entry.key, *again), source))
    return tuple(out)


def _names(entry: Entry) -> tuple[str, ...]:
    names = (clean(name) for name in (entry.name, *entry.names))
    return tuple(dict.fromkeys(name for name in names if 1 < len(name) <= _LONGEST_NAME)) or (clean(entry.name),)


def _listing(info: ListInfo, entry: Entry, key: tuple[str, ...], source: Source) -> Listing:
    urls = (*entry.source_urls, *(one.url for one in entry.citations[:1]), info.source_url)
    return Listing(
        id=listing_id(info.id, *key),
        list=info.id,
        entity=clean(entry.name),
        names=_names(entry),
        country=entry.country,
        act=entry.act,
        subject=entry.subject,
        authority=entry.authority or info.authority,
        jurisdiction=entry.jurisdiction or info.jurisdiction,
        instrument=entry.instrument or info.instrument,
        programmes=entry.programmes,
        grounds=entry.grounds,
        principles=entry.principles,
        announced=entry.announced,
        start_date=entry.start_date,
        end_date=entry.end_date,
        end_note=entry.end_note,
        citations=entry.citations,
        summary=entry.summary,
        source_urls=tuple(dict.fromkeys(url for url in urls if url)),
        checked=info.checked,
        checked_note=entry.checked_note or info.checked_note,
        identifiers=dict(sorted(_filled(entry.identifiers).items())),
        addresses=entry.addresses,
        row=entry.row,
        row_number=entry.row_number,
        snapshot=source.sha256,
    )


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {scheme: clean(value) for scheme, value in values.items() if clean(value)}
