from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.identity import ListId, ListingId
from pledgewatch.model.record import Listing
from pledgewatch.record.standing import standing


def _listing(start: str, end: str = "", note: str = "", announced: str = "") -> Listing:
    return Listing(
        id=ListingId("l1"),
        list=ListId("mine"),
        entity="Blauwerk",
        names=("Blauwerk",),
        start_date=start,
        end_date=end,
        end_note=note,
        announced=announced,
    )


@pytest.mark.parametrize(
    ("start", "end", "note", "on", "expected"),
    [
        ("2019-10-09", "", "", "2019-10-08", "not yet"),
        ("2019-10-09", "", "", "2019-10-09", "listed"),
        ("2019-10-09", "", "", "2024-01", "listed"),
        ("2019-10-09", "", "", "2019-10", "unknown"),
        ("2023", "", "", "2023-06", "unknown"),
        ("2023", "", "", "2024-01-01", "listed"),
        ("2023", "", "", "2022-12-31", "not yet"),
        ("2024-02-27", "2024-10-21", "", "2024-10-20", "listed"),
        ("2024-02-27", "2024-10-21", "", "2024-10-21", "ended"),
        ("2024-02-27", "2024-10-21", "", "2024-10", "unknown"),
        ("2023-06-05", "", "2024 (verify)", "2023-12-31", "listed"),
        ("2023-06-05", "", "2024 (verify)", "2024-03-01", "unknown"),
        ("2023-06-05", "", "2024 (verify)", "2026", "unknown"),
        ("2023-06-05", "", "2024 (verify)", "2023-06-04", "not yet"),
        ("2023-06-05", "", "closed, it is said", "2023-07", "unknown"),
        ("2023-06-05", "", "9999-99 (?)", "2023-07", "unknown"),
        ("", "", "", "2024", "unknown"),
        ("", "2020", "", "2024", "ended"),
    ],
)
def test_says_how_a_listing_stood(start: str, end: str, note: str, on: str, expected: str) -> None:
    asked = parse_date(on)
    assert asked is not None
    assert standing(_listing(start, end, note), asked) == expected


@given(st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)), st.integers(0, 4000), st.integers(0, 6000))
def test_full_dates_always_tell(start: dt.date, lasted: int, asked: int) -> None:
    end = start + dt.timedelta(days=lasted)
    on = start + dt.timedelta(days=asked - 1000)
    expected = "ended" if on >= end else "not yet" if on < start else "listed"
    assert standing(_listing(str(start), str(end)), PartialDate(on.year, on.month, on.day)) == expected


@given(st.integers(2000, 2030), st.integers(2000, 2030))
def test_a_year_never_tells_of_its_own_year(start: int, on: int) -> None:
    expected = "listed" if on > start else "not yet" if on < start else "unknown"
    assert standing(_listing(str(start)), PartialDate(on)) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-06-09", "unknown"), ("2026-06-10", "listed"), ("2027", "listed"), ("2026", "unknown")],
)
def test_a_notice_without_a_start_says_nothing_of_the_days_before_it(on: str, expected: str) -> None:
    asked = parse_date(on)
    assert asked is not None
    assert standing(_listing("", announced="2026-06-10"), asked) == expected
