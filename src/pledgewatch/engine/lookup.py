"""Find rows of a small table by their keys: the right side of a join on one machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pledgewatch.engine.batches import Batch, Column, Ragged, taken

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Lookup"]

_DENSE = 8
"""Keys are looked up by their own value where they take at most so many times the room of the rows; else searched."""


class Lookup:
    """The rows of a table by a key that each has for itself alone."""

    def __init__(self, batch: Batch, key: str, otherwise: Mapping[str, Any] | None) -> None:
        import numpy as np

        keys = batch[key]
        self.rest = {name: column for name, column in batch.items() if name != key}
        self.otherwise = otherwise
        self.size = len(keys)
        self.low = int(keys.min()) if len(keys) else 0
        span = int(keys.max()) - self.low + 1 if len(keys) else 0
        self.same = span == len(keys) and bool((keys[1:] > keys[:-1]).all())
        self.dense: NDArray[np.int32] | None = None
        if not self.same and span <= _DENSE * len(keys) + (1 << 20):
            self.dense = np.full(span, -1, dtype=np.int32)
            self.dense[keys - self.low] = np.arange(len(keys), dtype=np.int32)
        elif not self.same:
            self.order = np.argsort(keys, kind="stable")
            self.keys = keys[self.order]

    def added(self, batch: Batch, on: str) -> Batch:
        """Return a batch with the columns of the rows found."""
        place, found = self._places(batch[on])
        if found is not None and found.all():
            found = None
        if self.otherwise is None and found is not None:
            batch, place = taken(batch, found), place[found]
        if not self.size:
            return {**batch, **{name: self._none(name, column, len(place)) for name, column in self.rest.items()}}
        out = {**batch, **taken(self.rest, place)}
        if self.otherwise is not None and found is not None:
            for name, value in self.otherwise.items():
                out[name][~found] = value
        return out

    def _places(self, keys: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any] | None]:
        """Return where each key's row is, and whether there is one, None where all have one."""
        import numpy as np

        if not (self.size and len(keys)):
            return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=bool)
        if self.same and keys.min() >= self.low and keys.max() < self.low + self.size:
            return keys - self.low if self.low else keys, None
        if self.same or self.dense is not None:
            at = keys - self.low
            inside = (at >= 0) & (at < (self.size if self.dense is None else len(self.dense)))
            if not inside.all():
                at = np.where(inside, at, 0)
            if self.dense is None:
                return at, inside
            place = self.dense[at]
            return place, inside & (place >= 0)
        at = np.minimum(np.searchsorted(self.keys, keys), self.size - 1)
        return self.order[at], self.keys[at] == keys

    def _none(self, name: str, column: Column, count: int) -> Column:
        import numpy as np

        if isinstance(column, Ragged):
            return Ragged(column.values[:0], np.zeros(count + 1, dtype=np.int64))
        value = (self.otherwise or {}).get(name, 0)
        return np.full(count, value, dtype=column.dtype)
