"""Find the words of texts in any script by their code points, many texts at once.

Every code point is of one kind: a letter of a word, a sign that is a token by itself (Chinese, Japanese, Thai), an
underscore of a blank, or none of these. Kinds and hashes of single signs are kept in tables that fill as code points
are met. A word with letters beyond ASCII is hashed by itself, and remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.reuse.tokens import LETTER, UNSPACED
from pledgewatch.reuse.word_hashes import PADDING, hash_of_word, plain_hashes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Found", "find_words"]

_ALL = 0x110000
_UNKNOWN, _NONE, _WORD, _SIGN, _BLANK = range(5)
_IS_WORD, _IS_SIGN = re.compile(LETTER), re.compile(rf"[{UNSPACED}]")
_SHORTEST_BLANK = 3
_SOFT_HYPHEN = 0xAD


class Found(NamedTuple):
    """Words by place and hash, in order; where one may go on after a break; which consist of letters (None: all)."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    breaks: NDArray[np.int64]
    letters: NDArray[np.bool_] | None


class _Tables(NamedTuple):
    """The kind of each code point, and the hash of each that is a token by itself; 1 MB, and what is used of 9."""

    kinds: NDArray[np.uint8]
    hashes: NDArray[np.uint64]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    import numpy as np

    tables = _Tables(np.zeros(_ALL, dtype=np.uint8), np.zeros(_ALL, dtype=np.uint64))
    tables.kinds[ord("_")] = _BLANK
    return tables


def find_words(joined: str) -> Found:
    """Find the words of a text in any script."""
    import numpy as np

    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds = np.concatenate((_kinds(points), np.full(1, _NONE, dtype=np.uint8)))
    if "___" in joined:
        _drop_short_blanks(kinds)
    else:
        kinds[kinds == _BLANK] = _NONE
    before = np.concatenate((np.full(1, _NONE, dtype=np.uint8), kinds[:-1]))
    edge = (kinds != before) | (kinds == _SIGN)
    starts = np.flatnonzero(edge & (kinds != _NONE))
    ends = np.flatnonzero((edge | (before == _SIGN)) & (before != _NONE))
    kind = kinds[starts]
    hashes = _hashes(joined, points, starts, ends, kind)
    hyphen = (points[:-1] == ord("-")) & (points[1:] <= ord(" ")) if len(points) else kinds[:0] == _NONE
    breaks = np.flatnonzero(np.append(hyphen, False)[: len(points)] | (points == _SOFT_HYPHEN))
    return Found(starts, ends, hashes, breaks, kind == _WORD)


def _kinds(points: NDArray[np.uint32]) -> NDArray[np.uint8]:
    import numpy as np

    table = _tables().kinds
    out = table[points]
    if not out.all():
        for point in np.unique(points[out == _UNKNOWN]).tolist():
            sign = chr(point)
            table[point] = _WORD if _IS_WORD.match(sign) else _SIGN if _IS_SIGN.match(sign) else _NONE
        out = table[points]
    return out


def _drop_short_blanks(kinds: NDArray[np.uint8]) -> None:
    """Leave of the underscores those that stand three and more together."""
    import numpy as np

    blank = np.concatenate((np.zeros(1, dtype=bool), kinds == _BLANK))
    edges = np.flatnonzero(blank[1:] != blank[:-1])
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start < _SHORTEST_BLANK:
            kinds[start:end] = _NONE


def _hashes(
    joined: str,
    points: NDArray[np.uint32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    kind: NDArray[np.uint8],
) -> NDArray[np.uint64]:
    import numpy as np

    beyond = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(points > 0x7F)))
    plain = (beyond[ends] == beyond[starts]) & (kind == _WORD)
    hashes = np.zeros(len(starts), dtype=np.uint64)
    low = np.where(points > 0x7F, 0, points).astype(np.uint8).tobytes().lower() + bytes(PADDING)
    hashes[plain] = plain_hashes(low, starts[plain], ends[plain])
    signs = kind == _SIGN
    hashes[signs] = _sign_hashes(points[starts[signs]])
    rest = np.flatnonzero(~plain & ~signs)
    spans = zip(starts[rest].tolist(), ends[rest].tolist(), strict=True)
    hashes[rest] = np.array([hash_of_word(joined[start:end]) for start, end in spans], dtype=np.uint64)
    return hashes


def _sign_hashes(points: NDArray[np.uint32]) -> NDArray[np.uint64]:
    import numpy as np

    table = _tables().hashes
    unknown = points[table[points] == 0]
    for point in np.unique(unknown).tolist():
        table[point] = hash_of_word(chr(point))
    return table[points]
