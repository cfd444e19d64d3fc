"""Gather units around leaders: the loose first step, in which siblings are still together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pledgewatch.reuse.align import Block, align
from pledgewatch.reuse.corpus import Runs, Unit
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sketch import SHINGLE

__all__ = ["Star", "stars"]

_LED = 0.25
"""The share of the smaller one's runs of five that makes a unit follow a leader."""
_SURE = 0.5
"""Above this a unit has found its leader; below, a later one may be nearer."""
_LOOSE = 0.4
"""The share of the shorter text that makes two texts worth a closer look; nothing is decided by it."""


class Star(NamedTuple):
    """Units, the leader first, and where each lies along the leader's text."""

    units: list[int]
    laid: dict[int, tuple[Block, ...]]


def stars(units: Sequence[Unit], runs: Runs, settings: ReuseSettings) -> tuple[list[Star], list[int]]:
    """Return the stars, and the units that share something with a leader but not enough for its star.

    Whoever shares little with all leaders so far becomes one; each unit is then laid along the leader with which it
    shares most, once.
    """
    followers, loose = _followers(units, runs)
    out: list[Star] = []
    apart: list[int] = []
    for leader, mine in followers.items():
        text = units[leader].encoded
        star = Star([leader], {leader: (Block(0, 0, len(text)),) if text else ()})
        for unit in mine:
            blocks = align(text, units[unit].encoded, settings.largest_alignment)
            if sum(block[2] for block in blocks) >= _LOOSE * min(len(text), len(units[unit].encoded)):
                star.units.append(unit)
                star.laid[unit] = blocks
            else:
                apart.append(unit)
        out.append(star)
    return out, sorted({*apart, *loose})


def _followers(units: Sequence[Unit], runs: Runs) -> tuple[dict[int, list[int]], list[int]]:
    """Return for each leader the units that follow it, and the leaders that share a passage with an earlier one."""
    import numpy as np

    best = np.zeros(len(units))
    known = best.tolist()
    leader = np.arange(len(units))
    leads = np.zeros(len(units), dtype=bool)
    order = runs.order()
    supported: list[int] = []
    least = _LED * runs.sizes.min(initial=0)
    leaders: list[int] = []
    loose: list[int] = []
    for unit in order:
        if known[unit] >= _LED:
            continue
        if known[unit] * int(runs.sizes[unit]) >= SHINGLE:
            loose.append(unit)
        leaders.append(unit)
        leads[unit] = True
        if len(leaders) == 2:
            supported = runs.supported(best < _SURE)
        if supported and supported[unit] < least:
            continue
        common = runs.common(unit)
        common[leads] = 0.0
        common[unit] = 1.0
        leader[common > best] = unit
        best = np.maximum(best, common)
        known = best.tolist()
    found: dict[int, list[int]] = {unit: [] for unit in leaders}
    led = leader.tolist()
    for unit in order:
        if led[unit] != unit:
            found[led[unit]].append(unit)
    return found, loose
