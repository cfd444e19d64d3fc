"""Turn text into tokens that compare equal where a reader would call them equal.

A document becomes a string with one character for each token: what rapidfuzz aligns fastest, and what NumPy reads
as integers without a copy of our own. Offsets are not kept but computed again where they are needed, because most
documents of a large corpus are only ever counted.

What is made equal: case, width, quotes, bullets, hyphens and all other punctuation (they are no tokens), a word
broken at a line's end, British and American spelling, Arabic vowel marks. Scripts without spaces (Chinese, Japanese,
Thai, Lao, Burmese, Khmer) are taken character by character.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pledgewatch.reuse.words import Batch

__all__ = ["BLANK", "TOKEN", "Vocabulary", "normalise", "numbers", "offsets"]

BLANK = "____"
"""The token of a run of underscores: a blank that somebody should have filled in."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Marks that belong to the word before them although \w leaves them out: combining accents, Hebrew and Arabic points,
# and the vowel signs of the Indic scripts (whole blocks but for the danda U+0964-0965).
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff"
)
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}])"
# A word, and the rest of it where a line broke it ("commit-\nment"). What is a token never depends on what follows it,
# so that any run of tokens read by itself is the same tokens. Possessive: no input makes the pattern try twice.
TOKEN = re.compile(
    rf"[{_UNSPACED}]"
    rf"|{_LETTER}++(?:(?:\u00ad\s{{0,8}}+|(?<=[a-z])-[ \t]{{0,8}}+\r?\n[ \t]{{0,8}}+(?=[a-z])){_LETTER}++)?+"
    r"|_{3,}+"
)
_BREAK = re.compile(r"[-\u00ad]\s*")
_UNWRITTEN = re.compile(r"[\u0640\u064b-\u065f\u0670\u0591-\u05bd\u05bf-\u05c7]")
# British to American, by ending. Applied to both sides of every comparison, so that "promise" may become "promize".
_SPELLING = (
    (re.compile(r"(?<=\w{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)\Z)"), "iz"),
    (re.compile(r"(?<=\w{3})ys(?=(?:e|ed|es|ing)\Z)"), "yz"),
    (re.compile(r"(?<=\w{3})our(?=(?:s|ed|ing|able|ably|al|ful|er|ers|ite|ites|hood)?\Z)"), "or"),
    (re.compile(r"(?<=\w{2}[tb])re(?=s?\Z)"), "er"),
    (re.compile(r"(?<=[aeiou]ll)(?=(?:ed|ing|er|ers)\Z)"), ""),
    (re.compile(r"(?<=\w{2})ence(?=s?\Z)"), "ense"),
    (re.compile(r"(?<=\w{2})ogue(?=s?\Z)"), "og"),
    (re.compile(r"(?<=\w{3})amme(?=s?\Z)"), "am"),
)
_DOUBLED = re.compile(r"(?<=[aeiou])ll(?=(?:ed|ing|er|ers|or|ors|ment)\Z)")

_FIRST_CHARACTER = 0x100
_SURROGATES = 0xD800
_LIMIT = 0x10FFFF - 0x800
_KNOWN_BITS = 16


@lru_cache(maxsize=1 << 16)
def normalise(word: str) -> str:
    """Return the form of a word under which it is compared."""
    if word.startswith("___"):
        return BLANK
    word = unicodedata.normalize("NFKC", _BREAK.sub("", word)).casefold()
    word = _UNWRITTEN.sub("", word) or word
    if len(word) < 5 or not word.isascii():
        return word
    word = _DOUBLED.sub("l", word)
    for ending, american in _SPELLING:
        word = ending.sub(american, word)
    return word


def offsets(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the span of each token of `text[start:end]`, in code points of `text`."""
    return [found.span() for found in TOKEN.finditer(text, start, len(text) if end is None else end)]


class Vocabulary(dict[str, str]):
    """Give every word a character, equal words the same one, in the order in which they come.

    Trap: characters mean nothing outside their vocabulary. After 1.1 million words the rest share characters by hash:
    comparing stays right to one in a million.

    `light` holds the characters of what numbers a list or is left of a bullet by OCR ("1", "a", "e"): such tokens are
    aligned, but a difference in them alone is none.
    """

    def __init__(self) -> None:
        super().__init__()
        self._characters: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._known: _Known | None = None
        self.light: set[str] = set()

    def __missing__(self, word: str) -> str:
        key = normalise(word)
        character = self._characters.get(key)
        if character is None:
            character = self._characters[key] = self._add(key)
            self._keys.setdefault(character, key)
            if (len(key) == 1 and key.isascii()) or (len(key) <= 2 and key.isdigit()):
                self.light.add(character)
        self[word] = character
        return character

    def _add(self, key: str) -> str:
        number = len(self._characters) + _FIRST_CHARACTER
        if number >= _LIMIT:
            digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            number = _FIRST_CHARACTER + int.from_bytes(digest, "big") % (_LIMIT - _FIRST_CHARACTER)
        return chr(number if number < _SURROGATES else number + 0x800)

    def encode(self, text: str) -> str:
        """Return the text as one character a token."""
        return "".join(map(self.__getitem__, TOKEN.findall(text)))

    def encode_all(self, texts: Sequence[str], words: Batch) -> list[str]:
        """Return texts, whose words have been read, as one character a token."""
        if self._known is None:
            self._known = _Known()
        codes = self._known.codes(self, texts, words)
        whole = codes.tobytes().decode("utf-32-le")
        bounds = words.first.tolist()
        return [whole[start:end] for start, end in pairwise(bounds)]

    def decode(self, encoded: str) -> str:
        """Return the words of an encoded text as they are compared, with spaces between."""
        return " ".join(map(self._keys.__getitem__, encoded))


class _Known:
    """Remember characters by the hashes of words: a table in which the newer word takes the place of the older."""

    def __init__(self) -> None:
        import numpy as np

        self.hashes = np.zeros(1 << _KNOWN_BITS, dtype=np.uint64)
        self.points = np.zeros(1 << _KNOWN_BITS, dtype=np.uint32)

    def codes(self, vocabulary: Vocabulary, texts: Sequence[str], words: Batch) -> NDArray[np.uint32]:
        """Return the code point of each word's character."""
        import numpy as np

        place = (words.hashes >> np.uint64(64 - _KNOWN_BITS)).astype(np.int64)
        out: NDArray[np.uint32] = self.points[place]
        missing = np.flatnonzero((self.hashes[place] != words.hashes) | (out == 0))
        if len(missing):
            values, first, which = np.unique(words.hashes[missing], return_index=True, return_inverse=True)
            found = np.array([ord(vocabulary[word]) for word in _at(texts, words, missing[first])], dtype=np.uint32)
            out[missing] = found[which]
            at = (values >> np.uint64(64 - _KNOWN_BITS)).astype(np.int64)
            self.hashes[at], self.points[at] = values, found
        return out


def _at(texts: Sequence[str], words: Batch, places: NDArray[np.int64]) -> Iterator[str]:
    import numpy as np

    owners = np.searchsorted(words.first, places, side="right") - 1
    for owner, start, end in zip(
        owners.tolist(), words.starts[places].tolist(), words.ends[places].tolist(), strict=True
    ):
        yield texts[owner][start:end]


def numbers(encoded: str) -> NDArray[np.uint32]:
    """Return an encoded document as numbers, one a token."""
    import numpy as np

    points = np.frombuffer(encoded.encode("utf-32-le"), dtype=np.uint32).copy()
    points[points >= _SURROGATES] -= 0x800
    points -= _FIRST_CHARACTER
    return points
