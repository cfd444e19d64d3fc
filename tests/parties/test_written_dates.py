from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.spans import Span
from pledgewatch.parties.language import cues_for
from pledgewatch.parties.written_dates import read_date, written_dates

_FOUND = cues_for("en")
assert _FOUND is not None
CUES = _FOUND


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13 May 2011", "2011-05-13"),
        ("13th May, 2011", "2011-05-13"),
        ("the 13th day of May 2011", None),
        ("13th day of May 2011", "2011-05-13"),
        ("March 1, 2019", "2019-03-01"),
        ("March 1st 2019", "2019-03-01"),
        ("4 December, 2015", "2015-12-04"),
        ("6-Aug-2018", "2018-08-06"),
        ("06 AUGUST 2018", "2018-08-06"),
        ("Sept. 2011", "2011-09"),
        ("2018-08-06", "2018-08-06"),
        ("14.02.2018", "2018-02-14"),
        ("02/14/2018", "2018-02-14"),
        ("06.08.2018", "2018"),
        ("08/08/2018", "2018-08-08"),
        ("31.02.2018", None),
        ("30 February 2018", None),
        ("00.00.2018", None),
        ("13/13/2018", None),
        ("2019年5月3日", "2019-05-03"),
        ("May", None),
        ("1/2/19", None),
        ("2017/188203/06", None),
        ("no. 12.12.2018.4", None),
    ],
)
def test_dates_are_read_as_far_as_they_are_told(text: str, expected: str | None) -> None:
    date = read_date(text, CUES)
    assert (str(date) if date else None) == expected


def test_the_longer_of_two_readings_is_kept() -> None:
    text = "on 3 May 2019 and in June 2020"
    assert [str(one.date) for one in written_dates(text, Span(0, len(text)), CUES)] == ["2019-05-03", "2020-06"]


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d"]))
def test_every_day_is_read_back(day: dt.date, form: str) -> None:
    assert str(read_date(day.strftime(form), CUES)) == day.isoformat()


@given(st.text(alphabet="0123456789./- MayJune,", max_size=40))
def test_no_text_gives_a_day_that_does_not_exist(text: str) -> None:
    for one in written_dates(text, Span(0, len(text)), CUES):
        assert one.date.first <= one.date.last
        assert 0 <= one.span.start < one.span.end <= len(text)
