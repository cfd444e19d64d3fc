"""Reduce each document to a few numbers by which shared passages show across a whole corpus.

Every run of five tokens (a shingle) is hashed; of a long text one in four is kept, chosen by its hash, so that two
texts keep the same ones. A corpus is then one array of 64-bit numbers, hash and document packed together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.model.document import Document
from pledgewatch.reuse.words import Batch, read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "MARK_BITS",
    "SHINGLE",
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
_SAMPLED = 4
_ALL_BELOW = 256
"""A text of fewer tokens, a page, keeps all of its shingles: a form of 48 tokens would keep 11 and lose them to a few
slips; and which fourth is kept is chance, on which two members of a form of 200 tokens must not depend."""
_MULTIPLIER = 0x9E3779B97F4A7C15
_START = 1
MARK_BITS = 44
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
    words = np.repeat(np.arange(len(sizes)), sizes)
    return Sketches(hashes[kept], owners[kept], sizes, _body_keys(batch, words, sizes))


def runs_of(batch: Batch) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hash of every run of five words and the number of its text; no run reaches over a text's end."""
    import numpy as np

    sizes = np.diff(batch.first)
    words = np.repeat(np.arange(len(sizes)), sizes)
    hashes = np.zeros(max(0, len(batch.hashes) + 1 - SHINGLE), dtype=np.uint64)
    for at in range(SHINGLE):
        hashes = mixed(hashes ^ batch.hashes[at : at + len(hashes)])
    owners = words[: len(hashes)]
    whole = np.flatnonzero(owners == words[SHINGLE - 1 :])
    return hashes[whole], owners[whole]


def marks_of(shingles: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the 44 bits of shingles' hashes that are kept.

    Two of the shingles of a million letters share them by chance a hundred times, and a mark with the number of a unit
    mostly fits into one number that NumPy sorts at once.
    """
    import numpy as np

    return (shingles >> np.uint64(64 - MARK_BITS)).astype(np.int64)


def sampled(marks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of shingles, given by their marks, whether a long text keeps them too."""
    chosen: NDArray[np.bool_] = marks % _SAMPLED == 0
    return chosen


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values multiplied and folded: one step of a hash."""
    import numpy as np

    values = values * np.uint64(_MULTIPLIER)
    values ^= values >> np.uint64(29)
    return values


def _body_keys(batch: Batch, words: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return for each text two sums of its words' hashes, each mixed with the word's place."""
    import numpy as np

    places = (np.arange(len(words)) - batch.first[:-1][words] + _START).astype(np.uint64)
    out = np.zeros((len(sizes), 2), dtype=np.uint64)
    value = batch.hashes
    for column in range(2):
        value = mixed(mixed(value ^ places) ^ (value >> np.uint64(7)))
        sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(value)))
        out[:, column] = sums[batch.first[1:]] - sums[batch.first[:-1]]
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
