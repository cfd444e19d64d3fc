from __future__ import annotations

import gzip

import msgspec
import pytest
from tests.record.lists import bis_json, own, own_csv

from pledgewatch.errors import ListError
from pledgewatch.record import importing
from pledgewatch.record.importing import check_against_last, read_list


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (gzip.compress(own_csv({}))[:-12], "truncated gzip"),
        (b"\x1f\x8b\x08\x00 nothing of the kind", "damaged gzip"),
        (b"%PDF-1.7", "no format known"),
        (b'{"list_id": "another"}', "no format known"),
        (b"name,country\nBlauwerk,CN\n", "no format known"),
    ],
)
def test_refuses_what_is_no_list(data: bytes, says: str) -> None:
    with pytest.raises(ListError, match=says):
        read_list(data, "file")


def test_refuses_what_unpacks_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LIMIT", 1000)
    with pytest.raises(ListError, match="more than 1,000 bytes"):
        read_list(gzip.compress(b"x" * 100_000), "bomb.gz")


@pytest.mark.parametrize("cut", range(1, 60, 3))
def test_a_cut_list_is_refused_or_read_and_never_half(cut: int) -> None:
    data = bis_json({}, {}, {})
    with pytest.raises(ListError):
        read_list(data[:-cut], "list.json")


def test_the_format_goes_by_content_and_not_by_name() -> None:
    assert read_list(bis_json({}), "mine.csv").snapshot.id == "bis-entity-list"
    assert read_list(own_csv({}), "list.json", list_id="ours", as_of="2026").snapshot.id == "ours"


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ListError, match="as of"):
        read_list(own_csv({}), "mine.csv", as_of="yesterday")


def test_a_list_much_shorter_than_last_time_is_refused() -> None:
    new = own(*({"entity": f"Works {n}"} for n in range(20)))
    last = msgspec.structs.replace(new.snapshot, rows=22)
    check_against_last(new, last)
    check_against_last(new, None)
    with pytest.raises(ListError, match="has 20 rows, last time 24"):
        check_against_last(new, msgspec.structs.replace(last, rows=24))
    check_against_last(new, msgspec.structs.replace(last, rows=24), margin=0.5)


def test_a_list_older_than_the_one_held_is_refused() -> None:
    new = read_list(bis_json({}), "list.json")
    with pytest.raises(ListError, match="older than the one held"):
        check_against_last(new, msgspec.structs.replace(new.snapshot, as_of="2026-08-01"))


def test_taking_the_newest_row_out_of_ones_own_record_is_no_older_list() -> None:
    new = own({})
    check_against_last(new, msgspec.structs.replace(new.snapshot, as_of="2026-08-01"))
