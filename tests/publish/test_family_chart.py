from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.publish.family_chart import Chart, Member, chart_of, counts_by_level, level_of

DATES = st.one_of(
    st.just(""),
    st.integers(1, 2300).map("{:04}".format),
    st.tuples(st.integers(1900, 2030), st.integers(1, 12)).map(lambda d: f"{d[0]}-{d[1]:02}"),
    st.sampled_from(["soon", "9999-12-31", "2020-02-29", "2021-13"]),
)
MEMBERS = st.lists(st.builds(Member, st.just("x"), DATES, st.floats(0, 1)), max_size=40)


def _chart(*dates: str, offered: tuple[str, str] = ("", "")) -> Chart:
    found = chart_of([Member(f"m{n}", date, 0.1) for n, date in enumerate(dates)], offered)
    assert found is not None
    return found


@given(MEMBERS)
def test_every_member_has_one_place_or_none_is_made_up(members: list[Member]) -> None:
    chart = chart_of(members)
    if chart is None:
        return
    assert chart.size == len(members)
    assert all(0 <= place < chart.places for place in chart.members)
    assert 1 <= chart.places <= 24
    assert sum(len(group) for _, group in chart.years()) + len(chart.undated) == len(members)
    assert chart_of(members[::-1]) == chart


def test_a_date_stands_in_its_year_and_a_bare_year_in_its_middle() -> None:
    chart = _chart("2020-01-05", "2020-12", "2021-05", "2021-06-30", "2022-01", "2020")
    assert (chart.first, chart.per_year, chart.places) == (2020, 6, 18)
    assert {place: [m.name for m in group] for place, group in chart.members.items()} == {
        0: ["m0"],
        3: ["m5"],
        5: ["m1"],
        8: ["m2", "m3"],
        12: ["m4"],
    }


def test_where_many_dates_are_bare_years_places_are_years() -> None:
    assert _chart("2020", "2020-12", "2021", "2021-06-30").per_year == 1


def test_a_century_is_told_in_steps_of_years() -> None:
    chart = _chart("1925", "2025")
    assert (chart.step, chart.first) == (5, 1925)
    assert [years for years, _ in chart.years()] == ["1925–1929", "2025–2029"]


def test_the_years_in_which_the_form_was_offered_belong_to_the_picture() -> None:
    assert _chart("2020-03", "2020-04", offered=("2015", "2022-12")).first == 2015


def test_no_picture_without_two_members_or_any_date() -> None:
    assert chart_of([Member("a", "2020", 0.0)]) is None
    assert chart_of([Member("a", "", 0.0)] * 5) is None
    assert chart_of([Member("a", "2020", 0.0), Member("b", "", 0.0)]) is not None


@pytest.mark.parametrize(("own", "level"), [(0.0, 0), (0.049, 0), (0.05, 1), (0.25, 2), (0.5, 3), (1.0, 3)])
def test_shares_are_counted_by_level(own: float, level: int) -> None:
    assert level_of(own) == level
    assert counts_by_level([Member("a", "", own)])[level] == 1
