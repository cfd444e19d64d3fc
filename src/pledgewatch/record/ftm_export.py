"""Write the record as FollowTheMoney entities: one JSON object a line, without the library of that name.

An organisation is an Organization, each of its listings a Sanction that names it. Only what names the organisation
itself, is fully checked and restricts somebody becomes one: a class of goods, another company of a group, a vote and a
row that nobody has checked are left out and counted, as that model has no way to say what they are. The topic of a
sanction is given only where one of them is in force on the record's day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.identity import ListingId
from pledgewatch.model.record import Listing
from pledgewatch.record.countries import country_codes
from pledgewatch.record.entities import ListedEntity
from pledgewatch.record.standing import standing

__all__ = ["IDENTIFIERS", "OTHER_IDENTIFIER", "filled", "ftm_entities", "left_behind", "sanction_of", "tells"]

IDENTIFIERS = {
    "lei": "leiCode",
    "registration": "registrationNumber",
    "tax": "taxNumber",
    "inn": "innCode",
    "ogrn": "ogrnCode",
    "uscc": "uscCode",
    "swift": "swiftBic",
}
"""Schemes of identifiers to the model's properties."""
OTHER_IDENTIFIER = "idNumber"


def ftm_entities(
    entities: Sequence[ListedEntity], listings: Mapping[ListingId, Listing], on: PartialDate | None
) -> Iterator[dict[str, Any]]:
    """Yield each organisation that has a listing to tell of, then its sanctions, in the order of ids."""
    for entity in entities:
        rows = [row for one in entity.listings if tells(row := listings[one])]
        if rows:
            yield _organisation(entity, rows, on)
            yield from (sanction_of(entity.id, row) for row in rows)


def left_behind(listings: Sequence[Listing]) -> tuple[str, ...]:
    """Say how many listings are not written, and why."""
    why = Counter(_why_not(one) for one in listings)
    return tuple(f"{count:,} rows are not written: {reason}" for reason, count in sorted(why.items()) if reason)


def tells(listing: Listing) -> bool:
    """Tell whether a listing is written: it names the organisation, restricts it, and is fully checked."""
    return not _why_not(listing)


def _why_not(listing: Listing) -> str:
    if listing.checked == "no":
        return "nobody has checked them"
    if listing.checked == "partly":
        return "they are only partly checked"
    if listing.subject != "named":
        return "they do not name the organisation itself"
    return "a vote restricts nobody" if listing.act == "vote" else ""


def _organisation(entity: ListedEntity, rows: Sequence[Listing], on: PartialDate | None) -> dict[str, Any]:
    in_force = on is not None and any(standing(row, on) == "listed" for row in rows)
    properties: dict[str, list[str]] = {
        "name": [entity.name],
        "alias": [name for row in rows for name in row.names if name != entity.name],
        "country": [code.casefold() for code in entity.countries],
        "address": [address for row in rows for address in row.addresses],
        "topics": ["sanction"] if in_force else [],
        "sourceUrl": [url for row in rows for url in row.source_urls if url.startswith(("https://", "http://"))],
    }
    for scheme, value in entity.identifiers:
        properties.setdefault(IDENTIFIERS.get(scheme, OTHER_IDENTIFIER), []).append(value)
    datasets = sorted({str(row.list) for row in rows})
    return {"id": entity.id, "schema": "Organization", "properties": filled(properties), "datasets": datasets}


def sanction_of(entity: str, row: Listing) -> dict[str, Any]:
    """Write a listing as the Sanction of an entity."""
    properties = {
        "entity": [entity],
        "authority": [row.authority],
        "country": [code.casefold() for code in country_codes(row.jurisdiction)],
        "program": [row.instrument],
        "programId": list(row.programmes),
        "listingDate": [row.announced],
        "startDate": [row.start_date],
        "endDate": [row.end_date],
        "reason": list(row.grounds),
        "summary": [row.summary, row.end_note],
        "recordId": [citation.text for citation in row.citations[:1]],
        "sourceUrl": [url for url in row.source_urls if url.startswith(("https://", "http://"))],
    }
    return {"id": row.id, "schema": "Sanction", "properties": filled(properties), "datasets": [str(row.list)]}


def filled(properties: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Leave out what is empty, and what is there twice."""
    kept = {name: [value for value in dict.fromkeys(values) if value] for name, values in properties.items()}
    return {name: values for name, values in kept.items() if values}
