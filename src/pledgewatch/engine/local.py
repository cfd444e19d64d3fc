"""Run the verbs on this machine: NumPy in forked processes, batches that are not small in files of a folder.

What this engine knows and a plan need not: the right side of a join is an array that all processes share, and the rows
of the left are looked up in it where they lie; a source of documents can be read at any place, so that texts are
fetched by whoever needs them and never moved; what is sorted once is cut, not sorted again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pledgewatch.engine.batches import Batch, Schema, concatenated, empty, in_order, objects
from pledgewatch.engine.forked import forked
from pledgewatch.engine.lookup import Lookup
from pledgewatch.engine.memory import keep_freed_memory
from pledgewatch.engine.parts import Held, Numbered, Part, Slices, Stored, store
from pledgewatch.engine.verbs import Function

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Local", "LocalTable", "Source"]

_ROWS_EACH = 1 << 20
"""Rows of a partition where nothing else is wanted: two columns of them are sorted in 100 MB."""
_LIGHT = 1 << 20
"""Values of a column, without texts, up to which a step is done without other processes: starting those takes as
long."""
_SAMPLES = 1 << 16
"""Keys that are looked at to divide a table evenly."""


class Source(Protocol):
    """Documents that can be read in any order: ranges of numbers, the numbers in each, the documents by number."""

    def chunks(self) -> Sequence[Any]:
        """Return the ranges in which the source is scanned."""

    def numbers(self, chunk: Any) -> NDArray[np.int64]:
        """Return the numbers of the documents in a range."""

    def read(self, numbers: Sequence[int]) -> Iterator[Any]:
        """Yield documents by number."""


class LocalTable(NamedTuple):
    """Partitions, what is done to each batch as it is read, and what may wait until the rows lie where they belong.

    The files of `scratch` are removed when the table has been worked out: what is read twice must be kept.
    """

    parts: tuple[Part, ...]
    schema: Schema
    steps: tuple[Function, ...] = ()
    late: tuple[Function, ...] = ()
    ordered: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    source: Source | None = None
    heavy: bool = False
    scratch: tuple[Path, ...] = ()

    def batch(self, part: Part) -> Batch:
        """Return what becomes of a partition."""
        batch = part.read(columns=self.columns)
        for step in (*self.steps, *self.late):
            batch = step(batch)
        return batch


class Local:
    """The embedded engine: so many processes (0: all cores), and a folder, without which all is kept in memory."""

    def __init__(self, folder: Path | None = None, workers: int = 0) -> None:
        self.folder = folder
        self.workers = workers
        self._names = itertools.count()
        if folder:
            keep_freed_memory()

    def scan(self, source: Source) -> LocalTable:
        """Return the documents of a source."""
        import numpy as np

        schema = {"doc": "i8", "document": "O"}
        chunks = objects(source.chunks())
        parts = tuple(Held({"chunk": chunks[at : at + 1]}) for at in range(len(chunks)))

        def numbered(batch: Batch) -> Batch:
            return {"doc": source.numbers(batch["chunk"][0])} if len(batch["chunk"]) else {"doc": np.empty(0, "i8")}

        return LocalTable(parts, schema, (numbered,), (partial(_fetched, source),), source=source, heavy=True)

    def given(self, batch: Batch, schema: Schema) -> LocalTable:
        """Return rows that are at hand as a table."""
        return LocalTable((Held({name: batch[name] for name in schema}),), schema)

    def together(self, one: LocalTable, other: LocalTable) -> LocalTable:
        """Return the rows of two tables of the same columns."""
        first, second = self.keep(one), self.keep(other)
        return LocalTable(first.parts + second.parts, one.schema)

    def map(
        self,
        table: LocalTable,
        function: Function,
        gives: Schema,
        *,
        takes: Sequence[str] = (),
        ordered: Sequence[str] = (),
    ) -> LocalTable:
        """Apply a function to each partition."""
        steps = (*table.steps, *table.late, function)
        columns = table.columns if table.steps or table.late else tuple(takes)
        return table._replace(schema=gives, steps=steps, late=(), ordered=tuple(ordered), columns=columns, source=None)

    def join(
        self,
        table: LocalTable,
        other: LocalTable,
        on: str,
        *,
        key: str = "",
        otherwise: Mapping[str, Any] | None = None,
    ) -> LocalTable:
        """Add the columns of the row of `other` whose key is `on`; documents and other objects as late as can be."""
        schema = {**table.schema, **{name: kind for name, kind in other.schema.items() if name != (key or on)}}
        if other.source is not None:
            return table._replace(schema=schema, late=(*table.late, partial(_fetched, other.source)), heavy=True)
        found = Lookup(self._whole(other), key or on, otherwise)
        step = partial(found.added, on=on)
        if table.late or "O" in other.schema.values():
            return table._replace(schema=schema, late=(*table.late, step))
        return table._replace(schema=schema, steps=(*table.steps, step))

    def group(
        self,
        table: LocalTable,
        by: Sequence[str],
        function: Function,
        gives: Schema,
        *,
        within: Sequence[str] = (),
        rows_each: int = 0,
        number: str = "",
        ordered: Sequence[str] = (),
    ) -> LocalTable:
        """Bring the rows of a key together, in order, and apply a function to each partition."""
        wanted = (*by, *within)
        if table.ordered[: len(wanted)] == wanted:
            moved, order = table, tuple[Function, ...]()
        else:
            moved = self._moved(table, by[0], rows_each or _ROWS_EACH)
            order = (partial(in_order, by=wanted),)
        steps = (*moved.steps, *order, *moved.late, function)
        out = moved._replace(schema=gives, steps=steps, late=(), ordered=tuple(ordered), heavy=table.heavy)
        return self._numbered(out, number) if number else out

    def _numbered(self, table: LocalTable, name: str) -> LocalTable:
        kept = self.keep(table)
        bases = itertools.accumulate((part.rows for part in kept.parts), initial=0)
        parts = tuple(Numbered(part, name, base) for part, base in zip(kept.parts, bases, strict=False))
        return kept._replace(parts=parts, schema={**table.schema, name: "i8"})

    def _moved(self, table: LocalTable, key: str, rows_each: int) -> LocalTable:
        """Divide the rows by ranges of a key; late steps wait until they have been moved."""
        early = table._replace(late=(), heavy=table.heavy and not table.late)
        kept = self._kept(early, lambda batch: in_order(batch, (key,)) if len(table.parts) > 1 else batch)
        rows = sum(part.rows for part in kept)
        if rows <= rows_each * 3 // 2:
            parts: tuple[Part, ...] = (Slices(tuple((part, 0, part.rows) for part in kept)),)
        else:
            if len(table.parts) == 1:
                batch = in_order(kept[0].read(), (key,))
                _remove(part.path for part in kept if isinstance(part, Stored))
                kept = [store(batch, self._path())]
            parts = _divided(kept, key, rows_each, rows)
        scratch = tuple(part.path for part in kept if isinstance(part, Stored))
        return LocalTable(parts, table.schema, late=table.late, scratch=scratch)

    def keep(self, table: LocalTable) -> LocalTable:
        """Work a table out, once, for all that read it."""
        if not (table.steps or table.late):
            return table
        return LocalTable(tuple(self._kept(table)), table.schema, ordered=table.ordered)

    def _kept(self, table: LocalTable, last: Function | None = None) -> list[Held | Stored]:
        paths = [self._path() for _ in table.parts]

        def work(at: int) -> Held | Stored:
            batch = table.batch(table.parts[at])
            return store(last(batch) if last else batch, paths[at])

        kept = list(self._mapped(work, table))
        _remove(table.scratch)
        return kept or [Held(empty(table.schema))]

    def rows(self, table: LocalTable) -> Iterator[Batch]:
        """Yield the batches of a table, in the order of its partitions."""
        if not table.parts:
            yield empty(table.schema)
        elif not (table.steps or table.late):
            yield from (part.read(columns=table.columns) for part in table.parts)
        else:
            yield from self._mapped(lambda at: table.batch(table.parts[at]), table)
            _remove(table.scratch)

    def _whole(self, table: LocalTable) -> Batch:
        return concatenated(list(self.rows(table)))

    def _mapped(self, work: Callable[[int], Any], table: LocalTable) -> Iterator[Any]:
        light = not table.heavy and sum(part.values(table.columns) for part in table.parts) <= _LIGHT
        return forked(work, range(len(table.parts)), 1 if light else self.workers)

    def _path(self) -> Path | None:
        return self.folder / f"part{next(self._names)}" if self.folder else None


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _fetched(source: Source, batch: Batch) -> Batch:
    """Add the documents of a batch; a number below zero is none."""
    numbers = batch["doc"]
    found = iter(source.read(numbers[numbers >= 0].tolist()))
    return {**batch, "document": objects([next(found) if number >= 0 else None for number in numbers.tolist()])}


def _divided(kept: Sequence[Held | Stored], key: str, rows_each: int, rows: int) -> tuple[Part, ...]:
    """Cut parts, each sorted by a key, at the same keys, so that about so many rows come to lie in a partition."""
    import numpy as np

    step = max(1, rows // _SAMPLES)
    sample = np.sort(np.concatenate([part.column(key)[step // 2 :: step] for part in kept]))
    count = max(1, round(rows / rows_each))
    bounds = np.unique(sample[np.arange(1, count) * len(sample) // count]) if len(sample) else sample
    cuts = [[0, *np.searchsorted(part.column(key), bounds).tolist(), part.rows] for part in kept]
    out = []
    for at in range(len(bounds) + 1):
        pieces = [(part, cut[at], cut[at + 1]) for part, cut in zip(kept, cuts, strict=True)]
        out.append(Slices(tuple(piece for piece in pieces if piece[1] < piece[2])))
    return tuple(one for one in out if one.pieces)
