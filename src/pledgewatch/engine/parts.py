"""Keep batches in memory or in files, and read again any run of their rows: the partitions of the local engine."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pledgewatch.engine.batches import Batch, Ragged, concatenated, length, sliced

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Held", "Numbered", "Part", "Slices", "Stored", "store"]

_SMALL = 1 << 18
"""Bytes below which a batch is handed over in memory: a file costs more."""


class Part(Protocol):
    """A partition: how many rows, and the batch, of all rows or some, of all columns or some."""

    @property
    def rows(self) -> int:
        """Count the rows."""

    def read(self, low: int = 0, high: int | None = None, columns: Sequence[str] = ()) -> Batch:
        """Return the rows from `low` to `high`."""

    def values(self, columns: Sequence[str] = ()) -> int:
        """Count the values of the longest column, of all or some: a ragged one has more than there are rows."""


class Held(NamedTuple):
    """A batch in memory."""

    batch: Batch

    @property
    def rows(self) -> int:
        """Count the rows."""
        return length(self.batch)

    def read(self, low: int = 0, high: int | None = None, columns: Sequence[str] = ()) -> Batch:
        """Return the rows from `low` to `high`."""
        chosen = {name: self.batch[name] for name in columns} if columns else dict(self.batch)
        return chosen if (low, high) == (0, None) else sliced(chosen, low, self.rows if high is None else high)

    def values(self, columns: Sequence[str] = ()) -> int:
        """Count the values of the longest column."""
        chosen = [self.batch[name] for name in columns or self.batch]
        return max([len(one.values) if isinstance(one, Ragged) else len(one) for one in chosen], default=0)

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of numbers to look into."""
        values: NDArray[Any] = self.batch[name]
        return values


class _Place(NamedTuple):
    """Where a column lies in a file: its kind, where it begins, how many values; a ragged one's bounds lie before."""

    kind: str
    offset: int
    values: int
    bounds: int = -1


class Stored(NamedTuple):
    """A batch in a file, column behind column."""

    path: Path
    rows: int
    places: dict[str, _Place]

    def read(self, low: int = 0, high: int | None = None, columns: Sequence[str] = ()) -> Batch:
        """Return the rows from `low` to `high`."""
        with self.path.open("rb") as file:
            end = self.rows if high is None else high
            return {name: _read(file, self.places[name], low, end) for name in columns or self.places}

    def values(self, columns: Sequence[str] = ()) -> int:
        """Count the values of the longest column."""
        return max(self.places[name].values for name in columns or self.places)

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of numbers to look into; only what is looked at is read."""
        import numpy as np

        place = self.places[name]
        return np.memmap(self.path, dtype=place.kind, mode="r", offset=place.offset, shape=(place.values,))


def _read(file: Any, place: _Place, low: int, high: int) -> Any:
    import numpy as np

    if place.kind == "O":
        file.seek(place.offset)
        return pickle.load(file)[low:high]  # noqa: S301 - our own file, in a folder of our own
    if place.bounds < 0:
        return _numbers(file, place, low, high)
    first = _numbers(file, _Place("<i8", place.bounds, 0), low, high + 1)
    values = _numbers(file, place, int(first[0]), int(first[-1]))
    return Ragged(values, np.asarray(first - first[0]))


def _numbers(file: Any, place: _Place, low: int, high: int) -> NDArray[Any]:
    import numpy as np

    kind = np.dtype(place.kind)
    file.seek(place.offset + low * kind.itemsize)
    return np.fromfile(file, dtype=kind, count=high - low)


def store(batch: Batch, path: Path | None) -> Held | Stored:
    """Keep a batch: in the file where one is given and the batch is not small."""
    if path is None or _bytes(batch) < _SMALL:
        return Held(batch)
    with path.open("wb") as file:
        places = {name: _write(file, column) for name, column in batch.items()}
    return Stored(path, length(batch), places)


def _bytes(batch: Batch) -> int:
    total = 0
    for column in batch.values():
        values = column.values if isinstance(column, Ragged) else column
        total += sum(map(len, values)) if values.dtype == object else values.nbytes
    return total


def _write(file: Any, column: Any) -> _Place:
    bounds = -1
    if isinstance(column, Ragged):
        bounds = file.tell()
        column.first.tofile(file)
        column = column.values
    offset = file.tell()
    if column.dtype == object:
        pickle.dump(column, file)
        return _Place("O", offset, len(column))
    column.tofile(file)
    return _Place(column.dtype.str, offset, len(column), bounds)


class Numbered(NamedTuple):
    """Another part with the place of each row in the whole table."""

    part: Part
    name: str
    base: int

    @property
    def rows(self) -> int:
        """Count the rows."""
        return self.part.rows

    def read(self, low: int = 0, high: int | None = None, columns: Sequence[str] = ()) -> Batch:
        """Return the rows from `low` to `high`."""
        import numpy as np

        end = self.rows if high is None else high
        wanted = tuple(name for name in columns if name != self.name)
        batch = self.part.read(low, high, wanted) if wanted or not columns else {}
        if not columns or self.name in columns:
            batch[self.name] = np.arange(self.base + low, self.base + end)
        return batch

    def values(self, columns: Sequence[str] = ()) -> int:
        """Count the values of the longest column."""
        wanted = tuple(name for name in columns if name != self.name)
        return self.part.values(wanted) if wanted or not columns else self.rows


class Slices(NamedTuple):
    """Runs of rows of several parts, put behind one another."""

    pieces: tuple[tuple[Part, int, int], ...]

    @property
    def rows(self) -> int:
        """Count the rows."""
        return sum(high - low for _, low, high in self.pieces)

    def read(self, low: int = 0, high: int | None = None, columns: Sequence[str] = ()) -> Batch:
        """Return the rows from `low` to `high`."""
        whole = concatenated([part.read(start, end, columns) for part, start, end in self.pieces])
        return whole if (low, high) == (0, None) else sliced(whole, low, self.rows if high is None else high)

    def values(self, columns: Sequence[str] = ()) -> int:
        """Count the values of the longest column, as far as it can be told without looking."""
        return sum(part.values(columns) * (high - low) // max(1, part.rows) for part, low, high in self.pieces)
