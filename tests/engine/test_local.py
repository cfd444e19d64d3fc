from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pledgewatch.engine import local, parts
from pledgewatch.engine.batches import Batch, concatenated, objects, ragged, runs, taken
from pledgewatch.engine.local import Local, LocalTable

ENGINES = [(workers, on_disk) for workers in (1, 3) for on_disk in (False, True)]
NUMBERS = {"key": "i8", "value": "i8"}


@pytest.fixture(params=ENGINES, ids=str)
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Local:
    workers, on_disk = request.param
    monkeypatch.setattr(parts, "_SMALL", 0)
    monkeypatch.setattr(local, "_LIGHT", 0)
    return Local(tmp_path if on_disk else None, workers)


def numbers(engine: Local, count: int = 1000, pieces: int = 7) -> LocalTable:
    """A table of `count` rows in so many partitions, in an order of chance."""
    chance = np.random.default_rng(count)
    batches = [
        {"key": chance.integers(0, 50, size), "value": chance.integers(-9, 9, size)}
        for size in np.diff(np.linspace(0, count, pieces + 1).astype(int)).tolist()
    ]
    tables = [engine.given(batch, NUMBERS) for batch in batches]
    out = tables[0]
    for table in tables[1:]:
        out = engine.together(out, table)
    return out


def whole(engine: Local, table: LocalTable) -> dict[str, list[Any]]:
    return {name: column.tolist() for name, column in concatenated(list(engine.rows(table))).items()}


def sums(batch: Batch) -> Batch:
    starts = runs(batch["key"])
    return {"key": batch["key"][starts], "value": np.add.reduceat(batch["value"], starts) if len(starts) else starts}


@pytest.mark.parametrize("rows_each", [0, 10, 300])
def test_groups_hold_all_rows_of_a_key_once(engine: Local, rows_each: int) -> None:
    table = numbers(engine)
    expected: dict[int, int] = {}
    for key, value in zip(*whole(engine, table).values(), strict=True):
        expected[key] = expected.get(key, 0) + value
    found = engine.group(table, ("key",), sums, NUMBERS, within=("value",), rows_each=rows_each, number="at")
    told = whole(engine, found)
    assert dict(zip(told["key"], told["value"], strict=True)) == expected
    assert told["key"] == sorted(expected)
    assert told["at"] == list(range(len(expected)))


def test_a_join_adds_columns_or_leaves_rows_out(engine: Local) -> None:
    table = numbers(engine)
    names = engine.given({"id": np.array([40, 3, 17]), "name": objects(["x", "y", "z"])}, {"id": "i8", "name": "O"})
    inner = whole(engine, engine.join(table, names, "key", key="id"))
    assert {(key, name) for key, name in zip(inner["key"], inner["name"], strict=True)} == {
        (40, "x"),
        (3, "y"),
        (17, "z"),
    }
    outer = whole(engine, engine.join(table, names, "key", key="id", otherwise={"name": "-"}))
    assert len(outer["key"]) == 1000
    assert {name for key, name in zip(outer["key"], outer["name"], strict=True) if key not in {40, 3, 17}} == {"-"}


def test_keys_far_apart_and_a_table_without_rows_can_be_joined(engine: Local) -> None:
    far = {"key": np.array([5, 1 << 50, -3]), "value": np.array([1, 2, 3])}
    marks = engine.given({"key": far["key"][::-1], "mark": np.array([7, 8, 9])}, {"key": "i8", "mark": "i4"})
    assert whole(engine, engine.join(engine.given(far, NUMBERS), marks, "key"))["mark"] == [9, 8, 7]
    none = engine.given({"key": far["key"][:0], "mark": np.empty(0, "i4")}, {"key": "i8", "mark": "i4"})
    assert whole(engine, engine.join(engine.given(far, NUMBERS), none, "key"))["mark"] == []
    assert whole(engine, engine.join(engine.given(far, NUMBERS), none, "key", otherwise={"mark": 4}))["mark"] == [4] * 3


