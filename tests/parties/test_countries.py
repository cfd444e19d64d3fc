from __future__ import annotations

import pytest

from pledgewatch.parties.countries import country_code, country_name, country_names


@pytest.mark.parametrize(
    ("written", "code", "name"),
    [
        ("China", "CN", "China"),
        ("cn", "CN", "China"),
        ("P.R. China", "CN", "China"),
        ("The Netherlands", "NL", "Netherlands"),
        ("U.S.A.", "US", "United States"),
        ("Norland", "norland", "Norland"),
        ("  New   Zealand ", "NZ", "New Zealand"),
    ],
)
def test_a_country_has_one_code_and_one_name(written: str, code: str, name: str) -> None:
    assert country_code(written) == code
    assert country_name(written) == name


def test_no_name_stands_for_two_countries() -> None:
    names = [name.casefold() for name, _ in country_names()]
    assert len(names) == len(set(names))
    assert len({code for _, code in country_names()}) > 180
