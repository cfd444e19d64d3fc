from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from tests.findings.build import document, listing, match, on_record, only, screening, snapshot

from pledgewatch.findings import Evidence
from pledgewatch.findings.notices import one_listing
from pledgewatch.model.identity import ListId, ListingId, Sha256
from pledgewatch.model.record import Listing

OWN = listing(
    authority="Trade Department, QTB",
    instrument="Kite List (12 FR 99)",
    grounds=("human rights",),
    jurisdiction="Chile",
)


def official(key: str = "l2", **fields: Any) -> Listing:
    given: dict[str, Any] = {
        "id": ListingId(key), "list": ListId("kites"), "authority": "Quay and Tide Bureau (QTB), Ministry of Trade",
        "instrument": "Kite List", "grounds": (), "principles": (), "jurisdiction": "Chile", "row": '{"k": 2}',
    }  # fmt: skip
    return listing(**(given | fields))


def ids(*rows: Listing) -> set[frozenset[str]]:
    return {frozenset(row.id for row in group) for group in one_listing(rows)}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"authority": "Quay and Tide Bureau"},
        {"authority": "Department of Trade"},
        {"authority": "Trade Department, QTB", "jurisdiction": ""},
        {"instrument": "the Kite List"},
        {"instrument": "Kite List of hostile kites"},
        {"start_date": "2019-10"},
    ],
)
def test_two_notices_of_one_listing_are_one(fields: dict[str, Any]) -> None:
    assert ids(OWN, official(**fields)) == {frozenset({"l1", "l2"})}


@pytest.mark.parametrize(
    "fields",
    [
        {"start_date": "2019-10-10"},
        {"start_date": "2019"},
        {"start_date": ""},
        {"end_date": "2021"},
        {"end_note": "2021?"},
        {"act": "exclusion"},
        {"subject": "related"},
        {"checked": "no"},
        {"authority": "Harbour Board", "instrument": "Kite List"},
        {"authority": "US Treasury (US)"},
        {"instrument": "Quay List"},
        {"instrument": "List"},
        {"jurisdiction": "Peru"},
        {"jurisdiction": "Norland"},
    ],
)
def test_where_anything_differs_they_stay_apart(fields: dict[str, Any]) -> None:
    assert len(ids(OWN, official(**fields))) == 2


def test_without_dates_nothing_is_one() -> None:
    assert len(ids(listing(start_date=""), listing(id=ListingId("l2"), start_date=""))) == 2


def test_a_month_joins_a_day_only_where_there_is_one() -> None:
    rows = (OWN, official(), official("l3", start_date="2019-10-20"), official("l4", start_date="2019-10"))
    for order in permutations(rows):
        assert ids(*order) == {frozenset({"l1", "l2"}), frozenset({"l3"}), frozenset({"l4"})}


def both(*rows: Listing, **tables: Any) -> Evidence:
    return on_record(
        listings=list(rows),
        lists=[snapshot(), _kites()],
        screenings=screening(match(listings=tuple(row.id for row in rows))),
        **tables,
    )


def _kites() -> Any:
    import msgspec

    return msgspec.structs.replace(snapshot(), id=ListId("kites"), title="Kites", sha256=Sha256("c" * 64))


def test_they_make_one_finding_with_both_rows_and_say_who_gives_the_ground() -> None:
    finding = only(both(official(), OWN), "listing")
    assert finding.sentence == (
        "Marlowe Kites (listed as “Marlowe Kites Ltd”) is named in the Kite List (12 FR 99) of Trade Department, QTB "
        "(Chile), since 2019-10-09; ground, according to “Harbour list”: human rights (“Kites” gives none). It applied "
        "when the pledge was made, 2020-05-04. In the list “Harbour list” as of 2026-01-15 and the list “Kites” as of "
        "2026-01-15 no end is given."
    )
    assert [row.listing for row in finding.basis.rows] == ["l1", "l2"]
    assert only(both(official(), OWN), "pledged-principle").listing == "l1"


def test_the_more_precise_date_is_said() -> None:
    assert ", since 2019-10-09;" in only(both(official(start_date="2019-10"), OWN), "listing").sentence


def test_both_give_a_ground() -> None:
    finding = only(both(official(grounds=("security",)), OWN), "listing")
    assert "; ground, according to “Harbour list”: human rights; according to “Kites”: security." in finding.sentence
    assert finding.caveats == ()


def test_the_key_stays_when_a_row_is_corrected_and_the_digest_does_not() -> None:
    first = only(both(OWN, official()), "listing")
    corrected = only(both(OWN, official(grounds=("security",))), "listing")
    assert corrected.key == first.key
    assert corrected.basis_digest != first.basis_digest
    assert only(both(official(), OWN), "listing") == first
    alone = only(both(OWN), "listing")
    assert alone.key == first.key
    assert alone.basis_digest != first.basis_digest
    assert only(both(OWN, official(), documents=[document(origin="x")]), "listing").basis_digest == first.basis_digest
