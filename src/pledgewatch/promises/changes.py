"""Hold two letters or reports of one organisation against each other: what is kept, weakened, gone and new.

Promises are paired by the words that they share, the closest pair first, each promise once. "Gone" means that no
sentence of the later document is close enough: it is said of the document, and a person looks. What makes a pair
weaker is stated aspect by aspect; whether a smaller figure is the weaker one depends on what it measures, so a figure
that differs is shown and not judged.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.document import Document
from pledgewatch.model.promise import AspectName, Promise
from pledgewatch.promises.due import due
from pledgewatch.promises.folding import fold
from pledgewatch.promises.language import Language, language_for
from pledgewatch.promises.why import SAYS

__all__ = ["ALIKE", "Change", "Pledged", "compare_pledges", "likeness_of"]

ALIKE = 0.35
"""Promises closer than this are taken for one: pairs written to say the same with a figure, date or verb changed lie at
0.46 or above, pairs on one matter that undertake different things at 0.25 or below (tests/promises/test_changes.py)."""

_MOST = 400
"""No more promises of one document are compared; the longest report read has fewer than 300."""
_WORD = re.compile(r"[^\W\d_]{4,40}")
"""Shorter words bind and do not tell: without them unlike pairs fell from 0.52 to 0.25."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_STEM = 5
"""Words are compared by their first letters: "reduce" and "reducing" are one word."""


