"""Read the words of many texts at once: places and hashes of all tokens as arrays.

NumPy reads a text in plain ASCII by its bytes, any other text by its code points (see `scripts`); the pattern in
`tokens` says what a token is, and a test holds both to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.reuse.scripts import Found, find_words
from pledgewatch.reuse.word_hashes import PADDING, hash_of_word, plain_hashes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Batch", "read_words"]

_CLASSES = bytes(ord(chr(code).lower()) if chr(code).isascii() and chr(code).isalnum() else 0 for code in range(256))
# Typographic signs that are no part of any token: as NUL they leave a text plain, and join no word that a line breaks.
_SIGNS = str.maketrans(dict.fromkeys("‘’‚“”„–—…•·®©™°§«»\u00a0\u2009\u200b\ufeff", "\0"))
# Where a word goes on after a break, as `TOKEN` has it.
_BREAK = re.compile(r"(?<=[a-z])-[ \t]{0,8}+\r?\n[ \t]{0,8}+(?=[a-z])|\u00ad\s{0,8}+")


class Batch(NamedTuple):
    """The words of some texts: hashes and places of all, those of text `i` from `first[i]` to `first[i + 1]`.

    Places count code points of their own text.
    """

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    first: NDArray[np.int64]


def read_words(texts: Sequence[str]) -> Batch:
    """Return the words of texts; costs about 40 bytes a byte of text while it runs."""
    import numpy as np

    plain = [_plain(text) for text in texts]
    fast = _read([text for text in plain if text is not None], _find_plain)
    if len(fast.first) == len(texts) + 1:
        return fast
    slow = _read([text for text, one in zip(texts, plain, strict=True) if one is None], find_words)
    order = np.argsort([one is None for one in plain], kind="stable")
    sizes = np.empty(len(texts), dtype=np.int64)
    sizes[order] = np.concatenate((np.diff(fast.first), np.diff(slow.first)))
    first = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes)))
    places = np.repeat(first[order] - np.concatenate((fast.first[:-1], slow.first[:-1] + fast.first[-1])), sizes[order])
    places += np.arange(len(places))
    whole = np.argsort(places)
    hashes, starts, ends = (np.concatenate(pair)[whole] for pair in zip(fast[:3], slow[:3], strict=True))
    return Batch(hashes, starts, ends, first)


def _plain(text: str) -> str | None:
    """Return the text to be read by its bytes, None where that cannot be."""
    if not text.isascii():
        text = text.translate(_SIGNS)
        if not text.isascii():
            return None
    return None if "___" in text else text


def _find_plain(joined: str) -> Found:
    """Find the words of a text in plain ASCII."""
    import numpy as np

    data = joined.encode("ascii")
    low = b" ".join((data, bytes(PADDING))).translate(_CLASSES)
    word = np.frombuffer(low, dtype=np.uint8) != 0
    edges = np.flatnonzero(word[1:] != word[:-1]) + 1
    if word[0]:
        edges = np.concatenate((np.zeros(1, dtype=np.int64), edges))
    starts, ends = edges[::2], edges[1::2]
    signs = np.frombuffer(data, dtype=np.uint8)
    breaks = np.flatnonzero((signs[:-1] == ord("-")) & (signs[1:] <= ord(" "))) if len(signs) else edges
    return Found(starts, ends, plain_hashes(low, starts, ends), breaks, None)


def _read(texts: Sequence[str], find: Callable[[str], Found]) -> Batch:
    """Find the words of all texts in one, mend those that are broken, and give each text its own."""
    import numpy as np

    joined = "\0".join(texts)
    found = find(joined)
    broken = _broken(joined, found)
    starts, ends, hashes = (found.starts, found.ends, found.hashes) if not broken else _mended(joined, broken, found)
    bases = np.zeros(len(texts), dtype=np.int64)
    np.cumsum([len(text) + 1 for text in texts[:-1]], out=bases[1:])
    first = np.append(np.searchsorted(starts, bases), len(starts))
    shift = np.repeat(bases, np.diff(first))
    return Batch(hashes, starts - shift, ends - shift, first)


def _broken(joined: str, found: Found) -> list[int]:
    """Return which words go on after a break, by number; of three pieces only the first two are one word."""
    import numpy as np

    places = found.breaks.tolist()
    words = np.searchsorted(found.ends, found.breaks).tolist()
    out: list[int] = []
    for place, word in zip(places, words, strict=True):
        if word + 1 >= len(found.ends) or found.ends[word] != place or (out and out[-1] == word - 1):
            continue
        match = _BREAK.match(joined, place)
        letters = found.letters is None or (found.letters[word] and found.letters[word + 1])
        if match and letters and match.end() == found.starts[word + 1]:
            out.append(word)
    return out


def _mended(
    joined: str, broken: list[int], found: Found
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """Join the words that are broken: few, so that each is hashed by itself."""
    import numpy as np

    ends, hashes = found.ends.copy(), found.hashes.copy()
    gone = np.array(broken, dtype=np.int64) + 1
    ends[broken] = found.ends[gone]
    spans = zip(found.starts[broken].tolist(), ends[broken].tolist(), strict=True)
    hashes[broken] = np.array([hash_of_word(joined[start:end]) for start, end in spans], dtype=np.uint64)
    return np.delete(found.starts, gone), np.delete(ends, gone), np.delete(hashes, gone)
