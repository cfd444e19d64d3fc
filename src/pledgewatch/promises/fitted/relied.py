"""Say which words of a passage a reading relied on, and for which answer they spoke."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pledgewatch.model.promise import Relied
from pledgewatch.model.spans import Span
from pledgewatch.promises.fitted.grams import LENGTHS, Grams
from pledgewatch.promises.fitted.signals import Signal

__all__ = ["relied_on"]

_MOST = 3
"""Spans for each answer: more would mark most of a sentence."""
_LEAST = 0.05
"""Log-odds below which words are not worth marking: a probability of one half becomes .51."""
_LONGEST = 60

Numbers = npt.NDArray[np.float64]


def relied_on(
    text: str,
    grams: Grams,
    place: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float32],
    signals: Sequence[tuple[Signal, float]],
) -> tuple[Relied, ...]:
    """Return the words that spoke loudest for and against an undertaking, the loudest first.

    `weight` is in log-odds of "it is one": of runs of characters, and of rules by their reasons.
    """
    shares = _by_character(grams, place, weights)
    found = [
        Relied(span.start, span.end, round(weight * sign, 3), "its wording")
        for sign in (1, -1)
        for span, weight in _loudest(text, grams, shares * sign)
    ]
    rules = [Relied(one.span.start, one.span.end, round(said, 3), one.name) for one, said in signals if one.span]
    for sign in (1, -1):
        loud = [one for one in rules if one.weight * sign >= _LEAST]
        loud.sort(key=lambda one: (-abs(one.weight), one.start))
        found += loud[:_MOST]
    return tuple(sorted(found, key=lambda one: (-abs(one.weight), one.start, one.end, one.why)))


def _by_character(grams: Grams, place: npt.NDArray[np.int32], weights: npt.NDArray[np.float32]) -> Numbers:
    """Part the weight of each run among the characters that it stands in."""
    shares = np.zeros(len(grams.places))
    every = grams.ids
    times = np.bincount(every, minlength=len(place))
    for ids, length in zip(grams.by_length, LENGTHS, strict=True):
        known = place[ids] >= 0
        each = np.where(known, weights[place[ids]], 0.0) / times[ids] / length
        for offset in range(length):
            shares[offset : offset + len(ids)] += each
    return shares


def _loudest(text: str, grams: Grams, shares: Numbers) -> list[tuple[Span, float]]:
    """Return the stretches with the most weight, one after the other, none within another.

    A character costs what characters of this passage weigh on average, so that a stretch ends where it grows faint.
    """
    left = shares - np.abs(shares).mean() if len(shares) else shares
    found: list[tuple[Span, float]] = []
    for _ in range(_MOST):
        start, end = _best(left)
        weight = float(shares[start:end].sum())
        if end <= start or weight < _LEAST:
            break
        left[start:end] = -np.inf
        span = _trimmed(text, int(grams.places[start]), int(grams.places[end - 1]) + 1)
        if span is not None:
            found.append((span, weight))
    return found


def _best(worth: Numbers) -> tuple[int, int]:
    """Return the stretch with the highest sum (Kadane), of `_LONGEST` at most; an empty one where all are below 0."""
    best, best_at, total, start = 0.0, (0, 0), 0.0, 0
    for place, one in enumerate(worth.tolist()):
        if total <= 0 or place - start >= _LONGEST:
            total, start = 0.0, place
        total += one
        if total > best:
            best, best_at = total, (start, place + 1)
    return best_at


def _trimmed(text: str, start: int, end: int) -> Span | None:
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    end = start + len(inside.strip())
    return Span(start, end) if end > start else None
