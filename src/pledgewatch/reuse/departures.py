"""Find those who depart from the rest of a large neighbourhood, so that some of each are read closely.

A unit departs by a shingle that it has and its neighbourhood's least unit has not, the rarest that is common enough:
so those who have another clause are looked at, be they two in a thousand, whatever else they have.

The functions are pieces of the plan in `survey`; columns are named there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgewatch.engine.batches import Batch, in_order, runs, taken

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DEPARTURES", "departures", "rarest", "some_of_each"]

DEPARTURES = {"unit": "i4", "users": "i8", "shingle": "i8"}
"""Units, how many of the neighbourhood share the departure of each, and the shingle that it is."""
_MOST = 64
_OF_EACH = 3
_SHARE = 0.002
_LEAST = 3
"""A departure that fewer have, or a smaller share of the neighbourhood, is a name or a misreading."""


def departures(batch: Batch) -> Batch:
    """Return the departures by some shingles from the least unit, whose number names the `home`, of `units` units."""
    import numpy as np

    first = runs(batch["shingle"])
    counts = np.diff(np.append(first, len(batch["shingle"])))
    # Where the shingle's least owner is the home, nobody of that home departs: few rows are left to be sorted.
    may = (np.repeat(batch["unit"][first], counts) != batch["home"]) & np.repeat(counts >= _LEAST, counts)
    place = np.repeat(np.arange(len(first)), counts)[may]
    rows = in_order({"place": place, "home": batch["home"][may], "unit": batch["unit"][may]}, ("place", "home", "unit"))
    starts = runs(rows["place"], rows["home"])
    users = np.diff(np.append(starts, len(place)))
    # The home is its own least unit: had it the shingle, it would come first.
    departs = (rows["unit"][starts] != rows["home"][starts]) & (users >= _LEAST)
    starts, users = starts[departs], users[departs]
    common = users >= _SHARE * _looked_up(batch, rows["home"][starts])
    starts, users = starts[common], users[common]
    at = np.repeat(starts - (np.cumsum(users) - users), users) + np.arange(users.sum())
    shingle = batch["shingle"][first][rows["place"][at]]
    return rarest({"unit": rows["unit"][at], "users": np.repeat(users, users), "shingle": shingle})


def _looked_up(batch: Batch, homes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many units the homes have."""
    import numpy as np

    known, first = np.unique(batch["home"], return_index=True)
    sizes: NDArray[np.int64] = batch["units"][first][np.searchsorted(known, homes)] if len(known) else homes
    return sizes


def rarest(batch: Batch) -> Batch:
    """Return each unit once, with its rarest departure; of equals that by the greater shingle."""
    import numpy as np

    order = np.lexsort((batch["shingle"], -batch["users"], batch["unit"]))
    last = np.append(runs(batch["unit"][order])[1:], len(order)) - 1 if len(order) else order
    return taken({name: batch[name] for name in DEPARTURES}, order[last])


def some_of_each(batch: Batch) -> Batch:
    """Return three units of each of the commonest departures of each home; batches hold whole homes."""
    import numpy as np

    order = np.lexsort((batch["unit"], batch["shingle"], -batch["users"], batch["home"]))
    rows = taken(batch, order)
    group = _numbered(runs(rows["home"], rows["shingle"]), len(order))
    home = runs(rows["home"])
    which = group - np.repeat(group[home], np.diff(np.append(home, len(order)))) if len(order) else group
    starts = runs(group)
    place = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return {"unit": rows["unit"][(which < _MOST) & (place < _OF_EACH)]}


def _numbered(starts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return for each row the number of its run."""
    import numpy as np

    return np.repeat(np.arange(len(starts)), np.diff(np.append(starts, size)))
