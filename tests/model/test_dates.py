from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.dates import Order, PartialDate, compare, parse_date


@st.composite
def partial(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates())
    known = draw(st.integers(1, 3))
    return PartialDate(*(day.year, day.month, day.day)[:known])


@given(partial())
def test_a_date_is_read_as_it_was_written(date: PartialDate) -> None:
    assert parse_date(str(date)) == date
    assert date.first <= date.last


@given(partial(), partial())
def test_comparing_claims_only_what_holds_for_every_day_meant(one: PartialDate, other: PartialDate) -> None:
    order = compare(one, other)
    assert (order == "before") == (one.last < other.first)
    assert (order == "after") == (one.first > other.last)
    turned: dict[Order, Order] = {"before": "after", "after": "before", "same": "same", "unknown": "unknown"}
    assert compare(other, one) == turned[order]


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        ("2023", "2023-08", "unknown"),
        ("2023", "2023", "unknown"),
        ("2023-07", "2023-07", "unknown"),
        ("2023-07", "2023-08", "before"),
        ("2024", "2023-12-31", "after"),
        ("2023-08-01", "2023-08-01", "same"),
    ],
)
def test_a_year_is_never_taken_for_its_first_day(one: str, other: str, order: str) -> None:
    first, second = parse_date(one), parse_date(other)
    assert first is not None
    assert second is not None
    assert compare(first, second) == order


@pytest.mark.parametrize(
    "text",
    ["2023-13", "2023-02-30", "2023-00", "2023-00-05", "2023-05-00", "0000", "23", "2023-1-1", "2023-01-01T00:00",
     "٢٠٢٣", "soon", "2023-02-02\n2024"],
)  # fmt: skip
def test_what_is_no_date_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="date"):
        parse_date(text)


def test_an_empty_text_is_no_date() -> None:
    assert parse_date("  ") is None


@pytest.mark.parametrize(
    ("text", "last", "precision"),
    [("2024-02", dt.date(2024, 2, 29), "month"), ("9999-12", dt.date(9999, 12, 31), "month"),
     ("2023", dt.date(2023, 12, 31), "year"), ("2023-04-05", dt.date(2023, 4, 5), "day")],
)  # fmt: skip
def test_a_date_ends_where_its_precision_ends(text: str, last: dt.date, precision: str) -> None:
    date = parse_date(text)
    assert date is not None
    assert (date.last, date.precision) == (last, precision)
