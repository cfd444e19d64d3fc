"""Damaged, cut, shortened and old lists: every one of more than two hundred is caught, and the last good one stays."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.record.lists import bis_json, own_csv
from tests.record.published import (
    MAKERS,
    ROWS,
    csl_csv,
    csl_json,
    dfat_xlsx,
    eu_csv,
    eu_fsf_csv,
    eu_xml,
    ftm_lines,
    ofac_advanced,
    ofac_xml,
    sema_xml,
    uk_csv,
    uk_xml,
    un_xml,
    us_json,
)

from pledgewatch.errors import ListError
from pledgewatch.model.dates import PartialDate
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.importing import check_against_last, check_age, read_list

TODAY = PartialDate(2026, 3, 20)
MOST_DAYS = 90
WHOLE: dict[str, Callable[[int], bytes]] = MAKERS | {
    "bis-entity-list": lambda rows: bis_json(*({} for _ in range(rows)), extracted="2026-03-01")
}
DATED: dict[str, Callable[[str], bytes]] = {
    "us-csl": lambda day: csl_csv(ROWS, day),
    "us-csl json": lambda day: csl_json(ROWS, day),
    "eu-journal": lambda day: eu_csv(ROWS, day),
    "dhs-uflpa": lambda day: us_json("dhs-uflpa", ROWS, day),
    "un-sc": lambda day: un_xml(ROWS, day),
    "ofac-sdn xml": lambda day: ofac_xml(ROWS, day),
    "ofac-sdn advanced": lambda day: ofac_advanced(ROWS, day),
    "uk-sanctions-list": lambda day: uk_csv(ROWS, day),
    "uk-sanctions-list xml": lambda day: uk_xml(ROWS, day),
    "eu-consolidated": lambda day: eu_xml(ROWS, day),
    "eu-consolidated csv": lambda day: eu_fsf_csv(ROWS, day),
    "ca-sema": lambda day: sema_xml(ROWS, day),
    "au-dfat": lambda day: dfat_xlsx(ROWS, day),
    "opensanctions": lambda day: ftm_lines(ROWS, day),
}


def take(data: bytes, last: ParsedList) -> ParsedList:
    """Import a list as a desk does: parse it, hold it against the last one, and against its age."""
    new = read_list(data, "file", list_id=last.snapshot.id)
    check_against_last(new, last.snapshot)
    check_age(new, TODAY, MOST_DAYS)
    return new


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) // 50, len(data) - 30)]


def _garbled(data: bytes, chance: random.Random) -> bytes:
    """Put a byte in that no text has."""
    at = chance.randrange(len(data) // 10, len(data) * 9 // 10)
    return data[:at] + b"\xff\x00" + data[at:]


def _page(_data: bytes, chance: random.Random) -> bytes:
    """Answer with the page of a server in trouble."""
    return b"<html><title>%d</title><p>Try again later.</p></html>" % chance.choice((403, 429, 502, 503))


def _empty(_data: bytes, chance: random.Random) -> bytes:
    return chance.choice((b"", b"\n\n", b"\xef\xbb\xbf", b"{}", b"[]", b"<?xml version='1.0'?>"))


DAMAGES = (_cut, _cut, _cut, _cut, _cut, _garbled, _garbled, _garbled, _garbled, _page, _empty)
INJECTED = [(kind, seed, damage) for kind in WHOLE for seed, damage in enumerate(DAMAGES)]
SHORTER = [(kind, rows) for kind in WHOLE for rows in (1, 12, 20, 34)]
OLDER = [(kind, day) for kind in DATED for day in ("2026-02-28", "2025-12-31", "2019-10-09", "2026-04-01")]


def test_there_are_enough_of_them() -> None:
    assert len(INJECTED) + len(SHORTER) + len(OLDER) >= 200


@pytest.mark.parametrize(("kind", "seed", "damage"), INJECTED)
def test_a_damaged_list_is_caught(kind: str, seed: int, damage: Callable[[bytes, random.Random], bytes]) -> None:
    whole = WHOLE[kind](ROWS)
    last = read_list(whole, "file")
    assert take(whole, last) == last
    with pytest.raises(ListError) as caught:
        take(damage(whole, random.Random(f"{kind} {seed}")), last)
    assert caught.value.next_step


@pytest.mark.parametrize(("kind", "rows"), SHORTER)
def test_a_shorter_list_is_caught(kind: str, rows: int) -> None:
    with pytest.raises(ListError, match="are gone"):
        take(WHOLE[kind](rows), read_list(WHOLE[kind](ROWS), "file"))


@pytest.mark.parametrize(("kind", "day"), OLDER)
def test_an_older_list_is_caught(kind: str, day: str) -> None:
    with pytest.raises(ListError, match=r"older than the one held|not within"):
        take(DATED[kind](day), read_list(DATED[kind]("2026-03-01"), "file"))


@pytest.mark.parametrize("cut", range(5))
def test_the_desk_keeps_the_last_good_one(tmp_path: Path, cut: int) -> None:
    from pledgewatch.desk import Desk

    file = tmp_path / "list.csv"
    file.write_bytes(csl_csv())
    desk = Desk(tmp_path / "desk")
    good = desk.import_list(file)
    file.write_bytes(_cut(csl_csv(), random.Random(cut)))
    with pytest.raises(ListError):
        desk.import_list(file)
    assert set(desk.record().by_id()) == {one.id for one in good.listings}
    assert [one.sha256 for one in desk.record().lists] == [good.snapshot.sha256]


def test_a_damaged_record_of_ones_own_is_caught() -> None:
    rows: list[dict[str, str]] = [{"entity": f"Works {n}"} for n in range(ROWS)]
    last = read_list(own_csv(*rows), "mine.csv")
    for seed in range(10):
        with pytest.raises(ListError):
            take(_garbled(own_csv(*rows), random.Random(seed)), last)
