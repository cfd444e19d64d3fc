from __future__ import annotations

import datetime as dt

import pytest
from tests.record.lists import ENTITY_LIST, RESTRICTIONS, bis_json, needs_cases, own

from pledgewatch.errors import ListError
from pledgewatch.model.dates import PartialDate
from pledgewatch.record.comparing import changes_between, gone_between, in_order, seen_on, standing_on
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.importing import read_list
from pledgewatch.record.standing import standing


def _list(day: str, *names: str, notes: str = "") -> ParsedList:
    entries: list[dict[str, object]] = [{"name": name, "notes": notes} for name in names]
    return read_list(bis_json(*entries, extracted=day), "list.json")


MAY, JUNE, JULY = _list("2026-05-01", "Blau", "Grau"), _list("2026-06-01", "Blau"), _list("2026-07-01", "Blau", "Rot")


def test_what_is_gone_is_gone_between_two_days_and_has_no_day_of_its_own() -> None:
    (gone,) = gone_between(MAY, JUNE)
    assert (gone.listing.entity, str(gone)) == ("Grau", "gone between 2026-05-01 and 2026-06-01")
    assert (gone.listing.end_date, gone.listing.end_note) == ("", "")


def test_what_came_and_what_changed() -> None:
    changes = changes_between(JUNE, JULY)
    assert [one.entity for one in changes.came] == ["Rot"]
    assert (changes.gone, changes.changed) == ((), ())
    after = _list("2026-07-02", "Blau", "Rot", notes="all items")
    assert [(old.summary, new.summary) for old, new in changes_between(JULY, after).changed] == [("", "all items")] * 2
    assert [str(one) for changes in in_order([JULY, MAY, JUNE]) for one in changes.gone] == [
        "gone between 2026-05-01 and 2026-06-01"
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (PartialDate(2019, 10, 8), "not yet on 2019-10-08"),
        (PartialDate(2020, 1, 1), "listed on 2020-01-01"),
        (PartialDate(2026, 5, 1), "listed on 2026-05-01"),
        (PartialDate(2026, 5, 20), "listed on 2026-05-20"),
        (PartialDate(2026, 6, 15), "gone from the list by 2026-06-01; when it ended is not known"),
    ],
)
def test_how_a_listing_that_is_gone_stood_on_a_day(day: PartialDate, words: str) -> None:
    grau = MAY.listings[1]
    assert standing_on(seen_on(grau, [JULY, MAY, JUNE], day)) == words


def test_between_two_lists_that_differ_nothing_is_claimed_without_dates() -> None:
    undated = read_list(bis_json({"name": "Grau", "federal_register": ""}, extracted="2026-05-01"), "x")
    seen = seen_on(undated.listings[0], [undated, JUNE], PartialDate(2026, 5, 20))
    assert standing_on(seen) == "gone between 2026-05-01 and 2026-06-01: whether it stood on 2026-05-20 is not known"
    assert standing_on(seen_on(undated.listings[0], [], PartialDate(2026, 5, 20))).startswith("not known on")


def test_two_lists_or_the_wrong_order_are_refused() -> None:
    with pytest.raises(ListError, match="is later than"):
        changes_between(JULY, MAY)
    with pytest.raises(ListError, match="are two lists"):
        changes_between(MAY, own({}))


def _days(start: str) -> tuple[PartialDate, PartialDate, PartialDate]:
    day = dt.date.fromisoformat(start)
    around = [day + dt.timedelta(days=offset) for offset in (-1, 0, 1)]
    before, on, after = (PartialDate(one.year, one.month, one.day) for one in around)
    return before, on, after


@needs_cases
def test_every_real_listing_of_the_two_is_right_the_day_before_on_and_after() -> None:
    asked = 0
    for file in (RESTRICTIONS, ENTITY_LIST):
        for listing in read_list(file.read_bytes(), file.name).listings:
            if not any(word in listing.entity for word in ("Hikvision", "Dahua")) or len(listing.start_date) != 10:
                continue
            before, on, after = _days(listing.start_date)
            told = [standing(listing, day) for day in (before, on, after)]
            assert told[0] == "not yet", listing
            assert told[1:] == ["listed", "listed"], listing
            asked += 1
    assert asked >= 10
