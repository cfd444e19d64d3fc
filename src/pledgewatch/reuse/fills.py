"""Count the fills of a slot in bounded memory."""

from __future__ import annotations

import hashlib
from collections import Counter

__all__ = ["Fills"]

_COUNTED = 2048
"""Distinct fills that are counted one by one; of further ones only their number is kept, by estimate."""
_LEAST_KEPT = 1024
_ALL = 1 << 64


class Fills:
    """The values of one slot and how often each came.

    Where there are more than 2,048, how many there are is estimated from the least hashes (k minimum values): within
    3 in 100, the same in whatever order they came.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.least: set[int] = set()
        self._edge = _ALL

    @classmethod
    def of(cls, counts: Counter[str], least: set[int]) -> Fills:
        """Return what was counted before, by its `counts` and its `least` hashes."""
        fills = cls()
        fills.counts = counts
        for number in sorted(least):
            fills._keep(number)
        return fills

    def add(self, value: str, times: int = 1) -> None:
        """Count a value."""
        if value in self.counts or len(self.counts) < _COUNTED:
            self.counts[value] += times
            return
        if not self.least:
            for known in self.counts:
                self._note(known)
        self._note(value)

    def _note(self, value: str) -> None:
        self._keep(int.from_bytes(hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest()))

    def _keep(self, number: int) -> None:
        if number >= self._edge:
            return
        self.least.add(number)
        if len(self.least) >= 2 * _LEAST_KEPT:
            self.least = set(sorted(self.least)[:_LEAST_KEPT])
            self._edge = max(self.least)

    def merge(self, other: Fills) -> None:
        """Take in what was counted elsewhere."""
        if other.least and not self.least:
            for known in self.counts:
                self._note(known)
        for value, times in other.counts.items():
            if self.least or other.least:
                self._note(value)
            self.add(value, times)
        for number in other.least:
            self._keep(number)

    def distinct(self) -> int:
        """Return how many distinct values came."""
        if not self.least:
            return len(self.counts)
        kept = sorted(self.least)[:_LEAST_KEPT]
        if len(kept) < _LEAST_KEPT:
            return max(len(kept), len(self.counts))
        return max(len(self.counts), round((_LEAST_KEPT - 1) * _ALL / kept[-1]))
