"""Fold text for searching: case, width, accents and kinds of white space do not matter, and every offset stays.

A character becomes exactly one character, so that what is found in the folded text stands at the same place in the
text itself. What would become two (`ß`) is left as it is.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise

__all__ = ["bigrams", "fold", "is_ideographic"]


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
    return (
        "\u3400" <= character <= "\u9fff"
        or "\u3040" <= character <= "\u30ff"
        or "\uac00" <= character <= "\ud7a3"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    )


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
