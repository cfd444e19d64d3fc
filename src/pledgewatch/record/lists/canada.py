"""Read the consolidated list of Canada's autonomous sanctions (SEMA and JVCFOR) from XML.

A `record` a person, an organisation (`EntityOrShip`) or a ship; the country is that of the regulations, and not always
the organisation's. The list gives no ground. It names an entry by regulations, schedule and item.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pledgewatch.model.identity import ListId
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.entry import BY_ENTRIES, Entry, ListInfo, as_row, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.list_dates import read_list_date
from pledgewatch.record.lists.mapped_csv import split_names
from pledgewatch.record.lists.safe_xml import as_mapping, parse_xml, text_of, xml_root

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["CanadaSema"]

_INFO = ListInfo(
    id=ListId("ca-sema"),
    title="Consolidated Canadian Autonomous Sanctions List",
    authority="Global Affairs Canada",
    jurisdiction="Canada",
    instrument="Special Economic Measures Act or Justice for Victims of Corrupt Foreign Officials Act",
    source_url="https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/consolidated-consolide.aspx",
)


class CanadaSema:
    """Recognise and parse the XML of the Canadian list."""

    describes = "the XML of Canada's autonomous sanctions (data-set with record)"

    def sniff(self, head: bytes) -> bool:
        """Tell by the root element and by an element that no other list has."""
        return xml_root(head) == "data-set" and b"DateOfListing" in head

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every record, or refuse the list."""
        records = parse_xml(data, source.origin).findall("record")
        kinds = [_kind(record) for record in records]
        entries = [
            _entry(record, number, source.origin)
            for number, (record, kind) in enumerate(zip(records, kinds, strict=True), 1)
            if kind == "organisation"
        ]
        left = Counter(kind for kind in kinds if kind != "organisation")
        newest = max((text_of(record, "DateOfListing") for record in records), default="")
        return parsed_list(
            _INFO,
            entries,
            source,
            rows=len(records),
            as_of=_date(newest, len(records), source.origin),
            as_of_basis=BY_ENTRIES,
            remarks=left_out(left),
        )


def _kind(record: _Element) -> str:
    if text_of(record, "ShipIMONumber"):
        return "ship"
    return "person" if text_of(record, "LastName") or text_of(record, "GivenName") else "organisation"


def _entry(record: _Element, number: int, origin: str) -> Entry:
    name = text_of(record, "EntityOrShip")
    regulations, schedule, item = (text_of(record, part) for part in ("Country", "Schedule", "Item"))
    if not name or not item:
        raise refuse_entry(origin, number, "it has no name, or no item of its schedule")
    return Entry(
        name=name,
        key=(regulations, schedule, item, name),
        row=as_row(as_mapping(record)),
        row_number=number,
        names=tuple(split_names(text_of(record, "Aliases"), ";")),
        country=regulations,
        programmes=tuple(part for part in (regulations, f"schedule {schedule}" if schedule else "") if part),
        start_date=_date(text_of(record, "DateOfListing"), number, origin),
    )


def _date(text: str, number: int, origin: str) -> str:
    try:
        return read_list_date(text)
    except ValueError as error:
        raise refuse_entry(origin, number, str(error)) from error
