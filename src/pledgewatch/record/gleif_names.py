"""Read the names of organisations from files of the Global Legal Entity Identifier Foundation.

Three of its forms: level 1 data as XML (LEI-CDF) and as CSV of the golden copy, and an answer of its API as JSON. Every
name that an identifier has beside its legal one, other, previous or transliterated, becomes a pair with that legal one.
The whole golden copy is larger than what is read here: give the part that concerns you.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.record.lists.csv_rows import header_of, read_rows
from pledgewatch.record.lists.entry import as_row, clean
from pledgewatch.record.lists.safe_xml import as_mapping, parse_xml, xml_root
from pledgewatch.record.name_pairs import NamePair

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["gleif_pairs", "is_gleif"]

_AGAIN = "fetch it again from GLEIF."
_MOST_NAMES = 50
"""Names of one identifier that are read; the most known to us is 30."""
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}\Z")
_OTHER_CSV = re.compile(r"Entity\.(?:Transliterated)?OtherEntityNames\.(?:Transliterated)?OtherEntityName\.\d+\Z")
_KINDS = {
    "PREVIOUS_LEGAL_NAME": "a previous legal name",
    "ALTERNATIVE_LANGUAGE_LEGAL_NAME": "its legal name in another language",
    "TRADING_OR_OPERATING_NAME": "a trading name",
    "AUTO_ASCII_TRANSLITERATED_LEGAL_NAME": "a transliteration",
    "PREFERRED_ASCII_TRANSLITERATED_LEGAL_NAME": "a transliteration",
}


class _Other(NamedTuple):
    """A further name, its language and what kind of name GLEIF says it is."""

    name: str
    language: str
    kind: str


class _Lei(NamedTuple):
    """One identifier with its names."""

    lei: str
    legal: str
    others: tuple[_Other, ...]
    country: str
    updated: str
    row: str
    number: int


def is_gleif(data: bytes) -> bool:
    """Tell by the root element, the columns, or the first fields of an answer of the API."""
    head = data[:4096]
    if xml_root(head) == "LEIData":
        return True
    if head.lstrip()[:1] == b"{":
        return b'"lei-records"' in head
    return {"LEI", "Entity.LegalName"} <= set(header_of(data))


def gleif_pairs(data: bytes, origin: str) -> Iterator[NamePair]:
    """Yield the pairs of names, in the order of the file.

    Raises:
        ListError: malformed, or a record without a legal entity identifier; the message names it.
    """
    for found in _records(data, origin):
        if not _LEI.match(found.lei) or not found.legal:
            raise ListError(f"{origin}, record {found.number}: it has no identifier, or no name.", next_step=_AGAIN)
        for other in dict.fromkeys(found.others[:_MOST_NAMES]):
            if other.name and other.name != found.legal:
                kind = _KINDS.get(other.kind, "")
                said = [f"GLEIF, LEI {found.lei}", f"updated {found.updated}" if found.updated else "", kind]
                yield NamePair(
                    name=found.legal,
                    other_name=other.name,
                    language=other.language,
                    country=found.country,
                    identifier=f"lei:{found.lei}",
                    citation=", ".join(filter(None, said)),
                    row=found.row,
                    row_number=found.number,
                )


def _records(data: bytes, origin: str) -> Iterable[_Lei]:
    if xml_root(data[:4096]) == "LEIData":
        return _of_xml(data, origin)
    return _of_api(data, origin) if data.lstrip()[:1] == b"{" else _of_csv(data, origin)


def _of_xml(data: bytes, origin: str) -> Iterator[_Lei]:
    root = parse_xml(data, origin)
    for number, record in enumerate(root.iterfind(".//{*}LEIRecord"), 1):
        names = [
            _Other(clean(one.text), _lang(one), one.get("type", ""))
            for one in record.iter("{*}OtherEntityName", "{*}TransliteratedOtherEntityName")
        ]
        yield _Lei(
            _text(record, "LEI"),
            _text(record, "Entity/{*}LegalName"),
            tuple(names),
            _text(record, "Entity/{*}LegalAddress/{*}Country"),
            _text(record, "Registration/{*}LastUpdateDate")[:10],
            as_row(as_mapping(record)),
            number,
        )


def _text(record: _Element, path: str) -> str:
    return clean(record.findtext(f"{{*}}{path}"))


def _lang(element: _Element) -> str:
    return element.get("{http://www.w3.org/XML/1998/namespace}lang", "")


def _of_csv(data: bytes, origin: str) -> Iterator[_Lei]:
    for number, fields, verbatim in read_rows(data, origin):
        others = tuple(
            _Other(clean(value), fields.get(f"{column}.xmllang", ""), fields.get(f"{column}.type", ""))
            for column, value in fields.items()
            if _OTHER_CSV.match(column)
        )
        country = fields.get("Entity.LegalAddress.Country", "")
        updated = fields.get("Registration.LastUpdateDate", "")[:10]
        yield _Lei(clean(fields["LEI"]), clean(fields["Entity.LegalName"]), others, country, updated, verbatim, number)


class _Name(msgspec.Struct):
    name: str = ""
    language: str | None = ""
    type: str | None = ""


class _Address(msgspec.Struct):
    country: str | None = ""


class _Entity(msgspec.Struct, rename="camel"):
    legal_name: _Name = msgspec.field(default_factory=_Name)
    other_names: list[_Name] = []
    transliterated_other_names: list[_Name] = []
    legal_address: _Address = msgspec.field(default_factory=_Address)


class _Registration(msgspec.Struct, rename="camel"):
    last_update_date: str | None = ""


class _Attributes(msgspec.Struct):
    lei: str = ""
    entity: _Entity = msgspec.field(default_factory=_Entity)
    registration: _Registration = msgspec.field(default_factory=_Registration)


def _of_api(data: bytes, origin: str) -> Iterator[_Lei]:
    try:
        answer = msgspec.json.decode(data, type=dict[str, Any])
        records: Any = answer.get("data")
        rows: list[Mapping[str, Any]] = records if isinstance(records, list) else [records]
        read = [msgspec.convert(row["attributes"], _Attributes) for row in rows]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError, TypeError) as error:
        raise ListError(f"{origin} is no answer of GLEIF's API ({error}).", next_step=_AGAIN) from error
    for number, (row, found) in enumerate(zip(rows, read, strict=True), 1):
        names = (*found.entity.other_names, *found.entity.transliterated_other_names)
        yield _Lei(
            found.lei,
            clean(found.entity.legal_name.name),
            tuple(_Other(clean(one.name), one.language or "", one.type or "") for one in names),
            found.entity.legal_address.country or "",
            (found.registration.last_update_date or "")[:10],
            as_row(row),
            number,
        )