class Pledged(msgspec.Struct, frozen=True, kw_only=True):
    """Hold a document with its promises and the date from which its periods count, None where that is not known."""

    document: Document
    promises: tuple[Promise, ...]
    date: PartialDate | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Say what became of one promise; `likeness` of a pair is between 0 and 1, `why` says what differs.

    A promise "gone" has no `after`, a "new" one no `before`; the spans are theirs.
    """

    kind: Literal["kept", "weakened", "gone", "new"]
    before: Promise | None = None
    after: Promise | None = None
    likeness: float = 0.0
    why: tuple[str, ...] = ()


def compare_pledges(earlier: Pledged, later: Pledged) -> tuple[Change, ...]:
    """Return what became of each earlier promise, in its order, then what is new, in its own.

    Both documents must be in one language: across languages nothing is alike, and all would be "gone".

    Raises:
        ValueError: the documents are in different languages.
    """
    if earlier.document.language.code != later.document.language.code:
        raise ValueError("two documents in different languages cannot be compared promise by promise")
    before, after = earlier.promises[:_MOST], later.promises[:_MOST]
    pairs = _pairs(_vectors(earlier, before), _vectors(later, after))
    changes = [_change(earlier, later, promise, after, pairs.get(index)) for index, promise in enumerate(before)]
    taken = {index for index, _ in pairs.values()}
    return (*changes, *(Change(kind="new", after=p) for index, p in enumerate(after) if index not in taken))


def likeness_of(text: str, others: Sequence[str], language: Language) -> tuple[float, ...]:
    """Return how alike folded texts are to one, from 0 to 1; words that many of them hold count less."""
    counted = [_words(_without_cues(each, language).lower()) for each in (text, *others)]
    weights = _weights(counted)
    one, *rest = (_unit(words, weights) for words in counted)
    return tuple(round(_likeness(one, other), 4) for other in rest)


def _change(
    earlier: Pledged, later: Pledged, before: Promise, candidates: Sequence[Promise], pair: tuple[int, float] | None
) -> Change:
    if pair is None:
        return Change(kind="gone", before=before, why=("no sentence of the later document is close to it",))
    after = candidates[pair[0]]
    weaker = (*_weaker(earlier, before, after), *_postponed(earlier, later, before, after))
    why = (*weaker, *_figures(earlier, later, before, after))
    return Change(kind="weakened" if weaker else "kept", before=before, after=after, likeness=pair[1], why=why)


def _weaker(earlier: Pledged, before: Promise, after: Promise) -> tuple[str, ...]:
    lost = [f"no longer says {SAYS[name]}" for name in _TELLING if _is_lost(earlier, before, after, name)]
    hedged = [reason for reason in after.why if reason in _HEDGES and reason not in before.why]
    checkable = ["could be checked and no longer can"] if before.specific and not after.specific else []
    return (*lost, *(f"now {reason}" for reason in hedged), *checkable)


_TELLING: tuple[AspectName, ...] = ("quantity", "time", "responsible", "verification")
"""Acts and scopes are found too unsurely for a loss of them to be told (docs/promises.md)."""


def _is_lost(earlier: Pledged, before: Promise, after: Promise, name: AspectName) -> bool:
    """Tell whether an aspect is gone: it is not found any more, and no figure or longer word of it stands there."""
    if name not in before.aspects or name in after.aspects:
        return False
    words = _TELLS.findall(before.aspects[name].of(earlier.document.text).casefold())
    return not any(word in after.text.casefold() for word in words)


_TELLS = re.compile(r"\d{1,12}|[^\W\d_]{4,40}")
_HEDGES = ("depends on a condition that the company judges itself", "promises an effort, not a result")


def _postponed(earlier: Pledged, later: Pledged, before: Promise, after: Promise) -> tuple[str, ...]:
    """Say that a promise is due later than it was; a yearly one that was renewed is not."""
    first, second = due(before, earlier.document, earlier.date), due(after, later.document, later.date)
    if first is None or second is None or first.latest is None or second.latest is None:
        return ()
    moved = first.anchor == second.anchor == "calendar" and not first.every and second.latest.last > first.latest.last
    return (f"due {second.latest} where it was due {first.latest}",) if moved else ()


def _figures(earlier: Pledged, later: Pledged, before: Promise, after: Promise) -> tuple[str, ...]:
    one, other = before.aspects.get("quantity"), after.aspects.get("quantity")
    if one is None or other is None:
        return ()
    was, now = one.of(earlier.document.text), other.of(later.document.text)
    same = re.sub(r"\s", "", was.lower()) == re.sub(r"\s", "", now.lower())
    return () if same else (f"says \u201c{now}\u201d where it said \u201c{was}\u201d",)


_Vector = dict[str, float]


def _vectors(pledged: Pledged, promises: Sequence[Promise]) -> list[Counter[str]]:
    language = language_for(pledged.document.language.code)
    if language is None:
        return [_words(promise.text.lower()) for promise in promises]
    texts = (fold(pledged.document.text, promise.start, promise.end, language).text for promise in promises)
    return [_words(_without_cues(text, language).lower()) for text in texts]


def _without_cues(text: str, language: Language) -> str:
    """Leave out "we will" and its like: all promises share it. A cue that is itself the verb stays."""
    for cue, pattern in language.cues:
        if cue.kind in ("future", "performative") and "act" not in pattern.groupindex:
            text = pattern.sub(" ", text)
    return text


def _words(text: str) -> Counter[str]:
    """Count the stems of words, and pairs of characters where a script writes no spaces."""
    wide = [text[i : i + 2] for i in range(len(text) - 1) if _WIDE.match(text[i]) and _WIDE.match(text[i + 1])]
    plain = [word[:_STEM] for word in _WORD.findall(text) if not _WIDE.match(word)]
    return Counter((*wide, *plain))


def _pairs(before: Sequence[Counter[str]], after: Sequence[Counter[str]]) -> dict[int, tuple[int, float]]:
    """Pair each promise with the closest that is free, the closest pair first; ties go to the earlier sentences."""
    weights = _weights((*before, *after))
    ones, others = [_unit(words, weights) for words in before], [_unit(words, weights) for words in after]
    scored = [(round(_likeness(one, other), 4), i, j) for i, one in enumerate(ones) for j, other in enumerate(others)]
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for score, i, j in sorted(scored, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if score >= ALIKE and i not in pairs and j not in taken:
            pairs[i] = (j, score)
            taken.add(j)
    return pairs


def _weights(all_words: Iterable[Counter[str]]) -> _Vector:
    """Weigh a word by how few promises hold it: "we will" stands in all and tells nothing."""
    counted = [set(words) for words in all_words]
    holding = Counter(word for words in counted for word in words)
    return {word: math.log(1 + len(counted) / count) for word, count in holding.items()}


def _unit(words: Counter[str], weights: _Vector) -> _Vector:
    raw = {word: (1 + math.log(count)) * weights[word] for word, count in words.items()}
    length = math.sqrt(math.fsum(value * value for value in raw.values())) or 1.0
    return {word: value / length for word, value in raw.items()}


def _likeness(one: _Vector, other: _Vector) -> float:
    return math.fsum(value * other.get(word, 0.0) for word, value in sorted(one.items()))
