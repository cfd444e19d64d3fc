"""Write a name in small ASCII letters, whatever script it is in, and undo what only looks like a letter.

Trap: a word that mixes Latin letters with Cyrillic ones has lookalikes in it, by a slip of the keyboard or to escape a
search; read by sound it would become another word.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["in_ascii", "in_one_script"]

_MIXED = re.compile(r"\b(?=[^\W\d_]*[a-zA-Z])(?=[^\W\d_]*[\u0400-\u04ff])[^\W\d_]+\b")
_CYRILLIC, _LATIN = "АВЕКМНОРСТУХаеорсух", "ABEKMHOPCTYXaeopcyx"
_TO_LATIN, _TO_CYRILLIC = str.maketrans(_CYRILLIC, _LATIN), str.maketrans(_LATIN, _CYRILLIC)
_GREEK_PAIRS = (
    ("ου", "u"), (r"\bμπ", "b"), (r"\bντ", "d"), (r"\bγκ", "g"), ("γγ", "ng"), ("ευ", "ev"), ("αυ", "av"),
)  # fmt: skip
_GREEK = tuple((re.compile(pattern), latin) for pattern, latin in _GREEK_PAIRS)
"""Two Greek letters that stand for one sound."""
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{2})")
_HAS_GREEK = re.compile("[\u0370-\u03ff]")


def in_one_script(text: str) -> str:
    """Write each word that mixes Latin and Cyrillic letters in the script of most of its letters."""
    return text if text.isascii() else _MIXED.sub(lambda found: _unmixed(found.group()), text)


def _unmixed(word: str) -> str:
    latin = sum(letter.isascii() for letter in word)
    return word.translate(_TO_LATIN if 2 * latin > len(word) else _TO_CYRILLIC)


def in_ascii(text: str) -> str:
    """Return the name in small ASCII letters, transliterated letter by letter."""
    if text.isascii():
        return text.casefold()
    from anyascii import anyascii

    text = _ARABIC_ARTICLE.sub("al-", unicodedata.normalize("NFKC", text)).replace("ու", "u").replace("Ու", "U")
    return str(anyascii(_greek(text) if _HAS_GREEK.search(text) else text)).casefold()


def _greek(text: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    bare = bare.casefold()
    for pattern, latin in _GREEK:
        bare = pattern.sub(latin, bare)
    return bare
