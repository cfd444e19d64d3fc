from __future__ import annotations

import pytest

from pledgewatch.record.countries import country_codes, places_in, relation


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("China", ("CN",)),
        ("cn", ("CN",)),
        ("Russia / Russie", ("RU",)),
        ("Crimea Region of Ukraine", ("UA", "RU")),
        ("Canada (Quebec)", ("CA",)),
        ("Congo (Democratic Republic)", ("CD",)),
        ("Iran, Islamic Republic of", ("IR",)),
        ("Afghanistan, Pakistan", ("AF", "PK")),
        ("Burma", ("MM",)),
        ("the Netherlands", ("NL",)),
        ("Atlantis", ()),
        ("", ()),
    ],
)
def test_reads_countries_as_lists_write_them(text: str, codes: tuple[str, ...]) -> None:
    assert country_codes(text) == codes


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"CN"}, {"CN", "US"}, "agrees"),
        ({"US"}, {"CN"}, "against"),
        ({"HK"}, {"CN"}, "unknown"),
        (set(), {"CN"}, "unknown"),
        ({"Atlantis"}, {"CN"}, "unsettled"),
        ({"CN"}, {"Atlantis"}, "unsettled"),
        ({"Atlantis"}, {"Lyonesse"}, "unsettled"),
        ({"Atlantis"}, {"the  ATLANTIS"}, "agrees"),
        ({"Atlantis"}, set(), "unknown"),
    ],
)
def test_holds_countries_against_each_other(one: set[str], other: set[str], expected: str) -> None:
    assert relation(one, other) == expected


@pytest.mark.parametrize(
    ("text", "places"),
    [("China", {"CN"}), (" Atlantis ", {"Atlantis"}), ("China, Atlantis", {"CN"}), ("Unknown", set()), ("", set())],
)
def test_what_is_not_recognised_stays_as_it_was_written(text: str, places: set[str]) -> None:
    assert places_in(text) == places
