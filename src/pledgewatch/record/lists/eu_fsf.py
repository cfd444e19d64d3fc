"""Read the EU's consolidated list of financial sanctions from the Commission's XML and CSV.

The XML has one `sanctionEntity` an entry, the CSV one row a name, address or detail of it, separated by semicolons.
The acts that an entry names are its notices, the earliest first. The day from which it holds is given only where the
list calls a day that of the designation: an act that amends an entry is no beginning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pledgewatch.model.identity import ListId
from pledgewatch.model.record import Citation
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.csv_rows import CsvRow, header_of, values_in
from pledgewatch.record.lists.entry import Entry, ListInfo, as_row, clean, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.grouped import date_of_entry, date_of_list, group_rows, row_of_all
from pledgewatch.record.lists.list_dates import read_list_date
from pledgewatch.record.lists.safe_xml import parse_xml, text_of, texts_of, with_attributes, xml_root

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["EuFsfCsv", "EuFsfXml"]

_INFO = ListInfo(
    id=ListId("eu-consolidated"),
    title="Consolidated list of persons, groups and entities subject to EU financial sanctions",
    authority="Council of the European Union",
    jurisdiction="European Union",
    instrument="EU financial sanctions",
    source_url="https://data.europa.eu/data/datasets/consolidated-list-of-persons-groups-and-entities-subject-to-eu-financial-sanctions",
)
_ORGANISATION = frozenset({"enterprise", "entity", "e"})
_NEEDED = ("fileGenerationDate", "Entity_LogicalId", "NameAlias_WholeName", "Entity_Regulation_Programme")
_KINDS = ("Entity_SubjectType_ClassificationCode", "Entity_SubjectType")
_IDENTIFIERS = {"regnumber": "registration", "taxid": "tax", "swiftbic": "swift", "lei": "lei"}
"""The list's codes of kinds of identification, and our names of the schemes."""


def _eu_date(text: str) -> str:
    """Read a date; with slashes it is day, month, year here.

    Raises:
        ValueError: it is no date.
    """
    parts = clean(text).partition("T")[0].split("/")
    return read_list_date("-".join(part.zfill(2) for part in reversed(parts)))


