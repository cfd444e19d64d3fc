"""Tell what a document costs, step by step, and what a billion would: CPU, bytes moved, bytes kept.

    .venv/bin/python -m bench.scale_model [--letters 100000]

Generated letters are read by the local engine in one process, and every step is timed. What a step hands on is counted
as the columns are. "Moved" is what goes to other partitions by its key, on either engine. Spark moves also what the
local engine looks up where it lies: the sketches to their units, the shared shingles to what is known of their owners
and back (twice: for the nearest and for departures), and the texts of those who have a neighbour.

A billion is a thousand million times one document. Links and what is in common are added up before they move where a
partition holds several of a unit's shingles; with a billion none does, so that a row for each shared shingle is
reckoned. Spark's own work (starting, spilling, sending) comes on top.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.generate import letters, write
from pledgewatch.engine.batches import Batch, Ragged
from pledgewatch.engine.local import Local, LocalTable
from pledgewatch.engine.parts import Held, Stored
from pledgewatch.engine.verbs import Function
from pledgewatch.reuse.large import encoded_copies
from pledgewatch.reuse.lines import Lines
from pledgewatch.reuse.plan import Task, families_with
from pledgewatch.reuse.settings import ReuseSettings

_BILLION = 1_000_000_000
_ROW, _LINK, _COMMON, _KNOWN = 12, 12, 8, 9
"""Bytes of a shared shingle's row, of a link, of a count of what is in common, of what is known of an owner."""
_LEAST = 0.05
"""Microseconds a document below which a step goes into the rest."""
_STEPS = {
    "sketched": "read, sketch",
    "bodies": "bodies",
    "one_a_body": "number the units",
    "explode": "shingles by hash",
    "supported": "who shares shingles",
    "links": "links by unit",
    "nearest": "the nearest",
    "overlap": "what is in common",
    "departures": "departures",
    "rarest": "departures by home",
    "_settled": "read closely",
    "_laid": "lay the others",
    "_alone": "singles",
}


class Cost(NamedTuple):
    """Seconds of CPU, rows and bytes that a step handed on, and whether they were moved to other partitions."""

    seconds: float = 0.0
    rows: int = 0
    bytes: int = 0
    moved: int = 0

    def plus(self, seconds: float, rows: int, size: int, *, moved: bool) -> Cost:
        """Return both added up."""
        return Cost(self.seconds + seconds, self.rows + rows, self.bytes + size, self.moved + size * moved)


class Measured(Local):
    """The local engine, in one process, with a note of what each step cost."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, workers=1)
        self.costs: dict[str, Cost] = {}
        self.moving = False
        self.near = 0

    def _moved(self, table: LocalTable, key: str, rows_each: int) -> LocalTable:
        self.moving = True
        try:
            return super()._moved(table, key, rows_each)
        finally:
            self.moving = False

    def _kept(self, table: LocalTable, last: Function | None = None) -> list[Held | Stored]:
        moving, began = self.moving, time.process_time()
        kept = super()._kept(table, last)
        size = sum(_size(part.read()) for part in kept)
        self._note(table, time.process_time() - began, sum(part.rows for part in kept), size, moved=moving)
        return kept

    def rows(self, table: LocalTable) -> Iterator[Batch]:
        """Yield the batches of a table, and note what they cost."""
        found = super().rows(table)
        while True:
            began = time.process_time()
            batch = next(found, None)
            spent = time.process_time() - began
            if batch is None:
                return
            self._note(table, spent, 0, _size(batch), moved=False)
            yield batch

    def _note(self, table: LocalTable, spent: float, rows: int, size: int, *, moved: bool) -> None:
        names = [_name(step) for step in table.steps]
        if not self.near and "_members" in names and "doc" in table.schema:
            self.near = rows
        known = [_STEPS[name] for name in names if name in _STEPS]
        name = known[-1] if known else "the rest"
        self.costs[name] = self.costs.get(name, Cost()).plus(spent, rows, size, moved=moved)


def _name(step: Any) -> str:
    return str(getattr(getattr(step, "func", step), "__name__", ""))


def _size(batch: Batch) -> int:
    return sum(_bytes(column) for column in batch.values())


def _bytes(column: Any) -> int:
    if isinstance(column, Ragged):
        return int(column.values.nbytes + column.first.nbytes)
    if column.dtype == object:
        return sum(len(value) for value in column if isinstance(value, bytes))
    return int(np.asarray(column).nbytes)


def measure(count: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        path = write(Path(name), letters(count))
        size = path.stat().st_size / count
        (Path(name) / "parts").mkdir()
        engine = Measured(Path(name) / "parts")
        written: list[int] = []
        task = Task({}, ReuseSettings(), encoded_copies)
        began = time.process_time()
        families_with(engine, engine.scan(Lines(path)), task, lambda lines: written.append(len(lines)))
        whole = time.process_time() - began
    print(f"{count} letters of {size:.0f} bytes a line, {engine.near / count:.0%} have a neighbour")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{sum(written) / count:.0f} bytes of copies are written for a letter; the process grew to {memory} MB")
    print(f"{'step':22} {'CPU µs':>8} {'rows':>8} {'bytes':>8} {'moved':>8}   a document")
    for step, cost in [*engine.costs.items(), ("all", _total(engine, whole))]:
        if cost.seconds / count * 1e6 >= _LEAST:
            figures = (cost.seconds / count * 1e6, cost.rows / count, cost.bytes / count, cost.moved / count)
            print(f"{step:22} " + " ".join(f"{figure:8.1f}" for figure in figures))
    _print_billion(engine.costs, whole, count, size, engine.near)


def _total(engine: Measured, whole: float) -> Cost:
    costs = engine.costs.values()
    return Cost(whole, 0, sum(cost.bytes for cost in costs), sum(cost.moved for cost in costs))


def _print_billion(costs: Mapping[str, Cost], whole: float, count: int, size: float, near: int) -> None:
    shared = costs["who shares shingles"].rows / count
    combined = sum(costs[step].moved for step in ("links by unit", "what is in common"))
    everywhere = (sum(cost.moved for cost in costs.values()) - combined) / count + shared * (_LINK + _COMMON)
    besides = {
        "sketches": costs["read, sketch"].bytes / count,
        "shared shingles": shared * 2 * (2 * _ROW + _KNOWN),
        "texts": size * near / count,
    }
    print(f"a billion: {whole / count * _BILLION / 3600:.0f} hours of one core; {size / 1000:.1f} TB of text")
    print(f"    moved by key on either engine: {everywhere / 1000:.2f} TB")
    print(
        "    moved by Spark besides: " + ", ".join(f"{name} {moved / 1000:.2f} TB" for name, moved in besides.items())
    )


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=100_000)
    measure(parser.parse_args().letters)


if __name__ == "__main__":
    main()
