"""Number the distinct bodies of a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Units", "units_of"]


class Units(NamedTuple):
    """The distinct bodies of a corpus in the order of their keys, whatever order the documents came in.

    The documents of unit `i` are `documents[first[i]:first[i + 1]]`, by number; `leads` gives for each document the
    unit whose first document it is, -1 for all others.
    """

    documents: NDArray[np.int64]
    first: NDArray[np.int64]
    leads: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.first) - 1

    def of(self, unit: int) -> tuple[int, ...]:
        """Return the documents that have a body."""
        return tuple(self.documents[self.first[unit] : self.first[unit + 1]].tolist())

    def unit_of(self) -> NDArray[np.int64]:
        """Return the unit of each document, -1 for an empty one."""
        import numpy as np

        out = np.full(len(self.leads), -1, dtype=np.int64)
        out[self.documents] = np.repeat(np.arange(len(self)), np.diff(self.first))
        return out


def units_of(keys: NDArray[np.uint64], sizes: NDArray[np.int64]) -> Units:
    """Return the units: copies of one letter must not make its fills look like form. Empty bodies are none."""
    import numpy as np

    order = np.lexsort((keys[:, 1], keys[:, 0]))
    order = order[sizes[order] > 0]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (keys[order[1:]] != keys[order[:-1]]).any(axis=1)
    first = np.append(np.flatnonzero(new), len(order))
    leads = np.full(len(sizes), -1, dtype=np.int64)
    leads[order[first[:-1]]] = np.arange(len(first) - 1)
    return Units(order, first, leads)