class EuFsfXml:
    """Recognise and parse the XML."""

    describes = "the XML of the EU's consolidated list of financial sanctions (export, sanctionEntity)"

    def sniff(self, head: bytes) -> bool:
        """Tell by the root element, and by its name space or its first entry."""
        return xml_root(head) == "export" and (b"/fsd/export" in head or b"<sanctionEntity" in head)

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every organisation, or refuse the list."""
        root = parse_xml(data, source.origin)
        found = root.findall("{*}sanctionEntity")
        kinds = Counter(_kind(one) for one in found)
        entries = [
            _of_element(one, number, source.origin)
            for number, one in enumerate(found, 1)
            if _kind(one).casefold() in _ORGANISATION
        ]
        return _list(entries, kinds, root.get("generationDate", ""), len(found), source)


def _kind(one: _Element) -> str:
    subject = one.find("{*}subjectType")
    return "none" if subject is None else subject.get("code") or subject.get("classificationCode") or "none"


def _list(entries: list[Entry], kinds: Counter[str], generated: str, rows: int, source: Source) -> ParsedList:
    as_of = date_of_list(_eu_date, generated, source.origin)
    return parsed_list(
        _INFO,
        entries,
        source,
        rows=rows,
        as_of=as_of,
        as_of_basis="the date on which the list was generated, as it says" if as_of else "",
        dated=False,
        remarks=left_out({kind: count for kind, count in kinds.items() if kind.casefold() not in _ORGANISATION}),
    )


def _of_element(one: _Element, number: int, origin: str) -> Entry:
    aliases = [(clean(alias.get("wholeName")), alias.get("strong") != "false") for alias in one.findall("{*}nameAlias")]
    names = [name for name, strong in sorted(aliases, key=lambda pair: not pair[1]) if name]
    key = one.get("euReferenceNumber") or one.get("logicalId") or ""
    if not names or not key:
        raise refuse_entry(origin, number, "it has no name, or no number")
    acts = [*one.iterfind("{*}regulation"), *one.iterfind(".//{*}regulationSummary")]
    notices = [
        (act.get("numberTitle", ""), act.get("publicationDate", ""), act.get("publicationUrl") or _url(act))
        for act in acts
    ]
    countries = [
        place.get("countryDescription") or place.get("countryIso2Code") or ""
        for place in (*one.findall("{*}address"), *one.findall("{*}citizenship"))
    ]
    identifiers = {
        _IDENTIFIERS.get(held.get("identificationTypeCode", ""), ""): held.get("number", "")
        for held in one.findall("{*}identification")
    }
    return Entry(
        name=names[0],
        key=(key,),
        row=as_row(with_attributes(one)),
        row_number=number,
        names=tuple(names),
        country="; ".join(dict.fromkeys(filter(None, map(_place, countries)))),
        programmes=tuple(dict.fromkeys(act.get("programme", "") for act in one.iterfind("{*}regulation"))),
        start_date=date_of_entry(_eu_date, one.get("designationDate", ""), number, origin),
        citations=_citations(notices, number, origin),
        summary=" ".join((*texts_of(one, "{*}remark"), clean(one.get("designationDetails")))).strip(),
        identifiers={scheme: value for scheme, value in identifiers.items() if scheme},
        addresses=tuple(filter(None, map(_address, one.findall("{*}address")))),
    )


def _url(act: _Element) -> str:
    return text_of(act, "{*}publicationUrl")


def _place(name: str) -> str:
    return "" if name.casefold() in ("unknown", "00") else name


def _address(place: _Element) -> str:
    parts = ("street", "poBox", "zipCode", "city", "region", "place", "countryDescription")
    return ", ".join(text for part in parts if (text := clean(place.get(part))))


def _citations(notices: Iterable[tuple[str, str, str]], number: int, origin: str) -> tuple[Citation, ...]:
    """Return the acts, each once, the earliest first; those without a date come last."""
    made = {
        Citation(clean(text), date_of_entry(_eu_date, date, number, origin), clean(url))
        for text, date, url in notices
        if clean(text)
    }
    return tuple(sorted(made, key=lambda one: (one.date or "9999", one.text, one.url)))


class EuFsfCsv:
    """Recognise and parse the CSV."""

    describes = "the CSV of the EU's consolidated list of financial sanctions (fileGenerationDate; ...)"

    def sniff(self, head: bytes) -> bool:
        """Tell by the columns."""
        return set(_NEEDED) <= set(header_of(head, ";"))

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every organisation, or refuse the list."""
        found = group_rows(data, source.origin, key="Entity_LogicalId", needed=_NEEDED, kinds=_KINDS, delimiter=";")
        wanted = found.of_kind(lambda kind: kind.casefold() in _ORGANISATION)
        entries = [_of_rows(rows, source.origin) for _, rows in wanted]
        generated = next((rows[0].fields["fileGenerationDate"] for rows in found.by_entry.values()), "")
        return _list(entries, found.kinds, generated, found.rows, source)


def _of_rows(rows: Sequence[CsvRow], origin: str) -> Entry:
    values, first = values_in(rows), rows[0]
    names = values("NameAlias_WholeName")
    key = (values("Entity_EU_ReferenceNumber") or values("Entity_LogicalId") or [""])[0]
    if not names or not key:
        raise refuse_entry(origin, first.number, "it has no name, or no number")
    notices = [
        tuple(
            row.fields.get(f"Entity_Regulation_{part}", "")
            for part in ("NumberTitle", "PublicationDate", "PublicationUrl")
        )
        for row in rows
    ]
    identifiers = {
        _IDENTIFIERS.get(row.fields.get("Identification_TypeCode", ""), ""): row.fields.get("Identification_Number", "")
        for row in rows
    }
    return Entry(
        name=names[0],
        key=(key,),
        row=row_of_all(rows),
        row_number=first.number,
        names=tuple(names),
        country="; ".join(
            filter(None, map(_place, values("Address_CountryDescription") or values("Address_CountryIso2Code")))
        ),
        programmes=tuple(values("Entity_Regulation_Programme")),
        start_date=date_of_entry(_eu_date, (values("Entity_DesignationDate") or [""])[0], first.number, origin),
        citations=_citations(((one[0], one[1], one[2]) for one in notices), first.number, origin),
        summary=" ".join((*values("Entity_Remark"), *values("Entity_DesignationDetails"))),
        identifiers={scheme: value for scheme, value in identifiers.items() if scheme and value},
    )
