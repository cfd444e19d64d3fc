"""Place a further document among the units of a corpus: what a run from scratch would find, from its neighbours alone.

See `survey` for what anchor, nearest, share and home are. A further unit gives a second owner to shingles that one unit
had alone, and becomes the anchor of those whose owners are all greater than it: only these owners' nearest is asked
again, and only their neighbourhoods are divided anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pledgewatch.reuse.index.departed import note_departures
from pledgewatch.reuse.index.store import Shingle, Store, UnitRow
from pledgewatch.reuse.neighbours import FEW, NEAR, STRONG, least_size
from pledgewatch.reuse.sketch import sampled

__all__ = ["Sketch", "place"]

_LEAST_LINKS = 2


class Sketch(NamedTuple):
    """A body: its key, how many words it has, the marks of its shingles."""

    key: bytes
    words: int
    marks: NDArray[np.int64]


def place(store: Store, sketch: Sketch, copies: int = 1, form: str | None = None) -> tuple[int, set[int]]:
    """Place one document; return its unit, and the neighbourhoods in which something changed."""
    known = store.unit_of_key(sketch.key)
    if known is not None:
        store.write_units([known._replace(copies=known.copies + copies)])
        return known.unit, {known.home}
    unit = store.next_unit()
    row = UnitRow(unit, sketch.key, form, len(sketch.marks), copies, unit, 0.0, unit, unit)
    store.write_units([row])
    store.write_marks(unit, sketch.marks)
    shingles, asked = _take_in(store, row, sketch.marks.tolist())
    changed = {one.unit: one for one in _linked(store, [unit, *asked])}
    before = store.units(asked)
    store.write_units(changed.values())
    if all(_leads_alike(before[one], changed[one]) for one in asked):
        moved = _join(store, changed[unit])
    else:
        moved = _divide(store, {one.home for one in changed.values()} | _homes_ahead(store, changed.values()))
    note_departures(store, unit, shingles, moved)
    return unit, moved | {row.home for row in store.units([unit, *asked]).values()}


def _leads_alike(before: UnitRow, after: UnitRow) -> bool:
    """Tell whether a unit still follows whom it followed, as strongly."""
    return before.nearest == after.nearest and before.share == after.share


def _take_in(store: Store, row: UnitRow, marks: Sequence[int]) -> tuple[list[Shingle], list[int]]:
    """Make a unit an owner of its shingles; return these, and the other units whose links this may change."""
    known = store.shingles(marks)
    keys = {one.unit: one.key for one in store.units({shingle.anchor for shingle in known.values()}).values()}
    asked: set[int] = set()
    out = []
    for mark in marks:
        was = known.get(mark)
        if was is None:
            out.append(Shingle(mark, 1, row.unit))
            continue
        store.add_owners(mark, [was.anchor, row.unit] if was.owners == 1 else [row.unit])
        least = row.key < keys[was.anchor]
        if was.owners == 1:
            asked.add(was.anchor)
        elif least:
            asked.update(store.owners(mark).tolist())
        out.append(Shingle(mark, was.owners + 1, row.unit if least else was.anchor))
    store.write_shingles(out)
    return [one for one in out if one.owners > 1], sorted(asked - {row.unit})


def _linked(store: Store, units: Iterable[int]) -> Iterator[UnitRow]:
    """Yield units with their nearest and their share in common with it as they are now."""
    for row in store.units(units).values():
        marks = store.marks(row.unit)
        nearest = _nearest(store, row, marks)
        if nearest is None:
            yield row._replace(nearest=row.unit, share=0.0)
            continue
        theirs = store.marks(nearest)
        common = len(np.intersect1d(marks, theirs, assume_unique=True))
        yield row._replace(nearest=nearest, share=common / max(1, _least(marks, theirs)))


def _least(ours: NDArray[np.int64], theirs: NDArray[np.int64]) -> int:
    few = (np.array([sampled(marks).sum()]) for marks in (ours, theirs))
    return int(least_size(np.array([len(ours)]), next(few), np.array([len(theirs)]), next(few))[0])


def _nearest(store: Store, row: UnitRow, marks: NDArray[np.int64]) -> int | None:
    """Return the anchor to which most of a unit's links go, None where none has two; of equals the least by key."""
    anchors = (one.anchor for one in store.shingles(marks.tolist()).values() if one.owners > 1)
    counts = Counter(anchor for anchor in anchors if anchor != row.unit)
    most = max(counts.values(), default=0)
    if most < _LEAST_LINKS:
        return None
    best = store.units(anchor for anchor, count in counts.items() if count == most)
    return min(best.values(), key=lambda one: one.key).unit


def _homes_ahead(store: Store, rows: Iterable[UnitRow]) -> set[int]:
    return {one.home for one in store.units({row.nearest for row in rows}).values()}


def _join(store: Store, row: UnitRow) -> set[int]:
    """Let a new unit, whom nobody follows yet, follow its nearest where it shares enough.

    Return the neighbourhoods in which other units came or went.
    """
    if row.nearest == row.unit or row.share < NEAR:
        return set()
    ahead = store.units([row.nearest])[row.nearest]
    if row.share < STRONG:
        store.write_units([row._replace(home=ahead.home)])
        return set()
    if store.count("root", ahead.root) == FEW and ahead.root != ahead.home:
        # The tree grows to more than a few: its root joins others no more.
        return _divide(store, {ahead.home, row.home})
    store.write_units([row._replace(root=ahead.root, home=ahead.home)])
    return set()


def _divide(store: Store, homes: set[int]) -> set[int]:
    """Find anew the roots of the units of some neighbourhoods, to which all lead whom they follow.

    Return the neighbourhoods in which units came or went. A root may join a neighbourhood that is none of these:
    nothing else changes there.
    """
    rows = [row for home in sorted(homes) for row in store.members(home)]
    units = [row.unit for row in rows]
    number = {unit: at for at, unit in enumerate(units)}
    nearest = np.array([number.get(row.nearest, -1) for row in rows], dtype=np.int64)
    share = np.array([row.share for row in rows])
    itself = np.arange(len(rows))
    root = _followed(np.where((share >= STRONG) & (nearest >= 0), nearest, itself))
    small = np.bincount(root, minlength=len(rows)) <= FEW
    follows = np.array([row.nearest != row.unit for row in rows])
    weak = (root == itself) & follows & small & (share >= NEAR) & (share < STRONG)
    home = _followed(np.where(weak & (nearest >= 0), root[nearest], root))
    names = dict(enumerate(units))
    for at in np.flatnonzero(weak & (nearest < 0)).tolist():
        names[at] = store.units([rows[at].nearest])[rows[at].nearest].home
    pairs = [
        (row, row._replace(root=units[one], home=names[other]))
        for row, one, other in zip(rows, root.tolist(), home.tolist(), strict=True)
    ]
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    store.write_units(after for _, after in pairs)
    moved = {row.home for pair in pairs if pair[0].home != pair[1].home for row in pair}
    for home_of_some in moved:
        store.forget(home_of_some)
    return moved


def _followed(leader: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the leader of each one's leader, and so on."""
    while (leader[leader] != leader).any():
        leader = leader[leader]
    return leader
