"""Find where the members of a family differ: the slots of its template, and the passages that only some have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from typing import NamedTuple

from pledgewatch.reuse.align import Gap
from pledgewatch.reuse.settings import ReuseSettings

__all__ = ["Site", "Variation", "optional_passages", "slot_sites"]

_LEAST_SHARE = 0.05
"""The share of members that must differ at a place: below it, differences are slips of single members. OCR errors hit
one word in fifty and rarely the same one twice."""
_TEXT_SHARE = 0.25
"""The same where what differs is no name: a rewording by a few is theirs, a choice that many make is the form's."""
_LEAST_OPTIONAL = 6


class Site(NamedTuple):
    """A run of backbone tokens `[start, end)` in which members differ; empty where some only insert."""

    start: int
    end: int


class Variation(NamedTuple):
    """One member's difference: where, its tokens there, and whether it is only another spelling of the same (OCR)."""

    gap: Gap
    tokens: str
    slip: bool
    name: bool


def _least(members: int) -> int:
    """Return how many members must differ at a place that is to be a slot."""
    return 1 if members <= 2 else max(2, round(_LEAST_SHARE * members))


def optional_passages(members: Sequence[Sequence[Variation]]) -> list[Site]:
    """Return the passages that several members lack as a whole, none overlapping another, most often lacked first."""
    counts = Counter(
        (v.gap.a, v.gap.a_end)
        for mine in members
        for v in mine
        if v.gap.a_end - v.gap.a >= _LEAST_OPTIONAL and not v.tokens
    )
    chosen: list[Site] = []
    for (start, end), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count >= max(2, _least(len(members))) and all(end <= s.start or s.end <= start for s in chosen):
            chosen.append(Site(start, end))
    return sorted(chosen)


def slot_sites(
    length: int, fixed: Set[int], members: Sequence[Sequence[Variation]], settings: ReuseSettings
) -> list[Site]:
    """Return the places where members differ, in order; `fixed` are tokens that the form itself marks as slots."""
    count = len(members)
    tally = _Tally(length)
    for mine in members:
        for variation in mine:
            tally.add(variation, settings.longest_fill)
    names, texts = _least(count), max(_least(count), round(_TEXT_SHARE * count))
    most = max(_least(count), (count + 1) // 2)
    open_at = [
        at in fixed or tally.named[at] >= names or tally.short[at] >= texts or tally.any[at] >= most
        for at in range(length)
    ]
    inserted = {at for at, found in tally.inserted.items() if found >= texts}
    return _runs(open_at, inserted | {at for at, found in tally.inserted_names.items() if found >= names})


class _Tally:
    """Count for each backbone token how many members differ there, and how."""

    def __init__(self, length: int) -> None:
        self.named = [0] * length
        self.short = [0] * length
        self.any = [0] * length
        self.inserted: Counter[int] = Counter()
        self.inserted_names: Counter[int] = Counter()

    def add(self, variation: Variation, longest: int) -> None:
        """Count one member's difference; a slip counts as none, a passage left out as no other reading."""
        gap = variation.gap
        if variation.slip:
            return
        if gap.a == gap.a_end:
            if gap.b_end - gap.b <= longest:
                (self.inserted_names if variation.name else self.inserted)[gap.a] += 1
            return
        if gap.b == gap.b_end and gap.a_end - gap.a > longest:
            return
        for at in range(gap.a, gap.a_end):
            self.any[at] += 1
            if gap.a_end - gap.a <= longest:
                self.short[at] += 1
                self.named[at] += variation.name


def _runs(open_at: list[bool], inserted: set[int]) -> list[Site]:
    """Join neighbouring open tokens into sites; an insertion between shared tokens is a site of its own."""
    out: list[Site] = []
    start = -1
    for at in range(len(open_at) + 1):
        is_open = at < len(open_at) and open_at[at]
        if is_open and start < 0:
            start = at
        if not is_open and start >= 0:
            out.append(Site(start, at))
            start = -1
        elif not is_open and at in inserted and (not out or out[-1].end < at):
            out.append(Site(at, at))
    return out
