"""Turn batches into Arrow and back: how columns travel to and from Spark's workers.

Spark knows no unsigned numbers: `u8` travels as a signed one with its highest bit turned, which keeps the order.
Objects travel pickled, bytes of text as they are.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from pledgewatch.engine.batches import Batch, Column, Ragged, Schema, objects

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["from_arrow", "spark_schema", "to_arrow"]

_SPARK = {
    "i4": "int",
    "i8": "bigint",
    "u8": "bigint",
    "f8": "double",
    "?": "boolean",
    "O": "binary",
    "i4*": "array<int>",
    "i8*": "array<bigint>",
    "u1*": "binary",
}
_TURNED = 1 << 63


def spark_schema(schema: Schema) -> str:
    """Return the schema in Spark's words."""
    return ", ".join(f"`{name}` {_SPARK[kind]}" for name, kind in schema.items())


def to_arrow(batch: Batch, schema: Schema) -> pa.RecordBatch:
    """Return a batch as Arrow's."""
    import pyarrow as pa

    arrays = [_array(batch[name], kind) for name, kind in schema.items()]
    return pa.RecordBatch.from_arrays(arrays, names=list(schema))


def _array(column: Column, kind: str) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    if kind == "O":
        return pa.array([None if value is None else pickle.dumps(value) for value in column], pa.binary())
    if kind == "u1*":
        offsets, data = pa.py_buffer(column.first.astype(np.int32)), pa.py_buffer(column.values)
        return pa.Array.from_buffers(pa.binary(), len(column.first) - 1, [None, offsets, data])
    if isinstance(column, Ragged):
        values = np.ascontiguousarray(column.values, dtype=kind[:-1])
        return pa.ListArray.from_arrays(pa.array(column.first.astype(np.int32)), pa.array(values))
    if kind == "u8":
        return pa.array((column ^ np.uint64(_TURNED)).view(np.int64))
    return pa.array(np.asarray(column).astype(kind, copy=False))


def from_arrow(table: pa.Table | pa.RecordBatch, schema: Schema) -> Batch:
    """Return Arrow's rows as a batch."""
    return {name: _column(table.column(name), kind) for name, kind in schema.items()}


def _column(array: Any, kind: str) -> Column:
    import numpy as np
    import pyarrow as pa

    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], whole.type)
    if kind == "O":
        return objects([None if value is None else pickle.loads(value) for value in whole.to_pylist()])  # noqa: S301 - what `to_arrow` pickled
    if kind == "u1*":
        return _bytes(whole)
    if kind.endswith("*"):
        first = whole.offsets.to_numpy().astype(np.int64)
        values = (
            whole.values.to_numpy(zero_copy_only=False)[first[0] : first[-1]] if len(whole) else np.empty(0, kind[:-1])
        )
        return Ragged(values.astype(kind[:-1], copy=False), first - first[0])
    values = whole.to_numpy(zero_copy_only=False)
    if kind == "u8":
        return values.astype(np.int64).view(np.uint64) ^ np.uint64(_TURNED)
    return values.astype(kind, copy=False)


def _bytes(array: Any) -> Ragged:
    import numpy as np

    lines = array.to_pylist()
    first = np.zeros(len(lines) + 1, dtype=np.int64)
    np.cumsum([len(line) for line in lines], out=first[1:])
    return Ragged(np.frombuffer(b"".join(lines), dtype=np.uint8), first)
