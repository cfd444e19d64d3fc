"""Read who belongs to whom from sources that say so: GLEIF's relationship records, a CSV of one's own, lists' remarks.

GLEIF says which entity is consolidated in whose accounts, directly and ultimately; that is what is kept, and no chain
of several is drawn together. Of a list, only remarks in fixed words are taken ("Linked To: ...", "subsidiary of ...",
a column for the parent).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.model.identity import sha256_of
from pledgewatch.model.record import Listing
from pledgewatch.model.relation import Relation
from pledgewatch.record.importing import unpack
from pledgewatch.record.lists.csv_rows import CsvRow, decode_list, header_of, read_rows
from pledgewatch.record.lists.entry import as_row, clean
from pledgewatch.record.lists.list_dates import read_list_date
from pledgewatch.record.lists.safe_xml import as_mapping, parse_xml, xml_root

__all__ = ["is_relations", "read_relations", "relations_in"]

_NEXT = "write the columns child, parent, relation, citation, and where known since, until, child_identifier, ..."
_OWN = {"child", "parent", "relation"}
_KINDS = {
    "IS_DIRECTLY_CONSOLIDATED_BY": "is directly consolidated by",
    "IS_ULTIMATELY_CONSOLIDATED_BY": "is ultimately consolidated by",
    "IS_INTERNATIONAL_BRANCH_OF": "is an international branch of",
    "IS_FUND-MANAGED_BY": "is a fund managed by",
    "IS_SUBFUND_OF": "is a sub-fund of",
    "IS_FEEDER_TO": "is a feeder to",
}
"""GLEIF's relations in words; one that is not here keeps GLEIF's own word."""
_PARENT = re.compile(
    r"(?P<kind>\bLinked To:|\b(?:a |the )?(?:wholly[- ]owned )?subsidiary of|\bowned or controlled by)\s+"
    r"(?P<name>[A-Z0-9][^;.()\[\]]{2,119}?(?:(?:Co|Inc|Ltd|Corp)\.)?)(?=[;.()\[\]]|$)"
)
_PARENT_FIELDS = ("Parent Name", "Parent company", "Parent Company", "ParentCompany")
_LONGEST_SUMMARY = 5_000


def is_relations(data: bytes) -> bool:
    """Tell by the root element, the columns, or the first fields."""
    head = data[:4096]
    if xml_root(head) == "RelationshipData":
        return True
    if head.lstrip()[:1] == b"{":
        return b'"Relationship"' in head and b'"StartNode"' in head
    columns = set(header_of(data))
    return "Relationship.StartNode.NodeID" in columns or columns >= _OWN


def read_relations(data: bytes, origin: str = "") -> tuple[Relation, ...]:
    """Read relationship records, gzip or plain.

    Raises:
        ListError: malformed, or a relation without its two ends or its source; the message names the row.
    """
    plain = unpack(data, origin)
    sha256 = sha256_of(data)
    found = [msgspec.structs.replace(one, snapshot=sha256) for one in _rows(plain, origin)]
    if not found:
        raise ListError(f"{origin or 'The file'} holds no relation.", next_step=_NEXT)
    return tuple(dict.fromkeys(found))


def _rows(plain: bytes, origin: str) -> Iterator[Relation]:
    if xml_root(plain[:4096]) == "RelationshipData":
        for number, element in enumerate(parse_xml(plain, origin).iterfind(".//{*}RelationshipRecord"), 1):
            yield _gleif(as_mapping(element), number, origin)
    elif plain.lstrip()[:1] == b"{":
        for number, line in enumerate(decode_list(plain, origin).split("\n"), 1):
            record = _object(line, number, origin) if line.strip() else {}
            if record and "ExceptionCategory" not in record:  # a reporting exception names no other organisation
                yield _gleif(record, number, origin)
    else:
        gleif = "Relationship.StartNode.NodeID" in header_of(plain)
        for row in read_rows(plain, origin):
            yield _gleif(_nested(row.fields), row.number, origin) if gleif else _own(row, origin)


def _object(line: str, number: int, origin: str) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(line.encode(), type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ListError(f"{origin}, line {number}: it is no object ({error}).", next_step=_NEXT) from error
    record = value.get("record", value)
    return record if isinstance(record, dict) else {}


def _nested(fields: Mapping[str, str]) -> dict[str, Any]:
    """Write the dotted columns of the golden copy as the nested record that they stand for."""
    out: dict[str, Any] = {}
    for column, value in fields.items():
        at = out
        *path, last = column.split(".")
        for part in path:
            at = at.setdefault(part, {})
        at[last] = value
    return out


def _gleif(record: Any, number: int, origin: str) -> Relation:
    try:
        relation, registration = record["Relationship"], record.get("Registration") or {}
        child, parent = (clean(relation[end]["NodeID"]) for end in ("StartNode", "EndNode"))
        kind, status = clean(relation["RelationshipType"]), clean(relation.get("RelationshipStatus"))
        updated = clean(registration.get("LastUpdateDate"))[:10]
        since, until = _period(relation)
        source = clean(registration.get("ValidationReference"))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ListError(
            f"{origin}, record {number}: it lacks its two ends, or its kind.", next_step="fetch it again from GLEIF."
        ) from error
    return Relation(
        child=f"LEI {child}",
        parent=f"LEI {parent}",
        kind=_KINDS.get(kind, kind),
        citation=f"GLEIF relationship record{f', updated {updated}' if updated else ''}",
        child_identifier=f"lei:{child}",
        parent_identifier=f"lei:{parent}",
        since=since,
        until=until,
        status=status.casefold(),
        source_url=source if source.startswith(("https://", "http://")) else "",
        row=as_row(record),
        row_number=number,
    )


def _period(relation: Mapping[str, Any]) -> tuple[str, str]:
    """Return start and end of the relationship itself; periods of accounts and documents are others."""
    periods = relation.get("RelationshipPeriods") or relation.get("Period") or []
    if isinstance(periods, dict):
        inner = periods.get("RelationshipPeriod", list(periods.values()))
        periods = inner if isinstance(inner, list) else [inner]
    for period in periods:
        if (period.get("PeriodType") or period.get("periodType")) == "RELATIONSHIP_PERIOD":
            ends = (period.get(name) or period.get(name[0].lower() + name[1:]) for name in ("StartDate", "EndDate"))
            since, until = (read_list_date(clean(end)[:10]) for end in ends)
            return since, until
    return "", ""


def _own(row: CsvRow, origin: str) -> Relation:
    values = {name: clean(value) for name, value in row.fields.items()}
    if not all(values.get(name) for name in (*_OWN, "citation")):
        raise ListError(f"{origin}, row {row.number}: child, parent, relation or citation is empty.", next_step=_NEXT)
    try:
        since, until = (read_list_date(values.get(name)) for name in ("since", "until"))
    except ValueError as error:
        raise ListError(f"{origin}, row {row.number}: {error}.", next_step="write dates as 2026-11-23.") from error
    return Relation(
        child=values["child"],
        parent=values["parent"],
        kind=values["relation"],
        citation=values["citation"],
        child_identifier=values.get("child_identifier", ""),
        parent_identifier=values.get("parent_identifier", ""),
        since=since,
        until=until,
        status=values.get("status", ""),
        source_url=values.get("source_url", ""),
        row=row.verbatim,
        row_number=row.number,
    )


def relations_in(listings: Iterable[Listing]) -> Iterator[Relation]:
    """Yield the relations that lists themselves state of their entries, in the words of the entry."""
    for listing in listings:
        citation = f"the entry of {listing.entity!r} in {listing.instrument or listing.list}, {listing.authority}"
        for kind, parent in dict.fromkeys(_stated(listing)):
            yield Relation(
                child=listing.entity,
                parent=parent,
                kind=kind,
                citation=citation,
                source_url=listing.source_urls[0] if listing.source_urls else "",
                row=listing.row,
                row_number=listing.row_number,
                snapshot=listing.snapshot,
            )


def _stated(listing: Listing) -> Iterator[tuple[str, str]]:
    for found in _PARENT.finditer(listing.summary[:_LONGEST_SUMMARY]):
        words = found["kind"].casefold().rstrip(":").removeprefix("a ").removeprefix("the ")
        kind = {"linked to": "is linked to", "owned or controlled by": "is owned or controlled by"}
        yield kind.get(words, f"is a {words}"), clean(found["name"])
    if any(f'"{name}"' in listing.row for name in _PARENT_FIELDS):
        for parent in _parents(json.loads(listing.row)):
            yield "has as its parent", parent


def _parents(value: Any) -> Iterator[str]:
    """Yield what stands in the fields for a parent, wherever in the row they are; several are told apart by ";"."""
    if isinstance(value, list):
        for one in value:
            yield from _parents(one)
    elif isinstance(value, dict):
        for name, field in value.items():
            if name in _PARENT_FIELDS and isinstance(field, str | list):
                texts = [field] if isinstance(field, str) else [one for one in field if isinstance(one, str)]
                yield from (clean(part) for text in texts for part in text.split(";") if clean(part))
            elif isinstance(field, dict | list):
                yield from _parents(field)
