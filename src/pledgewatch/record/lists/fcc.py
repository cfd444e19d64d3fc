"""Read the Covered List of the Federal Communications Commission from its CSV of equipment and services.

The list names equipment, and by the way its maker: "equipment produced by X". Where it names no maker, the entry is a
class, and no organisation is ever found by it.
"""

from __future__ import annotations

import re

from pledgewatch.model.identity import ListId
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.csv_rows import CsvRow, check_columns, header_of, read_rows
from pledgewatch.record.lists.entry import Entry, ListInfo, parsed_list, refuse_entry
from pledgewatch.record.lists.list_dates import find_dates

__all__ = ["FccCoveredCsv"]

_INFO = ListInfo(
    id=ListId("fcc-covered-csv"),
    title="Covered List under the Secure Networks Act",
    authority="Federal Communications Commission",
    jurisdiction="United States",
    instrument="Covered List (Secure Networks Act)",
    source_url="https://www.fcc.gov/supplychain/coveredlist",
)
_WHAT, _WHEN = "covered_equipment_or_services", "date_of_inclusion_on_covered_list"
_MAKER = re.compile(
    r"\b(?:produced|provided)(?: or provided| and provided)?(?:, directly or indirectly,)? by (?P<name>[A-Z].{2,120}?)"
    r"(?=,? (?:including|to the extent|subject to|and its|or any|or its|in a foreign)\b|\.?\Z)"
)
_CLASS = 120


class FccCoveredCsv:
    """Recognise and parse the CSV of the Covered List."""

    describes = "the CSV of the FCC's Covered List"

    def sniff(self, head: bytes) -> bool:
        """Tell by the first column."""
        return _WHAT.encode() in head.partition(b"\n")[0]

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every row, or refuse the list."""
        check_columns(header_of(data), (_WHAT, _WHEN), source.origin)
        rows = read_rows(data, source.origin)
        return parsed_list(_INFO, [_entry(row, source.origin) for row in rows], source, rows=len(rows))


def _entry(row: CsvRow, origin: str) -> Entry:
    what = row.fields[_WHAT]
    dates = find_dates(re.sub(r"(?<=\d{4})(?=[A-Z])", " ", row.fields[_WHEN]))
    if not what or not dates:
        raise refuse_entry(origin, row.number, "it has no equipment, or no date")
    maker = _MAKER.search(what)
    name = maker["name"].rstrip(",") if maker else ""
    return Entry(
        name=name or f"{what[:_CLASS]} (class)",
        key=(name or what, dates[0]),
        row=row.verbatim,
        row_number=row.number,
        subject="named" if name else "class",
        start_date=dates[0],
        summary=what,
        checked_note="" if name else "the list names no maker",
    )
