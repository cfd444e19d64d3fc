from __future__ import annotations

import gzip

import pytest
from tests.record.lists import ENTITY_LIST, bis_json, needs_cases

from pledgewatch.errors import ListError
from pledgewatch.record.importing import read_list


def test_the_first_citation_is_the_addition_and_later_ones_amend() -> None:
    cited = "84 FR 54004, 10/9/19.\n85 FR 44159, 7/22/20."
    (listing,) = read_list(bis_json({"federal_register": cited, "aliases": ["Blauwerk"]}), "list.json").listings
    assert listing.start_date == "2019-10-09"
    assert [one.text for one in listing.citations] == ["84 FR 54004", "85 FR 44159"]
    assert listing.names == ("Invented Works 0", "Blauwerk")
    assert (listing.act, listing.grounds, listing.country) == ("restriction", (), "China")


def test_the_list_is_as_of_the_day_on_which_it_was_extracted() -> None:
    parsed = read_list(gzip.compress(bis_json({})), "list.json.gz")
    assert (parsed.snapshot.id, parsed.snapshot.as_of, parsed.snapshot.rows) == ("bis-entity-list", "2026-07-09", 1)


def test_an_entry_under_several_countries_has_a_listing_each() -> None:
    twice = bis_json({"name": "Blauwerk"}, {"name": "Blauwerk", "country": "Malta"}, {"name": "Blauwerk"})
    parsed = read_list(twice, "list.json")
    assert len({one.id for one in parsed.listings}) == 3


def test_what_cannot_be_read_of_a_citation_is_kept_and_reported() -> None:
    parsed = read_list(bis_json({"federal_register": "see annex"}), "list.json")
    assert parsed.listings[0].citations[0].text == "see annex"
    assert parsed.listings[0].start_date == ""
    assert "row 1" in parsed.remarks[0]


def test_an_address_among_the_aliases_is_no_name() -> None:
    (listing,) = read_list(bis_json({"aliases": ["Blau; 12 Street " * 20, ""]}), "list.json").listings
    assert listing.names == ("Invented Works 0",)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bis_json({})[:-20], "not the whole JSON"),
        (bis_json({}, count=7), "says 7 entries and has 1"),
        (bis_json({"name": ""}), "Entry 1 .* no name"),
        (bis_json({"name": 5}), "Entry 1 .* malformed"),
        (bis_json({}, extracted="soon"), "not a date"),
        (bis_json(), "no rows"),
    ],
)
def test_refuses_a_malformed_list(data: bytes, says: str) -> None:
    with pytest.raises(ListError, match=says):
        read_list(data, "list.json")


@needs_cases
def test_the_real_list_is_read_whole() -> None:
    parsed = read_list(ENTITY_LIST.read_bytes(), ENTITY_LIST.name)
    assert len(parsed.listings) == len({one.id for one in parsed.listings}) == 3409
    assert parsed.remarks == ()
    assert all(len(one.start_date) == len("2019-10-09") for one in parsed.listings)
    added = {one.entity: one.start_date for one in parsed.listings}
    assert added["Hangzhou Hikvision Digital Technology Co., Ltd."] == added["Dahua Technology"] == "2019-10-09"
