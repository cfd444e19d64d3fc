"""Say of every passage of the templates how many documents use it, and how likely it is more than a phrase.

A passage that everybody uses is a form; one that two documents share is a copy worth a look. Both are told of each
run of fixed text: its users, in whatever family they are, and the chance that it is of substance (see `substance`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pledgewatch.model.reuse import Family, Optional, TemplateItem, Text
from pledgewatch.reuse.links import groups_of
from pledgewatch.reuse.sketch import runs_of
from pledgewatch.reuse.substance import Rarity, likely
from pledgewatch.reuse.words import Batch, read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["RARITY_SAMPLE", "weigh_passages"]

RARITY_SAMPLE = 512
"""Documents from which the rarity of words is read, spread over all: a word of one in 400 is the rarest that
is told apart."""


def weigh_passages(families: Sequence[Family], rarity: Rarity) -> tuple[Family, ...]:
    """Return the families with `users` and `score` of every text of their templates.

    A text's users are the members of all families that have it: half of its runs of five words decide. A text of fewer
    than five words is too short to be looked for elsewhere; its users are its own family's.
    """
    passages = [one for at, family in enumerate(families) for one in _passages(at, family)]
    if not passages:
        return tuple(families)
    words = read_words([one.text for one in passages])
    weights = _sums(rarity.of(words.hashes), words)
    weighed = iter(zip(_users(passages, words), map(likely, weights), strict=True))
    return tuple(
        msgspec.structs.replace(family, template=tuple(_weighed(item, weighed) for item in family.template))
        for family in families
    )


class _Passage(NamedTuple):
    """One text of a template, the number of its family, and how many members have it."""

    text: str
    family: int
    members: int


def _passages(at: int, family: Family) -> Iterator[_Passage]:
    for item, members in _texts(family):
        yield _Passage(item.text, at, members)


def _texts(family: Family) -> Iterator[tuple[Text, int]]:
    for item in family.template:
        if isinstance(item, Text):
            yield item, family.size
        elif isinstance(item, Optional):
            yield from ((inner, item.count) for inner in item.optional if isinstance(inner, Text))


def _weighed(item: TemplateItem, weighed: Iterator[tuple[int, float]]) -> TemplateItem:
    """Give the item its figures, in the order in which `_texts` walks."""
    if isinstance(item, Text):
        users, score = next(weighed)
        return Text(item.text, users, round(score, 4))
    if isinstance(item, Optional):
        inner = tuple(one if not isinstance(one, Text) else _weighed(one, weighed) for one in item.optional)
        return Optional(inner, item.count)  # type: ignore[arg-type]
    return item


def _sums(values: NDArray[np.float64], words: Batch) -> list[float]:
    import numpy as np

    total = np.concatenate((np.zeros(1), np.cumsum(values)))
    sums: list[float] = (total[words.first[1:]] - total[words.first[:-1]]).tolist()
    return sums


def _users(passages: Sequence[_Passage], words: Batch) -> list[int]:
    """Return how many documents have each passage."""
    import numpy as np

    members = np.array([one.members for one in passages], dtype=np.int64)
    family = np.array([one.family for one in passages], dtype=np.int64)
    runs, owner = runs_of(words)
    users = _holders(runs, family[owner], members[owner])
    order = np.lexsort((users, owner))
    sizes = np.bincount(owner, minlength=len(passages))
    middle = np.cumsum(sizes) - sizes + (sizes - 1) // 2
    out = members.copy()
    known = sizes > 0
    out[known] = np.maximum(members[known], users[order[middle[known]]])
    counted: list[int] = out.tolist()
    return counted


def _holders(runs: NDArray[np.uint64], family: NDArray[np.int64], members: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each run the members of all families that have it, each family once."""
    import numpy as np

    order = np.lexsort((-members, family, runs))
    run, home = runs[order], family[order]
    first = np.ones(len(run), dtype=bool)
    first[1:] = (run[1:] != run[:-1]) | (home[1:] != home[:-1])
    starts = groups_of(run)
    if not len(starts):
        return members[:0]
    total = np.add.reduceat(np.where(first, members[order], 0), starts)
    out = np.empty(len(run), dtype=np.int64)
    out[order] = np.repeat(total, np.diff(np.append(starts, len(run))))
    return out
