"""Tell a slip of the pen or the scanner from another word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

__all__ = ["is_rescan", "is_slip", "misread_at_end", "misread_at_start"]

_SLIP = 75.0
"""Similarity (0 to 100) above which two words are one with an OCR error. "Aftica" and "Africa" have 83, "Millenium"
and "Millennium" 95, "implement" and "advance" 25."""
_FAR = 33.0
"""Similarity below which two words are no slip of one another, however alike their letters look: "on", "an" have 50."""
_FIGURES = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 60
_SIGNS = 4
"""Signs beside letters that the longer of two may have more; what is longer by far is no slip, without a look."""
_TWO_AS_ONE = (("rn", "m"), ("cl", "d"), ("vv", "w"))
_ONE_AS_ANOTHER = str.maketrans("i1|0cbua5", "llloehnos")
"""What a scanner takes for one another. In a word of up to three letters only these are slips: "tbe" is "the"."""
_SHORT = 3
_LETTERS_A_SLIP = 12


@lru_cache(maxsize=1 << 14)
def is_slip(ours: str, theirs: str) -> bool:
    """Tell whether a difference is an OCR error: the same letters but for one or two, or a stray sign.

    Figures never are, "2008" and "2009" are two years; but a figure within a word may be a letter: "coasta1".
    """
    if not ours or not theirs:
        return len(ours + theirs) <= 1
    short, long = len(ours), len(theirs)
    if short > long:
        short, long = long, short
    if long > _LONGEST or _SLIP * (short + long) > 200.0 * (short + _SIGNS):
        return False
    plain, other = _letters(ours), _letters(theirs)
    alike = ratio(plain, other)
    if alike < _FAR or _other_figures(ours, theirs):
        return False
    longer = max(len(plain), len(other))
    if alike >= (_SLIP if longer > _SHORT else 100.0):
        return True
    return longer > 1 and (longer > _SHORT or not ours.isupper()) and _folded(ours) == _folded(theirs)


def is_rescan(ours: str, theirs: str) -> bool:
    """Tell a slip from a name that is only much alike: one letter in twelve differs, or what scanners confuse."""
    plain, other = _letters(ours), _letters(theirs)
    most = 1 + max(len(plain), len(other)) // _LETTERS_A_SLIP
    # This comes first, for it is the cheaper question: mostly two names are compared.
    if Levenshtein.distance(plain, other, score_cutoff=most) > most and _folded(ours) != _folded(theirs):
        return False
    return is_slip(ours, theirs)


@lru_cache(maxsize=1 << 14)
def _letters(text: str) -> str:
    text = text.casefold()
    return text if text.isalnum() else "".join(filter(str.isalnum, text))


def _other_figures(ours: str, theirs: str) -> bool:
    """Tell whether figures differ that are no letters misread: those by themselves, and those that both have."""
    here, there = _FIGURES.findall(ours), _FIGURES.findall(theirs)
    if not here and not there:
        return False
    return bool(here and there) or any(
        _FIGURES.search(word) and not _LETTER.search(word) for word in f"{ours} {theirs}".split()
    )


@lru_cache(maxsize=1 << 14)
def _folded(text: str) -> str:
    """Return the letters of a text, those that scanners take for one another as one."""
    plain = _letters(text)
    for pair, one in _TWO_AS_ONE:
        plain = plain.replace(pair, one)
    return plain.translate(_ONE_AS_ANOTHER)


def misread_at_start(ours: Sequence[str], theirs: Sequence[str]) -> tuple[int, int]:
    """Return how many words at the start of two runs are the same but for slips, ours and theirs: "of the", "ofthe"."""
    here = there = 0
    while step := _step(ours[here : here + 2], theirs[there : there + 2]):
        here, there = here + step[0], there + step[1]
    return here, there


def misread_at_end(ours: Sequence[str], theirs: Sequence[str]) -> tuple[int, int]:
    """Return the same of the end of two runs."""
    here, there = len(ours), len(theirs)
    while step := _step(ours[max(0, here - 2) : here], theirs[max(0, there - 2) : there], last=True):
        here, there = here - step[0], there - step[1]
    return len(ours) - here, len(theirs) - there


def _step(ours: Sequence[str], theirs: Sequence[str], *, last: bool = False) -> tuple[int, int] | None:
    """Return how many words of each are one misread word, the next of each or two that were joined or parted."""
    if not ours or not theirs:
        return None
    at = -1 if last else 0
    if is_slip(ours[at], theirs[at]):
        return 1, 1
    if len(ours) > 1 and _same_letters("".join(ours), theirs[at]):
        return 2, 1
    if len(theirs) > 1 and _same_letters(ours[at], "".join(theirs)):
        return 1, 2
    return None


def _same_letters(ours: str, theirs: str) -> bool:
    return abs(len(ours) - len(theirs)) <= 1 and _folded(ours) == _folded(theirs)
