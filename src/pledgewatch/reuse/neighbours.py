"""Put units that share a passage into neighbourhoods, and choose who of each is read closely.

Nothing is decided by a neighbourhood: it says within which documents a closer look is worth while. The functions are
pieces of the plan in `survey`; columns are named there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgewatch.engine.batches import Batch, in_order, runs, taken

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "ALIKE",
    "FEW",
    "FIRST",
    "LARGE",
    "MOST_UNLIKE",
    "NEAR",
    "STRONG",
    "chosen",
    "first_and_unlike",
    "least_size",
    "shares",
    "strong",
    "totals",
    "weak",
]

NEAR = 0.12
"""The share of the smaller sketch that makes two documents neighbours. Letters of one era that were reworded keep
0.2 of their shingles and more; a standard sentence of 25 tokens in a letter of 300 is 0.07, and with luck in what was
sampled twice that."""
STRONG = 0.4
"""Above this two documents are neighbours however many there are; below it a few join the many, or few join few."""
FEW = 8
LARGE = 96
"""A neighbourhood of more units is large; one of up to so many is read closely as a whole. With 32, one in ten draws of
chance tore a form of 80 letters and two optional passages apart, for nobody was read who lacks both; with 96 none."""
MANY = 256
"""Where more documents lie in a neighbourhood, not all copies of a letter are read closely."""
FIRST = 64
"""Of a larger one: so many, whoever they are; those who depart (`departures`); the first unlike their nearest."""
ALIKE = 0.8
MOST_UNLIKE = 256


def shares(batch: Batch) -> Batch:
    """Return what share of the smaller sketch each unit has in common with its nearest."""
    import numpy as np

    least = least_size(batch["size"], batch["few"], batch["near_size"], batch["near_few"])
    return {"unit": batch["unit"], "nearest": batch["nearest"], "share": batch["common"] / np.maximum(1, least)}


def least_size(
    size: NDArray[np.int32], few: NDArray[np.int32], other_size: NDArray[np.int32], other_few: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return the size of the smaller of two sketches, as far as both can have shingles in common.

    Where only one of the two texts is so long that it keeps every fourth, of the other only those count too.
    """
    import numpy as np

    alike = (size == few) == (other_size == other_few)
    return np.where(alike, np.minimum(size, other_size), np.minimum(few, other_few))


def strong(batch: Batch) -> Batch:
    """Let those follow their nearest that share much with it."""
    import numpy as np

    return {"unit": batch["unit"], "leader": np.where(batch["share"] >= STRONG, batch["nearest"], batch["unit"])}


def weak(batch: Batch) -> Batch:
    """Return the roots of small trees that share something with their nearest, to follow its root."""
    share = batch["share"]
    joins = (batch["leader"] == batch["unit"]) & (batch["nearest"] != batch["unit"]) & (batch["units"] <= FEW)
    joins &= (share >= NEAR) & (share < STRONG)
    return {"unit": batch["unit"][joins], "nearest": batch["nearest"][joins]}


def totals(batch: Batch, by: str) -> Batch:
    """Add up all other columns of the rows that have the same `by`; the totals of parts may be added up again."""
    import numpy as np

    rows = batch if (batch[by][1:] >= batch[by][:-1]).all() else in_order(batch, (by,))
    starts = runs(rows[by])
    return {
        name: column[starts] if name == by or not len(starts) else np.add.reduceat(column, starts)
        for name, column in rows.items()
    }


def first_and_unlike(batch: Batch) -> Batch:
    """Return of each home the first units and the first of those unlike their nearest; again of what it gave."""
    rows = in_order(batch, ("home", "unit"))
    odd = rows["share"] < ALIKE
    return taken(rows, (_place(rows["home"]) < FIRST) | _first_of(rows["home"], odd))


def _first_of(home: NDArray[np.int64], which: NDArray[np.bool_]) -> NDArray[np.bool_]:
    import numpy as np

    at = np.flatnonzero(which)
    out = np.zeros(len(home), dtype=bool)
    out[at[_place(home[at]) < MOST_UNLIKE]] = True
    return out


def _place(home: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of each row among those of its home."""
    import numpy as np

    starts = runs(home)
    return np.arange(len(home)) - np.repeat(starts, np.diff(np.append(starts, len(home))))


def chosen(batch: Batch) -> Batch:
    """Tell who is read closely: all of a small neighbourhood, and who was chosen of a large one."""
    many = batch["units"] > LARGE
    names = {name: batch[name] for name in ("unit", "home")}
    return {**names, "large": many | (batch["documents"] > MANY), "close": ~many | batch["close"]}
