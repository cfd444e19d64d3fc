"""Hash words, many at once where they are plain: equal for a reader, equal in hash.

A word in plain ASCII is read as up to three numbers of eight bytes; one that `normalise` spells in another way, one
that is longer, and one with any other letter is normalised and hashed by itself.

Anybody may write the words and read this. No two words of up to eight bytes share a hash: theirs are even, and told
apart by all their letters. Those of longer words are odd. What follows the first eight bytes is mixed in three times,
and what was there before once more (as Davies and Meyer make a hash of a cipher), so that nobody can work out a word
for a hash: to find one for a given hash takes 2^63 trials, to find two of one's own with the same 2^32.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from pledgewatch.reuse.tokens import normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PADDING", "hash_of_word", "plain_hashes"]

_LONGEST = 24
"""Bytes of a word that are hashed at once; a longer one (one in ten thousand) is hashed by itself."""
_FIRST = 0x9E3779B97F4A7C15 << 1 & ((1 << 64) - 1)
_ROUNDS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)
_ODD, _ALL = 1, (1 << 64) - 1
# The last four letters of every word that `normalise` may spell in another way, and of some that it does not.
_ENDINGS = (
    "ised ises iser sers sing tion ions onal ysed yses ours ured ring able ably ural rful urer rers rite "
    "ites hood ling lled ller lers llor lors ment ence nces ogue gues amme mmes"
).split()
_SHORT_ENDINGS = ("ise", "yse", "our", "tre", "bre", "res")
_SLOTS = 12
PADDING = _LONGEST + 8
"""Bytes that must follow the last word where words are read as numbers of eight."""


def plain_hashes(low: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the hashes of the words `low[start:end]`, lower-case ASCII; `low` ends with `PADDING` other bytes."""
    hashes = _hashed(low, starts, ends - starts)
    _spell(hashes, low, starts, ends)
    return hashes


def _hashed(low: bytes, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return a hash of every word of at most 24 bytes, read as three numbers of eight."""
    import numpy as np

    at = np.ndarray((len(low) - 7,), dtype="<u8", buffer=low, strides=(1,))
    masks = np.array([0, *((1 << 8 * size) - 1 for size in range(1, 9))], dtype=np.uint64)
    out: NDArray[np.uint64] = at[starts] & masks[np.minimum(lengths, 8)]
    out *= np.uint64(_FIRST)
    out ^= out >> np.uint64(29)
    out &= np.uint64(_ALL ^ _ODD)
    for offset in range(8, _LONGEST, 8):
        long = np.flatnonzero(lengths > offset)
        more = at[starts[long] + offset] & masks[np.minimum(lengths[long] - offset, 8)]
        out[long] = _compressed(out[long], more) | np.uint64(_ODD)
    return out


def _compressed(before: NDArray[np.uint64], more: NDArray[np.uint64]) -> NDArray[np.uint64]:
    import numpy as np

    value = before
    for multiplier in _ROUNDS:
        value = (value ^ more) * np.uint64(multiplier)
        value ^= value >> np.uint64(32)
    return value ^ before


def _spell(hashes: NDArray[np.uint64], low: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
    """Give words that are spelt in two ways the hash of one: only words with such an ending are looked at."""
    import numpy as np

    tail = np.ndarray((len(low) - 3,), dtype="<u4", buffer=low, strides=(1,))
    last = tail[np.maximum(ends - 4, 0)]
    length = ends - starts
    four, three = _ending_tables()
    asked = four[_slot(last)] | three[_slot(last & np.uint32(0xFFFFFF00))]
    suspects = np.flatnonzero((asked & (length > 4)) | (length > _LONGEST))
    if not len(suspects):
        return
    _, places, which = np.unique(hashes[suspects], return_index=True, return_inverse=True)
    spans = [(int(starts[at]), int(ends[at])) for at in suspects[places]]
    hashes[suspects] = np.array(
        [hash_of_word(low[start:end].decode("ascii")) for start, end in spans], dtype=np.uint64
    )[which]
    long = np.flatnonzero(length > _LONGEST)
    hashes[long] = [hash_of_word(low[starts[at] : ends[at]].decode("ascii")) for at in long.tolist()]


@lru_cache(maxsize=1)
def _ending_tables() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    import numpy as np

    out = np.zeros(1 << _SLOTS, dtype=bool), np.zeros(1 << _SLOTS, dtype=bool)
    for table, endings in zip(out, (_ENDINGS, _SHORT_ENDINGS), strict=True):
        for ending in endings:
            code = int.from_bytes(ending.rjust(4, "\0").encode(), "little")
            table[_slot(np.array([code], dtype=np.uint32))] = True
    return out


def _slot(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    import numpy as np

    return (codes * np.uint32(0x9E3779B1)) >> np.uint32(32 - _SLOTS)


def _hash_of(key: str) -> int:
    """Return the hash of one normalised word, the same that `_hashed` gives for many."""
    data = key.encode("utf-8", "surrogatepass")
    if len(data) > _LONGEST or not (key.isascii() and key.isalnum()):
        return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little") | _ODD
    out = int.from_bytes(data[:8], "little") * _FIRST & _ALL
    out = (out ^ out >> 29) & ~_ODD
    for at in range(8, len(data), 8):
        more, before = int.from_bytes(data[at : at + 8], "little"), out
        for multiplier in _ROUNDS:
            out = (out ^ more) * multiplier & _ALL
            out ^= out >> 32
        out = (out ^ before) | _ODD
    return out


@lru_cache(maxsize=1 << 16)
def hash_of_word(word: str) -> int:
    """Return the hash of one word as it is written, the same that `plain_hashes` gives."""
    return _hash_of(normalise(word))
