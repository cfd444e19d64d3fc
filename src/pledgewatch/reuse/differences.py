"""Count for each token of a backbone how many members differ there, and how."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from pledgewatch.reuse.variations import Place

__all__ = ["Differences", "Site"]


class Site(NamedTuple):
    """A run of backbone tokens `[start, end)` in which members differ; empty where some only insert."""

    start: int
    end: int


class Differences:
    """How many members differ at each token: at all (`any`), by the length of a fill (`short`), by a name (`named`).

    A passage left out counts as no other reading. `inserted` and `inserted_names` tell of places where words stand
    between two tokens.
    """

    def __init__(self, places: Sequence[Place], length: int, longest: int) -> None:
        self.inserted: Counter[int] = Counter()
        self.inserted_names: Counter[int] = Counter()
        for place in places:
            if place.start == place.end:
                self.inserted[place.start] += place.words - place.names
                self.inserted_names[place.start] += place.names
        differing = [p for p in places if p.start < p.end]
        short = [p for p in differing if p.end - p.start <= longest]
        long = [(p.start, p.end, p.words + p.passages) for p in differing if p.end - p.start > longest]
        counted = [(p.start, p.end, p.words + p.passages + p.lacking) for p in short]
        self.short = _summed(counted, length)
        self.any = _summed(counted + long, length) if long else self.short
        self.named = _summed([(p.start, p.end, p.names) for p in short], length)
        self._longest = longest
        # Of two long texts there are 40,000 places, and each is asked of at both its ends: all edges are counted once.
        self._reworded = _summed([(p.start + 1, p.end, p.words) for p in short if p.words], length + 1)
        self._renamed = _summed([(p.start + 1, p.end, 1) for p in short if p.words and p.names], length + 1)
        self._lacked = sorted((p.start, p.end, p.lacking) for p in short if p.lacking)

    def across(self, edge: int) -> int:
        """Count the rewordings that reach across the edge before a token."""
        return self._reworded[edge]

    def renamed_across(self, edge: int) -> bool:
        """Tell whether anybody has a name for a name that reaches across the edge before a token."""
        return self._renamed[edge] > 0

    def lacked_with(self, word: int, site: Site) -> bool:
        """Tell whether those who have nothing in a site mostly lack a word beside it too: no name, no "by"."""
        first = bisect_left(self._lacked, (site.start - self._longest,))
        near = self._lacked[first : bisect_left(self._lacked, (site.start + 1,))]
        lacking = [(low, high, times) for low, high, times in near if site.end <= high]
        also = sum(times for low, high, times in lacking if low <= word < high)
        return also * 2 > sum(times for _, _, times in lacking)


def _summed(ranges: Sequence[tuple[int, int, int]], length: int) -> list[int]:
    """Return for each token the sum of what is given for the ranges that hold it; a long range costs no more."""
    steps = [0] * (length + 1)
    for start, end, times in ranges:
        steps[start] += times
        steps[end] -= times
    return list(accumulate(steps))[:length]
