"""Find those who depart from the rest of a large neighbourhood, so that some of each are read closely.

A departure is a shingle that some of a neighbourhood have and its least unit has not, and that enough units of the
corpus have: another clause, or a name that many have. Of each, the commonest first, the three least units of the
neighbourhood are read: so those who have another clause are looked at, be they two in a thousand.

How many have a shingle is counted in the corpus and not in the neighbourhood: that is known of a shingle once, whoever
joins which neighbourhood. The functions are pieces of the plan in `survey`; columns are named there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgewatch.engine.batches import Batch, in_order, runs, taken

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DEPARTURES", "LEAST", "MOST", "OF_EACH", "SHARE", "departures", "some_of_each"]

DEPARTURES = {"unit": "i4", "home": "i4", "users": "i8", "shingle": "i8"}
"""The least units of a home that depart by a shingle, and how many of the corpus have it."""
MOST = 96
"""Units of a neighbourhood that are read because they depart. Another sentence is some six departures, for the sketch
keeps every fourth run, but mostly of the same three units."""
OF_EACH = 3
SHARE = 0.002
LEAST = 3
"""A departure that fewer have, or a smaller share of the neighbourhood's number, is a name or a misreading."""


def departures(share: float, batch: Batch) -> Batch:
    """Return the departures by some shingles from the least unit of each `home`, of `units` units, whose number it has.

    Only those count that at least a `share` of as many units have. Rows come by shingle and unit; those of no large
    home have home -1: they only count.
    """
    import numpy as np

    first = runs(batch["shingle"])
    counts = np.diff(np.append(first, len(batch["shingle"])))
    rows = {
        "place": np.repeat(np.arange(len(first)), counts),
        "users": np.repeat(counts, counts),
        **{name: batch[name] for name in ("shingle", "unit", "home", "units")},
    }
    # Where the shingle's least owner is the home, nobody of that home departs: few rows are left to be sorted.
    may = (rows["home"] >= 0) & (rows["users"] >= LEAST) & (np.repeat(batch["unit"][first], counts) != batch["home"])
    rows = in_order(taken(rows, may), ("place", "home", "unit"))
    starts = runs(rows["place"], rows["home"])
    sizes = np.diff(np.append(starts, len(rows["unit"])))
    # The home is its own least unit: had it the shingle, it would come first.
    departs = rows["unit"][starts] != rows["home"][starts]
    departs &= rows["users"][starts] >= share * rows["units"][starts]
    kept = np.repeat(departs, sizes) & (_place(starts, len(rows["unit"])) < OF_EACH)
    return taken({name: rows[name] for name in DEPARTURES}, kept)


def _place(starts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the place of each row in its run."""
    import numpy as np

    return np.arange(size) - np.repeat(starts, np.diff(np.append(starts, size)))


def some_of_each(batch: Batch) -> Batch:
    """Return the units of the commonest departures of each home, so many; batches hold whole homes."""
    import numpy as np

    order = np.lexsort((batch["unit"], batch["shingle"], -batch["users"], batch["home"]))
    rows = {**taken(batch, order), "at": np.arange(len(order))}
    # Each unit where it first comes up, the first of these of each home.
    rows = in_order(rows, ("home", "unit", "at"))
    rows = in_order(taken(rows, runs(rows["home"], rows["unit"])), ("home", "at"))
    return {"unit": rows["unit"][_place(runs(rows["home"]), len(rows["unit"])) < MOST]}
