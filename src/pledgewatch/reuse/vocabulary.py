"""Give every word one character, so that a document is a string that rapidfuzz aligns and NumPy reads as integers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pledgewatch.reuse.tokens import TOKEN, normalise
from pledgewatch.reuse.word_hashes import hash_of_word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pledgewatch.reuse.words import Batch

__all__ = ["Vocabulary", "numbers", "shared_vocabulary"]

_FIRST_CHARACTER = 0x100
_SURROGATES = 0xD800
_LIMIT = 0x10FFFF - 0x800
_KNOWN_BITS = 16


class Vocabulary(dict[str, str]):
    """Give every word a character, equal words the same one, in the order in which they come.

    Trap: characters mean nothing outside their vocabulary. After 1.1 million words the rest share characters by hash:
    comparing stays right to one in a million.

    `light` holds the characters of what numbers a list or is left of a bullet by OCR ("1", "a", "e"): such tokens are
    aligned, but a difference in them alone is none.
    """

    def __init__(self) -> None:
        super().__init__()
        self._characters: dict[int, str] = {}
        self._words: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._known: _Known | None = None
        self.light: set[str] = set()

    def __missing__(self, word: str) -> str:
        mark = hash_of_word(word)
        character = self[word] = self._characters.get(mark) or self._added(mark, word)
        return character

    def _added(self, mark: int, word: str) -> str:
        """Give a new word, which has this hash, its character."""
        number = len(self._characters) + _FIRST_CHARACTER
        if number >= _LIMIT:
            number = _FIRST_CHARACTER + mark % (_LIMIT - _FIRST_CHARACTER)
        character = self._characters[mark] = chr(number if number < _SURROGATES else number + 0x800)
        self._words.setdefault(character, word)
        if (len(word) <= 2 or not word.isascii()) and _is_light(normalise(word)):
            self.light.add(character)
        return character

    def points(self, marks: Sequence[int], words: Callable[[int], str]) -> list[int]:
        """Return code points of words given by their hashes; `words` tells one by its place, should it be new."""
        known = self._characters.get
        return [ord(known(mark) or self._added(mark, words(at))) for at, mark in enumerate(marks)]

    def size(self) -> int:
        """Count the words that have a character."""
        return len(self._characters)

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
        keys = self._keys
        for character in encoded:
            if character not in keys:
                keys[character] = normalise(self._words[character])
        return " ".join(map(keys.__getitem__, encoded))


def _is_light(key: str) -> bool:
    return (len(key) == 1 and key.isascii()) or (len(key) <= 2 and key.isdigit())


def shared_vocabulary() -> Vocabulary:
    """Return a vocabulary that the pieces of work of one process share: most letters have the words of the last.

    A new one takes its place after 65,536 words (some 25 MB): what is encoded together must be asked of one call.
    """
    global _shared  # noqa: PLW0603 (one a process, and nothing that is found depends on it)
    if _shared.size() > _MOST_SHARED:
        _shared = Vocabulary()
    return _shared


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
            points = vocabulary.points(values.tolist(), _words_at(texts, words, missing[first]))
            found = np.array(points, dtype=np.uint32)
            out[missing] = found[which]
            at = (values >> np.uint64(64 - _KNOWN_BITS)).astype(np.int64)
            self.hashes[at], self.points[at] = values, found
        return out


def _words_at(texts: Sequence[str], words: Batch, places: NDArray[np.int64]) -> Callable[[int], str]:
    """Return what tells the words at some places, by number, as they are written."""
    import numpy as np

    owners = (np.searchsorted(words.first, places, side="right") - 1).tolist()
    starts, ends = words.starts[places].tolist(), words.ends[places].tolist()
    return lambda at: texts[owners[at]][starts[at] : ends[at]]


_shared = Vocabulary()
_MOST_SHARED = 1 << 16


def numbers(encoded: str) -> NDArray[np.uint32]:
    """Return an encoded document as numbers, one a token."""
    import numpy as np

    points = np.frombuffer(encoded.encode("utf-32-le"), dtype=np.uint32).copy()
    points[points >= _SURROGATES] -= 0x800
    points -= _FIRST_CHARACTER
    return points
