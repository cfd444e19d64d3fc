"""Run the verbs on Spark: the same functions, on whole partitions, in Spark's Python workers.

Every table is a data frame; functions run through `mapInArrow`, so that no row is ever a Python object on the way. What
is kept is a checkpoint: worked out once, so that numbers given to rows stay, and plans do not grow from step to step.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import accumulate
from shutil import which
from typing import TYPE_CHECKING, Any, NamedTuple

from pledgewatch.engine.arrow import from_arrow, spark_schema, to_arrow
from pledgewatch.engine.batches import Batch, Schema, concatenated, empty, in_order, length
from pledgewatch.engine.verbs import Function
from pledgewatch.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["Spark", "SparkTable", "part", "session"]

_ROWS_A_BATCH = 1 << 16


def session(master: str = "") -> SparkSession:
    """Return a session: of a cluster by its URL, else of this machine with a worker process a core.

    Settings of the environment and of `spark-defaults.conf` hold where nothing else is said here. A local session talks
    to this machine only.

    Raises:
        UsageError: the extra `spark` or a Java runtime is missing.
    """
    _check_installed()
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    options = {"spark.ui.enabled": "false", "spark.sql.execution.arrow.maxRecordsPerBatch": str(_ROWS_A_BATCH)}
    cores = len(os.sched_getaffinity(0))
    if not master or master.startswith("local"):
        options |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": str(cores),
            "spark.sql.adaptive.enabled": "false",
        }
    builder = SparkSession.builder.appName("pledgewatch").master(master or f"local[{cores}]")
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _check_installed() -> None:
    missing = [name for name in ("pyspark", "pyarrow", "pandas") if find_spec(name) is None]
    if missing:
        raise UsageError(f"Spark needs {missing[0]}, which is missing.", next_step="pip install 'pledgewatch[spark]'.")
    if not (os.environ.get("JAVA_HOME") or which("java")):
        raise UsageError(
            "Spark needs Java, which is missing.",
            next_step="apt-get install openjdk-17-jre-headless, or set JAVA_HOME.",
        )


class SparkTable(NamedTuple):
    """A data frame and the kinds of its columns."""

    frame: DataFrame
    schema: Schema


class Spark:
    """The verbs on a session. A source is a table with the columns `doc` and `document`."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark
        self.partitions = int(spark.conf.get("spark.sql.shuffle.partitions", "200") or 200)

    def scan(self, source: SparkTable) -> SparkTable:
        """Return the documents of a source."""
        return source

    def given(self, batch: Batch, schema: Schema) -> SparkTable:
        """Return rows that are at hand as a table."""
        import pyarrow as pa

        table = pa.Table.from_batches([to_arrow(batch, schema)])
        return SparkTable(self.spark.createDataFrame(table, schema=spark_schema(schema)), schema)

    def together(self, one: SparkTable, other: SparkTable) -> SparkTable:
        """Return the rows of two tables of the same columns."""
        return SparkTable(one.frame.unionByName(other.frame), one.schema)

    def map(
        self,
        table: SparkTable,
        function: Function,
        gives: Schema,
        *,
        takes: Sequence[str] = (),
        ordered: Sequence[str] = (),
    ) -> SparkTable:
        """Apply a function to pieces of each partition, as Spark hands them out."""
        del ordered
        schema = {name: table.schema[name] for name in takes or table.schema}
        frame = table.frame.select(*schema) if takes else table.frame
        return SparkTable(frame.mapInArrow(_piecewise(function, schema, gives), spark_schema(gives)), gives)

    def join(
        self,
        table: SparkTable,
        other: SparkTable,
        on: str,
        *,
        key: str = "",
        otherwise: Mapping[str, Any] | None = None,
    ) -> SparkTable:
        """Add the columns of the row of `other` whose key is `on`."""
        from pyspark.sql import functions as sql

        key = key or on
        rest = {name: kind for name, kind in other.schema.items() if name != key}
        schema = {**table.schema, **rest}
        right = other.frame.select(other.frame[key].alias("_key"), *rest)
        left = table.frame.select(*(name for name in table.schema if name not in rest))
        how = "inner" if otherwise is None else "left"
        frame = left.join(right, left[on] == right["_key"], how).drop("_key")
        for name, value in (otherwise or {}).items():
            if value is not None:
                frame = frame.withColumn(name, sql.coalesce(name, sql.lit(value).cast(frame.schema[name].dataType)))
        return SparkTable(frame.select(*schema), schema)

    def group(
        self,
        table: SparkTable,
        by: Sequence[str],
        function: Function,
        gives: Schema,
        *,
        within: Sequence[str] = (),
        rows_each: int = 0,
        number: str = "",
        ordered: Sequence[str] = (),
    ) -> SparkTable:
        """Bring the rows of a key together, in order, and apply a function to each partition.

        Where pieces of work are wanted, or numbers, the partitions are ranges of keys, in order; else keys are dealt
        out by their hashes.
        """
        del ordered
        if rows_each or number:
            moved = table.frame.repartitionByRange(self.partitions, *by)
        else:
            moved = table.frame.repartition(self.partitions, *by)
        whole = _whole(function, (*by, *within), table.schema, gives)
        found = SparkTable(moved.mapInArrow(whole, spark_schema(gives)), gives)
        return self._numbered(found, number) if number else found

    def _numbered(self, table: SparkTable, name: str) -> SparkTable:
        kept = self.keep(table)
        counted = kept.frame.mapInArrow(_counted, "part int, rows bigint").collect()
        counts = {row.part: row.rows for row in counted}
        schema = {**kept.schema, name: "i8"}
        first = dict(
            zip(sorted(counts), accumulate((counts[part] for part in sorted(counts)), initial=0), strict=False)
        )
        return SparkTable(kept.frame.mapInArrow(_numbers(name, first, kept.schema), spark_schema(schema)), schema)

    def keep(self, table: SparkTable) -> SparkTable:
        """Work a table out, once, for all that read it: in the cluster's checkpoint folder where one is set."""
        reliable = self.spark.sparkContext.getCheckpointDir()
        frame = table.frame.checkpoint() if reliable else table.frame.localCheckpoint()
        return SparkTable(frame, table.schema)

    def drop(self, table: SparkTable) -> None:
        """Give up what was kept."""
        table.frame.unpersist()

    def rows(self, table: SparkTable) -> Iterator[Batch]:
        """Yield the batches of a table, in the order of its partitions."""
        if "O" in table.schema.values():
            return self._streamed(table)
        return iter([from_arrow(table.frame.toArrow(), table.schema)])

    def _streamed(self, table: SparkTable) -> Iterator[Batch]:
        """Yield rows that may be large, a partition's at a time."""
        import pyarrow as pa

        none = True
        for row in table.frame.toLocalIterator(prefetchPartitions=True):
            none = False
            columns = [pa.array([value]) if value is not None else pa.nulls(1) for value in row]
            yield from_arrow(pa.table(columns, names=list(table.schema)), table.schema)
        if none:
            yield empty(table.schema)


