"""Find families on Spark: the same plan over a folder of Parquet or JSON Lines files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pledgewatch.engine.arrow import spark_schema, to_arrow
from pledgewatch.engine.batches import Batch, objects, taken
from pledgewatch.engine.spark import Spark, SparkTable, part, session
from pledgewatch.errors import UsageError
from pledgewatch.model.document import Document, Failure
from pledgewatch.model.reuse import Form
from pledgewatch.reading import read_lines
from pledgewatch.reuse.find import Reuse, find_families_with
from pledgewatch.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["find_families_on_spark"]

_ROW_BITS = 33
"""Bits for a document's place in its partition: more than a partition can hold."""
_READ = {"doc": "i8", "document": "O", "failed": "?"}
_DOCUMENTS = {"doc": "i8", "document": "O"}


def find_families_on_spark(
    folder: Path, forms: Sequence[Form], settings: Settings, *, master: str = ""
) -> tuple[Reuse, list[Failure]]:
    """Return the families of the documents in a folder, the same as `find_families` gives, and what was not read.

    `master` is the URL of a cluster that finds the folder under the same path, or empty for this machine. Parquet files
    have the columns of a Document that are known, at least id and text, as the parts of a desk's table of documents do.

    Raises:
        UsageError: Spark is missing, the folder holds no documents, or two have the same id.
    """
    engine = Spark(session(master))
    lines = _lines(engine.spark, folder).mapInArrow(partial(_read, settings), spark_schema(_READ))
    read = engine.keep(SparkTable(lines, _READ))
    failures = [row for batch in engine.rows(engine.map(read, _failed, _READ)) for row in batch["document"]]
    found = find_families_with(engine, engine.map(read, _whole, _DOCUMENTS), forms, settings.reuse)
    _refuse_twins(found)
    return found, sorted(failures, key=lambda failure: (failure.origin, failure.what))


def _lines(spark: Any, folder: Path) -> Any:
    """Return each document as a line of JSON, and the file that it stands in."""
    from pyspark.sql import functions as sql

    if sorted(folder.glob("*.parquet")):
        rows = spark.read.option("pathGlobFilter", "*.parquet").parquet(str(folder))
        known = [name for name in rows.columns if name in Document.__struct_fields__]
        return rows.select(sql.to_json(sql.struct(*known)).alias("value"), sql.input_file_name().alias("file"))
    if sorted(folder.glob("*.jsonl")):
        rows = spark.read.option("pathGlobFilter", "*.jsonl").text(str(folder))
        return rows.select("value", sql.input_file_name().alias("file"))
    raise UsageError(f"{folder} holds no .parquet and no .jsonl files.", next_step="give a folder of documents.")


def _read(settings: Settings, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Read documents as the local command does; a document's number is its partition and its place in it."""
    import numpy as np

    number = part() << _ROW_BITS
    for batch in batches:
        pairs = zip(batch.column("value").to_pylist(), batch.column("file").to_pylist(), strict=True)
        rows = [row for line, file in pairs for row in _document(line, file, settings)]
        numbers = np.arange(number, number + len(rows))
        number += len(rows)
        failed = np.array([isinstance(row, Failure) for row in rows], dtype=bool)
        yield to_arrow({"doc": numbers, "document": objects(rows), "failed": failed}, _READ)


def _document(line: str, file: str, settings: Settings) -> Iterator[Document | Failure]:
    for row in read_lines([line.encode()], origin=file, keep_ids=True, settings=settings.reading):
        if isinstance(row, Failure):
            # Which line of the file it is only the whole file knows.
            yield msgspec.structs.replace(
                row, what=f"A line, {line[:60]!r}: {row.what.removeprefix('Line 1: ')}", inside=""
            )
        else:
            yield row


def _failed(batch: Batch) -> Batch:
    return taken(batch, batch["failed"])


def _whole(batch: Batch) -> Batch:
    kept = taken(batch, ~batch["failed"])
    return {name: kept[name] for name in _DOCUMENTS}


def _refuse_twins(found: Reuse) -> None:
    counts = Counter([*(copy.document for copy in found.copies), *(single.document for single in found.singles)])
    twins = sorted(name for name, count in counts.items() if count > 1)
    if twins:
        raise UsageError(f"Two documents have the id {twins[0]!r}.", next_step="give each document an id of its own.")
