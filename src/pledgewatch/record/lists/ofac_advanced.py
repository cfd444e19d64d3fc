"""Read OFAC's lists from the advanced XML (`Sanctions`), which alone gives the day on which each entry was made.

What an entry says lies in several places that name each other by number: parties with their names, places, entries of
lists with their events and measures, and the words for all of it. The file has more than a hundred megabytes, so that
it is read piece by piece and each piece is let go.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.entry import Entry, as_row, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.ofac import ofac_info
from pledgewatch.record.lists.safe_xml import refuse_doctype, text_of, with_attributes, xml_root

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["OfacAdvancedXml"]

_AGAIN = "fetch the file again; the last good one is kept."
_VALUES = ("PartyType", "PartySubType", "Country", "List", "AliasType")
_PIECES = ("DistinctParty", "Location", "SanctionsEntry", "DateOfIssue", "IDRegDocument", "ProfileRelationship")
_MOST = 500_000
_SDN = "SDN List"


class _Party(msgspec.Struct):
    """A party: its number, what it is, its names with the main one first, the places it is tied to, its own words."""

    number: str
    profile: str
    subtype: str
    names: tuple[str, ...]
    places: tuple[str, ...]
    row: object


class _Listed(msgspec.Struct):
    """An entry of a list: of whom, in which, since when, under which programmes."""

    profile: str
    list: str
    start: str
    programmes: tuple[str, ...]
    row: object


class _Pieces:
    """What the file was read into."""

    def __init__(self) -> None:
        self.words: dict[str, dict[str, str]] = defaultdict(dict)
        self.kind_of: dict[str, str] = {}
        self.places: dict[str, tuple[str, str]] = {}
        self.parties: list[_Party] = []
        self.listed: list[_Listed] = []
        self.issued = ""


class OfacAdvancedXml:
    """Recognise and parse the advanced XML of either list."""

    describes = "the advanced XML of OFAC's SDN or consolidated list (Sanctions)"

    def sniff(self, head: bytes) -> bool:
        """Tell by the root element, and by its first one, that no other list has."""
        return xml_root(head) == "Sanctions" and b"DateOfIssue" in head

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every organisation, or refuse the list."""
        found = _read(data, source.origin)
        kinds = Counter(_kind(party, found) for party in found.parties)
        lists = {found.words["List"].get(one.list, one.list) for one in found.listed}
        return parsed_list(
            ofac_info(_SDN not in lists),
            list(_entries(found, source.origin)),
            source,
            rows=len(found.parties),
            as_of=found.issued,
            as_of_basis="the date of its issue, as it says" if found.issued else "",
            remarks=left_out({kind: count for kind, count in kinds.items() if kind != "Entity"}),
        )


