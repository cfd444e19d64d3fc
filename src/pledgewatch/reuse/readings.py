"""Tell what the units of a star have instead of their leader's words: readings, and passages.

A *reading* is a short difference, told by its place and its tokens. A difference that is longer than a fill is a
*passage*; passages are the same where most of their runs are, so that a name or a slip within one does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pledgewatch.reuse.align import Block
from pledgewatch.reuse.corpus import Runs
from pledgewatch.reuse.sketch import SHINGLE

__all__ = ["END_USERS", "Passage", "Passages", "Read", "Reading", "core_of", "read"]

Reading = tuple[int, int, str]
"""Instead of the leader's tokens `[start, end)` a unit has these."""

_MOSTLY = 0.6
"""The share of the smaller one's runs that makes two passages one; the rest is room for a name within a clause."""
_SAME_PLACE = 0.8
_END_SHARE = END_USERS = 0.1
"""What a unit has or lacks before and after all that it shares is another introduction, an address, or what else the
file holds; it counts as a passage only when it is a tenth as long as what may be shared. The leader's own text counts
as far as one in ten have it."""


class Passage(NamedTuple):
    """Instead of the leader's tokens `[start, end)` a unit has its own tokens `[first, last)`.

    `outer`: before or after all that the two share, not between; `replaced`: what is lacking there, and told by
    itself, has something longer than a fill in its place.
    """

    start: int
    end: int
    first: int
    last: int
    outer: bool = False
    replaced: bool = False


class Read(NamedTuple):
    """How one unit departs from its leader."""

    short: list[Reading]
    long: list[Passage]


def core_of(laid: Sequence[tuple[Block, ...]], size: int, share: float) -> tuple[int, int]:
    """Return the part of a text, from first to last, that a share of the others laid along it have, two at least."""
    starts = sorted(blocks[0][0] for blocks in laid if blocks)
    ends = sorted((blocks[-1][0] + blocks[-1][2] for blocks in laid if blocks), reverse=True)
    at = max(min(1, len(starts) - 1), int(share * len(starts)))
    return (starts[at], ends[at]) if starts else (0, size)


def read(
    leader: str, text: str, blocks: tuple[Block, ...], core: tuple[int, int], light: set[str], longest: int
) -> Read:
    """Return how a unit departs from its leader within the core, and what it has at its own ends."""
    out = Read([], [])
    if not blocks:
        return out
    low, high = core
    least = max(longest, int(_END_SHARE * min(len(leader), len(text))))
    a, b, size = blocks[0]
    if a - low > least:
        out.long.append(Passage(low, a, b, b, outer=True, replaced=b > longest))
    if b > least:
        out.long.append(Passage(a, a, 0, b, outer=True))
    a, b = a + size, b + size
    for start, other, size in blocks[1:]:
        if low <= a and start <= high:
            if start - a > longest or other - b > longest:
                out.long.append(Passage(a, start, b, other))
            elif not (light.issuperset(text[b:other]) and light.issuperset(leader[a:start])):
                out.short.append((a, start, text[b:other]))
        a, b = start + size, other + size
    if high - a > least:
        out.long.append(Passage(a, high, b, b, outer=True, replaced=len(text) - b > longest))
    if len(text) - b > least:
        out.long.append(Passage(a, a, b, len(text), outer=True))
    return out


class Passages:
    """Number passages, those that say or lack the same alike."""

    def __init__(self, runs: Runs, longest: int) -> None:
        self.runs, self.longest = runs, longest
        self.sizes: list[int] = []
        self.places: list[tuple[int, int]] = []
        self.outer: list[bool] = []
        self.said: list[bool] = []
        self._said: dict[int, int] = {}
        self._weights: list[int] = []
        self._lacked: list[tuple[int, int, int]] = []
        self._lacking_it = Counter[int]()
        self._replaced = Counter[int]()

    def number(self, unit: int, passage: Passage) -> int | None:
        """Return a passage's number; None for one of which hardly anything is found in another unit."""
        if passage.last - passage.first <= self.longest:
            number = self._lacking(passage)
            self._lacking_it[number] += 1
            self._replaced[number] += passage.replaced
            return number
        begin, end = self.runs.first[unit : unit + 2].tolist()
        first = max(begin, begin + passage.first + 1 - SHINGLE)
        mine = self.runs.number[first : min(end, begin + passage.last)]
        known = mine[self.runs.users[mine] > 1].tolist()
        if len(known) < (1 - _MOSTLY) * len(mine) or not known:
            return None
        return self._saying(set(known), passage)

    def parts(self) -> dict[int, list[int]]:
        """Return of which smaller ones a passage is made that is lacking: two sentences left out side by side are two.

        Of a passage that contains none, or that is more than what it contains, nothing is returned.
        """
        lacked = [(*self.places[number], number) for _, _, number in self._lacked if not self.outer[number]]
        inside = {
            number: [(low, high, part) for low, high, part in lacked if start <= low and high <= end and part != number]
            for start, end, number in lacked
        }
        out = {}
        for start, end, number in lacked:
            atoms = [one for one in sorted(inside[number]) if not inside[one[2]]]
            apart = all(before[1] <= after[0] for before, after in pairwise(atoms))
            if atoms and apart and sum(high - low for low, high, _ in atoms) >= _SAME_PLACE * (end - start):
                out[number] = [part for _, _, part in atoms]
        return out

    def optional(self, number: int) -> bool:
        """Tell whether a passage stands, or is lacking, where the other text has nothing longer than a fill.

        What is lacking at an end is optional unless most of those who lack it have something else there.
        """
        start, end = self.places[number]
        if self.said[number]:
            return end - start <= self.longest
        return 2 * self._replaced[number] <= self._lacking_it[number]

    def _lacking(self, passage: Passage) -> int:
        start, end = passage.start, passage.end
        for low, high, number in self._lacked:
            if self.outer[number] == passage.outer and min(end, high) - max(start, low) >= _SAME_PLACE * max(
                end - start, high - low
            ):
                return number
        self._lacked.append((start, end, len(self.sizes)))
        return self._new(passage, said=False)

    def _saying(self, known: set[int], passage: Passage) -> int:
        votes = Counter(self._said[run] for run in known if run in self._said)
        best = max(votes, key=lambda number: (votes[number], -number), default=None)
        if best is not None and votes[best] >= _MOSTLY * min(len(known), self._weights[best]):
            return best
        number = self._new(passage, said=True)
        self._weights += [0] * (number - len(self._weights)) + [len(known)]
        self._said |= dict.fromkeys(known - self._said.keys(), number)
        return number

    def _new(self, passage: Passage, *, said: bool) -> int:
        self.sizes.append(max(passage.end - passage.start, passage.last - passage.first))
        self.places.append((passage.start, passage.end))
        self.outer.append(passage.outer)
        self.said.append(said)
        return len(self.sizes) - 1
