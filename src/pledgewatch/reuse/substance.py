"""Weigh a passage that two documents share: a phrase that everybody uses, or text that says something.

What a passage weighs is the sum, over the words that both have, of how rare each is among the documents: a long
passage of common words and a short one of rare words may weigh the same. A passage weighs nothing in itself, only in
a corpus.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from pledgewatch.reuse.tokens import TOKEN, normalise
from pledgewatch.reuse.vocabulary import Vocabulary

__all__ = ["Rarity", "substance"]

_MIDDLE, _STEEPNESS = 3.3, 2.9
"""Where a passage is as likely of substance as not, in log weight (27 nats: some ten rare words), and
how fast that changes. Fitted on the tuning half of hand-labelled passages of bills."""


_LONGEST = 10_000


class Rarity:
    """How many of a corpus's documents use each word."""

    def __init__(self, documents: Iterable[str]) -> None:
        self._users: Counter[str] = Counter()
        self.documents = 0
        for text in documents:
            self.documents += 1
            self._users.update({normalise(word) for word in TOKEN.findall(text)})

    def of(self, key: str) -> float:
        """Return a normalised word's rarity in nats; a word that no document has is as rare as one that one has."""
        return math.log(max(2, self.documents) / max(1, self._users[key]))

    @property
    def users(self) -> Mapping[str, int]:
        """Return the number of documents by normalised word."""
        return self._users


def substance(left: str, right: str, rarity: Rarity) -> tuple[float, float]:
    """Return what a passage shared by two texts weighs, in nats, and how likely it is of substance, 0 to 1."""
    from rapidfuzz.distance import LCSseq

    vocabulary = Vocabulary()
    ours, theirs = vocabulary.encode(left), vocabulary.encode(right)
    found = LCSseq.editops(ours[:_LONGEST], theirs[:_LONGEST]).as_matching_blocks()
    shared = (ours[block.a : block.a + block.size] for block in found if block.size)
    weight = sum(rarity.of(key) for run in shared for key in vocabulary.decode(run).split())
    if weight <= 0:
        return 0.0, 0.0
    return weight, 1 / (1 + math.exp(-_STEEPNESS * (math.log(weight) - _MIDDLE)))
