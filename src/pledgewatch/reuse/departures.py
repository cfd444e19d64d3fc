"""Find those who depart from the rest of a large neighbourhood, so that some of each are read closely.

A unit departs by a shingle that it has and its neighbourhood's least unit has not, the rarest that is common enough:
so those who have another clause are looked at, be they two in a thousand, whatever else they have.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.reuse.links import Rows, groups_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Departures", "departures_of", "some_of_each"]

_DEPARTURES = 64
_OF_EACH = 3
_SHARE = 0.002
_LEAST = 3
"""A departure that fewer have, or a smaller share of the neighbourhood, is a name or a misreading."""


class Departures(NamedTuple):
    """Units, how many share the departure of each, and that departure's number in its part."""

    unit: NDArray[np.int64]
    users: NDArray[np.int64]
    shingle: NDArray[np.int64]


def departures_of(rows: Rows, leader: NDArray[np.int64], sizes: NDArray[np.int64], above: int) -> Departures:
    """Return the departures of one part from the least units of the neighbourhoods of more than `above` units."""
    import numpy as np

    home = leader[rows.owner]
    large = sizes[home] > above
    owner, home = rows.owner[large].astype(np.int64), home[large]
    shingle = np.repeat(np.arange(len(rows.counts)), rows.counts)[large]
    if not len(owner):
        return Departures(owner, owner, owner)
    key = shingle * len(leader) + home
    order = np.argsort(key, kind="stable")
    owner, home, shingle = owner[order], home[order], shingle[order]
    starts = groups_of(key[order])
    counts = np.diff(np.append(starts, len(owner)))
    departs = ~np.logical_or.reduceat(owner == home, starts) & (
        counts >= np.maximum(_LEAST, _SHARE * sizes[home[starts]])
    )
    chosen = np.repeat(departs, counts)
    return _rarest(owner[chosen], np.repeat(counts, counts)[chosen], shingle[chosen])


def _rarest(unit: NDArray[np.int64], count: NDArray[np.int64], shingle: NDArray[np.int64]) -> Departures:
    """Return each unit once, with its rarest departure."""
    import numpy as np

    order = np.lexsort((-shingle, -count, unit))
    last = order[np.append(np.flatnonzero(np.diff(unit[order])), len(order) - 1)] if len(order) else order
    return Departures(unit[last], count[last], shingle[last])


def some_of_each(parts: Sequence[Departures], leader: NDArray[np.int64]) -> dict[int, list[int]]:
    """Return for each neighbourhood, by its least unit, three units of each of its commonest departures."""
    import numpy as np

    place = np.concatenate([one.shingle * len(parts) + at for at, one in enumerate(parts)])
    units, counts = (np.concatenate([one[column] for one in parts]) for column in (0, 1))
    best = _rarest(units, counts, place)
    home = leader[best.unit]
    order = np.lexsort((best.unit, best.shingle, -best.users, home))
    out: dict[int, list[int]] = {}
    seen: dict[int, dict[int, int]] = {}
    for where, name, unit in zip(*(c[order].tolist() for c in (home, best.shingle, best.unit)), strict=True):
        names = seen.setdefault(where, {})
        if name in names or len(names) < _DEPARTURES:
            names[name] = names.get(name, 0) + 1
            if names[name] <= _OF_EACH:
                out.setdefault(where, []).append(unit)
    return out
