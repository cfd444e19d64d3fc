"""Read the UK Sanctions List from the Foreign Office's CSV and XML.

The CSV has the day of the report before its header and one row a name, address or detail; rows of one entry share its
`Unique ID`. The XML has one `Designation` an entry. Dates are day, month, year; where a part of one is not known, `dd`
or `mm` stand in its place. The UK's own reasons are kept as they stand, and no ground is drawn from them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.identity import ListId
from pledgewatch.model.record import Citation
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.csv_rows import CsvRow, header_of, values_in
from pledgewatch.record.lists.entry import Entry, ListInfo, as_row, clean, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.grouped import date_of_entry, date_of_list, group_rows, row_of_all
from pledgewatch.record.lists.list_dates import read_list_date
from pledgewatch.record.lists.safe_xml import as_mapping, parse_xml, text_of, texts_of, xml_root

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["UkCsv", "UkXml"]

_INFO = ListInfo(
    id=ListId("uk-sanctions-list"),
    title="UK Sanctions List",
    authority="Foreign, Commonwealth and Development Office",
    jurisdiction="United Kingdom",
    instrument="UK Sanctions List",
    source_url="https://www.gov.uk/government/publications/the-uk-sanctions-list",
)
_PARTS = tuple(f"Name {number}" for number in (1, 2, 3, 4, 5, 6))
_NEEDED = ("Unique ID", *_PARTS, "Name type", "Regime Name", "Date Designated")
_KINDS = ("Individual, Entity, Ship", "Designation Type", "Individual/Entity/Ship")
"""Headers that the column for the kind of an entry has had."""
_ADDRESS = (*(f"Address Line {number}" for number in range(1, 7)), "Address Postal Code", "Address Country")
_REPORTED = re.compile(r"\W*Report Date:?[\s,]*([^,\r\n]+)", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2}|dd)/(\d{1,2}|mm)/(\d{4})\Z", re.IGNORECASE)
_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})[- ](\d{4})\Z")


def _uk_date(text: str) -> str:
    """Read day, month and year, in numbers or with the month's name; a part that is not known is left out.

    Raises:
        ValueError: it is no date.
    """
    text = clean(text)
    if not text:
        return ""
    found = _DAY.match(text)
    if found is None:
        named = _NAMED.match(text)
        return read_list_date(f"{named[1]} {named[2]} {named[3]}" if named else text)
    day, month, year = (int(part) if part.isdecimal() else 0 for part in found.groups())
    date = str(PartialDate(year, month, day if month else 0))
    parse_date(date)
    return date


class UkCsv:
    """Recognise and parse the CSV."""

    describes = "the CSV of the UK Sanctions List, with the date of its report"

    def sniff(self, head: bytes) -> bool:
        """Tell by the columns, after the line with the date."""
        body = _body(head)[1]
        return {"Unique ID", "Name 6", "Regime Name"} <= set(header_of(body))

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every organisation, or refuse the list."""
        reported, body = _body(data)
        found = group_rows(body, source.origin, key="Unique ID", needed=_NEEDED, kinds=_KINDS)
        entries = [_of_rows(key, rows, source.origin) for key, rows in found.of_kind(lambda kind: kind == "Entity")]
        return _list(entries, found.kinds, reported, found.rows, source)


def _body(data: bytes) -> tuple[str, bytes]:
    """Return the date of the report, and what follows it; the date is empty where the file begins with its header."""
    first, _, rest = data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    found = _REPORTED.match(first[:200].decode("utf-8", "replace"))
    return (found[1].strip(' "'), rest) if found else ("", data)


def _list(entries: list[Entry], kinds: Mapping[str, int], reported: str, rows: int, source: Source) -> ParsedList:
    as_of = date_of_list(_uk_date, reported, source.origin)
    return parsed_list(
        _INFO,
        entries,
        source,
        rows=rows,
        as_of=as_of,
        as_of_basis="the date of its report, as it says" if as_of else "",
        remarks=left_out({kind: count for kind, count in kinds.items() if kind != "Entity"}),
    )


