"""Tell a slip of the pen or the scanner from another word."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["is_slip"]

_SLIP = 75.0
"""Similarity (0 to 100) above which two words are one with an OCR error. "Aftica" and "Africa" have 83, "Millenium"
and "Millennium" 95, "implement" and "advance" 25."""
_FIGURE = re.compile(r"\d")
_LONGEST = 60
_SIGNS = 4
"""Signs beside letters that the longer of two may have more; what is longer by far is no slip, without a look."""


@lru_cache(maxsize=1 << 14)
def is_slip(ours: str, theirs: str) -> bool:
    """Tell whether a difference is an OCR error: the same letters but for one or two, or a stray sign.

    Figures never are: "2008" and "2009" are two years.
    """
    from rapidfuzz.fuzz import ratio

    if not ours or not theirs:
        return len(ours + theirs) <= 1
    short, long = sorted((len(ours), len(theirs)))
    if (
        long > _LONGEST
        or _SLIP * (short + long) > 200.0 * (short + _SIGNS)
        or _FIGURE.search(ours)
        or _FIGURE.search(theirs)
    ):
        return False
    ours, theirs = ("".join(c for c in side.casefold() if c.isalnum()) for side in (ours, theirs))
    return ours == theirs or (max(len(ours), len(theirs)) > 3 and ratio(ours, theirs) >= _SLIP)
