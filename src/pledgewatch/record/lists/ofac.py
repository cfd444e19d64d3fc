"""Read the SDN and the consolidated (non-SDN) list of the US Office of Foreign Assets Control from its CSV files.

The primary file has twelve columns and no header, the file of other names five; `-0-` stands for nothing, and a
Ctrl-Z ends each file, so that a cut one is known. Both are needed, as one list (`lists.bundle`): without the file of
other names the list is read, and the lack of it remarked. The files give no dates of listing but in their remarks.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pledgewatch.errors import ListError
from pledgewatch.model.identity import ListId
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.bundle import is_bundle, unbundle
from pledgewatch.record.lists.csv_rows import CsvRow, read_rows
from pledgewatch.record.lists.entry import Entry, ListInfo, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.identifiers import find_identifiers
from pledgewatch.record.lists.list_dates import find_dates

__all__ = ["OfacCsv", "is_consolidated", "ofac_info", "remark_dates"]

_PRIMARY = (
    "ent_num", "SDN_Name", "SDN_Type", "Program", "Title", "Call_Sign", "Vess_type", "Tonnage", "GRT", "Vess_flag",
    "Vess_owner", "Remarks",
)  # fmt: skip
_OTHER = ("ent_num", "alt_num", "alt_type", "alt_name", "alt_remarks")
_END = b"\x1a"
_NOTHING = "-0-"
_CONSOLIDATED = re.compile(r"NS-PLC|561|SSI|CMIC|MBS|FSE|UKRAINE-EO13662|CAPTA|HIFPAA|NS-ISA")
_ALSO = re.compile(r"[afn]\.k\.a\. '([^']{2,120})'")
_STRANGERS, _SPARED = 0.02, 5
"""Share of entries known to one file only: none in the files of one day (December 2025), 24 % in two a year apart."""
_AGAIN = "fetch the files again; the last good one is kept."
_ALONE = "the file of other names was not given with it: only the main names are found"


def is_consolidated(programmes: Sequence[str]) -> bool:
    """Tell by the programmes of its entries, a text each, which of the two lists it is."""
    return sum(bool(_CONSOLIDATED.search(one)) for one in programmes) * 2 > len(programmes)


def remark_dates(remarks: str) -> tuple[str, str]:
    """Return the day of listing and the day from which it holds, as far as an entry's remarks say them."""
    announced = remarks.partition("Listing Date")[2].partition(";")[0]
    effective = remarks.partition("Effective Date")[2].partition(";")[0]
    return next(iter(find_dates(announced)), ""), next(iter(find_dates(effective)), "")


def ofac_info(consolidated: bool) -> ListInfo:
    """Describe one of the two lists."""
    return ListInfo(
        id=ListId("ofac-consolidated" if consolidated else "ofac-sdn"),
        title="Consolidated (non-SDN) list" if consolidated else "Specially Designated Nationals and Blocked Persons",
        authority="Office of Foreign Assets Control (OFAC), US Department of the Treasury",
        jurisdiction="United States",
        instrument="Consolidated (non-SDN) list" if consolidated else "SDN List",
        source_url="https://sanctionslist.ofac.treas.gov/",
    )


class OfacCsv:
    """Recognise and parse the CSV set of either list."""

    describes = "the CSV files of OFAC's SDN or consolidated list (primary and other names, given together)"

    def sniff(self, head: bytes) -> bool:
        """Tell by the columns of the first line, or by what a bundle holds."""
        return is_bundle(head) or _kind(head) != ""

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse the set, or refuse the list."""
        files = unbundle(data, source.origin) if is_bundle(data) else {source.origin: data}
        kinds = {name: _kind(part) for name, part in files.items()}
        primary = [name for name, kind in kinds.items() if kind == "primary"]
        if len(primary) != 1 or "" in kinds.values():
            raise ListError(
                f"{source.origin} holds {len(primary)} primary files of OFAC, and others: {sorted(kinds)}.",
                next_step="give one primary file (sdn.csv or cons_prim.csv) with its file of other names.",
            )
        rows = _rows(files[primary[0]], primary[0], _PRIMARY)
        others = [row for name, kind in kinds.items() if kind == "other" for row in _rows(files[name], name, _OTHER)]
        return _list(rows, others, source, alone="other" not in kinds.values())


def _kind(data: bytes) -> str:
    """Say which of the files it is, from its first line; a header that a copy carries is no hindrance."""
    for line in data[:20_000].decode("utf-8-sig", "replace").splitlines()[:2]:
        try:
            fields = [field.strip() for field in next(csv.reader([line], strict=True), [])]
        except csv.Error:
            return ""
        if fields and fields[0].isdigit() and _NOTHING in fields:
            if len(fields) == len(_PRIMARY):
                return "primary"
            if len(fields) == len(_OTHER) and fields[1].isdigit():
                return "other"
    return ""


def _rows(data: bytes, origin: str, columns: tuple[str, ...]) -> list[CsvRow]:
    """Read the rows of one file, `-0-` as nothing.

    Raises:
        ListError: the sign of the end is missing, or a row is malformed.
    """
    body, end, after = data.rpartition(_END)
    if not end or after.strip(b", \r\n"):
        raise ListError(f"{origin} lacks the sign of its end: it was cut off.", next_step=_AGAIN)
    rows = []
    for row in read_rows(body, origin, columns):
        fields = {name: "" if value == _NOTHING else value for name, value in row.fields.items()}
        if row.number == 1 and not any(letter.isdigit() for letter in fields["ent_num"]):
            continue  # a header, which copies of the file carry
        if not fields["ent_num"].isdigit():
            raise refuse_entry(origin, row.number, f"{fields['ent_num']!r} is no number of an entry")
        rows.append(CsvRow(row.number, fields, row.verbatim))
    return rows


def _list(rows: list[CsvRow], others: list[CsvRow], source: Source, *, alone: bool) -> ParsedList:
    names: dict[str, list[str]] = defaultdict(list)
    for row in others:
        names[row.fields["ent_num"]].append(row.fields["alt_name"])
    known = {row.fields["ent_num"] for row in rows}
    strangers = sorted(set(names) - known)
    consolidated = is_consolidated([row.fields["Program"] for row in rows])
    kept = [row for row in rows if not row.fields["SDN_Type"]]
    left = Counter(row.fields["SDN_Type"].casefold() for row in rows if row.fields["SDN_Type"])
    remarks = [*left_out(left), *([_ALONE] if alone else [])]
    if len(strangers) > max(_SPARED, _STRANGERS * len(names)):
        raise ListError(
            f"{source.origin}: {len(strangers):,} of {len(names):,} entries of the file of other names are not in the "
            "primary file: the two are not of the same day.",
            next_step="fetch both files together.",
        )
    entries = [_entry(row, names[row.fields["ent_num"]], source.origin) for row in kept]
    return parsed_list(ofac_info(consolidated), entries, source, rows=len(rows), dated=False, remarks=tuple(remarks))


def _entry(row: CsvRow, names: list[str], origin: str) -> Entry:
    fields = row.fields
    if not fields["SDN_Name"]:
        raise refuse_entry(origin, row.number, "it has no name")
    remarks = fields["Remarks"]
    announced, start = remark_dates(remarks)
    return Entry(
        name=fields["SDN_Name"],
        key=(fields["ent_num"],),
        row=row.verbatim,
        row_number=row.number,
        names=(*names, *_ALSO.findall(remarks)),
        programmes=tuple(part for part in re.split(r"[\]\[;,\s]+", fields["Program"]) if part),
        announced=announced,
        start_date=start,
        summary=remarks,
        identifiers=find_identifiers(remarks),
    )
