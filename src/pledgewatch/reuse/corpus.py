"""Count which passages of a neighbourhood are shared.

Documents with one and the same body are one *unit*: copies of one letter must not make its fills look like form.
Every run of five tokens (a shingle) is hashed; a shingle that two units have is *supported*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.reuse.align import align, gaps
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sketch import SHINGLE, mixed
from pledgewatch.reuse.slips import is_slip
from pledgewatch.reuse.vocabulary import Vocabulary, numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SHINGLE", "Shared", "Unit", "share"]

_CANDIDATES = 6
_START, _END, _AFTER_ENDS = 1, 2, 3
_SAME = 0.8


class Unit(NamedTuple):
    """One distinct body: its tokens, how many documents have it, the form that it is."""

    encoded: str
    documents: int
    form: str | None = None


class Shared(NamedTuple):
    """What units share: the order in which they should lead, whom each shares most with, all supported shingles.

    First come units whose text is mostly supported; a unit's candidates all come before it in that order.
    """

    order: list[int]
    candidates: list[list[int]]
    sorts: list[int]
    supported: NDArray[np.uint64]
    counts: NDArray[np.int64]
    bits: int

    def users(self, encoded: str) -> NDArray[np.int64]:
        """Return how many sorts have each shingle of a text, 0 for one; the first begins before the first token."""
        import numpy as np

        hashes = _shingles(encoded) >> np.uint64(self.bits)
        at = np.minimum(np.searchsorted(self.supported, hashes), max(0, len(self.supported) - 1))
        out = np.zeros(len(hashes), dtype=np.int64)
        if len(self.supported):
            known = self.supported[at] == hashes
            out[known] = self.counts[at[known]]
        return out


def share(units: Sequence[Unit], vocabulary: Vocabulary, settings: ReuseSettings) -> Shared:
    """Count which shingles two units have, and link each unit to those with which it shares most.

    A shingle's users are counted in sorts: units that differ in slips alone (re-scans of one letter, one letter
    quoted in a report) are one sort, or the name in it would pass for form.
    """
    import numpy as np

    hashed = [_shingles(unit.encoded) for unit in units]
    lengths = np.array([len(one) for one in hashed], dtype=np.int64)
    bits = max(1, len(units).bit_length())
    hashes, owners = _distinct(np.concatenate(hashed), np.repeat(np.arange(len(units)), lengths), bits)
    starts, counts = _groups(hashes)
    supported = np.bincount(owners[np.repeat(counts > 1, counts)], minlength=len(units))
    order = np.lexsort((np.arange(len(units)), -(2 * supported - lengths)))
    rank = np.empty(len(units), dtype=np.int64)
    rank[order] = np.arange(len(units))
    first = np.minimum.reduceat(rank[owners], starts) if len(starts) else starts
    anchors = order[np.repeat(first, counts)]
    near = _most_shared(owners, anchors, len(units))
    sorts = _sorts(units, order.tolist(), near, vocabulary, settings)
    hashes, _ = _distinct(hashes << np.uint64(bits), np.array(sorts, dtype=np.int64)[owners], bits)
    starts, counts = _groups(hashes)
    return Shared(order.tolist(), near, sorts, hashes[starts[counts > 1]], counts[counts > 1], bits)


def _groups(hashes: NDArray[np.uint64] | NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each run of equal hashes starts, and how long it is."""
    import numpy as np

    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]][: len(hashes)])
    return starts, np.diff(np.r_[starts, len(hashes)])


def _sorts(
    units: Sequence[Unit], order: list[int], near: list[list[int]], vocabulary: Vocabulary, settings: ReuseSettings
) -> list[int]:
    """Return for each unit the first unit from which it differs in slips alone; itself, mostly."""
    sorts = list(range(len(units)))
    for unit in order:
        for other in dict.fromkeys(sorts[one] for one in near[unit][:2]):
            if _same(units[other].encoded, units[unit].encoded, vocabulary, settings):
                sorts[unit] = other
                break
    return sorts


def _same(one: str, other: str, vocabulary: Vocabulary, settings: ReuseSettings) -> bool:
    blocks = align(one, other, settings.largest_alignment)
    shared = sum(block.size for block in blocks)
    if shared < max(settings.least_shared_tokens, _SAME * min(len(one), len(other))):
        return False
    return all(_is_noise(one[g.a : g.a_end], other[g.b : g.b_end], vocabulary) for g in gaps(blocks))


def _is_noise(ours: str, theirs: str, vocabulary: Vocabulary) -> bool:
    ours, theirs = ("".join(c for c in side if c not in vocabulary.light) for side in (ours, theirs))
    return (not ours and not theirs) or is_slip(vocabulary.decode(ours), vocabulary.decode(theirs))


def _distinct(
    hashes: NDArray[np.uint64], owners: NDArray[np.int64], bits: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return each pair of hash and owner once, sorted by hash; both packed in 64 bits, because one sort is cheapest."""
    import numpy as np

    shift = np.uint64(bits)
    packed = np.sort((hashes >> shift << shift) | owners.astype(np.uint64))
    packed = packed[np.r_[True, packed[1:] != packed[:-1]][: len(packed)]]
    return packed >> shift, (packed & ((np.uint64(1) << shift) - np.uint64(1))).astype(np.int64)


def _most_shared(owners: NDArray[np.int64], anchors: NDArray[np.int64], size: int) -> list[list[int]]:
    """Return for each unit the anchors with which it shares most shingles, itself left out."""
    import numpy as np

    pairs = np.sort(owners * size + anchors)
    starts, counts = _groups(pairs)
    unit, anchor = np.divmod(pairs[starts], size)
    kept = (unit != anchor) & (counts >= SHINGLE)
    unit, anchor, counts = unit[kept], anchor[kept], counts[kept]
    out: list[list[int]] = [[] for _ in range(size)]
    for index in np.lexsort((anchor, -counts, unit)).tolist():
        if len(mine := out[unit[index]]) < _CANDIDATES:
            mine.append(int(anchor[index]))
    return out


def _shingles(encoded: str) -> NDArray[np.uint64]:
    """Return the hash of every run of `SHINGLE` tokens, the text's two ends counted as a token each.

    The ends take part so that where a form ends can be shared too: an earlier era is often a later one without its
    last passage.
    """
    import numpy as np

    size = len(encoded) + 2 - SHINGLE + 1
    if size <= 0:
        return np.empty(0, dtype=np.uint64)
    words = np.empty(len(encoded) + 2, dtype=np.uint64)
    words[0], words[-1] = _START, _END
    words[1:-1] = numbers(encoded) + np.uint32(_AFTER_ENDS)
    out = np.zeros(size, dtype=np.uint64)
    for at in range(SHINGLE):
        out = mixed(out ^ words[at : at + size])
    return out
