"""Registers of plainly invented authorities, and what a search in them found."""

from __future__ import annotations

import json

from tests.publish.letters import COMPANIES, organisation_id

from pledgewatch.model.finding import RecordRow
from pledgewatch.model.identity import (
    ListId,
    ListingId,
    OrganisationId,
    sha256_of,
    short_digest,
)
from pledgewatch.model.record import Citation, Listing, ListSnapshot, Match, Screening, Searched, Statement

AS_OF = "2025-09-01"


SNAPSHOT = ListSnapshot(
    id=ListId("fenwick-register"),
    title="Register of Restricted Traders",
    publisher="Ministry of Trade, Grand Fenwick",
    sha256=sha256_of(b"register"),
    origin="lists/register.csv",
    as_of="2025-08-30",
    as_of_basis="date in the file",
    rows=1245,
    source_url="https://trade.fenwick.example/register",
)
OTHER_SNAPSHOT = ListSnapshot(
    id=ListId("own-record"),
    title="The desk's own record",
    publisher="the desk",
    sha256=sha256_of(b"own"),
    origin="lists/own.csv",
    as_of="2025-09-01",
    as_of_basis="newest row",
    rows=18,
)


def listing(number: int, **values: object) -> Listing:
    row = json.dumps({"no": number, "entity": "Quillmere Optics Works", "note": "as published"})
    base: dict[str, object] = {
        "id": ListingId(f"l{short_digest(str(number))}"),
        "list": SNAPSHOT.id,
        "entity": "Quillmere Optics Works",
        "names": ("Quillmere Optics",),
        "country": "Freedonia",
        "authority": "Ministry of Trade",
        "jurisdiction": "Grand Fenwick",
        "instrument": "Order 12 of 2019",
        "grounds": ("human rights",),
        "start_date": "2019-10-09",
        "citations": (Citation("Gazette 84, 54002", "2019-10-09", "https://gazette.fenwick.example/84/54002"),),
        "summary": "An export licence is needed for optical parts.",
        "source_urls": ("https://gazette.fenwick.example/84/54002",),
        "row": row,
        "row_number": number,
        "snapshot": SNAPSHOT.sha256,
    }
    return Listing(**{**base, **values})  # type: ignore[arg-type]


LISTINGS = (
    listing(1),
    listing(
        2,
        authority="Port Authority",
        instrument="Exclusion list",
        start_date="2021",
        end_date="2024-05",
        grounds=("security",),
        end_note="Taken off after a review.",
        act="exclusion",
    ),
    listing(
        3,
        entity="Quillmere Cloud",
        subject="related",
        authority="Council of Sylvania",
        instrument="Notice 7",
        start_date="2022-02-01",
    ),
    listing(
        4,
        entity="all makers of thermal cameras",
        subject="class",
        authority="Assembly",
        instrument="Act 3",
        start_date="2020",
        checked="no",
        source_urls=("javascript:alert(1)", "https://user@gov.example.evil.example/x"),
        grounds=(),
    ),
)
STATEMENT = Statement(
    id="s" + short_digest("statement"),
    list=OTHER_SNAPSHOT.id,
    by="Assembly of Observers",
    of="Freedonia",
    of_kind="state",
    names=("Freedonia",),
    date="2022-08-31",
    what="report",
    summary="Describes how the state watches its northern towns.",
    source_urls=("https://observers.example/report",),
    row='{"by": "Assembly"}',
    row_number=4,
    snapshot=OTHER_SNAPSHOT.sha256,
)


def record_row(entry: Listing | Statement) -> RecordRow:
    return RecordRow(
        list=entry.list,
        listing=ListingId(entry.id),
        snapshot=entry.snapshot,
        as_of="2025-08-30",
        row_number=entry.row_number,
        row=entry.row,
    )


def screenings() -> dict[OrganisationId, Screening]:
    asked = tuple(Searched(s.id, s.sha256, s.as_of) for s in (SNAPSHOT, OTHER_SNAPSHOT))
    match = Match(
        entity="e1",
        entity_name="Quillmere Optics Works",
        entity_country="Freedonia",
        verdict="match",
        score=0.99,
        why=("the same name",),
        settle="",
        matched_name="Quillmere Optics",
        listings=tuple(e.id for e in LISTINGS),
    )
    namesake = Match(
        entity="e2",
        entity_name="Quillmere Opticians",
        entity_country="Sylvania",
        verdict="namesake",
        score=0.7,
        why=("a similar name", "another country"),
        settle="a registration number",
        matched_name="Quillmere",
        listings=(),
    )
    return {
        organisation_id(name): Screening(
            query=name, country=country, on=AS_OF, searched=asked, matches=(match, namesake) if n == 0 else ()
        )
        for n, (name, country, *_) in enumerate(COMPANIES)
    }
