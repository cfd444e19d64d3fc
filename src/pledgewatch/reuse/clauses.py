"""Tell texts apart that differ by a clause: the coarse step of telling forms apart.

A gap between two texts is *contested* when it is longer than a fill and what each has there is found elsewhere too:
two wordings that others use are two forms. Where one of the two stands alone, it is a fill, a slip, or own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pledgewatch.reuse.align import Gap, gaps
from pledgewatch.reuse.corpus import SHINGLE, Shared, Unit
from pledgewatch.reuse.kinship import Kinship, kinship
from pledgewatch.reuse.settings import ReuseSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["by_clauses"]

_MOST_CENTRES = 64
_MOSTLY = 0.6
"""The share of a gap's shingles that must be found elsewhere; the rest is room for a name within a clause."""
_HALF = 0.5


def by_clauses(
    star: Sequence[int], units: Sequence[Unit], shared: Shared, light: set[str], settings: ReuseSettings
) -> list[list[int]]:
    """Return the units of a star in lists whose members differ from their first by no contested clause."""
    centres: list[int] = []
    members: list[list[int]] = []
    masks = {unit: shared.mask(units[unit].encoded) for unit in star}
    for unit in star:
        text = units[unit].encoded
        found: list[tuple[float, int]] = []
        for at, centre in enumerate(centres):
            other = units[centre].encoded
            kin = kinship(other, text, light, settings)
            near = kin.shared >= _HALF * min(len(other), len(text))
            if near and not _contested(kin, (other, text), (masks[centre], masks[unit]), settings):
                found.append((kin.cost + len(text) - kin.shared - kin.foreign, at))
        if found:
            members[min(found)[1]].append(unit)
        elif len(centres) < _MOST_CENTRES:
            centres.append(unit)
            members.append([unit])
    return members


def _contested(
    kin: Kinship, texts: tuple[str, str], masks: tuple[NDArray[np.bool_], NDArray[np.bool_]], settings: ReuseSettings
) -> bool:
    first, last = kin.blocks[0], kin.blocks[-1]
    ends = [Gap(0, first.a, 0, first.b), Gap(last.a + last.size, len(texts[0]), last.b + last.size, len(texts[1]))]
    return any(
        max(gap.a_end - gap.a, gap.b_end - gap.b) > settings.longest_fill
        and _found_elsewhere(masks[0], gap.a, gap.a_end)
        and _found_elsewhere(masks[1], gap.b, gap.b_end)
        for gap in [*gaps(kin.blocks), *ends]
    )


def _found_elsewhere(mask: NDArray[np.bool_], start: int, end: int) -> bool:
    """Tell whether most shingles that touch tokens `[start, end)` are supported; the mask begins one token before."""
    touching = mask[max(0, start + 2 - SHINGLE) : end + 1]
    return bool(len(touching)) and float(touching.mean()) >= _MOSTLY
