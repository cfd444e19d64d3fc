"""Read the US Consolidated Screening List from its JSON: an object with `total` and `results`, a result an entry.

It is a list of lists: each result names its own list and office in `source`. Persons, vessels and aircraft are left
out. An entry keeps its publisher's id as long as its list does.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.model.identity import ListId
from pledgewatch.record.citations import read_citations
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.entry import Entry, ListInfo, as_row, clean, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.identifiers import find_identifiers
from pledgewatch.record.lists.list_dates import read_list_date

__all__ = ["CslJson"]

_INFO = ListInfo(
    id=ListId("us-csl"),
    title="Consolidated Screening List",
    authority="International Trade Administration, US Department of Commerce",
    jurisdiction="United States",
    instrument="Consolidated Screening List",
    source_url="https://www.trade.gov/consolidated-screening-list",
)
_NO_ORGANISATION = {"individual", "vessel", "aircraft"}


class _Address(msgspec.Struct, frozen=True):
    address: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None

    def __str__(self) -> str:
        parts = (self.address, self.city, self.state, self.postal_code, self.country)
        return ", ".join(clean(part) for part in parts if clean(part))


class _Number(msgspec.Struct, frozen=True):
    type: str | None = None
    number: str | None = None


class _Result(msgspec.Struct, frozen=True):
    id: str
    name: str
    source: str
    type: str | None = None
    programs: list[str] | None = None
    alt_names: list[str] | None = None
    addresses: list[_Address] | None = None
    ids: list[_Number] | None = None
    federal_register_notice: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    license_requirement: str | None = None
    remarks: str | None = None
    source_list_url: str | None = None
    source_information_url: str | None = None


class _File(msgspec.Struct, frozen=True):
    results: list[msgspec.Raw]
    total: int | None = None
    search_performed_at: str | None = None


class CslJson:
    """Recognise and parse the JSON of the Consolidated Screening List."""

    describes = "the JSON of the US Consolidated Screening List (results)"

    def sniff(self, head: bytes) -> bool:
        """Tell by the object's results and by fields that only they have."""
        return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and all(
            name in head for name in (b'"results"', b'"source_list_url"')
        )

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every result, or refuse the list."""
        file = _decode(data, source.origin)
        results = [_result(raw, number, source.origin) for number, raw in enumerate(file.results, 1)]
        left = Counter(kind for one in results if (kind := clean(one.type).casefold()) in _NO_ORGANISATION)
        entries = [
            _entry(result, raw, number, source.origin)
            for number, (result, raw) in enumerate(zip(results, file.results, strict=True), 1)
            if clean(result.type).casefold() not in _NO_ORGANISATION
        ]
        return parsed_list(_INFO, entries, source, rows=len(results), remarks=left_out(left))


def _decode(data: bytes, origin: str) -> _File:
    again = "fetch the file again; the last good one is kept."
    try:
        file = msgspec.json.decode(data, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ListError(f"{origin} is not the whole JSON of the list: {error}.", next_step=again) from error
    if file.total is not None and file.total != len(file.results):
        raise ListError(f"{origin} says {file.total} results and has {len(file.results)}.", next_step=again)
    return file


def _result(raw: msgspec.Raw, number: int, origin: str) -> _Result:
    try:
        result = msgspec.json.decode(raw, type=_Result)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise refuse_entry(origin, number, f"it is malformed ({error})") from error
    if not clean(result.name) or not clean(result.source):
        raise refuse_entry(origin, number, "it has no name, or does not say of which list it is")
    return result


def _entry(result: _Result, raw: msgspec.Raw, number: int, origin: str) -> Entry:
    value: Any = json.loads(bytes(raw))
    instrument, _, authority = result.source.partition(" - ")
    addresses = tuple(str(address) for address in result.addresses or () if str(address))
    try:
        start, end = read_list_date(result.start_date), read_list_date(result.end_date)
    except ValueError as error:
        raise refuse_entry(origin, number, str(error)) from error
    urls = (clean(result.source_list_url), clean(result.source_information_url))
    return Entry(
        name=result.name,
        key=(result.source, result.id),
        row=as_row(value),
        row_number=number,
        names=tuple(result.alt_names or ()),
        country="; ".join(dict.fromkeys(clean(one.country) for one in result.addresses or () if clean(one.country))),
        authority=authority,
        instrument=instrument,
        programmes=tuple(result.programs or ()),
        start_date=start,
        end_date=end,
        citations=read_citations(result.federal_register_notice or "").citations,
        summary=clean(result.license_requirement) or clean(result.remarks),
        source_urls=tuple(url for url in urls if url.startswith("http")),
        identifiers=find_identifiers("; ".join(f"{one.type} {one.number}" for one in result.ids or ())),
        addresses=addresses,
    )