def test_what_is_promised_to_be_in_order_is_not_moved(engine: Local) -> None:
    def odd(batch: Batch) -> Batch:
        return taken(batch, batch["value"] % 2 == 1)

    grouped = engine.group(
        numbers(engine), ("key",), odd, NUMBERS, within=("value",), rows_each=100, ordered=("key", "value")
    )
    kept = engine.keep(grouped)
    again = engine.group(kept, ("key",), sums, NUMBERS, within=("value",))
    assert len(again.parts) == len(kept.parts) > 1
    moved = engine.group(engine.map(kept, lambda batch: batch, NUMBERS), ("key",), sums, NUMBERS)
    assert whole(engine, again) == whole(engine, moved)


def test_only_the_columns_that_a_function_takes_are_read(engine: Local) -> None:
    table = engine.keep(engine.map(numbers(engine), lambda batch: batch, NUMBERS))
    assert list(whole(engine, engine.map(table, lambda batch: batch, {"key": "i8"}, takes=("key",)))) == ["key"]


class Words:
    """A source of ten documents that counts how often one is read."""

    def __init__(self) -> None:
        self.read_so_far = 0

    def chunks(self) -> Sequence[range]:
        return [range(4), range(4, 10)]

    def numbers(self, chunk: range) -> np.ndarray:
        return np.arange(chunk.start, chunk.stop)

    def read(self, numbers: Sequence[int]) -> Iterator[str]:
        self.read_so_far += len(numbers)
        return (f"text {number}" for number in numbers)


def test_texts_are_read_where_they_are_needed_and_no_others() -> None:
    engine, source = Local(workers=1), Words()
    documents = engine.scan(source)
    assert whole(engine, documents)["document"] == [f"text {number}" for number in range(10)]
    source.read_so_far = 0
    wanted = engine.given({"doc": np.array([7, -1, 2]), "home": np.array([1, 0, 1])}, {"doc": "i8", "home": "i8"})
    read = engine.join(wanted, documents, "doc", otherwise={"document": None})
    grouped = engine.group(
        read, ("home",), lambda batch: batch, {"doc": "i8", "home": "i8", "document": "O"}, within=("doc",)
    )
    assert whole(engine, grouped)["document"] == [None, "text 2", "text 7"]
    assert source.read_so_far == 2


def test_ragged_columns_are_kept_in_files_too(engine: Local) -> None:
    schema = {"key": "i8", "many": "i8*"}
    batch = {"key": np.arange(4), "many": ragged(np.arange(6), [1, 0, 3, 2])}
    table = engine.keep(engine.map(engine.given(batch, schema), lambda batch: batch, schema))
    twice = engine.group(engine.together(table, table), ("key",), lambda batch: batch, schema, rows_each=2)
    found = concatenated(list(engine.rows(twice)))
    assert found["many"].counts().tolist() == [1, 1, 0, 0, 3, 3, 2, 2]


def test_an_error_in_a_function_is_raised_here(engine: Local) -> None:
    def fails(batch: Batch) -> Batch:
        raise ZeroDivisionError("on purpose")

    with pytest.raises(ZeroDivisionError, match="on purpose"):
        list(engine.rows(engine.map(numbers(engine), fails, NUMBERS)))


def test_a_step_is_as_heavy_as_its_longest_column(tmp_path: Path) -> None:
    batch = {"key": np.arange(4), "list": ragged(np.arange(900_000), [900_000, 0, 0, 0])}
    for part in (parts.Held(batch), parts.store(batch, tmp_path / "part")):
        assert (part.values(), part.values(("key",)), part.values(("list",))) == (900_000, 4, 900_000)
        assert parts.Numbered(part, "at", 0).values(("at",)) == 4
        assert parts.Slices(((part, 0, 2), (part, 2, 4))).values(("list",)) == 900_000
