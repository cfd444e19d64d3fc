from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from bench.generate import letters

from pledgewatch.engine.batches import Batch, Schema, concatenated, objects, ragged, runs
from pledgewatch.engine.local import Local
from pledgewatch.engine.spark import Spark, session
from pledgewatch.engine.verbs import Engine
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.store.tables import Table

MISSING = [name for name in ("pyspark", "pyarrow", "pandas") if importlib.util.find_spec(name) is None]
JAVA = os.environ.get("JAVA_HOME") or shutil.which("java")
pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(bool(MISSING), reason=f"the extra 'spark' is not installed: {', '.join(MISSING)} missing"),
    pytest.mark.skipif(not JAVA, reason="no Java: apt-get install openjdk-17-jre-headless"),
]
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
# A test is over before what Spark would compile pays off.
QUICK = "--driver-java-options -XX:TieredStopAtLevel=1 --conf spark.sql.codegen.wholeStage=false pyspark-shell"


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_SUBMIT_ARGS", QUICK)
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        engine = Spark(session())
        engine.spark.sparkContext.setLogLevel("ERROR")
        yield engine
        engine.spark.stop()


SCHEMA = {"key": "i8", "big": "u8", "value": "i4", "many": "i4*", "text": "u1*", "thing": "O"}
SUMS = {"key": "i8", "value": "i4", "big": "u8", "many": "i4*", "text": "u1*", "thing": "O"}


def made(count: int) -> Batch:
    chance = np.random.default_rng(3)
    lengths = chance.integers(0, 4, count)
    words = [b"" if size == 0 else b"x" * int(size) for size in lengths]
    return {
        "key": chance.integers(-20, 20, count),
        "big": chance.integers(0, 2**64 - 1, count, dtype=np.uint64),
        "value": chance.integers(-99, 99, count).astype("i4"),
        "many": ragged(np.arange(lengths.sum(), dtype="i4"), lengths),
        "text": ragged(np.frombuffer(b"".join(words), dtype=np.uint8), lengths),
        "thing": objects([None if size == 0 else {"size": int(size)} for size in lengths]),
    }


def first_and_sum(batch: Batch) -> Batch:
    from pledgewatch.engine.batches import taken

    starts = runs(batch["key"])
    sums = np.add.reduceat(batch["value"], starts).astype("i4") if len(starts) else batch["value"]
    return {**taken(batch, starts), "value": sums}


def marked(batch: Batch) -> Batch:
    return {"key": batch["key"], "mark": batch["key"] % 7 == 0}


def rows(engine: Engine, schema: Schema) -> list[tuple[Any, ...]]:
    """A small plan that uses every verb and every kind of column."""
    table = engine.given(made(500), SCHEMA)
    grouped = engine.keep(engine.group(table, ("key",), first_and_sum, SUMS, within=("big",), number="at"))
    marks = engine.map(grouped, marked, {"key": "i8", "mark": "?"}, takes=("key",))
    some = engine.given({"value": np.array([-1, 4]), "name": objects(["a", "b"])}, {"value": "i8", "name": "O"})
    joined = engine.join(engine.join(grouped, marks, "key"), some, "at", key="value", otherwise={"name": None})
    twice = engine.together(joined, engine.join(joined, engine.given({"key": np.array([5])}, {"key": "i8"}), "key"))
    found = concatenated(list(engine.rows(engine.group(twice, ("at",), same, schema, within=("key",), rows_each=10))))
    lists = [found[name] for name in schema]
    return list(zip(*(_listed(column) for column in lists), strict=True))


def same(batch: Batch) -> Batch:
    return batch


def _listed(column: Any) -> list[Any]:
    if hasattr(column, "first"):
        return [column.values[low:high].tolist() for low, high in zip(column.first, column.first[1:], strict=False)]
    return list(column.tolist())


def test_every_verb_gives_the_same_rows_on_both_engines(spark: Spark) -> None:
    schema = {**SUMS, "at": "i8", "mark": "?", "name": "O"}
    assert rows(spark, schema) == rows(Local(workers=1), schema)


def documents() -> list[Document]:
    """Generated letters, and the text of the bundled examples."""
    out = [Document(id=DocumentId(one.id), text=one.text) for one in letters(220, seed=5)]
    for path in sorted((EXAMPLES / "letters").glob("*.txt")):
        text = path.read_bytes().decode("utf-8", "ignore")
        out.append(Document(id=DocumentId(path.stem), text=text.replace("\0", ""), organisation=path.stem))
    return out


class Called:
    """Call `families` in this process: its rows, its exit code, what it said."""

    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes], *arguments: object) -> None:
        from pledgewatch.cli import main

        patch.setattr(sys, "argv", ["pledgewatch", "families", *map(str, arguments), "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
        out, self.said = capture.readouterr()
        self.code = ended.value.code
        rows = [json.loads(line) for line in out.splitlines()]
        self.failures = [row["what"].split(": ")[-1] for row in rows if row.get("type") == "failure"]
        self.rows = [row for row in rows if row.get("type") != "failure"]


def test_a_folder_of_parquet_gives_the_families_that_the_local_run_gives(
    spark: Spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    made_of = [*documents(), Document(id=DocumentId("empty"), text=" ")]
    (tmp_path / "in.jsonl").write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in made_of))
    (tmp_path / "table").mkdir()
    for number, half in enumerate((made_of[::2], made_of[1::2])):
        Table(tmp_path / f"half{number}", Document, lambda one: one.id).replace(half, "")
        for part in (tmp_path / f"half{number}").glob("*.parquet"):
            part.rename(tmp_path / "table" / f"{number}{part.name}")
    forms = EXAMPLES / "forms"
    local = Called(monkeypatch, capsysbinary, tmp_path / "in.jsonl", "--forms", forms)
    there = Called(monkeypatch, capsysbinary, tmp_path / "table", "--forms", forms, "--engine", "spark")
    assert sum("template" in row for row in local.rows) >= 3
    assert there.rows == local.rows
    assert there.failures == local.failures == ["Its `text` is empty."]
    assert there.code == local.code == 3


def test_a_folder_without_documents_is_refused(
    spark: Spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    called = Called(monkeypatch, capsysbinary, tmp_path, "--engine", "spark")
    assert b"holds no .parquet" in called.said
    assert called.code == 2
