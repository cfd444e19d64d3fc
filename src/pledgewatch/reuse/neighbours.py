"""Put documents that share a passage into neighbourhoods, in time linear in their tokens.

Each shingle links its documents to one of them, the anchor, so that a family of a hundred thousand costs a hundred
thousand links and not their square, and no passage is too frequent to count. Nothing is decided by a neighbourhood:
it says within which documents a closer look is worth while.

Shingles come in parts, divided by hash: all that is asked of them is asked of each part and added up, so that a large
corpus is never in memory as a whole and the parts can be read by several processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pledgewatch.reuse.departures import Departures, departures_of, some_of_each
from pledgewatch.reuse.links import Rows, followed, links_of, loosely, nearest_of, overlap_of, supported_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Neighbourhood", "neighbourhoods"]

_NEAR = 0.12
"""The share of the smaller sketch that makes two documents neighbours. Letters of one era that were reworded keep
0.2 of their shingles and more; a standard sentence of 25 tokens in a letter of 300 is 0.07."""
_STRONG = 0.4
"""Above this two documents are neighbours however many there are; below it a few join the many, or few join few."""
_CLOSE = 48
"""A neighbourhood of up to so many is read closely as a whole."""
_FIRST = 32
"""Of a larger one: so many, whoever they are; three of each departure; and whoever is not much like its nearest."""
_ALIKE = 0.8
_MOST_UNLIKE = 256

Mapped = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]


class Neighbourhood(NamedTuple):
    """Units that share passages: `close` are to be read closely, the others are laid beside what these show."""

    close: tuple[int, ...]
    others: tuple[int, ...]


def neighbourhoods(parts: Sequence[Rows], size: int, mapped: Mapped = map) -> list[Neighbourhood]:
    """Return all of `size` units, each once; most neighbourhoods are of one. `mapped` asks the parts, in order."""
    import numpy as np

    leader, share = _leaders(parts, size, mapped)
    order = np.lexsort((np.arange(size), leader))
    bounds = np.append(np.flatnonzero(np.diff(leader[order], prepend=-1)), size).tolist()
    members = order.tolist()
    departed = _departed(parts, leader, mapped)
    unlike = set(np.flatnonzero(share < _ALIKE).tolist())
    return [_neighbourhood(members[low:high], departed, unlike) for low, high in pairwise(bounds)]


def _neighbourhood(members: list[int], departed: dict[int, list[int]], unlike: set[int]) -> Neighbourhood:
    """Choose whom to read closely; the first are in the order of keys, which is chance."""
    if len(members) <= _CLOSE:
        return Neighbourhood(tuple(members), ())
    odd = [unit for unit in members if unit in unlike][:_MOST_UNLIKE]
    close = {*members[:_FIRST], *departed.get(members[0], ()), *odd}
    return Neighbourhood(tuple(sorted(close)), tuple(unit for unit in members if unit not in close))


def _leaders(parts: Sequence[Rows], size: int, mapped: Mapped) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return for each unit the one that leads its neighbourhood, and its share in common with its nearest."""
    import numpy as np

    supported = _sum(mapped(lambda part: supported_of(part, size), parts), size)
    sizes = _sum((part.sizes.astype(np.int64) for part in parts), size)
    order = np.lexsort((np.arange(size), -(2 * supported - sizes)))
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(size)
    nearest = nearest_of(mapped(lambda part: links_of(part, rank, order), parts), size)
    overlap = _sum(mapped(lambda part: overlap_of(part, nearest), parts), size)
    share = overlap / np.maximum(1, np.minimum(sizes, sizes[nearest]))
    strong = share >= _STRONG
    leader = followed(np.where(strong, nearest, np.arange(size)))
    weak = np.flatnonzero((nearest != np.arange(size)) & (share >= _NEAR) & ~strong & (leader == np.arange(size)))
    leader = loosely(leader, weak[np.lexsort((weak, -share[weak]))], nearest)
    return _named_by_least(leader), share


def _sum(counts: Iterable[NDArray[np.int64]], size: int) -> NDArray[np.int64]:
    import numpy as np

    out = np.zeros(size, dtype=np.int64)
    for one in counts:
        out += one
    return out


def _named_by_least(leader: NDArray[np.int64]) -> NDArray[np.int64]:
    """Name each neighbourhood by its least unit, so that members come in the order of keys."""
    import numpy as np

    least = np.arange(len(leader))
    np.minimum.at(least, leader, np.arange(len(leader)))
    return least[leader]


def _departed(parts: Sequence[Rows], leader: NDArray[np.int64], mapped: Mapped) -> dict[int, list[int]]:
    import numpy as np

    sizes = np.bincount(leader, minlength=len(leader))
    if not (sizes > _CLOSE).any():
        return {}
    found: list[Departures] = list(mapped(lambda part: departures_of(part, leader, sizes, _CLOSE), parts))
    return some_of_each(found, leader)
