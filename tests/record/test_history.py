"""Several snapshots of one list on a desk: what is gone, since between which days, and how anything stood on a day."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from tests.record.lists import ENTITY_LIST, RESTRICTIONS, bis_json, needs_cases, own_csv
from tests.record.published import un_xml

from pledgewatch.desk import Desk
from pledgewatch.desk.lists import hold_record
from pledgewatch.errors import ListError
from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.record import Listing
from pledgewatch.record.history import History
from pledgewatch.record.screening import Screener
from pledgewatch.record.table import searched_in_words
from pledgewatch.sources.archive import Archive

NAMES = ("Blau", "Rot", *(f"Invented Works {n}" for n in range(30)))


def _file(folder: Path, day: str, *left_out: str) -> Path:
    path = folder / f"list-{day}.json"
    entries: list[dict[str, object]] = [{"name": name} for name in NAMES if name not in left_out]
    path.write_bytes(bis_json(*entries, extracted=day))
    return path


def _named(desk: Desk, name: str) -> Listing:
    return next(one for one in desk.record().listings if one.entity == name)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "desk")
    desk.import_list(_file(tmp_path, "2026-05-01"))
    desk.import_list(_file(tmp_path, "2026-06-01", "Blau"))
    return desk


def test_what_the_later_list_lacks_is_gone_between_the_two_and_is_still_found(desk: Desk) -> None:
    blau = _named(desk, "Blau")
    assert (blau.end_date, blau.end_note) == ("", "gone from the list between 2026-05-01 and 2026-06-01")
    assert [(one.as_of, one.rows) for one in desk.record().lists] == [("2026-06-01", len(NAMES) - 1)]
    (match,) = Screener(desk.record()).screen("Blau", country="China").matches
    assert match.listings == (blau.id,)
    assert blau.snapshot not in {one.sha256 for one in desk.record().lists}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2019-10-08", "not yet on 2019-10-08"),
        ("2019-10-09", "listed on 2019-10-09, by 84 FR 54004 of 2019-10-09"),
        ("2026-05-01", "listed on 2026-05-01, by 84 FR 54004 of 2019-10-09"),
        ("2026-05-20", "gone between 2026-05-01 and 2026-06-01: whether it stood on 2026-05-20 is not known"),
        ("2026-06-01", "gone from the list by 2026-06-01; when it ended is not known"),
        ("2026-11-01", "gone from the list by 2026-06-01; when it ended is not known"),
    ],
)
def test_how_what_is_gone_stood_on_a_day(desk: Desk, day: str, words: str) -> None:
    date = parse_date(day)
    assert date is not None
    assert History(desk.record().sightings).in_words(_named(desk, "Blau"), date) == words


def test_what_came_back_is_not_gone(desk: Desk, tmp_path: Path) -> None:
    desk.import_list(_file(tmp_path, "2026-07-01"))
    assert _named(desk, "Blau").end_note == ""
    assert len([one for one in desk.record().listings if one.entity == "Blau"]) == 1


def test_an_earlier_snapshot_tells_of_its_day_and_never_becomes_the_held_one(desk: Desk, tmp_path: Path) -> None:
    earlier = _file(tmp_path, "2026-03-01", "Rot")
    with pytest.raises(ListError, match="older than the one held"):
        desk.import_list(earlier)
    desk.import_list(earlier, earlier=True)
    assert [one.as_of for one in desk.record().lists] == ["2026-06-01"]
    seen = History(desk.record().sightings).seen(_named(desk, "Rot"), PartialDate(2026, 3, 15))
    assert (seen.before, seen.was_in, seen.after, seen.is_in) == ("2026-03-01", False, "2026-05-01", True)
    with pytest.raises(ListError, match="not before the held one"):
        desk.import_list(_file(tmp_path, "2026-09-01"), earlier=True)


def test_a_number_that_changed_is_no_delisting(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    for day, country in (("2026-05-01", "China"), ("2026-06-01", "Norway")):
        path = tmp_path / f"{day}.json"
        entries: list[dict[str, object]] = [{"name": name, "country": country} for name in NAMES]
        path.write_bytes(bis_json(*entries, extracted=day))
        desk.import_list(path)
    assert all(not one.end_note for one in desk.record().listings)


def test_a_row_taken_out_of_ones_own_record_is_taken_out(tmp_path: Path) -> None:
    desk, path = Desk(tmp_path / "desk"), tmp_path / "mine.csv"
    for names in (("Blau", "Rot"), ("Rot",)):
        path.write_bytes(own_csv(*({"entity": name, "aliases": ""} for name in names)))
        desk.import_list(path, as_of="2026-05-01")
    assert [one.entity for one in desk.record().listings] == ["Rot"]


def test_the_same_desk_again_gives_the_same(desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other")
    other.import_list(_file(tmp_path, "2026-06-01", "Blau"))
    other.import_list(_file(tmp_path, "2026-05-01"), earlier=True)
    assert other.record().listings == desk.record().listings


def test_importing_one_by_one_gives_the_same_tables_as_all_from_the_archive(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_bytes(own_csv({}, {"instrument": "Report on lamps", "statement_of": "Blau"}))
    (tmp_path / "un.xml").write_bytes(un_xml(3))
    desk.import_list(tmp_path / "mine.csv")
    desk.import_list(tmp_path / "un.xml")
    step_by_step = desk.record()
    assert len(step_by_step.statements) == 1
    shutil.rmtree(desk.layout.tables)
    assert hold_record(desk.layout, Archive(desk.layout.archive))
    assert desk.record() == step_by_step


def test_an_absence_says_which_lists_hold_nothing_of_that_time(desk: Desk) -> None:
    words = searched_in_words(desk.record(), "2020-01-01")
    assert "no snapshot up to then is held: Entity List" in words
    assert "1 earlier snapshots" in words
    assert "is not known" not in searched_in_words(desk.record(), "2026-05-10")
    assert searched_in_words(Desk(desk.layout.folder / "none").record()).startswith("Searched: nothing")


def test_a_list_that_is_stale_on_the_day_is_said_to_be(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    (tmp_path / "un.xml").write_bytes(un_xml(3, "2026-03-01"))
    desk.import_list(tmp_path / "un.xml")
    title = "United Nations Security Council Consolidated List"
    said = f"Stale: {title}, as of 2026-03-01, is more than 120 days older than 2026-09-01."
    assert said in searched_in_words(desk.record(), "2026-09-01")
    assert "Stale" not in searched_in_words(desk.record(), "2026-04-01")


def _around(start: str) -> list[PartialDate]:
    day = dt.date.fromisoformat(start)
    days = (day + dt.timedelta(days=offset) for offset in (-1, 0, 1))
    return [PartialDate(one.year, one.month, one.day) for one in days]


@needs_cases
def test_every_listing_of_the_two_is_right_the_day_before_on_and_after(tmp_path: Path) -> None:
    """Asked of a desk, in its words: before it is made, on its day, after; and around each end that is certain."""
    screening = ENTITY_LIST.parent
    desk = Desk(tmp_path / "desk")
    lists = ("us_1260h_history_opensanctions_2026-08.csv.gz", "us_fcc_covered_2026-07-09.json.gz")
    more = ("us_ndaa_section889.csv.gz", "us_dow_1260h_2026-07-09.json.gz", "us_ofac_nscmic_2026-07-09.json.gz")
    for path in (RESTRICTIONS, ENTITY_LIST, *(screening / name for name in (*lists, *more))):
        desk.import_list(path)
    record = desk.record()
    history, screener, by_id = History(record.sightings), Screener(record), record.by_id()
    asked, undated = 0, 0
    for name in ("Hangzhou Hikvision Digital Technology Co., Ltd.", "Zhejiang Dahua Technology Co., Ltd."):
        match = screener.screen(name, country="CN").matches[0]
        assert match.verdict == "match"
        for listing in (by_id[one] for one in match.listings):
            if listing.announced and not listing.start_date:  # section 1260H is issued anew, and named both before
                told = [history.in_words(listing, day) for day in _around(listing.announced)]
                marks = ("not known on", "listed on", "listed on")
                assert [one.startswith(mark) for one, mark in zip(told, marks, strict=True)] == [True] * 3, told
                asked += 1
                continue
            if len(listing.start_date) < 10:
                undated += 1
                continue
            told = [history.in_words(listing, day) for day in _around(listing.start_date)]
            vote = listing.act == "vote"
            marks = ("not yet held on", "held by", "held by") if vote else ("not yet on", "listed on", "listed on")
            assert [one.startswith(mark) for one, mark in zip(told, marks, strict=True)] == [True] * 3, (listing, told)
            if listing.citations and not vote:
                assert listing.citations[0].text in told[1]
            asked += 1
            if len(listing.end_date) == 10:
                before, on, _ = (history.in_words(listing, day) for day in _around(listing.end_date))
                assert before.startswith("listed on")
                assert on.startswith("ended by")
    assert asked >= 24
    assert undated <= 8
