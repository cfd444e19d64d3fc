"""Link units by the shingles that they share: one link a shingle and unit, to the shingle's anchor, its least owner.

The functions are pieces of the plan in `survey`; columns are named there. They see all owners of a shingle, or all
links of a unit, in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pledgewatch.engine.batches import Batch, in_order, runs, taken
from pledgewatch.reuse.sketch import mixed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "LINKS",
    "ROWS",
    "Rows",
    "contained",
    "groups_of",
    "links",
    "nearest",
    "numbered_apart",
    "overlap",
    "rows_of",
    "supported",
    "supported_apart",
]

ROWS = {"shingle": "i8", "unit": "i4"}
LINKS = {"unit": "i4", "anchor": "i4", "count": "i4"}
_LEAST = 2


def supported(batch: Batch) -> Batch:
    """Return the owners of shingles that two units have."""
    import numpy as np

    shingle = batch["shingle"]
    new = np.ones(len(shingle) + 1, dtype=bool)
    np.not_equal(shingle[1:], shingle[:-1], out=new[1:-1])
    # Who begins a run and is followed by one that begins the next is alone in it.
    return taken({name: batch[name] for name in ROWS}, ~(new[:-1] & new[1:]))


def supported_apart(batch: Batch) -> Batch:
    """Return the owners of shingles that two units of one home have."""
    import numpy as np

    counts = _counts(runs(batch["shingle"], batch["home"]), batch)
    return taken({name: batch[name] for name in (*ROWS, "home")}, np.repeat(counts > 1, counts))


def numbered_apart(batch: Batch) -> Batch:
    """Return rows in which a shingle of each home has a number of its own, the `place` of its first owner."""
    import numpy as np

    starts = runs(batch["shingle"], batch["home"])
    return {"shingle": np.repeat(batch["place"][starts], _counts(starts, batch)), "unit": batch["unit"]}


def links(batch: Batch) -> Batch:
    """Return the links of each unit to each anchor, counted."""
    import numpy as np

    starts = runs(batch["shingle"])
    anchor = np.repeat(batch["unit"][starts], _counts(starts, batch))
    pairs = taken({"unit": batch["unit"], "anchor": anchor}, batch["unit"] != anchor)
    pairs = in_order(pairs, ("unit", "anchor"))
    starts = runs(pairs["unit"], pairs["anchor"])
    return {**taken(pairs, starts), "count": _counts(starts, pairs).astype("i4")}


def nearest(batch: Batch) -> Batch:
    """Return for each unit the anchor to which most of its links go, at least two; of equals the lesser."""
    import numpy as np

    starts = runs(batch["unit"], batch["anchor"])
    if not len(starts):
        return {"unit": batch["unit"], "nearest": batch["anchor"]}
    count = np.add.reduceat(batch["count"], starts)
    starts, count = starts[count >= _LEAST], count[count >= _LEAST]
    unit = batch["unit"][starts]
    first = runs(unit)
    if len(first):
        most = np.repeat(np.maximum.reduceat(count, first), np.diff(np.append(first, len(count))))
        starts, unit = starts[count == most], unit[count == most]
        first = runs(unit)
    return {"unit": unit[first], "nearest": batch["anchor"][starts][first]}


def overlap(batch: Batch) -> Batch:
    """Return how many shingles each unit has in common with its nearest; `leads` tells who is anybody's nearest."""
    import numpy as np

    unit, nearest = batch["unit"], batch["nearest"]
    starts = runs(batch["shingle"])
    counts = _counts(starts, batch)
    asks = nearest != unit
    # Most often the nearest is the anchor itself; only the others need to be looked for.
    sure = asks & (np.repeat(unit[starts], counts) == nearest)
    asks &= ~sure
    place = np.repeat(np.arange(len(starts)), counts)
    width = int(unit.max()) + 1 if len(unit) else 1
    leads = batch["leads"] & np.repeat(np.logical_or.reduceat(asks, starts), counts) if len(starts) else asks
    keys = place[leads] * width + unit[leads]
    found = contained(keys, place[asks] * width + nearest[asks])
    common = np.sort(np.concatenate((unit[sure], unit[asks][found])))
    first = runs(common)
    return {"unit": common[first], "common": np.diff(np.append(first, len(common))).astype("i4")}


_SPARE_BITS = 2


def contained(keys: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell for each number asked whether it is among the keys, none of which is below zero.

    Keys are written into a table by hash, the later over the earlier; those that were written over go into a second
    table, and so on, each a fraction of the one before. That is a tenth of the cost of searching.
    """
    import numpy as np

    out = np.zeros(len(asked), dtype=bool)
    values, queries = keys, asked
    rest = np.arange(len(asked))
    salt = 1
    while len(values) and len(rest):
        bits = len(values).bit_length() + _SPARE_BITS
        table = np.full(1 << bits, -1, dtype=np.int64)
        place = _placed(values, salt, bits)
        table[place] = values
        hit = table[_placed(queries, salt, bits)] == queries
        out[rest[hit]] = True
        lost = table[place] != values
        values = values[lost]
        rest, queries = rest[~hit], queries[~hit]
        salt += 2
    return out


def _placed(values: NDArray[np.int64], salt: int, bits: int) -> NDArray[np.uint64]:
    import numpy as np

    return mixed(values.astype(np.uint64) * np.uint64(salt)) >> np.uint64(64 - bits)


def _counts(starts: NDArray[np.int64], batch: Batch) -> NDArray[np.int64]:
    import numpy as np

    return np.diff(np.append(starts, len(batch["unit"])))


class Rows(NamedTuple):
    """The shingles that two of some texts have: for each, how many own it, and the owners of all in that order."""

    owner: NDArray[np.int64]
    counts: NDArray[np.int64]


def rows_of(shingles: NDArray[np.uint64], owners: NDArray[np.int64], size: int) -> Rows:
    """Return the rows of some shingles and the texts, so many in all, that have them."""
    import numpy as np

    shift = np.uint64(max(1, size.bit_length()))
    packed = (shingles >> shift << shift) | owners.astype(np.uint64)
    packed.sort()
    packed = packed[groups_of(packed)]
    owner = (packed & ((np.uint64(1) << shift) - np.uint64(1))).astype(np.int64)
    packed >>= shift
    starts = groups_of(packed)
    counts = np.diff(np.append(starts, len(packed)))
    return Rows(owner[np.repeat(counts > 1, counts)], counts[counts > 1])


def groups_of(values: NDArray[Any]) -> NDArray[np.int64]:
    """Return where each run of equal values starts."""
    return runs(values)
