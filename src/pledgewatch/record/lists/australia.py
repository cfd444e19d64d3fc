"""Read Australia's consolidated sanctions list from XLSX, the form in which the Department publishes it.

A row a name: `155` is the entry, `155a`, `155b` its other names, so that the rows of one number are one listing. Since
when an entry is listed stands in words in the listing information ("Listed on 2 Mar. 2016, relisted ..."); the control
date is that of its last change, and tells how new the list is. The list gives no ground apart from its words.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from pledgewatch.errors import ListError
from pledgewatch.model.identity import ListId
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.csv_rows import check_columns
from pledgewatch.record.lists.entry import Entry, ListInfo, as_row, clean, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.list_dates import find_dates

__all__ = ["AustraliaDfat"]

_INFO = ListInfo(
    id=ListId("au-dfat"),
    title="Consolidated List of persons and entities subject to targeted financial sanctions",
    authority="Department of Foreign Affairs and Trade, Australia",
    jurisdiction="Australia",
    instrument="Consolidated List (regulation 8)",
    source_url="https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list",
)
_COLUMNS = (
    "Reference", "Name of Individual or Entity", "Type", "Name Type", "Date of Birth", "Place of Birth", "Citizenship",
    "Address", "Additional Information", "Listing Information", "Committees", "Control Date",
)  # fmt: skip
_LATER = frozenset({
    "alias strength", "imo number", "instrument of designation", "targeted financial sanction",
    "targeted financial sanctions", "travel ban", "arms embargo", "maritime restriction", "maritime restrictions",
})  # fmt: skip
"""Columns that the list of 2026 is said to have beside those; they are kept in the row. Any other one is refused."""
_WIDEST = 60
_REFERENCE = re.compile(r"(\d{1,7})([a-z]{0,3})\Z")
_LISTED = re.compile(r"(?<![\w-])(?<!last )(?:first )?(?:listed|designated)\b([^;]{0,160})", re.IGNORECASE)
_PARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/")
_UNPACKED = 200_000_000
"""Bytes that the parts of the file may have together: the list of December 2024 has 9 million."""
_MOST_ROWS = 500_000
_AGAIN = "fetch the file again; the last good one is kept."


class _Row(NamedTuple):
    number: int
    fields: dict[str, str]

    @property
    def entry(self) -> str:
        found = _REFERENCE.match(self.fields["Reference"])
        return found[1] if found else self.fields["Reference"]


class AustraliaDfat:
    """Recognise and parse the XLSX of the Australian list."""

    describes = "the XLSX of Australia's consolidated list"

    def sniff(self, head: bytes) -> bool:
        """Tell by the parts that an Office file begins with."""
        return head.startswith(b"PK\x03\x04") and any(part in head[:200] for part in _PARTS)

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every row, or refuse the list."""
        rows = list(_rows(data, source.origin))
        by_entry: dict[str, list[_Row]] = defaultdict(list)
        for row in rows:
            by_entry[row.entry].append(row)
        kinds = {entry: found[0].fields["Type"].casefold() for entry, found in by_entry.items()}
        entries = [_entry(found, source.origin) for entry, found in by_entry.items() if kinds[entry] == "entity"]
        left = Counter(kind for kind in kinds.values() if kind != "entity")
        newest = max((row.fields["Control Date"] for row in rows), default="")
        return parsed_list(
            _INFO,
            entries,
            source,
            rows=len(rows),
            as_of=newest,
            as_of_basis="its newest control date",
            remarks=left_out(left),
        )


def _rows(data: bytes, origin: str) -> Iterator[_Row]:
    """Give the rows of the first sheet that hold anything."""
    header: list[str] = []
    for number, cells in enumerate(_cells(data, origin), 1):
        if number > _MOST_ROWS:
            raise refuse_entry(origin, number, f"there are more than {_MOST_ROWS:,} rows")
        if not header:
            header = [text for text in cells if text]
            check_columns([name for name in header if name.casefold() not in _LATER], _COLUMNS, origin)
            continue
        fields = dict(zip(header, cells, strict=False))
        if fields["Reference"] and fields["Name of Individual or Entity"]:
            yield _Row(number, fields)


def _cells(data: bytes, origin: str) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # it publishes no types
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    try:
        _check_size(data, origin)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_col=_WIDEST, values_only=True):
            yield [_text(value) for value in row]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, SyntaxError, EOFError) as error:
        # openpyxl lets the errors of the parsers beneath it through; SyntaxError is the parent of XML's parse errors.
        raise ListError(f"{origin} is not a whole XLSX file ({error}).", next_step=_AGAIN) from error


def _check_size(data: bytes, origin: str) -> None:
    """Refuse a file that would unpack to more than any list, and one whose parts are damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
            raise ListError(f"{origin} unpacks to more than {_UNPACKED:,} bytes.", next_step="check what it is.")
        damaged = packed.testzip()
    if damaged:
        raise ListError(f"{origin} is damaged at {damaged}.", next_step=_AGAIN)


def _text(value: object) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    return "" if value is None else clean(str(value))


def _entry(rows: list[_Row], origin: str) -> Entry:
    first = next((row for row in rows if row.fields["Name Type"].casefold() == "primary name"), rows[0])
    control = first.fields["Control Date"]
    if control and find_dates(control) != (control,):
        raise refuse_entry(origin, first.number, f"{control!r} is no date")
    information = first.fields["Listing Information"]
    return Entry(
        name=first.fields["Name of Individual or Entity"],
        key=(first.entry,),
        row=as_row([row.fields for row in rows]),
        row_number=first.number,
        names=tuple(row.fields["Name of Individual or Entity"] for row in rows),
        country=first.fields["Citizenship"],
        programmes=(first.fields["Committees"],) if first.fields["Committees"] else (),
        start_date=_listed_on(information),
        summary=" ".join(part for part in (information, first.fields["Additional Information"]) if part),
        addresses=(first.fields["Address"],) if first.fields["Address"] else (),
    )


def _listed_on(information: str) -> str:
    """Return the first date that follows "listed" or "designated"; empty where the words give none."""
    found = (dates[0] for one in _LISTED.finditer(information) if (dates := find_dates(one[1])))
    return next(found, "")
