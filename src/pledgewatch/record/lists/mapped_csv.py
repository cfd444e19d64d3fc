"""Read the published lists that are CSV with a header, each by its map of columns (data/csv_lists.toml).

A map says which columns a list has and what each of them says; whatever differs from it stops the import. Individuals,
vessels and aircraft are left out, as this is a record of organisations: how many is remarked.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import msgspec

from pledgewatch.model.identity import ListId
from pledgewatch.model.record import Checked, Citation
from pledgewatch.record.citations import read_citations
from pledgewatch.record.countries import country_codes
from pledgewatch.record.data import load
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.legal_forms import is_form
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.csv_rows import CsvRow, check_columns, header_of, read_rows
from pledgewatch.record.lists.entry import Entry, ListInfo, clean, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.identifiers import find_identifiers
from pledgewatch.record.lists.list_dates import find_dates, read_list_date

__all__ = ["MAPPED_LISTS", "MappedCsv"]

_COUNTRY_AT_END = re.compile(r",\s*([A-Z]{2})(?=;|\Z)")
_SHARED = 0.6
"""Share of a map's columns that a header must have to be taken for that list: a list whose columns changed is named as
such, instead of being called unknown."""


class ColumnMap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say what the columns of one list mean; data/csv_lists.toml explains each."""

    id: str
    title: str
    describes: str
    authority: str
    jurisdiction: str
    instrument: str
    columns: tuple[str, ...]
    name: str
    key: tuple[str, ...]
    names: tuple[str, ...] = ()
    split: str = ";"
    marker: str = ""
    source_url: str = ""
    checked: Checked = "yes"
    checked_note: str = ""
    kind: str = ""
    skip: tuple[str, ...] = ()
    skip_when_filled: bool = False
    nameless: bool = False
    register: str = ""
    authority_column: str = ""
    instrument_column: str = ""
    country: str = ""
    country_from_address: bool = False
    address: str = ""
    start: str = ""
    end: str = ""
    programme: str = ""
    summary: str = ""
    citations: str = ""
    url: tuple[str, ...] = ()
    free: str = ""
    identifiers: dict[str, str] = {}


class MappedCsv:
    """Recognise and parse one list by its map."""

    def __init__(self, columns: ColumnMap) -> None:
        self.map = columns

    @property
    def describes(self) -> str:
        """Name the format for people."""
        return self.map.describes

    def sniff(self, head: bytes) -> bool:
        """Tell by the header, which holds most of the columns, and by the marker in its first row where it has one."""
        header = header_of(head)
        known = sum(name in self.map.columns for name in header)
        alike = known >= _SHARED * len(self.map.columns) and known >= _SHARED * len(header)
        return alike and (not self.map.marker or f",{self.map.marker}\n".encode() in head.replace(b"\r", b""))

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every row, or refuse the list."""
        check_columns(header_of(data), self.map.columns, source.origin)
        rows = read_rows(data, source.origin)
        remarks: list[str] = []
        entries = [_entry(self.map, row, source, remarks) for row in rows if not _skipped(self.map, row)]
        left = Counter(row.fields.get(self.map.kind, "").casefold() for row in rows if _skipped(self.map, row))
        if self.map.skip_when_filled:
            left = Counter({"person": left.total()})
        said = left_out(left)
        return parsed_list(_info(self.map), entries, source, rows=len(rows), remarks=(*said, *remarks))


def _skipped(columns: ColumnMap, row: CsvRow) -> bool:
    kind = row.fields.get(columns.kind, "").casefold()
    unnamed = columns.nameless and not row.fields[columns.name]
    return unnamed or (columns.skip_when_filled and bool(kind)) or kind in columns.skip


def _info(columns: ColumnMap) -> ListInfo:
    return ListInfo(
        id=ListId(columns.id),
        title=columns.title,
        authority=columns.authority,
        jurisdiction=columns.jurisdiction,
        instrument=columns.instrument,
        source_url=columns.source_url,
        checked=columns.checked,
        checked_note=columns.checked_note,
    )


def _entry(columns: ColumnMap, row: CsvRow, source: Source, remarks: list[str]) -> Entry:
    if not row.fields[columns.name]:
        raise refuse_entry(source.origin, row.number, f"it has no {columns.name}")
    get = row.fields.get
    start = _date(get(columns.start, ""), row, source, remarks)
    end = _date(get(columns.end, ""), row, source, remarks)
    instrument, authority = _register(columns, row)
    address = get(columns.address, "")
    return Entry(
        name=row.fields[columns.name],
        key=tuple(row.fields[name] for name in columns.key),
        row=row.verbatim,
        row_number=row.number,
        names=tuple(name for column in columns.names for name in split_names(row.fields[column], columns.split)),
        country=get(columns.country, "") or _country(columns, address),
        authority=authority,
        instrument=instrument,
        programmes=tuple(part for part in map(clean, get(columns.programme, "").split(";")) if part),
        start_date=start,
        end_date=end,
        citations=_citations(get(columns.citations, ""), row, remarks),
        summary=clean(get(columns.summary, "")),
        source_urls=tuple(row.fields[name] for name in columns.url if row.fields[name].startswith("http")),
        identifiers=find_identifiers(get(columns.free, ""))
        | {scheme: row.fields[name].partition(";")[0] for scheme, name in columns.identifiers.items()},
        addresses=(address,) if address else (),
    )


def split_names(text: str, separator: str) -> list[str]:
    """Split a field of several names; a part that is only a legal form belongs to the name before it ("X, Ltd")."""
    names: list[str] = []
    for part in text.split(separator):
        if names and is_form(part):
            names[-1] += separator + part.strip()
        elif part.strip() and part.strip() != "None":
            names.append(part.strip())
    return names


def _register(columns: ColumnMap, row: CsvRow) -> tuple[str, str]:
    """Return instrument and authority of a row: of a list of lists, "Entity List (EL) - Bureau of ..." names both."""
    if columns.register:
        instrument, _, authority = row.fields[columns.register].partition(" - ")
        return instrument, authority
    return row.fields.get(columns.instrument_column, ""), row.fields.get(columns.authority_column, "")


def _country(columns: ColumnMap, address: str) -> str:
    """Return the country codes that stand at the end of the addresses."""
    if not columns.country_from_address:
        return ""
    return "; ".join(dict.fromkeys(code for code in _COUNTRY_AT_END.findall(address) if country_codes(code)))


def _date(text: str, row: CsvRow, source: Source, remarks: list[str]) -> str:
    """Read a date; of several the first counts, and what is none stops the import."""
    try:
        return read_list_date(text)
    except ValueError as error:
        found = find_dates(text)
        if not found:
            raise refuse_entry(source.origin, row.number, str(error)) from error
        remarks.append(f"row {row.number}: of the dates {text!r} the first is taken")
        return found[0]


def _citations(text: str, row: CsvRow, remarks: list[str]) -> tuple[Citation, ...]:
    read = read_citations(text)
    remarks.extend(f"row {row.number}: {remark}" for remark in read.remarks)
    return read.citations


@cache
def _maps() -> tuple[ColumnMap, ...]:
    return msgspec.convert(load("csv_lists.toml")["list"], tuple[ColumnMap, ...])


MAPPED_LISTS: tuple[MappedCsv, ...] = tuple(MappedCsv(columns) for columns in _maps())
