from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgewatch.errors import TableError
from pledgewatch.model import document, finding, party, promise, record, reuse
from pledgewatch.model.document import Failure, Obtained
from pledgewatch.model.identity import sha256_of
from pledgewatch.store import tables
from pledgewatch.store.tables import Table


class Row(msgspec.Struct, frozen=True):
    key: str
    value: int = 0


ALPHABET = st.characters(codec="utf-8", exclude_characters="\0")
TEXT = st.text(alphabet=ALPHABET, max_size=12)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
QUICK = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))

STRATEGIES: dict[type[Any], st.SearchStrategy[Any]] = {
    str: TEXT,
    float: NUMBER,
    int: st.integers(-(2**63), 2**63 - 1),
}


def instances(kind: Any) -> st.SearchStrategy[Any]:
    """Build any record out of its declaration, with hostile text and extreme numbers."""
    if kind in STRATEGIES:
        return STRATEGIES[kind]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        fields = {name: instances(field) for name, field in _hints(kind).items()}
        return st.fixed_dictionaries(fields).map(lambda values: kind(**values))
    return _compound(kind)


def _compound(kind: Any) -> st.SearchStrategy[Any]:
    origin, arguments = getattr(kind, "__origin__", None), get_args(kind)
    if hasattr(kind, "__supertype__"):
        return instances(kind.__supertype__)
    if origin is tuple:
        return st.lists(instances(arguments[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(instances(arguments[0]), instances(arguments[1]), max_size=3)
    if str(kind).startswith("typing.Literal"):
        return st.sampled_from(arguments)
    if arguments:
        return st.one_of(*(instances(argument) for argument in arguments))
    return st.from_type(kind)


def _hints(kind: type[msgspec.Struct]) -> dict[str, Any]:
    from typing import get_type_hints

    return {field: get_type_hints(kind)[field] for field in kind.__struct_fields__}


RECORDS: list[type[msgspec.Struct]] = [
    document.Document, Failure, Obtained, finding.Finding, finding.Decision, party.Organisation, party.Pledge,
    promise.Promise, record.Listing, record.ListSnapshot, record.Statement, record.Screening, reuse.Family,
    reuse.Copy, reuse.Single, reuse.Form,
]  # fmt: skip


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_comes_back_as_it_was_written(kind: type[msgspec.Struct], tmp_path: Path) -> None:
    @QUICK
    @given(st.lists(instances(kind), min_size=1, max_size=3))
    def round_trip(rows: list[Any]) -> None:
        keys = {id(row): f"{number:03d}" for number, row in enumerate(rows)}
        written: Table[Any] = Table(tmp_path / "rows", kind, lambda row: keys[id(row)])
        written.replace(rows, "x")
        read: Table[Any] = Table(tmp_path / "rows", kind, lambda row: "")
        assert list(map(msgspec.json.encode, read.read())) == list(map(msgspec.json.encode, rows))
        assert len(read) == len(rows)

    round_trip()


def rows(count: int, *, start: int = 0) -> list[Row]:
    return [Row(f"k{number:05d}", number) for number in range(start, start + count)]


def table(folder: Path) -> Table[Row]:
    return Table(folder / "rows", Row, lambda row: row.key)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "rows").iterdir()}


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_ROWS_A_PART", 16)


def test_a_table_that_was_never_made_is_empty(tmp_path: Path) -> None:
    assert table(tmp_path).read() == []
    assert table(tmp_path).made_from == ""
    assert len(table(tmp_path)) == 0


@pytest.mark.usefixtures("small_parts")
def test_the_same_rows_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    table(tmp_path / "a").replace(rows(100), "x")
    table(tmp_path / "b").replace(reversed(rows(100)), "x")
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert table(tmp_path / "a").digest == table(tmp_path / "b").digest
    assert table(tmp_path / "a").read() == rows(100)


@pytest.mark.usefixtures("small_parts")
def test_what_a_table_held_before_leaves_no_trace(tmp_path: Path) -> None:
    grown = table(tmp_path / "a")
    for count in (0, 3, 40, 5):
        grown.replace(rows(count), "x")
    kept = [row for row in rows(40) if sha256_of(row.key.encode()).startswith("3")]
    grown.replace(rows(40), "x")
    grown.replace(kept, "x")  # what was one part of many is now the only one
    table(tmp_path / "b").replace(kept, "x")
    assert files(tmp_path / "a") == files(tmp_path / "b")


@pytest.mark.usefixtures("small_parts")
def test_only_the_changed_part_is_rewritten(tmp_path: Path) -> None:
    one = table(tmp_path)
    one.replace(rows(100), "x")
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "rows").glob("*.parquet")}
    one.replace([*rows(99), Row("k00099", -1)], "y")
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "rows").glob("*.parquet")}
    assert len(before) == len(after) > 10
    assert len(before.items() & after.items()) == len(before) - 1
    assert one.made_from == "y"


def test_a_kill_between_parts_and_manifest_leaves_the_old_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = table(tmp_path)
    one.replace(rows(5), "old")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tables, "replace_file", killed)
        with pytest.raises(KeyboardInterrupt):
            one.replace(rows(9), "new")
    assert one.made_from == "old"
    assert one.read() == rows(5)
    one.replace(rows(9), "new")
    table(tmp_path / "undisturbed").replace(rows(9), "new")
    assert files(tmp_path) == files(tmp_path / "undisturbed")


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"no parquet at all", None])
def test_a_damaged_part_says_what_to_do(tmp_path: Path, damage: bytes | None) -> None:
    one = table(tmp_path)
    one.replace(rows(5), "x")
    (part,) = (tmp_path / "rows").glob("*.parquet")
    part.unlink()
    if damage is not None:
        part.write_bytes(damage)
    with pytest.raises(TableError) as caught:
        one.read()
    assert str(part) in caught.value.what
    assert "examine" in caught.value.next_step


@pytest.mark.parametrize("damage", [b"", b"{", b'{"table": 3}', b"\xff\xfe"])
def test_a_damaged_manifest_says_what_to_do_and_can_be_replaced(tmp_path: Path, damage: bytes) -> None:
    one = table(tmp_path)
    one.replace(rows(5), "x")
    (tmp_path / "rows" / "manifest.json").write_bytes(damage)
    with pytest.raises(TableError) as caught:
        one.read()
    assert "examine" in caught.value.next_step
    assert one.made_from == ""
    one.replace(rows(5), "x")
    assert one.read() == rows(5)


def test_a_reader_whose_parts_were_swept_away_reads_the_newer_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = table(tmp_path)
    one.replace(rows(5), "x")
    old = one._manifest()
    one.replace(rows(6), "y")
    new = one._manifest()
    answers = iter([old, new])
    monkeypatch.setattr(one, "_manifest", lambda: next(answers))
    assert one.read() == rows(6)


def test_a_folder_with_a_quote_in_its_name_is_no_trap(tmp_path: Path) -> None:
    one = table(tmp_path / "the reporter's desk")
    one.replace(rows(3), "x")
    assert one.read() == rows(3)
    assert not list(one.folder.glob("*.new"))
