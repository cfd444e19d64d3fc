"""Gather units around leaders: the loose first step, in which siblings are still together."""

from __future__ import annotations

from collections.abc import Sequence

from pledgewatch.reuse.align import align
from pledgewatch.reuse.corpus import Shared, Unit
from pledgewatch.reuse.settings import ReuseSettings

__all__ = ["stars"]

_LOOSE = 0.4
"""The share of the shorter text that makes two texts worth a closer look; nothing is decided by it."""


def stars(units: Sequence[Unit], shared: Shared, settings: ReuseSettings) -> list[list[int]]:
    """Return lists of units, the leader first: every unit shares a passage with its leader; most are alone.

    A unit is compared with the leaders of at most six others, so that the cost is linear.
    """
    leader: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for unit in shared.order:
        known = dict.fromkeys(leader[other] for other in shared.candidates[unit])
        best = max(
            (
                (_nearness(units[other].encoded, units[unit].encoded, settings), -at, other)
                for at, other in enumerate(known)
            ),
            default=(0.0, 0, unit),
        )
        leader[unit] = best[2] if best[0] >= _LOOSE else unit
        members.setdefault(leader[unit], []).append(unit)
    return list(members.values())


def _nearness(one: str, other: str, settings: ReuseSettings) -> float:
    if not one or not other:
        return 0.0
    blocks = align(one, other, settings.largest_alignment)
    return sum(block.size for block in blocks) / min(len(one), len(other))