_InArrow = Callable[["Iterator[pa.RecordBatch]"], "Iterator[pa.RecordBatch]"]


def _piecewise(function: Function, schema: Schema, gives: Schema) -> _InArrow:
    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield to_arrow(function(from_arrow(batch, schema)), gives)

    return run


def _whole(function: Function, order: Sequence[str], schema: Schema, gives: Schema) -> _InArrow:
    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        parts = [from_arrow(batch, schema) for batch in batches]
        if parts:
            yield to_arrow(function(in_order(concatenated(parts), order)), gives)

    return run


def _counted(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    columns = [pa.array([part()], pa.int32()), pa.array([sum(batch.num_rows for batch in batches)], pa.int64())]
    yield pa.RecordBatch.from_arrays(columns, names=["part", "rows"])


def part() -> int:
    """Return the number of the partition that is being worked on."""
    from pyspark import TaskContext

    context = TaskContext.get()
    assert context is not None
    return int(context.partitionId())


def _numbers(name: str, first: Mapping[int, int], schema: Schema) -> _InArrow:
    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import numpy as np

        at = first[part()]
        for batch in batches:
            found = from_arrow(batch, schema)
            count = length(found)
            yield to_arrow({**found, name: np.arange(at, at + count)}, {**schema, name: "i8"})
            at += count

    return run
