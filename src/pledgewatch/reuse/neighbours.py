"""Put documents that share a passage into neighbourhoods, in time linear in their tokens.

Each shingle links its documents to one of them, the anchor, so that a family of a hundred thousand costs a hundred
thousand links and not their square, and no passage is too frequent to count. Nothing is decided by a neighbourhood:
it says within which documents a closer look is worth while.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.reuse.sketch import Sketches, mixed, sketch
from pledgewatch.reuse.words import read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Neighbourhood", "Units", "distinct_units", "near_texts", "neighbourhoods"]

_NEAR = 0.12
"""The share of the smaller sketch that makes two documents neighbours. Letters of one era that were reworded keep
0.2 of their shingles and more; a standard sentence of 25 tokens in a letter of 300 is 0.07."""
_STRONG = 0.4
"""Above this two documents are neighbours however many there are; below it a few join the many, or few join few."""
_FEW = 8
_LARGEST_LOOSE = 256
_LEAST = 2
_FIRST = 48
"""Members of a neighbourhood that are read closely, whoever they are; and of each departure four more."""
_CLOSE = 256
"""A neighbourhood of up to so many is read closely as a whole."""
_DEPARTURES = 32
_OF_EACH = 4
_SHARE = 0.001
_BLOOM_BITS = 27


class Units(NamedTuple):
    """The distinct bodies of a corpus in the order of their keys, whatever order the documents came in.

    The documents of unit `i` are `documents[first[i]:first[i + 1]]`, by number.
    """

    sketches: Sketches
    documents: NDArray[np.int64]
    first: NDArray[np.int64]


class Neighbourhood(NamedTuple):
    """Units that share passages: `close` are to be read closely, the others are laid beside what these show."""

    close: tuple[int, ...]
    others: tuple[int, ...]


def distinct_units(found: Sketches) -> Units:
    """Number the distinct bodies: copies of one letter must not make its fills look like form. Empty ones are none."""
    import numpy as np

    order = np.lexsort((found.keys[:, 1], found.keys[:, 0]))
    order = order[found.sizes[order] > 0]
    keys = found.keys[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    first = np.append(np.flatnonzero(new), len(order))
    leading = order[first[:-1]]
    number = np.full(len(found.sizes), -1, dtype=np.int64)
    number[leading] = np.arange(len(leading))
    kept = number[found.owners] >= 0
    sketches = Sketches(found.shingles[kept], number[found.owners[kept]], found.sizes[leading], found.keys[leading])
    return Units(sketches, order, first)


def neighbourhoods(units: Sketches) -> list[Neighbourhood]:
    """Return all units, each once; most neighbourhoods are of one."""
    import numpy as np

    rows = _shared_rows(units)
    leader = _leaders(rows, len(units.sizes))
    order = np.lexsort((np.arange(len(leader)), leader))
    starts = np.flatnonzero(np.diff(leader[order], prepend=-1))
    bounds = np.append(starts, len(order)).tolist()
    members = order.tolist()
    spans = zip(bounds[:-1], bounds[1:], strict=True)
    departed = _departures(rows, leader)
    return [_neighbourhood(members[low:high], departed) for low, high in spans]


def _neighbourhood(members: list[int], departed: dict[int, list[int]]) -> Neighbourhood:
    """Choose whom to read closely: the first in the order of keys, which is chance, and some of each departure."""
    if len(members) <= _CLOSE:
        return Neighbourhood(tuple(members), ())
    close = {*members[:_FIRST], *departed.get(members[0], ())}
    return Neighbourhood(tuple(sorted(close)), tuple(unit for unit in members if unit not in close))


class _Rows(NamedTuple):
    """Shingles that two units have, sorted: number of the shingle, its owner, how many own it; sizes of sketches."""

    shingle: NDArray[np.int64]
    owner: NDArray[np.int64]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    sizes: NDArray[np.int64]


def _shared_rows(units: Sketches) -> _Rows:
    import numpy as np

    bits = max(1, len(units.sizes).bit_length())
    shift = np.uint64(bits)
    packed = (units.shingles >> shift << shift) | units.owners.astype(np.uint64)
    packed.sort()
    packed = packed[np.concatenate((np.ones(min(1, len(packed)), dtype=bool), packed[1:] != packed[:-1]))]
    owner = (packed & ((np.uint64(1) << shift) - np.uint64(1))).astype(np.int64)
    sizes = np.bincount(owner, minlength=len(units.sizes))
    packed >>= shift
    counts = np.diff(np.flatnonzero(np.concatenate(([True], packed[1:] != packed[:-1], [True]))))
    owner = owner[np.repeat(counts > 1, counts)] if len(packed) else owner
    counts = counts[counts > 1] if len(packed) else counts[:0]
    starts = np.cumsum(counts) - counts
    return _Rows(np.repeat(np.arange(len(counts)), counts), owner, starts, counts, sizes)


def _leaders(rows: _Rows, size: int) -> NDArray[np.int64]:
    """Return for each unit the one that leads its neighbourhood: who has most of its text in common with others."""
    import numpy as np

    supported = np.bincount(rows.owner, minlength=size)
    order = np.lexsort((np.arange(size), -(2 * supported - rows.sizes)))
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(size)
    leader = np.arange(size)
    if not len(rows.starts):
        return leader
    anchor = order[np.repeat(np.minimum.reduceat(rank[rows.owner], rows.starts), rows.counts)]
    unit, anchor, count = _pairs(rows.owner, anchor, size)
    linked = (unit != anchor) & (count >= _LEAST)
    unit, anchor, count = unit[linked], anchor[linked], count[linked]
    best = np.lexsort((-anchor, count, unit))
    best = best[np.append(np.flatnonzero(np.diff(unit[best])), len(best) - 1)] if len(best) else best
    nearest = np.arange(size)
    nearest[unit[best]] = anchor[best]
    share = _overlap(rows, nearest) / np.maximum(1, np.minimum(rows.sizes, rows.sizes[nearest]))
    strong = share >= _STRONG
    leader[strong] = nearest[strong]
    leader = _followed(leader)
    weak = np.flatnonzero((nearest != np.arange(size)) & (share >= _NEAR) & ~strong & (leader == np.arange(size)))
    weak = weak[np.lexsort((weak, -share[weak]))]
    return _named_by_least(_loosely(leader, weak, nearest))


def _followed(leader: NDArray[np.int64]) -> NDArray[np.int64]:
    while (leader[leader] != leader).any():
        leader = leader[leader]
    return leader


def _overlap(rows: _Rows, nearest: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many shingles each unit has in common with its nearest.

    What the nearest have is kept as bits in a table by hash: one lookup in a thousand is wrong, which is no matter
    here, and it costs a tenth of a search.
    """
    import numpy as np

    led = np.zeros(len(nearest), dtype=bool)
    led[nearest[nearest != np.arange(len(nearest))]] = True
    theirs = np.flatnonzero(led[rows.owner])
    table = np.zeros(1 << _BLOOM_BITS - 3 if len(rows.owner) > 1 << 22 else 1 << 22, dtype=bool)
    table[_bit(rows.shingle[theirs], rows.owner[theirs], len(table))] = True
    other = nearest[rows.owner]
    found = table[_bit(rows.shingle, other, len(table))] & (other != rows.owner)
    return np.bincount(rows.owner[found], minlength=len(nearest))