def _read(data: bytes, origin: str) -> _Pieces:
    from lxml import etree

    refuse_doctype(data, origin)
    found = _Pieces()
    wanted = [f"{{*}}{name}" for name in (*_VALUES, *_PIECES)]
    try:
        pieces = etree.iterparse(
            io.BytesIO(data), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for number, (_, element) in enumerate(pieces, 1):
            if number > _MOST:
                raise refuse_entry(origin, number, f"there are more than {_MOST:,} pieces")
            _take(element, found, number, origin)
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ListError(f"{origin} is not whole XML ({error}).", next_step=_AGAIN) from error
    return found


def _take(element: _Element, found: _Pieces, number: int, origin: str) -> None:
    name = str(element.tag).rpartition("}")[2]
    key = element.get("ID", "")
    if name == "DistinctParty":
        party = _party(element, number, origin)
        if _kind(party, found) != "Entity":
            party.row = None  # a person's row is not kept; with them all, the list needs twice the memory
        found.parties.append(party)
    elif name == "SanctionsEntry":
        found.listed.append(_listed(element))
    elif name == "Location":
        found.places[key] = _place(element, found)
    elif name == "DateOfIssue":
        found.issued = _date(element)
    elif name in _VALUES and key:
        found.words[name][key] = " ".join((element.text or "").split())
        if name == "PartySubType":
            found.kind_of[key] = element.get("PartyTypeID", "")


def _party(element: _Element, number: int, origin: str) -> _Party:
    profile = element.find("{*}Profile")
    names = [] if profile is None else list(_names(profile))
    reference = element.get("FixedRef", "")
    if profile is None or not names or not reference:
        raise refuse_entry(origin, number, "the party has no name, or no number")
    main = [text for primary, text in names if primary]
    return _Party(
        number=reference,
        profile=profile.get("ID", reference),
        subtype=profile.get("PartySubTypeID", ""),
        names=tuple(dict.fromkeys((*main, *(text for _, text in names)))),
        places=tuple(one.get("LocationID", "") for one in profile.iterfind(".//{*}VersionLocation")),
        row=with_attributes(element),
    )


def _names(profile: _Element) -> Iterator[tuple[bool, str]]:
    """Yield the names, and whether each is the main one; the parts of a name stand in their order."""
    for alias in profile.iterfind("{*}Identity/{*}Alias"):
        for documented in alias.iterfind("{*}DocumentedName"):
            parts = (text_of(part, "{*}NamePartValue") for part in documented.iterfind("{*}DocumentedNamePart"))
            text = " ".join(part for part in parts if part)
            if text:
                yield alias.get("Primary") == "true" and documented.get("DocNameStatusID", "1") == "1", text


def _listed(element: _Element) -> _Listed:
    dates = [date for one in element.iterfind("{*}EntryEvent/{*}Date") if (date := _date(one))]
    comments = (text_of(one, "{*}Comment") for one in element.iterfind("{*}SanctionsMeasure"))
    return _Listed(
        profile=element.get("ProfileID", ""),
        list=element.get("ListID", ""),
        start=min(dates, default=""),
        programmes=tuple(dict.fromkeys(filter(None, comments))),
        row=with_attributes(element),
    )


def _date(element: _Element) -> str:
    """Read year, month and day as far as they are there.

    Raises:
        ValueError: they are no date.
    """
    from pledgewatch.model.dates import parse_date

    parts = [text_of(element, f"{{*}}{name}") for name in ("Year", "Month", "Day")]
    known = [part.zfill(2) for part in takewhile(bool, parts)]
    return str(parse_date("-".join(known)) or "")


def _place(element: _Element, found: _Pieces) -> tuple[str, str]:
    """Return the country of a place, and the place as a line."""
    country = element.find("{*}LocationCountry")
    name = found.words["Country"].get(country.get("CountryID", ""), "") if country is not None else ""
    values = (text_of(part, "{*}LocationPartValue/{*}Value") for part in element.iterfind("{*}LocationPart"))
    return name, ", ".join(text for text in (*values, name) if text)


def _kind(party: _Party, found: _Pieces) -> str:
    """Say what a party is: the word for its kind, or for the kind that stands above it."""
    above = found.words["PartyType"].get(found.kind_of.get(party.subtype, ""), "")
    return above or found.words["PartySubType"].get(party.subtype, "") or "none"


def _entries(found: _Pieces, origin: str) -> Iterator[Entry]:
    of: dict[str, list[_Listed]] = defaultdict(list)
    for one in found.listed:
        of[one.profile].append(one)
    for number, party in enumerate(found.parties, 1):
        if _kind(party, found) != "Entity":
            continue
        listed = of.get(party.profile)
        if not listed:
            raise refuse_entry(origin, number, f"party {party.number} is in no list: the file is not whole")
        places = [found.places[one] for one in party.places if one in found.places]
        lists = dict.fromkeys(found.words["List"].get(one.list, "") for one in listed)
        yield Entry(
            name=party.names[0],
            key=(party.number,),
            row=as_row({"party": party.row, "entries": [one.row for one in listed]}),
            row_number=number,
            names=party.names,
            country="; ".join(dict.fromkeys(country for country, _ in places if country)),
            instrument="; ".join(filter(None, lists)),
            programmes=tuple(dict.fromkeys(name for one in listed for name in one.programmes)),
            start_date=min((one.start for one in listed if one.start), default=""),
            addresses=tuple(dict.fromkeys(line for _, line in places if line)),
        )
