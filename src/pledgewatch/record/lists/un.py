"""Read the consolidated list of the United Nations Security Council from XML.

Persons are left out. `LISTED_ON` is the day of the listing; the days of later amendments are kept in the row.
`COMMENTS1` is the committee's own summary. The list gives no ground apart from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgewatch.errors import ListError
from pledgewatch.model.identity import ListId
from pledgewatch.model.record import Citation
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.entry import Entry, ListInfo, as_row, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.list_dates import read_list_date
from pledgewatch.record.lists.safe_xml import as_mapping, parse_xml, text_of, texts_of, xml_root

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["UnSecurityCouncil"]

_INFO = ListInfo(
    id=ListId("un-sc"),
    title="United Nations Security Council Consolidated List",
    authority="United Nations Security Council",
    jurisdiction="United Nations",
    instrument="Consolidated List",
    source_url="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
)


class UnSecurityCouncil:
    """Recognise and parse the XML of the United Nations list."""

    describes = "the XML of the UN Security Council's consolidated list"

    def sniff(self, head: bytes) -> bool:
        """Tell by the root element."""
        return xml_root(head) == "CONSOLIDATED_LIST"

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every entity, or refuse the list."""
        root = parse_xml(data, source.origin)
        persons, entities = root.findall("INDIVIDUALS/INDIVIDUAL"), root.findall("ENTITIES/ENTITY")
        try:
            generated = read_list_date(root.get("dateGenerated"))
        except ValueError as error:
            raise ListError(f"{source.origin}: {error}.", next_step="fetch the file again.") from error
        return parsed_list(
            _INFO,
            [_entry(entity, number, source.origin) for number, entity in enumerate(entities, 1)],
            source,
            rows=len(persons) + len(entities),
            as_of=generated,
            as_of_basis="the date on which the list was generated, as it says" if generated else "",
            remarks=left_out({"person": len(persons)}),
        )


def _entry(entity: _Element, number: int, origin: str) -> Entry:
    name, reference = text_of(entity, "FIRST_NAME"), text_of(entity, "REFERENCE_NUMBER")
    if not name or not reference:
        raise refuse_entry(origin, number, "it has no name, or no reference number")
    try:
        start = read_list_date(text_of(entity, "LISTED_ON"))
    except ValueError as error:
        raise refuse_entry(origin, number, str(error)) from error
    original = text_of(entity, "NAME_ORIGINAL_SCRIPT")
    return Entry(
        name=name,
        key=(reference,),
        row=as_row(as_mapping(entity)),
        row_number=number,
        names=(*texts_of(entity, "ENTITY_ALIAS/ALIAS_NAME"), *((original,) if original else ())),
        country="; ".join(dict.fromkeys(texts_of(entity, "ENTITY_ADDRESS/COUNTRY"))),
        programmes=texts_of(entity, "UN_LIST_TYPE"),
        start_date=start,
        citations=(Citation(reference, start),),
        summary=text_of(entity, "COMMENTS1"),
        addresses=tuple(_address(address) for address in entity.findall("ENTITY_ADDRESS") if _address(address)),
    )


def _address(address: _Element) -> str:
    parts = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")
    return ", ".join(text for part in parts if (text := text_of(address, part)))
