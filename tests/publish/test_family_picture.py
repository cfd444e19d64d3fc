from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from markupsafe import Markup

from pledgewatch.publish.family_chart import Member, chart_of
from pledgewatch.publish.family_picture import by_sheets, draw


def _draw(members: list[Member], offered: tuple[str, str] = ("", ""), draft: str = "") -> Markup:
    chart = chart_of(members, offered)
    assert chart is not None
    picture = draw(
        chart, title="t", description="d", undated="no date", offered=(*offered, "form <offered>"), draft=draft
    )
    ET.fromstring(picture)
    assert all(0 <= float(x) <= 100 for x in re.findall(r'(?:x|x1|x2)="([\d.]+)%"', picture))
    return picture


def _several(n: int, own: float = 0.0) -> list[Member]:
    return [Member(f"Company {at}", f"{2015 + at % 6}-{1 + at % 12:02}", own) for at in range(n)]


def test_a_small_family_has_a_sheet_for_each_and_names_it() -> None:
    picture = _draw([*_several(7), Member("No <b>Date</b>", "", 0.5)])
    assert picture.count('class="paper"') == 8
    assert picture.count('class="ink"') == 1
    assert "<title>No &lt;b&gt;Date&lt;/b&gt;</title>" in picture
    assert ">no date</text>" in picture


@pytest.mark.parametrize(("own", "share"), [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
def test_the_ink_in_a_sheet_is_the_share_of_own_words(own: float, share: float) -> None:
    picture = _draw([Member("a", "2020-01", own), Member("b", "2021-01", 0.0)])
    paper = re.search(r'class="paper" d="M\S+ \S+h\d+l(\d+) \d+v(\d+)', picture)
    assert paper is not None
    ink = re.search(r'class="ink" d="M\S+ \S+v-([\d.]+)', picture)
    height = int(paper[1]) + int(paper[2])
    assert (float(ink[1]) if ink else 0.0) == pytest.approx(share * height)


def test_without_members_that_lack_a_date_there_is_no_shelf() -> None:
    assert "no date" not in _draw(_several(7))


@pytest.mark.parametrize("count", [2_000, 20_000])
def test_a_family_of_thousands_is_a_small_picture(count: int) -> None:
    members = [Member("x", f"{2000 + n % 25}-{1 + n % 12:02}", (n % 100) / 99) for n in range(count)]
    picture = _draw([*members, *(Member("x", "", 0.2) for _ in range(100))])
    assert len(picture) < 16_000
    assert "paper" not in picture
    assert ">100</text>" in picture


def test_bars_divide_by_share_and_the_highest_is_counted() -> None:
    members = [Member("x", "2020", own) for own in (0.0, 0.1, 0.3, 0.9) for _ in range(50)] + [Member("x", "2022", 0)]
    picture = _draw(members)
    heights = re.findall(r'class="level(\d)" x="[\d.]+%" y="[\d.]+" width="[\d.]+%" height="([\d.]+)"', picture)
    assert [level for level, _ in heights] == ["0", "1", "2", "3", "0"]
    assert len({height for _, height in heights[:4]}) == 1
    assert ">200</text>" in picture


def test_many_of_one_day_are_bars_too() -> None:
    chart = chart_of([Member("x", "2020-01-01", 0.0)] * 60)
    assert chart is not None
    assert not by_sheets(chart)


def test_the_form_s_own_line_ends_where_its_offer_does() -> None:
    ended = _draw(_several(7), ("2016", "2018-12"))
    assert "form &lt;offered&gt;" in ended
    assert ended.count('class="offered"') == 3
    assert 'class="offer"' in _draw(_several(7), ("2016", ""))
    assert "offered" not in _draw(_several(7))


def test_a_draft_says_so() -> None:
    assert ">DRAFT</text>" in _draw(_several(7), draft="DRAFT")
