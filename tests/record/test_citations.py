from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.record import Citation
from pledgewatch.record.citations import dates_by_citation, fill_dates, read_citations

_DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2034, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("84 FR 54004, 10/9/19.", [("84 FR 54004", "2019-10-09")]),
        (
            "84 FR 54004, 10/9/19.\n85 FR 44159, 7/22/20.",
            [("84 FR 54004", "2019-10-09"), ("85 FR 44159", "2020-07-22")],
        ),
        ("73 FR 54508,\n9/22/08.", [("73 FR 54508", "2008-09-22")]),
        ("78 FR 75463 12/12/13.", [("78 FR 75463", "2013-12-12")]),
        ("88 FR 71992 10/19/2023.", [("88 FR 71992", "2023-10-19")]),
        ("81 FR 61601 preview citation details, 9/7/16", [("81 FR 61601", "2016-09-07")]),
        ("62 FR 35334, 6/30/97 66 FR 24267, 5/14/01", [("62 FR 35334", "1997-06-30"), ("66 FR 24267", "2001-05-14")]),
        ("84 F.R. 54OO4, 1O/9/l9", [("84 FR 54004", "2019-10-09")]),
        ("91 FR 35189 (June 10, 2026)", [("91 FR 35189", "2026-06-10")]),
        ("86 FR 67319", [("86 FR 67319", "2021")]),
        ("", []),
    ],
)
def test_reads_a_citation_as_printed(text: str, expected: list[tuple[str, str]]) -> None:
    read = read_citations(text)
    assert [(one.text, one.date) for one in read.citations] == expected
    assert read.remarks == ()


@pytest.mark.parametrize("text", ["84 FR 54004, 13/45/19", "84 FR 54004, 2/30/19", "84 FR 54004, 10/9/03"])
def test_leaves_out_a_date_that_cannot_be_and_says_so(text: str) -> None:
    read = read_citations(text)
    assert [(one.text, one.date) for one in read.citations] == [("84 FR 54004", "")]
    assert "not taken" in read.remarks[0]


def test_keeps_what_is_no_citation_and_says_so() -> None:
    read = read_citations("see the annex. 84 FR 54004, 10/9/19")
    assert read.citations[0] == Citation("see the annex")
    assert "kept as it stands" in read.remarks[0]


@given(_DAYS, st.integers(1, 99_999), st.booleans())
def test_reads_every_day_that_it_is_given(day: dt.date, page: int, short: bool) -> None:
    year = f"{day.year % 100:02d}" if short else str(day.year)
    read = read_citations(f"{day.year - 1935} FR {page}, {day.month}/{day.day}/{year}.")
    assert [(one.text, one.date) for one in read.citations] == [(f"{day.year - 1935} FR {page}", day.isoformat())]


@given(st.text(max_size=200))
def test_any_text_is_read_or_kept(text: str) -> None:
    read = read_citations(text)
    assert read == read_citations(text)
    assert bool(read.citations) == any(c.isalnum() for c in " ".join(text.split()))


def test_takes_a_missing_day_from_another_entry_of_the_list() -> None:
    cited = (Citation("86 FR 67319", "2021"),)
    days = dates_by_citation([Citation("86 FR 67319", "2021-11-26"), *cited])
    assert fill_dates(cited, days)[0].date == "2021-11-26"


def test_takes_no_day_on_which_entries_differ() -> None:
    assert dates_by_citation([Citation("1 FR 1", "2021-11-26"), Citation("1 FR 1", "2021-11-27")]) == {}
