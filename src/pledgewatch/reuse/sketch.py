"""Reduce each document to a few numbers by which shared passages show across a whole corpus.

Every run of five tokens (a shingle) is hashed; of a long text one in four is kept, chosen by its words, so that two
texts keep the same ones. A corpus is then one array of 64-bit numbers, hash and document packed together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.model.document import Document
from pledgewatch.reuse.words import Batch, read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "MARK_BITS",
    "SHINGLE",
    "SIZE_AND_KIND",
    "Sketches",
    "joined",
    "marks_of",
    "mixed",
    "runs_of",
    "sampled",
    "sketch",
    "sketches",
]

SHINGLE = 5
"""Tokens in a shingle: 5 words are rarely shared by chance, and survive an OCR slip every dozen words."""
_ALL_BELOW = 256
"""A text of fewer tokens, a page, keeps all of its shingles: a form of 48 tokens would keep 11 and lose them to a few
slips; and which fourth is kept is chance, on which two members of a form of 200 tokens must not depend."""
SEED = 0
"""Where hashes of runs begin; another is another draw of all that is left to chance (`bench.reuse --draws`)."""
_SIZE_BITS, _DOCUMENT = 8, 1 << 63
SIZE_AND_KIND = 0xFF << 56
"""The first bit of a body's key tells it from a registered form's, the next seven are its size."""
_MULTIPLIER = 0x9E3779B97F4A7C15
MARK_BITS = 44
_ALL, _CHOICE = (1 << 64) - 1, 1 << 64 - MARK_BITS
_TOGETHER = 1 << 20
"""Characters of text that are read at once: 40 MB of arrays."""


class Sketches(NamedTuple):
    """Sketches of some documents: kept shingles and their owners (by number), sizes in tokens and in shingles kept.

    `keys` are hashes of whole bodies, in two numbers: documents with equal keys have the same tokens.
    """

    shingles: NDArray[np.uint64]
    owners: NDArray[np.int64]
    sizes: NDArray[np.int64]
    keys: NDArray[np.uint64]


def sketch(batch: Batch) -> Sketches:
    """Sketch the texts of a batch, numbered from 0."""
    import numpy as np

    sizes = np.diff(batch.first)
    hashes, owners = runs_of(batch)
    kept = np.flatnonzero(sampled(marks_of(hashes)) | (sizes[owners] < _ALL_BELOW))
    return Sketches(hashes[kept], owners[kept], sizes, _body_keys(batch))


def runs_of(batch: Batch) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hash of every run of five words and the number of its text; no run reaches over a text's end."""
    import numpy as np

    sizes = np.diff(batch.first)
    words = np.repeat(np.arange(len(sizes)), sizes)
    count = max(0, len(batch.hashes) + 1 - SHINGLE)
    pairs = mixed(batch.hashes[: count + SHINGLE - 2] ^ np.uint64(SEED))
    pairs = mixed(pairs[: len(words) - 1] ^ batch.hashes[1 : count + SHINGLE - 1])
    hashes = pairs[:count]
    for at in range(2, SHINGLE):
        hashes = mixed(hashes ^ batch.hashes[at : at + count])
    hashes &= np.uint64(_ALL ^ _CHOICE)
    hashes[~_chosen(pairs)[:count]] |= np.uint64(_CHOICE)
    owners = words[:count]
    whole = np.flatnonzero(owners == words[SHINGLE - 1 :])
    return hashes[whole], owners[whole]


def _chosen(pairs: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell of runs of five words, by the hashes of their pairs of words, whether a long text keeps them.

    Of the four pairs the second must be the least. So every fourth is kept, never two in a row but where words repeat.
    Of 16 runs that two texts share, one in 2,000 times at most one is kept; by lot it was one in 15 times. Such runs
    are known as open syncmers (Edgar 2021, doi:10.7717/peerj.10805).
    """
    low = pairs[1:] <= pairs[:-1]
    out: NDArray[np.bool_] = low[:-2] & (pairs[1:-2] <= pairs[2:-1]) & (pairs[1:-2] <= pairs[3:])
    return out


def marks_of(shingles: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the 44 bits of shingles' hashes that are kept.

    Two of the shingles of a million letters share them by chance a hundred times, and a mark with the number of a unit
    mostly fits into one number that NumPy sorts at once.
    """
    import numpy as np

    return (shingles >> np.uint64(64 - MARK_BITS)).astype(np.int64)


def sampled(marks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of shingles, given by their marks, whether a long text keeps them too: their last bit says so."""
    chosen: NDArray[np.bool_] = marks & 1 == 0
    return chosen


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values multiplied and folded: one step of a hash."""
    import numpy as np

    values = values * np.uint64(_MULTIPLIER)
    values ^= values >> np.uint64(29)
    return values


def _body_keys(batch: Batch) -> NDArray[np.uint64]:
    """Return for each text two numbers: its size in halves of a doubling, and what SHA-256 gives for its words' hashes.

    No sum of the hashes, which somebody could make come out as he likes: 2 microseconds a letter, as two sums take.
    The size comes first, so that units stand in the order of their sizes, the shorter first.
    """
    import numpy as np

    words = batch.hashes.astype("<u8", copy=False).tobytes()
    bounds = (batch.first * 8).tolist()
    salt = SEED.to_bytes(8, "little")
    digests = [hashlib.sha256(salt + words[start:end]).digest()[:16] for start, end in pairwise(bounds)]
    out = np.frombuffer(b"".join(digests), dtype="<u8").reshape(-1, 2).astype(np.uint64)
    size = np.frexp(np.square(np.diff(batch.first).astype(np.float64)))[1].astype(np.uint64)
    out[:, 0] = (size << np.uint64(64 - _SIZE_BITS)) | (out[:, 0] >> np.uint64(_SIZE_BITS)) | np.uint64(_DOCUMENT)
    return out


def joined(parts: Sequence[Sketches]) -> Sketches:
    """Put sketches behind one another, the documents numbered on."""
    import numpy as np

    shifts = np.cumsum([0, *(len(part.sizes) for part in parts[:-1])])
    return Sketches(
        np.concatenate([part.shingles for part in parts]),
        np.concatenate([part.owners + shift for part, shift in zip(parts, shifts, strict=True)]),
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.keys for part in parts]),
    )


def sketches(documents: Iterable[Document]) -> Iterator[Sketches]:
    """Yield the sketches of documents' bodies, of so many documents at once as is cheap."""
    texts: list[str] = []
    size = 0
    for document in documents:
        texts.append(document.body.of(document.text))
        size += len(texts[-1])
        if size > _TOGETHER:
            yield sketch(read_words(texts))
            texts, size = [], 0
    yield sketch(read_words(texts))
