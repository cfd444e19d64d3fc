"""Learn labels from comparisons by ridge regression, and turn scores into probabilities, out of fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pledgewatch.promises.fitted.softmax import Matrix, fit_softmax, softmax

__all__ = ["Folds", "Question", "Scorer", "calibrated_out_of_fold", "solve"]

Folds = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Question:
    """One question's labels: which passages have one, and a one in the column of each label."""

    given: npt.NDArray[np.bool_]
    truth: Matrix


@dataclass(frozen=True, slots=True)
class Scorer:
    """What the scores of a passage are made from: a weight for each learned passage, and the mean of its labels."""

    weights: Matrix
    mean: Matrix


def solve(kernel: Matrix, questions: Sequence[Question], rows: npt.NDArray[np.bool_], ridge: float) -> Scorer:
    """Learn all labels of all questions from some rows; a question learns from the rows that answer it.

    Labels are taken around their mean over all rows, those left out too. With the mean of the rows learned from, a
    company that promises little is scored high when it is left out, because the others promise more: calibrated on
    that, French probabilities were off by .09 instead of .03.
    """
    columns = sum(question.truth.shape[1] for question in questions)
    weights, means, first = np.zeros((len(kernel), columns)), np.zeros(columns), 0
    for given, together in _by_rows(questions, rows):
        places = np.flatnonzero(given)
        part = kernel[np.ix_(places, places)]
        part[np.diag_indices(len(places))] += ridge
        truth = np.column_stack([question.truth[places] for question in together])
        at = slice(first, first + truth.shape[1])
        means[at] = _mean(together)
        weights[places, at] = np.linalg.solve(part, truth - means[at])
        first += truth.shape[1]
    return Scorer(weights, means)


def _mean(questions: Sequence[Question]) -> Matrix:
    return np.concatenate([question.truth[question.given].mean(0) for question in questions])


def _by_rows(
    questions: Sequence[Question], rows: npt.NDArray[np.bool_]
) -> list[tuple[npt.NDArray[np.bool_], list[Question]]]:
    """Put neighbouring questions together that the same rows answer: one system is solved for all of them."""
    parts: list[tuple[npt.NDArray[np.bool_], list[Question]]] = []
    for question in questions:
        given = question.given & rows
        if parts and np.array_equal(parts[-1][0], given):
            parts[-1][1].append(question)
        else:
            parts.append((given, [question]))
    return parts


def calibrated_out_of_fold(scores: Matrix, question: Question, folds: Folds) -> Matrix:
    """Return the probabilities of one question, each by a calibration that its fold had no part in."""
    found = np.zeros((len(scores), question.truth.shape[1]))
    for fold in np.unique(folds):
        apart = folds == fold
        rows = question.given & ~apart
        weights = fit_softmax(scores[rows], question.truth[rows])
        found[apart] = softmax(np.column_stack([scores[apart], np.ones(int(apart.sum()))]) @ weights)
    return found
