"""Weigh a passage that documents share: a phrase that everybody uses, or text that says something.

What a passage weighs is the sum, over its words, of how rare each is among the documents: a long passage of common
words and a short one of rare words may weigh the same. A passage weighs nothing in itself, only in a corpus.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pledgewatch.reuse.vocabulary import Vocabulary
from pledgewatch.reuse.words import read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Rarity", "likely", "substance"]

_MIDDLE, _STEEPNESS = 3.3, 2.9
"""Where a passage is as likely of substance as not, in log weight (27 nats: some ten rare words), and
how fast that changes. Fitted on the tuning half of hand-labelled passages of bills."""
_RAREST = math.log(400)
"""No word is rarer than one in so many documents, as many as the bills have: a larger corpus must not make every
passage weigh more."""
_LONGEST = 10_000
_TOGETHER = 256


class Rarity:
    """How many of some documents use each word; words are known by the hashes that `read_words` gives them."""

    def __init__(self, documents: Iterable[str]) -> None:
        import numpy as np

        texts = list(documents)
        self.documents = len(texts)
        parts = [_distinct(texts[at : at + _TOGETHER]) for at in range(0, len(texts), _TOGETHER)]
        found = np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)
        self._hashes, self._users = np.unique(found, return_counts=True)

    def of(self, hashes: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Return words' rarity in nats; a word that no document has is as rare as one that one has."""
        import numpy as np

        users = np.ones(len(hashes), dtype=np.int64)
        if len(self._hashes):
            at = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
            users = np.where(self._hashes[at] == hashes, self._users[at], 1)
        return np.minimum(_RAREST, np.log(max(2, self.documents) / users))


def _distinct(texts: list[str]) -> NDArray[np.uint64]:
    """Return each text's words, every word once a text."""
    import numpy as np

    words = read_words(texts)
    owners = np.repeat(np.arange(len(texts)), np.diff(words.first))
    order = np.lexsort((words.hashes, owners))
    hashes, owners = words.hashes[order], owners[order]
    new = np.ones(len(hashes), dtype=bool)
    new[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
    return hashes[new]


def likely(weight: float) -> float:
    """Return how likely a passage of so many nats is of substance, 0 to 1."""
    if weight <= 0:
        return 0.0
    return 1 / (1 + math.exp(-_STEEPNESS * (math.log(weight) - _MIDDLE)))


def substance(left: str, right: str, rarity: Rarity) -> tuple[float, float]:
    """Return what a passage shared by two texts weighs, in nats, and how likely it is of substance, 0 to 1."""
    from rapidfuzz.distance import LCSseq

    words = read_words([left, right])
    ours, theirs = Vocabulary().encode_all([left, right], words)
    found = LCSseq.editops(ours[:_LONGEST], theirs[:_LONGEST]).as_matching_blocks()
    rare = rarity.of(words.hashes[: words.first[1]])
    weight = float(sum(rare[block.a : block.a + block.size].sum() for block in found if block.size))
    return weight, likely(weight)
