"""Link units by the shingles that they share: one link a shingle and unit, to the shingle's anchor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.reuse.sketch import mixed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Rows",
    "followed",
    "groups_of",
    "links_of",
    "loosely",
    "nearest_of",
    "overlap_of",
    "rows_of",
    "supported_of",
]

_LEAST = 2
_FEW = 8
_LARGEST_LOOSE = 256
_BLOOM_BITS = 25


class Rows(NamedTuple):
    """The shingles of one part that two units have: for each, how many own it, and the owners of all in that order.

    `sizes` counts the distinct shingles of each unit in this part, those that it alone has too.
    """

    owner: NDArray[np.int32]
    counts: NDArray[np.int32]
    sizes: NDArray[np.int32]


def rows_of(shingles: NDArray[np.uint64], owners: NDArray[np.int64], size: int) -> Rows:
    """Return the rows of some shingles and the units that have them; hash and unit are sorted as one number."""
    import numpy as np

    shift = np.uint64(max(1, size.bit_length()))
    packed = (shingles >> shift << shift) | owners.astype(np.uint64)
    packed.sort()
    packed = packed[groups_of(packed)]
    owner = (packed & ((np.uint64(1) << shift) - np.uint64(1))).astype(np.int32)
    packed >>= shift
    starts = groups_of(packed)
    counts = np.diff(np.append(starts, len(packed))).astype(np.int32)
    sizes = np.bincount(owner, minlength=size).astype(np.int32)
    return Rows(owner[np.repeat(counts > 1, counts)], counts[counts > 1], sizes)


def groups_of(values: NDArray[np.uint64] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each run of equal values starts."""
    import numpy as np

    new = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return np.flatnonzero(new)


def supported_of(rows: Rows, size: int) -> NDArray[np.int64]:
    """Return how many of each unit's shingles another has too."""
    import numpy as np

    return np.bincount(rows.owner, minlength=size)


def links_of(
    rows: Rows, rank: NDArray[np.int64], order: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return links as unit times size plus anchor, and of how many shingles each; the anchor is the first in rank."""
    import numpy as np

    size = len(rank)
    if not len(rows.counts):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    starts = np.cumsum(rows.counts, dtype=np.int64) - rows.counts
    ranked = rank[rows.owner]
    first = order[np.minimum.reduceat(ranked, starts)]
    packed = rows.owner.astype(np.int64) * size + np.repeat(first, rows.counts)
    packed.sort()
    found = groups_of(packed)
    return packed[found], np.diff(np.append(found, len(packed)))


def nearest_of(links: Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]], size: int) -> NDArray[np.int64]:
    """Return for each unit the anchor to which most of its links go, itself where there is none."""
    import numpy as np

    pairs, counts = (np.concatenate(column) for column in zip(*links, strict=True))
    order = np.argsort(pairs, kind="stable")
    pairs, counts = pairs[order], counts[order]
    starts = groups_of(pairs)
    out = np.arange(size)
    if not len(starts):
        return out
    count = np.add.reduceat(counts, starts)
    unit, anchor = np.divmod(pairs[starts], size)
    linked = (unit != anchor) & (count >= _LEAST)
    unit, anchor, count = unit[linked], anchor[linked], count[linked]
    best = np.lexsort((-anchor, count, unit))
    # Of equal places the last write stays: the anchor with most links.
    out[unit[best]] = anchor[best]
    return out


def overlap_of(rows: Rows, nearest: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many shingles each unit has in common with its nearest.

    What the nearest have is kept as marks in a table by hash: one lookup in a hundred is wrong, which is no matter
    here, and it costs a tenth of a search.
    """
    import numpy as np

    shingle = np.repeat(np.arange(len(rows.counts), dtype=np.uint64), rows.counts)
    led = np.zeros(len(nearest), dtype=bool)
    led[nearest[nearest != np.arange(len(nearest))]] = True
    theirs = led[rows.owner]
    table = np.zeros(1 << min(_BLOOM_BITS, max(10, len(shingle).bit_length() + 4)), dtype=bool)
    table[_mark(shingle[theirs], rows.owner[theirs], len(table))] = True
    other = nearest[rows.owner]
    found = table[_mark(shingle, other, len(table))] & (other != rows.owner)
    return np.bincount(rows.owner[found], minlength=len(nearest))


def _mark(shingle: NDArray[np.uint64], owner: NDArray[np.int64] | NDArray[np.int32], size: int) -> NDArray[np.uint64]:
    import numpy as np

    return mixed((shingle << np.uint64(32)) ^ owner.astype(np.uint64)) >> np.uint64(20) & np.uint64(size - 1)


def followed(leader: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the leader of each one's leader, and so on."""
    while (leader[leader] != leader).any():
        leader = leader[leader]
    return leader


def loosely(leader: NDArray[np.int64], weak: NDArray[np.int64], nearest: NDArray[np.int64]) -> NDArray[np.int64]:
    """Let leaders follow their nearest, in the order given, where one side is few or both together are."""
    import numpy as np

    sizes = np.bincount(leader, minlength=len(leader)).tolist()
    follows: dict[int, int] = {}

    def root(unit: int) -> int:
        while unit in follows:
            unit = follows[unit]
        return unit

    theirs_of = leader[nearest[weak]].tolist()
    for unit, near in zip(weak.tolist(), theirs_of, strict=True):
        ours, theirs = root(unit), root(near)
        if ours != theirs and (sizes[ours] <= _FEW or sizes[ours] + sizes[theirs] <= _LARGEST_LOOSE):
            follows[ours] = theirs
            sizes[theirs] += sizes[ours]
    out = leader.copy()
    for unit in follows:
        out[unit] = root(unit)
    return out[leader]