def _bit(shingle: NDArray[np.int64], owner: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    import numpy as np

    mixed_in = (shingle.astype(np.uint64) << np.uint64(32)) ^ owner.astype(np.uint64)
    return (mixed(mixed_in) >> np.uint64(20) & np.uint64(size - 1)).astype(np.int64)


def _loosely(leader: NDArray[np.int64], weak: NDArray[np.int64], nearest: NDArray[np.int64]) -> NDArray[np.int64]:
    """Let leaders follow their nearest, the nearest pairs first, where one side is few or both together are."""
    import numpy as np

    sizes = np.bincount(leader, minlength=len(leader)).tolist()
    follows: dict[int, int] = {}

    def root(unit: int) -> int:
        while unit in follows:
            unit = follows[unit]
        return unit

    for unit in weak.tolist():
        ours, theirs = root(unit), root(int(leader[nearest[unit]]))
        if ours != theirs and (sizes[ours] <= _FEW or sizes[ours] + sizes[theirs] <= _LARGEST_LOOSE):
            follows[ours] = theirs
            sizes[theirs] += sizes[ours]
    out = leader.copy()
    for unit in follows:
        out[unit] = root(unit)
    return out[leader]


def _named_by_least(leader: NDArray[np.int64]) -> NDArray[np.int64]:
    """Name each neighbourhood by its least unit, so that members come in the order of keys."""
    import numpy as np

    least = np.arange(len(leader))
    np.minimum.at(least, leader, np.arange(len(leader)))
    return least[leader]


def _pairs(
    owner: NDArray[np.int64], anchor: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct pairs and how often each came."""
    import numpy as np

    packed = owner * size + anchor
    packed.sort()
    starts = np.flatnonzero(np.concatenate((np.ones(min(1, len(packed)), dtype=bool), packed[1:] != packed[:-1])))
    unit, other = np.divmod(packed[starts], size)
    return unit, other, np.diff(np.append(starts, len(packed)))


def _departures(rows: _Rows, leader: NDArray[np.int64]) -> dict[int, list[int]]:
    """Return for each large neighbourhood some units of each of its commonest departures from its least unit.

    A unit departs by the commonest shingle that it has and its neighbourhood's least unit has not; so those who have
    another clause are among those read closely, however few of a hundred thousand they are.
    """
    import numpy as np

    sizes = np.bincount(leader, minlength=len(leader))
    home = leader[rows.owner]
    at = np.flatnonzero(sizes[home] > _CLOSE)
    if not len(at):
        return {}
    shingle, owner, home = rows.shingle[at], rows.owner[at], home[at]
    order = np.lexsort((home, shingle))
    shingle, owner, home = shingle[order], owner[order], home[order]
    starts = np.flatnonzero(np.concatenate(([True], (shingle[1:] != shingle[:-1]) | (home[1:] != home[:-1]))))
    counts = np.diff(np.append(starts, len(owner)))
    departs = ~np.logical_or.reduceat(owner == home, starts) & (counts >= np.maximum(2, _SHARE * sizes[home[starts]]))
    rows_in = np.repeat(departs, counts)
    group = np.repeat(np.arange(len(starts)), counts)[rows_in]
    owner, home, count = owner[rows_in], home[rows_in], np.repeat(counts, counts)[rows_in]
    best = np.lexsort((-group, count, owner))
    last = best[np.append(np.flatnonzero(np.diff(owner[best])), len(best) - 1)] if len(best) else best
    return _some_of_each(home[last], group[last], owner[last])


def _some_of_each(home: NDArray[np.int64], group: NDArray[np.int64], owner: NDArray[np.int64]) -> dict[int, list[int]]:
    import numpy as np

    _, which, size = np.unique(group, return_inverse=True, return_counts=True)
    order = np.lexsort((owner, group, -size[which], home))
    out: dict[int, list[int]] = {}
    taken: dict[int, dict[int, int]] = {}
    for at in order[size[which[order]] > 1].tolist():
        seen = taken.setdefault(int(home[at]), {})
        name = int(group[at])
        if name in seen or len(seen) < _DEPARTURES:
            seen[name] = seen.get(name, 0) + 1
            if seen[name] <= _OF_EACH:
                out.setdefault(int(home[at]), []).append(int(owner[at]))
    return out


_MOST_NEAR = 12
_ALL_PAIRS = 16


def near_texts(texts: Sequence[str]) -> list[list[int]]:
    """Return for each text the twelve others with which it shares most shingles.

    Of a shingle that more than sixteen have, only the pairs with the first sixteen count, the first texts being the
    most important: so the cost stays linear.
    """
    import numpy as np

    out: list[list[int]] = [[] for _ in texts]
    if not texts:
        return out
    rows = _shared_rows(sketch(read_words(texts)))
    pairs = []
    for step in range(_ALL_PAIRS):
        other = rows.owner[np.repeat(rows.starts + np.minimum(step, rows.counts - 1), rows.counts)]
        kept = (other != rows.owner) & np.repeat(step < rows.counts, rows.counts)
        pairs.append(rows.owner[kept] * len(texts) + other[kept])
        pairs.append(other[kept] * len(texts) + rows.owner[kept])
    unit, other, count = _pairs(*np.divmod(np.concatenate(pairs), len(texts)), len(texts))
    for at in np.lexsort((other, -count, unit)).tolist():
        if len(mine := out[unit[at]]) < _MOST_NEAR:
            mine.append(int(other[at]))
    return out
