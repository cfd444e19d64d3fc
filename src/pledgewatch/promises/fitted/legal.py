"""Choose one label for each question, together: only combinations that make sense, and rare labels not lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from pledgewatch.promises.fitted.labelled import Labels, TaskName
from pledgewatch.promises.fitted.softmax import Matrix

__all__ = ["Combination", "Gains", "choose", "gains_of", "is_lawful", "legal"]

Combination = tuple[int, ...]
"""The place of each learned question's label in its classes."""
Probabilities = Mapping[TaskName, Matrix]

_ROUNDS = 40


class Gains(NamedTuple):
    """What naming a label is worth: `gain` times its probability, less `cost`; an array a question."""

    gain: Matrix
    cost: Matrix


def is_lawful(labels: Labels) -> bool:
    """Tell whether labels go together: without a promise nothing is due, and without evidence it has no quality."""
    if labels.promise == "no" and labels.timeline not in (None, "none"):
        return False
    return not (labels.evidence in ("no", "none") and labels.quality not in (None, "none"))


def legal(
    seen: Iterable[Labels], tasks: Sequence[TaskName], classes: Mapping[TaskName, Sequence[str]]
) -> list[Combination]:
    """Return the combinations that people gave and that are lawful; every lawful one where nobody labelled in full."""
    complete = {tuple(labels.of(task) for task in tasks) for labels in seen}
    known = [one for one in complete if all(label in classes[task] for task, label in zip(tasks, one, strict=True))]
    every = list(product(*(classes[task] for task in tasks)))
    lawful = _lawful(known, tasks) or _lawful(every, tasks)
    return sorted(
        tuple(classes[task].index(str(label)) for task, label in zip(tasks, one, strict=True)) for one in lawful
    )


def _lawful(every: Iterable[tuple[str | None, ...]], tasks: Sequence[TaskName]) -> list[tuple[str | None, ...]]:
    return [one for one in every if is_lawful(msgspec.convert(dict(zip(tasks, one, strict=True)), Labels))]


def choose(
    probabilities: Probabilities,
    combinations: Sequence[Combination],
    gains: Mapping[TaskName, Gains],
    weights: Mapping[TaskName, float],
) -> npt.NDArray[np.int64]:
    """Return the place of the best combination for each row: the one with the highest expected gain."""
    worth = 0.0
    for place, task in enumerate(probabilities):
        at = np.array([one[place] for one in combinations])
        each = probabilities[task] * gains[task].gain - gains[task].cost
        worth = worth + weights[task] / each.shape[1] * each[:, at]
    return np.asarray(np.argmax(worth, axis=1))


def gains_of(
    probabilities: Probabilities, combinations: Sequence[Combination], weights: Mapping[TaskName, float]
) -> dict[TaskName, Gains]:
    """Find what each label is worth so that the expected mean of F1 over labels is highest.

    The F1 of a label is 2 right / (named + there). Naming it once more where its probability is p changes that by
    (2 p - F1) / (named + there). Named and right follow from the choice, so that the two are found in turn. No label
    is looked at, only probabilities.
    """
    there = {task: each.sum(0) for task, each in probabilities.items()}
    gains = {task: Gains(1 / np.maximum(there[task], 1), np.zeros(len(there[task]))) for task in probabilities}
    for _ in range(_ROUNDS):
        chosen = choose(probabilities, combinations, gains, weights)
        for place, task in enumerate(probabilities):
            names = np.array([one[place] for one in combinations])[chosen]
            gains[task] = _halfway(gains[task], _worth(probabilities[task], names, there[task]))
    return gains


def _worth(each: Matrix, names: npt.NDArray[np.int64], there: Matrix) -> Gains:
    named = np.bincount(names, minlength=len(there))
    right = np.bincount(names, weights=each[np.arange(len(each)), names], minlength=len(there))
    both = np.maximum(named + there, 1)
    return Gains(2 / both, 2 * right / both / both)


def _halfway(one: Gains, other: Gains) -> Gains:
    return Gains((one.gain + other.gain) / 2, (one.cost + other.cost) / 2)
