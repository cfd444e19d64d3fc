"""Read OFAC's SDN and consolidated lists from their plain XML (`sdnList`), which says its day and how long it is.

An entry's key is OFAC's number, the same as in the CSV files, so that a list keeps its listings whichever of the two
it is imported from. The plain XML gives no dates of listing but in the remarks.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pledgewatch.errors import ListError
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.entry import Entry, as_row, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.identifiers import find_identifiers
from pledgewatch.record.lists.list_dates import read_list_date
from pledgewatch.record.lists.ofac import is_consolidated, ofac_info, remark_dates
from pledgewatch.record.lists.safe_xml import as_mapping, parse_xml, text_of, texts_of, xml_root

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["OfacXml"]

_AGAIN = "fetch the file again; the last good one is kept."
_ADDRESS = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")


class OfacXml:
    """Recognise and parse the plain XML of either list."""

    describes = "the plain XML of OFAC's SDN or consolidated list (sdnList)"

    def sniff(self, head: bytes) -> bool:
        """Tell by the root element."""
        return xml_root(head) == "sdnList"

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every organisation, or refuse the list."""
        root = parse_xml(data, source.origin)
        found = root.findall("{*}sdnEntry")
        _check_count(text_of(root, "{*}publshInformation/{*}Record_Count"), len(found), source.origin)
        try:
            published = read_list_date(text_of(root, "{*}publshInformation/{*}Publish_Date"))
        except ValueError as error:
            raise ListError(f"{source.origin}: {error}.", next_step=_AGAIN) from error
        kinds = Counter(text_of(entry, "{*}sdnType") or "none" for entry in found)
        entries = [
            _entry(entry, number, source.origin)
            for number, entry in enumerate(found, 1)
            if text_of(entry, "{*}sdnType") == "Entity"
        ]
        return parsed_list(
            ofac_info(is_consolidated([" ".join(texts_of(one, "{*}programList/{*}program")) for one in found])),
            entries,
            source,
            rows=len(found),
            as_of=published,
            as_of_basis="the date of its publication, as it says" if published else "",
            dated=False,
            remarks=left_out({kind: count for kind, count in kinds.items() if kind != "Entity"}),
        )


def _check_count(said: str, found: int, origin: str) -> None:
    if said.isdecimal() and int(said) != found:
        raise ListError(f"{origin} says that it has {int(said):,} entries, and has {found:,}.", next_step=_AGAIN)


def _entry(entry: _Element, number: int, origin: str) -> Entry:
    name = " ".join(filter(None, (text_of(entry, "{*}firstName"), text_of(entry, "{*}lastName"))))
    uid = text_of(entry, "{*}uid")
    if not name or not uid.isdecimal():
        raise refuse_entry(origin, number, "it has no name, or no number")
    remarks = text_of(entry, "{*}remarks")
    announced, start = remark_dates(remarks)
    return Entry(
        name=name,
        key=(uid,),
        row=as_row(as_mapping(entry)),
        row_number=number,
        names=tuple(_alias(alias) for alias in entry.findall("{*}akaList/{*}aka")),
        country="; ".join(dict.fromkeys(texts_of(entry, "{*}addressList/{*}address/{*}country"))),
        programmes=texts_of(entry, "{*}programList/{*}program"),
        announced=announced,
        start_date=start,
        summary=remarks,
        identifiers=find_identifiers(f"{remarks}; {_documents(entry)}"),
        addresses=tuple(filter(None, map(_address, entry.findall("{*}addressList/{*}address")))),
    )


def _alias(alias: _Element) -> str:
    return " ".join(filter(None, (text_of(alias, "{*}firstName"), text_of(alias, "{*}lastName"))))


def _documents(entry: _Element) -> str:
    """Write the numbers of an entry as the remarks of the CSV write them: "Tax ID No. 77 (Russia)"."""
    return "; ".join(
        f"{text_of(one, '{*}idType')} {text_of(one, '{*}idNumber')}" for one in entry.findall("{*}idList/{*}id")
    )


def _address(address: _Element) -> str:
    return ", ".join(text for part in _ADDRESS if (text := text_of(address, f"{{*}}{part}")))
