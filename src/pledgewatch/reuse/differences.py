"""Count for each token of a backbone how many members differ there, and how."""

from __future__ import annotations

from typing import NamedTuple

from pledgewatch.reuse.variations import Place

__all__ = ["Differences", "Site"]


class Site(NamedTuple):
    """A run of backbone tokens `[start, end)` in which members differ; empty where some only insert."""

    start: int
    end: int


class Differences:
    """Count for each backbone token how many members differ there, and how."""

    def __init__(self, length: int, longest: int) -> None:
        self.longest = longest
        self.named = [0.0] * length
        self.short = [0.0] * length
        self.any = [0.0] * length
        self.inserted: dict[int, float] = {}
        self.inserted_names: dict[int, float] = {}
        self.reworded: list[tuple[int, int, float]] = []
        self.lacked: list[tuple[int, int, int]] = []

    def add(self, place: Place) -> None:
        """Count those who differ at a place; a passage left out counts as no other reading."""
        start, end, words, names, passages, lacking = place
        if start == end:
            self.inserted[start] = self.inserted.get(start, 0) + words - names
            self.inserted_names[start] = self.inserted_names.get(start, 0) + names
            return
        if end - start > self.longest:
            self._count(self.any, start, end, words + passages)
            return
        self._count(self.any, start, end, words + passages + lacking)
        self._count(self.short, start, end, words + passages + lacking)
        self._count(self.named, start, end, names)
        if words:
            self.reworded.append((start, end, words))
        if lacking:
            self.lacked.append((start, end, lacking))

    def _count(self, counts: list[float], start: int, end: int, times: float) -> None:
        for at in range(start, end):
            counts[at] += times

    def across(self, edge: int) -> float:
        """Count the rewordings that reach across the edge before a token."""
        return sum(times for low, high, times in self.reworded if low < edge < high)

    def lacked_with(self, word: int, site: Site) -> bool:
        """Tell whether those who have nothing in a site mostly lack a word beside it too: no name, no "by"."""
        lacking = [(low, high, times) for low, high, times in self.lacked if low <= site.start and site.end <= high]
        also = sum(times for low, high, times in lacking if low <= word < high)
        return also * 2 > sum(times for _, _, times in lacking)
