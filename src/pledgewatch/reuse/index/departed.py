"""Keep the departures of large neighbourhoods as documents are added; see `departures` for what they are.

A row for each shingle that a large neighbourhood's least unit has not and that three units of the corpus have: how many
have it, and the three least of the neighbourhood that do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pledgewatch.engine.batches import runs
from pledgewatch.reuse.departures import LEAST, MOST, OF_EACH, SHARE
from pledgewatch.reuse.index.store import Shingle, Store, UnitRow
from pledgewatch.reuse.neighbours import LARGE

__all__ = ["departed", "note_departures"]


def note_departures(store: Store, unit: int, shingles: Sequence[Shingle], homes: Iterable[int]) -> None:
    """Bring the rows up to date after a unit was placed; of `homes` other units came or went too."""
    row = store.units([unit])[unit]
    large = store.count("home", row.home) > LARGE
    began = {row.home} if large and not store.has_departures(row.home) else set()
    for home in sorted({*homes} | began):
        if store.count("home", home) > LARGE:
            _all_departures(store, home)
        else:
            store.drop_departures(home)
    many = [one for one in shingles if one.owners >= LEAST]
    store.count_departures((one.owners, one.mark) for one in many)
    known = _marks(store, row.home) if large else None
    for one in many:
        if known is not None and one.mark not in known:
            _note(store, row, one)
        if one.owners == LEAST:
            _note_elsewhere(store, row.home, one)


def _note(store: Store, row: UnitRow, shingle: Shingle) -> None:
    """Note that a unit departs by a shingle."""
    least = store.departure(row.home, shingle.mark)
    if least is None and shingle.owners == LEAST:
        store.write_departure(row.home, shingle.mark, shingle.owners, _least(store, row.home, shingle.mark))
        return
    # Where three and more had the shingle and no row tells of it, nobody of this neighbourhood had it.
    units = {row.unit, *np.frombuffer(least or b"", dtype=np.int32).tolist()}
    store.write_departure(row.home, shingle.mark, shingle.owners, _three(store.units(units).values()))


def _note_elsewhere(store: Store, home: int, shingle: Shingle) -> None:
    """Note a shingle that three have now for the neighbourhoods of the other two."""
    owners = store.units(store.owners(shingle.mark).tolist()).values()
    for other in sorted({row.home for row in owners} - {home}):
        if store.count("home", other) > LARGE and shingle.mark not in _marks(store, other):
            store.write_departure(other, shingle.mark, shingle.owners, _least(store, other, shingle.mark))


def _three(rows: Iterable[UnitRow]) -> bytes:
    units = [row.unit for row in sorted(rows, key=lambda row: row.key)[:OF_EACH]]
    return np.array(units, dtype=np.int32).tobytes()


def _marks(store: Store, unit: int) -> set[int]:
    return set(store.marks(unit).tolist())


def _all_departures(store: Store, home: int) -> None:
    """Find the departures of a neighbourhood that became large, or of which units came or went."""
    store.drop_departures(home)
    units = np.array([row.unit for row in store.members(home)], dtype=np.int32)
    parts = [store.marks(unit) for unit in units.tolist()]
    marks = np.concatenate(parts)
    places = np.repeat(np.arange(len(units)), [len(part) for part in parts])
    order = np.lexsort((places, marks))
    marks, places = marks[order], places[order]
    starts = runs(marks)
    # The first of the units is the home itself: had it the shingle, it would come first.
    starts = starts[places[starts] > 0]
    shingles = store.shingles(marks[starts].tolist())
    for start in starts.tolist():
        one = shingles[int(marks[start])]
        if one.owners >= LEAST:
            alike = marks[start : start + OF_EACH] == one.mark
            store.write_departure(home, one.mark, one.owners, units[places[start : start + OF_EACH][alike]].tobytes())


def _least(store: Store, home: int, mark: int) -> bytes:
    """Return the three least owners of a shingle in a neighbourhood."""
    return _three(row for row in store.units(store.owners(mark).tolist()).values() if row.home == home)


def departed(store: Store, home: int, size: int) -> set[int]:
    """Return the units that are read closely because they depart from the least unit of a neighbourhood of `size`."""
    least = max(LEAST, SHARE * size)
    rows = store.departures(home, least, MOST)
    return {unit for row in rows for unit in np.frombuffer(row, dtype=np.int32).tolist()}
