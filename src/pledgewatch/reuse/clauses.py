"""Tell texts apart that differ by a clause: the coarse step of telling forms apart.

A gap between two texts is *contested* when it is longer than a fill and what each has there is found elsewhere too:
two wordings that others use are two forms. Where one of the two stands alone, it is a fill, a slip, or own words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from pledgewatch.reuse.align import Gap, gaps
from pledgewatch.reuse.corpus import SHINGLE, Shared, Unit
from pledgewatch.reuse.kinship import Kinship, kinship, least_costs
from pledgewatch.reuse.settings import ReuseSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["by_clauses", "typical"]

_MOST_CENTRES = 64
_SAMPLE = 10
_PASSES = 2
_LOOKED_AT = 5_000
"""Tokens by which a text is judged typical: ten pages, so that a report of a thousand costs no more."""
_MOSTLY = 0.6
"""The share of a gap's shingles that must be found elsewhere; the rest is room for a name within a clause."""
_HALF = 0.5
_END_SHARE = 0.1
_END_USERS = 0.1
"""Before and after what two texts share, each may have something else: another introduction, what else the file holds.
It divides them only when it is at least a tenth as long, and has at least a tenth as many users, as what they
share: then it is where one form ends and the other goes on."""


def by_clauses(
    star: Sequence[int], units: Sequence[Unit], shared: Shared, light: set[str], settings: ReuseSettings
) -> list[list[int]]:
    """Return the units of a star in lists whose members differ from the list's centre by no contested clause.

    The first centres are whoever comes first; then the most typical member of each list, the largest list first,
    so that what comes first does not decide.
    """
    compare = _Compare(units, {unit: shared.users(units[unit].encoded) for unit in star}, light, settings)
    lists = _gather(star, [], compare)
    if len(lists) == 1:
        return _gather(star, [typical([units[unit].encoded for unit in star], star)], compare)
    for _ in range(_PASSES):
        ordered = sorted(lists, key=lambda one: -len(one))
        lists = _gather(star, [typical([units[unit].encoded for unit in one], one) for one in ordered], compare)
    return lists


def _gather(star: Sequence[int], first: Sequence[int], compare: _Compare) -> list[list[int]]:
    """Give each unit to the nearest centre from which no clause divides it; who has none becomes one."""
    lists: dict[int, list[int]] = {}
    for unit in first:
        if compare.nearest(unit, lists) is None:
            lists[unit] = []
    for unit in star:
        centre = unit if unit in lists else compare.nearest(unit, lists)
        if centre is not None:
            lists[centre].append(unit)
        elif len(lists) < _MOST_CENTRES:
            lists[unit] = [unit]
    return [[centre, *(unit for unit in one if unit != centre)] for centre, one in lists.items()]


def typical(texts: Sequence[str], numbers: Sequence[int]) -> int:
    """Return the number of the text that differs least from others, judged on a sample of them."""
    from rapidfuzz.distance import LCSseq

    if len(texts) < 3:
        return numbers[0]
    step = max(1, len(texts) // _SAMPLE)
    sample = [text[:_LOOKED_AT] for text in texts[::step][:_SAMPLE]]
    odd = [0] * len(sample)
    for (at, one), (also, other) in combinations(enumerate(sample), 2):
        distance = len(one) + len(other) - 2 * LCSseq.similarity(one, other)
        odd[at] += distance
        odd[also] += distance
    return numbers[::step][odd.index(min(odd))]


class _Compare:
    """Compare units with centres, and remember what came of it."""

    def __init__(
        self, units: Sequence[Unit], masks: dict[int, NDArray[np.int64]], light: set[str], settings: ReuseSettings
    ) -> None:
        self.units, self.masks, self.light, self.settings = units, masks, light, settings
        self._known: dict[tuple[int, int], float | None] = {}

    def nearest(self, unit: int, centres: Collection[int]) -> int | None:
        """Return the centre that leaves least of a unit unexplained, of those that no clause divides from it.

        Centres are asked in the order of what they leave at least, and none that cannot be better than the best.
        """
        text = self.units[unit].encoded
        references = [self.units[centre].encoded for centre in centres]
        best: tuple[float, int] | None = None
        for bound, centre in least_costs(text, list(zip(references, centres, strict=True))):
            if best is not None and bound > best[0]:
                break
            cost = self._cost(centre, unit)
            if cost is not None and (best is None or (cost, centre) < best):
                best = cost, centre
        return best[1] if best is not None else None

    def _cost(self, centre: int, unit: int) -> float | None:
        """Return what a centre leaves unexplained, None where a clause divides; passes ask for the same pairs again."""
        if (centre, unit) not in self._known:
            self._known[centre, unit] = self._measure(centre, unit)
        return self._known[centre, unit]

    def _measure(self, centre: int, unit: int) -> float | None:
        texts = self.units[centre].encoded, self.units[unit].encoded
        kin = kinship(*texts, self.light, self.settings)
        if kin.shared < _HALF * min(map(len, texts)) or not kin.blocks:
            return None
        if _contested(kin, texts, (self.masks[centre], self.masks[unit]), self.settings):
            return None
        return kin.cost + len(texts[1]) - kin.shared - kin.foreign


def _contested(
    kin: Kinship, texts: tuple[str, str], users: tuple[NDArray[np.int64], NDArray[np.int64]], settings: ReuseSettings
) -> bool:
    between = [gap for gap in gaps(kin.blocks) if _longer(gap, settings.longest_fill)] if kin.long else []
    if any(_used(users[0], gap.a, gap.a_end, 2) and _used(users[1], gap.b, gap.b_end, 2) for gap in between):
        return True
    first, last = kin.blocks[0], kin.blocks[-1]
    sizes = len(texts[0]), len(texts[1])
    ends = [Gap(0, first.a, 0, first.b), Gap(last.a + last.size, sizes[0], last.b + last.size, sizes[1])]
    least = max(2.0, _END_USERS * float(users[0][first.a + 1 : last.a + last.size].mean()))
    return any(
        _longer(gap, max(settings.longest_fill, int(_END_SHARE * min(sizes))))
        and _used(users[0], gap.a, gap.a_end, least)
        and _used(users[1], gap.b, gap.b_end, least)
        for gap in ends
    )


def _longer(gap: Gap, size: int) -> bool:
    return max(gap.a_end - gap.a, gap.b_end - gap.b) > size


def _used(users: NDArray[np.int64], start: int, end: int, least: float) -> bool:
    """Tell whether enough units have most shingles that touch tokens `[start, end)`; they begin one token before."""
    touching = users[max(0, start + 2 - SHINGLE) : end + 1]
    return bool(len(touching)) and int((touching >= least).sum()) >= _MOSTLY * len(touching)
