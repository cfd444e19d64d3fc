"""Every way to say when, with what it means for a pledge of a known day; sentences are written for the test."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.promise import Due, Promise
from pledgewatch.promises import due, dues


def stated(text: str, pledged: str, many: bool = False) -> Due | tuple[Due, ...] | None:
    document = Document(id=DocumentId("d"), text=text)
    promise = Promise(
        document=document.id,
        start=0,
        end=len(text),
        text=text,
        probability=0.9,
        aspects={},
        specific=True,
        required=False,
    )
    return (dues if many else due)(promise, document, parse_date(pledged))


@pytest.mark.parametrize(
    ("words", "pledged", "earliest", "latest"),
    [
        ("We will report within one year of joining.", "2005-07-12", "None", "2006-07-12"),
        ("We will report within one year of joining.", "2005-07", "None", "2006-07"),
        ("We will report within one year of joining.", "2005", "None", "2006"),
        ("We will close it within 30 days.", "2005-07-12", "None", "2005-08-11"),
        ("We will close it within 30 days.", "2005-07", "None", "2005-08"),
        ("We will close it within six months.", "2005-08-31", "None", "2006-02-28"),
        ("We will close it within six months.", "2005", "None", "2006-06"),
        ("We will close it over the next five years.", "2021-03-01", "None", "2026-03-01"),
        ("We will close it two years from now.", "2021-03-01", "None", "2023-03-01"),
        ("We will close it by the end of 2027.", "2021", "None", "2027"),
        ("We will close it by 2030.", "", "None", "2030"),
        ("We will close it before 2030.", "2021", "None", "2029"),
        ("We will close it before 1 March 2030.", "2021", "None", "2030-02-28"),
        ("We will close it by 30 June 2027.", "2021", "None", "2027-06-30"),
        ("We will close it by June 30, 2027.", "2021", "None", "2027-06-30"),
        ("We will close it by 31 June 2027.", "2021", "None", "2027-06-30"),
        ("We will close it by the end of June 2027.", "2021", "None", "2027-06"),
        ("We will close it by mid-2027.", "2021", "None", "2027-07"),
        ("We will close it by the third quarter of 2027.", "2021", "None", "2027-09"),
        ("We will close it in Q3 2027.", "2021", "2027-07", "2027-09"),
        ("We will close it by FY2027.", "2021", "None", "2028-11"),
        ("We will close it in 2027.", "2021", "2027", "2027"),
        ("We will close it on 5 May 2027.", "2021", "2027-05-05", "2027-05-05"),
        ("From 2027 we will take no more.", "2021", "2027", "None"),
        ("In 2025-2028 we will plant trees.", "2021", "2025", "2028"),
        ("We will close it next year.", "2021-11-05", "2022", "2022"),
        ("We will close it by the end of next year.", "2021", "2022", "2022"),
        ("We will close it this year.", "2021-11-05", "2021", "2021"),
        ("We will close it next quarter.", "2021-11-05", "2022-01", "2022-03"),
        ("We will close it next quarter.", "2021", "None", "None"),
        ("We will close it by 30 June.", "2021-11-05", "None", "2022-06-30"),
        ("We will cut it by 40% by 2030 against a 2019 baseline.", "2021", "None", "2030"),
        ("We will cut it by 40% by 2030 compared to 2025.", "2021", "None", "2030"),
        ("We will answer within 30 days of receiving a complaint.", "2021-11-05", "None", "None"),
        ("We will close it within one year.", "", "None", "None"),
        ("We will cut it by 20% by 2025 and by 50% by 2030.", "2021", "None", "2030"),
    ],
)
def test_words_become_dates(words: str, pledged: str, earliest: str, latest: str) -> None:
    found = stated(words, pledged)
    assert isinstance(found, Due)
    assert (str(found.earliest), str(found.latest)) == (earliest, latest)
    assert found.words in words


@pytest.mark.parametrize(
    ("words", "every", "period", "latest"),
    [
        ("We will publish it every March.", 1, "year", "2022-03"),
        ("We will publish it annually.", 1, "year", "2022-11-05"),
        ("We will publish it every two years.", 2, "year", "2023-11-05"),
        ("We will publish it quarterly.", 1, "quarter", "2022-02-05"),
        ("We will publish it each month.", 1, "month", "2021-12-05"),
        ("We will report within one year of joining, and annually thereafter.", 1, "year", "2022-11-05"),
        ("We will publish it every other year.", 2, "year", "2023-11-05"),
    ],
)
def test_what_recurs_says_how_often_and_when_first(words: str, every: int, period: str, latest: str) -> None:
    found = stated(words, "2021-11-05")
    assert isinstance(found, Due)
    assert (found.every, found.period, str(found.latest)) == (every, period, latest)


@pytest.mark.parametrize(
    "words",
    ["We will respect every worker.", "We will build on what we reached in 2019.", "We will honour Agenda 2030."],
)
def test_what_lies_behind_or_says_no_time_is_not_due(words: str) -> None:
    assert stated(words, "2021-11-05") is None


def test_every_time_of_a_promise_is_given_in_order() -> None:
    found = stated("We will cut it by 20% by 2025 and by 50% by 2030.", "2021", many=True)
    assert isinstance(found, tuple)
    assert [one.latest for one in found] == [PartialDate(2025), PartialDate(2030)]


@settings(deadline=None)
@given(st.text(alphabet="bywithn 0129aeryMch3,-/of", max_size=120), st.dates().filter(lambda day: day.year >= 1950))
def test_bounds_are_ordered_and_words_lie_in_the_text(noise: str, day: object) -> None:
    text = f"We will close it {noise} by 2199."
    found = stated(text, str(day), many=True)
    assert isinstance(found, tuple)
    for one in found:
        assert text[one.start : one.end] == one.words != ""
        assert one.earliest is None or one.latest is None or one.earliest.first <= one.latest.last
