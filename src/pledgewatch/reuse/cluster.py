"""Find families on Spark: the same plan over a folder of Parquet or JSON Lines files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pledgewatch.errors import UsageError
from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Form
from pledgewatch.reuse.find import Reuse, find_families_with
from pledgewatch.reuse.settings import ReuseSettings

if TYPE_CHECKING:
    import pyarrow as pa

    from pledgewatch.engine.spark import SparkTable

__all__ = ["documents_of_folder", "find_families_on_spark"]

_DEFAULTS = ReuseSettings()
_ROW_BITS = 33
_SCHEMA = {"doc": "i8", "document": "O"}


def find_families_on_spark(
    folder: Path, forms: Sequence[Form] = (), settings: ReuseSettings = _DEFAULTS, *, master: str = ""
) -> Reuse:
    """Return the families of the documents in a folder, the same that `find_families` gives.

    `master` is the URL of a cluster that can read the folder by the same path, or empty for this machine.

    Raises:
        UsageError: the extra `spark` or Java is missing, or the folder holds no documents.
    """
    try:
        from pledgewatch.engine.spark import Spark, session
    except ImportError as error:
        raise UsageError(
            f"Spark is not installed ({error.name}).", next_step="pip install 'pledgewatch[spark]', and Java 17."
        ) from error
    spark = session(master)
    engine = Spark(spark)
    return find_families_with(engine, documents_of_folder(spark, folder), forms, settings)


def documents_of_folder(spark: Any, folder: Path) -> SparkTable:
    """Return the documents of all Parquet or JSON Lines files in a folder.

    Parquet files have the columns of a Document that are known, at least id and text; the parts of a desk's table of
    documents are such files.
    """
    from pledgewatch.engine.arrow import spark_schema
    from pledgewatch.engine.spark import SparkTable

    lines = _lines(spark, folder)
    return SparkTable(lines.mapInArrow(_read, spark_schema(_SCHEMA)), _SCHEMA)


def _lines(spark: Any, folder: Path) -> Any:
    """Return each document as a line of JSON."""
    from pyspark.sql import functions as sql

    if sorted(folder.glob("*.parquet")):
        rows = spark.read.option("pathGlobFilter", "*.parquet").parquet(str(folder))
        known = [name for name in rows.columns if name in Document.__struct_fields__]
        return rows.select(sql.to_json(sql.struct(*known)).alias("value"))
    if sorted(folder.glob("*.jsonl")):
        return spark.read.option("pathGlobFilter", "*.jsonl").text(str(folder))
    raise UsageError(f"{folder} holds no .parquet and no .jsonl files.", next_step="give a folder of documents.")


def _read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Decode documents; a document's number is its partition and its place in it, the same whenever it is read."""
    import numpy as np

    from pledgewatch.engine.arrow import to_arrow
    from pledgewatch.engine.batches import objects
    from pledgewatch.engine.spark import part

    decode = msgspec.json.Decoder(Document).decode
    number = part() << _ROW_BITS
    for batch in batches:
        documents = [decode(line) for line in batch.column("value").to_pylist() if line.strip()]
        numbers = np.arange(number, number + len(documents))
        number += len(documents)
        yield to_arrow({"doc": numbers, "document": objects(documents)}, _SCHEMA)
