from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from pledgewatch.publish.pictures import Lane, timeline


def _numbers(picture: str) -> list[float]:
    return [float(x) for x in re.findall(r'(?:x|x1|x2|cx)="([\d.]+)%"', picture)]


def test_a_timeline_places_everything_inside_and_draws_what_it_is() -> None:
    lanes = [
        Lane(label="Pledge: letter", start="2023-08-14", shape="pledge"),
        Lane(label="Order <12>", start="2019-10", end="2024"),
        Lane(label="Register", start="2021"),
        Lane(label="A vote", start="2022-03-01", shape="event"),
        Lane(label="Undated", start=""),
        Lane(label="Ended, it seems", start="2020", uncertain=True),
    ]
    picture = timeline(lanes, until="2025-09-01", title="t", description="d", draft="DRAFT")
    ET.fromstring(picture)
    assert all(0 <= x <= 100 for x in _numbers(picture))
    assert [picture.count(f'class="{style}"') for style in ("bar", "bar broken", "arrow")] == [2, 1, 1]
    assert (picture.count('class="pledge"'), picture.count('class="event"')) == (1, 1)
    assert "Undated" not in picture
    assert "DRAFT" in picture


def test_the_day_of_a_pledge_runs_through_all_lines_and_a_month_is_a_span() -> None:
    lanes = [
        Lane(label="Register", start="2021"),
        Lane(label="Pledge", start="2023-08-14", shape="pledge"),
        Lane(label="Pledge", start="2024-02", shape="pledge"),
        Lane(label="Takes part", start="2023-09-01", shape="part"),
    ]
    picture = timeline(lanes, until="2025-09-01", title="t", description="d")
    ET.fromstring(picture)
    assert (picture.count('class="pledged"'), picture.count('class="span"')) == (2, 1)
    assert [picture.count(f'class="{style}"') for style in ("bar", "bar part", "arrow", "arrow part")] == [1, 1, 1, 1]


def test_what_is_gone_is_broken_up_to_the_list_that_lacks_it() -> None:
    lanes = [Lane(label="Register", start="2020", uncertain=True, gone_by=gone) for gone in ("2022-01-01", "")]
    ends = [
        max(_numbers(timeline([lane], until="2025-12-31", title="t", description="d").split("bar broken")[1]))
        for lane in lanes
    ]
    assert ends[0] < ends[1]
    assert "arrow" not in timeline(lanes, until="2025", title="t", description="d")


def test_no_dates_no_picture() -> None:
    assert timeline([Lane(label="x", start="soon")], until="2025", title="t", description="d") == ""


@pytest.mark.parametrize("years", [(2020, 2020), (1900, 2025), (1, 2199)])
def test_any_years_fit_on_the_axis(years: tuple[int, int]) -> None:
    lanes = [Lane(label="x", start=f"{year:04d}", shape="pledge") for year in years]
    picture = timeline(lanes, until=f"{years[1]:04d}", title="t", description="d")
    assert all(0 <= x <= 100 for x in _numbers(picture))
    assert 1 <= picture.count('class="axis"') <= 6


def test_an_end_in_the_year_9999_is_no_end() -> None:
    picture = timeline([Lane(label="x", start="2020", end="9999-12-31")], until="2025", title="t", description="d")
    assert 'class="arrow"' in picture
    assert timeline([Lane(label="x", start="9999")], until="9999", title="t", description="d") == ""
