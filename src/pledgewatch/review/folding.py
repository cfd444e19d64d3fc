"""Fold text for searching: case, width, accents and kinds of white space do not matter, and every offset stays.

A character becomes exactly one character, so that what is found in the folded text stands at the same place in the
text itself. What would become two (`ß`) is left as it is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

__all__ = ["UNSPACED_PAIR", "bigrams", "fold", "is_ideographic", "joined"]

_IDEOGRAPHIC = "\u3400-\u9fff\u3040-\u30ff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = _IDEOGRAPHIC.replace("\uac00-\ud7a3", "")  # Korean has spaces between words
_BETWEEN = re.compile(rf"(?<=[{_UNSPACED}]) +(?=[{_UNSPACED}])")
UNSPACED_PAIR = re.compile(rf"(?<=[{_UNSPACED}])(?=[{_UNSPACED}])")
"""The place between two characters of Chinese or Japanese."""
_IS_IDEOGRAPHIC = re.compile(rf"[{_IDEOGRAPHIC}]")


@lru_cache(maxsize=65_536)
def _folded(character: str) -> str:
    # What SQLite's index cannot hold (NUL, half a surrogate pair) parts words, as all other control characters do.
    if character.isspace() or unicodedata.category(character) in ("Cc", "Cs"):
        return " "
    parts = unicodedata.normalize("NFKD", character)
    base = parts[0] if len(parts) > 1 and all(unicodedata.combining(part) for part in parts[1:]) else parts
    base = base if len(base) == 1 else character
    lower = base.casefold()
    return lower if len(lower) == 1 else base


def fold(text: str) -> str:
    r"""Return the folded text, as long as the text.

    >>> fold("Müller\nＡＧ 人权")
    'muller ag 人权'
    """
    return "".join(map(_folded, text))


def is_ideographic(character: str) -> bool:
    """Tell whether a character may be a word by itself, or with one other: Han, kana, Hangul."""
    return _IS_IDEOGRAPHIC.fullmatch(character) is not None


def joined(text: str) -> str:
    """Return a folded text without the spaces within Chinese and Japanese: a line may break anywhere there.

    >>> joined("our 人 权 policy")
    'our 人权 policy'
    """
    return _BETWEEN.sub("", text)


def bigrams(text: str) -> set[str]:
    """Return the pairs of neighbouring ideographic characters of a folded text, and each character by itself.

    >>> sorted(bigrams("尊重人权 x"))
    ['人', '人权', '尊', '尊重', '权', '重', '重人']
    """
    own = {character for character in text if is_ideographic(character)}
    if not own:
        return own
    pairs = pairwise(text)
    return own | {one + other for one, other in pairs if one in own and other in own}
