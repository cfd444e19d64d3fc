from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pledgewatch.store.spool import Spool


class Row(msgspec.Struct, frozen=True):
    text: str


DECODER = msgspec.json.Decoder(Row)


def spool(folder: Path, made_with: str = "v1") -> Spool[Row]:
    return Spool(folder / "work" / "spool.jsonl", DECODER, made_with)


def filled(folder: Path) -> Path:
    one = spool(folder)
    one.add("a", [Row("first"), Row("line\rbreak\u2028")])
    one.add("b", [])
    one.add("c", [Row("last")])
    one.close()
    return one.path


def test_what_was_finished_is_there_again(tmp_path: Path) -> None:
    filled(tmp_path)
    assert spool(tmp_path).done == {"a": [Row("first"), Row("line\rbreak\u2028")], "b": [], "c": [Row("last")]}


def test_any_cut_loses_unfinished_lines_only_and_the_spool_can_be_added_to(tmp_path: Path) -> None:
    data = filled(tmp_path).read_bytes()
    path = tmp_path / "work" / "spool.jsonl"
    for size in range(len(data)):
        path.write_bytes(data[:size])
        one = spool(tmp_path)
        assert list(one.done) == list("abc")[: max(0, data[:size].count(b"\n") - 1)]
        one.add("d", [Row("new")])
        one.close()
        assert spool(tmp_path).done == one.done


@pytest.mark.parametrize("spoilt", [b"\0" * 40 + b"\n", b'{"key":"x","rows":[{"other":1}]}\n', b'{"key":\n'])
def test_from_the_first_spoilt_line_on_everything_is_done_again(tmp_path: Path, spoilt: bytes) -> None:
    path = filled(tmp_path)
    first, second, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + second + spoilt + b"".join(rest))
    assert list(spool(tmp_path).done) == ["a"]
    assert path.read_bytes() == first + second


def test_a_spool_of_another_making_is_thrown_away(tmp_path: Path) -> None:
    filled(tmp_path)
    assert spool(tmp_path, "v2").done == {}


def test_a_removed_spool_is_gone(tmp_path: Path) -> None:
    path = filled(tmp_path)
    spool(tmp_path).remove()
    assert not path.exists()
