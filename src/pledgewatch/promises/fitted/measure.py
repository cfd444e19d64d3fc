"""Measure probabilities and labels against what people said."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = ["calibration_error", "confidence_for", "macro_f1"]

_STEPS = 10
_NEVER = 1.01
"""A confidence that no probability reaches: the reader then answers nothing."""

Numbers = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


def calibration_error(found: Numbers, truth: Truth) -> float:
    """Return the mean distance of probability and frequency, over ten equal steps of the probability."""
    steps = np.minimum((found * _STEPS).astype(int), _STEPS - 1)
    apart = [
        abs(float(found[steps == step].mean() - truth[steps == step].mean())) * int((steps == step).sum())
        for step in np.unique(steps)
    ]
    return math.fsum(apart) / max(1, len(found))


def confidence_for(found: Numbers, truth: Truth, accuracy: float) -> tuple[float, float, float]:
    """Return the lowest confidence from which answers are right often enough, the share answered, and how often.

    Confidence is the probability of the likelier answer. Passages of equal confidence are answered together.
    """
    confidence = np.maximum(found, 1 - found)
    right = (found >= 0.5) == truth
    order = np.argsort(-confidence, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last = np.append(confidence[order][1:] < confidence[order][:-1], True)
    good = np.flatnonzero((share >= accuracy) & last)
    if not len(good):
        return _NEVER, 0.0, 0.0
    place = int(good[-1])
    return float(confidence[order][place]), (place + 1) / len(order), float(share[place])


def macro_f1(named: Places, truth: Places) -> float:
    """Return the mean F1 over every label that stands on either side."""
    labels = np.union1d(named, truth)
    scores = [
        2 * int(((named == one) & (truth == one)).sum()) / int((named == one).sum() + (truth == one).sum())
        for one in labels
    ]
    return math.fsum(scores) / max(1, len(scores))
