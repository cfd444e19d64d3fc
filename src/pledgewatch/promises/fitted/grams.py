"""Cut a text into runs of one to three characters, each named by a number below 65,536.

Characters, not words: Chinese and Japanese need no word list, and a noisy scan loses a few runs instead of a word.
Runs of up to four, or words beside them, gained nothing on the public benchmark (docs/promises.md).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["BITS", "LENGTHS", "Grams", "grams_of", "ids_of"]

BITS = 16
"""At 15 bits the score on the largest set of the benchmark was .003 lower; at 18 the same."""
LENGTHS = (1, 2, 3)

Ids = npt.NDArray[np.int64]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_SHIFTS = np.uint64(31), np.uint64(29)
_KEPT = np.uint64(64 - BITS)
_FULL_WIDTH = (0xFF01, 0xFF5E, 0xFEE0)
"""Full-width letters and figures stand this far from the plain ones (Unicode, Halfwidth and Fullwidth Forms)."""


class Grams:
    """The runs of a text: their ids, by length, and the place in the text of each character that was kept."""

    def __init__(self, text: str) -> None:
        points, self.places = _folded(text)
        self.by_length = [_hashed(points, length) for length in LENGTHS]

    @property
    def ids(self) -> Ids:
        """Return the ids of all runs, shorter ones first."""
        return np.concatenate(self.by_length)


def grams_of(text: str) -> Grams:
    """Cut a text."""
    return Grams(text)


def ids_of(text: str) -> Ids:
    """Return the distinct ids of a text, in order."""
    return np.unique(Grams(text).ids)


def _folded(text: str) -> tuple[npt.NDArray[np.uint64], Ids]:
    """Return lower-case code points without repeated white space, and where each stands in the text."""
    lowered = text.lower()
    if len(lowered) != len(text):  # İ becomes two code points: offsets would drift
        lowered = "".join(one if len(one := char.lower()) == 1 else char for char in text)
    points = np.frombuffer(lowered.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    first, last, apart = _FULL_WIDTH
    wide = (points >= first) & (points <= last)
    points = np.where(wide, points - np.uint64(apart), points)
    blank = (points <= 32) | (points == 0xA0) | (points == 0x3000)
    points = np.where(blank, np.uint64(32), points)
    kept = ~blank
    kept[1:] |= ~blank[:-1]
    return points[kept], np.flatnonzero(kept)


def _hashed(points: npt.NDArray[np.uint64], length: int) -> Ids:
    """Return the id of every run of a length."""
    count = len(points) - length + 1
    if count <= 0:
        return np.zeros(0, np.int64)
    mixed = np.zeros(count, np.uint64)
    for offset in range(length):
        mixed = mixed * _MULTIPLIER + points[offset : offset + count] + np.uint64(1)
    mixed *= np.uint64(length)
    mixed ^= mixed >> _SHIFTS[0]
    mixed *= _MIXER
    mixed ^= mixed >> _SHIFTS[1]
    return (mixed >> _KEPT).astype(np.int64)
