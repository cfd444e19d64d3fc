"""Read the Entity List of the US Bureau of Industry and Security from JSON made of Supplement No. 4 to Part 744.

An object with `list_id`, `extracted`, `count` and `entities`, each of which has name, aliases, country, address and
`federal_register`, the notices in order: the first is the addition, later ones amend it. The list gives no ground, so
none is given here. An organisation entered under several countries has one listing a country.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.model.identity import ListId
from pledgewatch.model.record import Citation, Listing, ListSnapshot
from pledgewatch.record.citations import dates_by_citation, fill_dates, read_citations
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source, listing_id
from pledgewatch.record.lists.us_file import UsEntity, UsFile, is_us_file, read_us_file

__all__ = ["BisEntityList"]

LIST_ID = ListId("bis-entity-list")
_AUTHORITY = "Bureau of Industry and Security (BIS), US Department of Commerce"
_SOURCE_URL = "https://www.ecfr.gov/current/title-15/part-744/appendix-Supplement%20No.%204%20to%20Part%20744"
_AGAIN = "fetch the file again; the last good one is kept."
_LONGEST_ALIAS = 120
"""Code points: longer "aliases" of the list of July 2026 are all addresses that slipped in, or several names."""


class BisEntityList:
    """Recognise and parse the JSON of the Entity List."""

    describes = "the JSON of the BIS Entity List"

    def sniff(self, head: bytes) -> bool:
        """Tell by the object's list_id."""
        return is_us_file(head, (LIST_ID,))

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every entry, or refuse the list."""
        file = read_us_file(data, source.origin, (LIST_ID,))
        entries = [_entry(raw, row, source.origin) for row, raw in enumerate(file.entities, 1)]
        read = [read_citations(entry.federal_register or "") for entry in entries]
        days = dates_by_citation(citation for one in read for citation in one.citations)
        citations = [fill_dates(one.citations, days) for one in read]
        remarks = tuple(
            f"row {row} ({entry.name}): {remark}"
            for row, (entry, one) in enumerate(zip(entries, read, strict=True), 1)
            for remark in one.remarks
        )
        return ParsedList(
            snapshot=_snapshot(file, source, len(entries)),
            listings=_listings(entries, file.entities, citations, source),
            remarks=remarks,
        )


def _entry(raw: msgspec.Raw, row: int, origin: str) -> UsEntity:
    try:
        entry = msgspec.json.decode(raw, type=UsEntity)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ListError(f"Entry {row} of {origin} is malformed: {error}.", next_step=_AGAIN) from error
    if not entry.name.strip():
        raise ListError(f"Entry {row} of {origin} has no name.", next_step=_AGAIN)
    return entry


def _snapshot(file: UsFile, source: Source, rows: int) -> ListSnapshot:
    return ListSnapshot(
        id=LIST_ID,
        title="Entity List",
        publisher=_AUTHORITY,
        sha256=source.sha256,
        origin=source.origin,
        as_of=source.as_of or file.extracted,
        as_of_basis="given at import" if source.as_of else "the date on which the list was extracted, as it says",
        rows=rows,
        source_url=_SOURCE_URL,
    )


def _listings(
    entries: list[UsEntity], raws: list[msgspec.Raw], citations: list[tuple[Citation, ...]], source: Source
) -> tuple[Listing, ...]:
    """Give each entry its id; the list prints a few names twice in one country, told apart by their order."""
    seen: Counter[tuple[str, ...]] = Counter()
    out = []
    for row, (entry, raw, cited) in enumerate(zip(entries, raws, citations, strict=True), 1):
        key = (entry.name, entry.country or "", cited[0].text if cited else "")
        seen[key] += 1
        again = (str(seen[key]),) if seen[key] > 1 else ()
        out.append(_listing(entry, _row(raw), row, cited, source, (*key, *again)))
    return tuple(out)


def _row(raw: msgspec.Raw) -> str:
    """Write the entry as one line of JSON, keys in the list's order, letters as they are."""
    value: Any = json.loads(bytes(raw))
    return json.dumps(value, ensure_ascii=False)


def _listing(
    entry: UsEntity, verbatim: str, row: int, cited: tuple[Citation, ...], source: Source, key: tuple[str, ...]
) -> Listing:
    names = (entry.name, *(alias for alias in entry.aliases if 1 < len(alias.strip()) <= _LONGEST_ALIAS))
    return Listing(
        id=listing_id(LIST_ID, *key),
        list=LIST_ID,
        entity=entry.name,
        names=tuple(dict.fromkeys(" ".join(name.split()) for name in names)),
        country=entry.country or "",
        authority=_AUTHORITY,
        jurisdiction="United States",
        instrument="Entity List",
        start_date=cited[0].date if cited else "",
        citations=cited,
        summary=entry.notes or "",
        source_urls=tuple(dict.fromkeys([*(c.url for c in cited[:1] if c.url), _SOURCE_URL])),
        addresses=(entry.address,) if entry.address else (),
        row=verbatim,
        row_number=row,
        snapshot=source.sha256,
    )