def _of_rows(key: str, rows: Sequence[CsvRow], origin: str) -> Entry:
    main = next((row for row in rows if row.fields["Name type"].casefold() == "primary name"), rows[0])
    values = values_in(rows)
    names = [_joined(row.fields.get, _PARTS) for row in (main, *rows)]
    return _entry(
        key,
        [name for name in names if name] + values("Name non-latin script"),
        number=main.number,
        origin=origin,
        row=row_of_all(rows),
        designated=main.fields["Date Designated"],
        regimes=values("Regime Name"),
        reasons=values("UK Statement of Reasons") or values("Other Information"),
        reference=values("UN Reference Number"),
        countries=values("Address Country"),
        addresses=[line for row in rows if (line := _joined(row.fields.get, _ADDRESS, ", "))],
        registration=values("Business registration number (s)"),
    )


def _joined(get: Callable[[str, str], str], names: Sequence[str], separator: str = " ") -> str:
    return separator.join(value for name in names if (value := get(name, "")))


class UkXml:
    """Recognise and parse the XML."""

    describes = "the XML of the UK Sanctions List (Designations)"

    def sniff(self, head: bytes) -> bool:
        """Tell by the root element."""
        return xml_root(head) == "Designations"

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every organisation, or refuse the list."""
        root = parse_xml(data, source.origin)
        found = root.findall("{*}Designation")
        kinds = Counter(text_of(one, "{*}IndividualEntityShip") or "none" for one in found)
        entries = [
            _of_element(one, number, source.origin)
            for number, one in enumerate(found, 1)
            if text_of(one, "{*}IndividualEntityShip") == "Entity"
        ]
        return _list(entries, kinds, text_of(root, "{*}DateGenerated").partition("T")[0], len(found), source)


def _of_element(one: _Element, number: int, origin: str) -> Entry:
    names = sorted(
        one.findall("{*}Names/{*}Name"), key=lambda name: text_of(name, "{*}NameType").casefold() != "primary name"
    )
    written = [_joined(_getter(name), [f"Name{part}" for part in range(1, 7)]) for name in names]
    address = (*(f"AddressLine{part}" for part in range(1, 7)), "AddressPostalCode", "AddressCountry")
    lines = [_joined(_getter(place), address, ", ") for place in one.findall("{*}Addresses/{*}Address")]
    return _entry(
        text_of(one, "{*}UniqueID"),
        [name for name in written if name]
        + list(texts_of(one, "{*}NonLatinNames/{*}NonLatinName/{*}NameNonLatinScript")),
        number=number,
        origin=origin,
        row=as_row(as_mapping(one)),
        designated=text_of(one, "{*}DateDesignated"),
        regimes=list(texts_of(one, "{*}RegimeName")),
        reasons=list(texts_of(one, "{*}UKStatementofReasons") or texts_of(one, "{*}OtherInformation")),
        reference=list(texts_of(one, "{*}UNReferenceNumber")),
        countries=list(dict.fromkeys(texts_of(one, "{*}Addresses/{*}Address/{*}AddressCountry"))),
        addresses=[line for line in lines if line],
        registration=list(texts_of(one, ".//{*}BusinessRegistrationNumber")),
    )


def _getter(element: _Element) -> Callable[[str, str], str]:
    def get(name: str, _default: str) -> str:
        return text_of(element, f"{{*}}{name}")

    return get


def _entry(key: str, names: list[str], *, number: int, origin: str, designated: str, **values: Any) -> Entry:
    if not key or not names:
        raise refuse_entry(origin, number, "it has no unique ID, or no name")
    return Entry(
        name=names[0],
        key=(key,),
        row=values["row"],
        row_number=number,
        names=tuple(names),
        country="; ".join(values["countries"]),
        programmes=tuple(values["regimes"]),
        start_date=date_of_entry(_uk_date, designated, number, origin),
        citations=tuple(Citation(text) for text in (key, *values["reference"])),
        summary=" ".join(values["reasons"]),
        identifiers={"registration": values["registration"][0]} if values["registration"] else {},
        addresses=tuple(values["addresses"]),
    )
