"""Fit a reader to labelled passages: the same bytes for the same rows, in whatever order they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import msgspec
import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from pledgewatch.errors import UsageError
from pledgewatch.model.identity import sha256_of
from pledgewatch.progress import Progress, Silent
from pledgewatch.promises.fitted.corpus import ByRun, BySignal, Corpus, by_run, by_signal, corpus_of
from pledgewatch.promises.fitted.labelled import TASKS, Labelled, TaskName, in_order
from pledgewatch.promises.fitted.legal import Combination, choose, gains_of, legal
from pledgewatch.promises.fitted.measure import calibration_error, confidence_for, macro_f1
from pledgewatch.promises.fitted.model import FittedModel, Measured, pack
from pledgewatch.promises.fitted.ridge import Question, calibrated_out_of_fold, solve
from pledgewatch.promises.fitted.softmax import Matrix, fit_softmax

__all__ = ["FEWEST", "MOST", "fit"]

FEWEST = 20
"""Labelled passages without which nothing is fitted; of each answer to "is it a promise", at least a quarter of it."""
MOST = 2_300
"""More are not compared with one another: so many, with marked words, take half a minute of CPU and nearly 500 MB.

Memory grows with the second power."""

_TOLD = (False, True)
_SIGNAL_SHARES = (0.2, 0.7)
_RIDGES = (1.5, 3.0)
"""What is tried: runs all alike or weighed by what they tell, the weight of the signals beside them, and the ridge.

Whether marked words are used is not chosen: to choose it gave .572 of the score on vp, to use them always .583.
"""
_EQUAL: dict[TaskName, float] = dict.fromkeys(TASKS, 0.25)


@dataclass(frozen=True, slots=True)
class _Setting:
    """How passages are compared and learned from."""

    told: bool
    share: float
    ridge: float

    def kernel(self, runs: ByRun, signals: BySignal) -> Matrix:
        kernel: Matrix = self.share * signals.compared.kernel
        kernel += runs.compared.kernel
        return kernel


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The settings that read passages of other groups best, and what they gave."""

    setting: _Setting
    scores: Matrix
    probabilities: dict[TaskName, Matrix]
    loss: float


def fit(
    rows: Sequence[Labelled],
    *,
    source: str,
    accuracy: float = 0.95,
    weights: Mapping[TaskName, float] = _EQUAL,
    progress: Progress | None = None,
) -> FittedModel:
    """Learn from labelled passages.

    The reader is to be right in `accuracy` of the passages that it answers; the others it leaves to a person.
    `weights` say how much each question counts where labels are chosen together. Of more than `MOST` rows those with
    the smallest hashes are learned from, and the model says so.

    Raises:
        UsageError: there are too few labelled passages.
    """
    chosen_rows = _enough(_at_most(in_order(rows)))
    # One thread: sums then have one order on every machine, and at this size two cost more than three times the CPU.
    with threadpool_limits(limits=1, user_api="blas"):
        model = _fitted(chosen_rows, accuracy, weights, progress or Silent())
    return msgspec.structs.replace(model, source=source, offered=len(rows))


def _fitted(rows: list[Labelled], accuracy: float, weights: Mapping[TaskName, float], shown: Progress) -> FittedModel:
    corpus = corpus_of(rows, shown)
    chosen = _choose_settings(corpus, shown)
    used = {task: weights[task] for task in corpus.classes}
    answered = [row.labels for row in corpus.rows]
    combinations = legal(answered, list(corpus.classes), corpus.classes)
    gains = gains_of(chosen.probabilities, combinations, used)
    picked = choose(chosen.probabilities, combinations, gains, used)
    model = _weights(corpus, chosen)
    return msgspec.structs.replace(
        model,
        combinations=tuple(combinations),
        gains={task: (tuple(one.gain.tolist()), tuple(one.cost.tolist())) for task, one in gains.items()},
        weights=used,
        measured=_measured(corpus, chosen, [combinations[place] for place in picked], accuracy),
    )


def _at_most(rows: list[Labelled]) -> list[Labelled]:
    if len(rows) <= MOST:
        return rows
    kept = sorted(rows, key=lambda row: sha256_of(msgspec.json.encode(row)))[:MOST]
    return in_order(kept)


def _enough(rows: list[Labelled]) -> list[Labelled]:
    count = Counter(row.labels.promise for row in rows)
    yes, no = count["yes"], count["no"]
    if yes + no < FEWEST or min(yes, no) < FEWEST // 4:
        raise UsageError(
            f"{yes} passages are labelled as promises and {no} as none: too few to learn from.",
            next_step=f"decide or label until there are {FEWEST} together, and {FEWEST // 4} of each.",
        )
    return rows


def _choose_settings(corpus: Corpus, progress: Progress) -> _Chosen:
    """Return the settings whose calibrated probabilities of other groups' passages surprise least."""
    settings = [_Setting(*one) for one in product(_TOLD, _SIGNAL_SHARES, _RIDGES)]
    columns = sum(question.truth.shape[1] for question in corpus.questions.values())
    scores = {setting: np.zeros((len(corpus.rows), columns)) for setting in settings}
    folds = np.unique(corpus.folds).tolist()
    progress.begin("fitting", len(folds))
    for fold in folds:
        _score_fold(corpus, fold, scores)
        progress.step()
    return min((_tried(corpus, setting, scores[setting]) for setting in settings), key=lambda one: one.loss)


def _score_fold(corpus: Corpus, fold: int, scores: Mapping[_Setting, Matrix]) -> None:
    """Score the passages of a fold by what each setting learns from the others."""
    apart, signals = corpus.folds == fold, by_signal(corpus, fold)
    for told in _TOLD:
        runs = by_run(corpus, fold, told=told)
        for setting, each in scores.items():
            if setting.told == told:
                each[apart] = _learned(setting.kernel(runs, signals), corpus, apart, setting.ridge)


def _learned(kernel: Matrix, corpus: Corpus, apart: npt.NDArray[np.bool_], ridge: float) -> Matrix:
    """Return the scores of the passages `apart`, learned from the others."""
    scorer = solve(kernel, list(corpus.questions.values()), ~apart, ridge)
    scores: Matrix = kernel[apart] @ scorer.weights + scorer.mean
    return scores


def _tried(corpus: Corpus, setting: _Setting, scores: Matrix) -> _Chosen:
    around = (scores - scores.mean(0)) / _spread(scores)
    found = {task: calibrated_out_of_fold(around, one, corpus.folds) for task, one in corpus.questions.items()}
    losses = [_surprise(found[task], question) for task, question in corpus.questions.items()]
    return _Chosen(setting, scores, found, float(np.mean(losses)))


def _spread(scores: Matrix) -> Matrix:
    spread: Matrix = np.maximum(scores.std(0), 1e-9)
    return spread


def _surprise(found: Matrix, question: Question) -> float:
    right = (found * question.truth).sum(1)[question.given]
    return float(-np.log(np.maximum(right, 1e-9)).mean())


def _weights(corpus: Corpus, chosen: _Chosen) -> FittedModel:
    """Turn what was learned in terms of passages into weights of runs and signals, calibration included."""
    setting, questions = chosen.setting, corpus.questions
    runs, signals = by_run(corpus, None, told=setting.told), by_signal(corpus, None)
    every = np.full(len(corpus.rows), True)
    scorer = solve(setting.kernel(runs, signals), list(questions.values()), every, setting.ridge)
    mean, spread = chosen.scores.mean(0), _spread(chosen.scores)
    around = (chosen.scores - mean) / spread
    fitted = [fit_softmax(around[one.given], one.truth[one.given]) for one in questions.values()]
    calibration = np.column_stack([one[:-1] for one in fitted]) / spread[:, None]
    intercepts = np.concatenate([one[-1] for one in fitted])
    run_weights, of_runs = _by_run(runs, scorer.weights @ calibration)
    linear, squares, of_signals = _by_signal(signals, scorer.weights @ calibration * setting.share)
    constant = (scorer.mean - mean) @ calibration + intercepts + of_runs + of_signals
    return FittedModel(
        source="",
        learned=len(corpus.rows),
        offered=len(corpus.rows),
        year=corpus.year,
        languages=tuple(sorted({row.language for row in corpus.rows})),
        classes=corpus.classes,
        runs=corpus.runs.kept.astype("<u2").tobytes(),
        of_run=pack(runs.weights[:, None]),
        by_run=pack(run_weights),
        of_part=pack(signals.of_part),
        signals=signals.scale.names,
        means=_rounded(signals.scale.mean),
        spreads=_rounded(signals.scale.spread),
        by_signal=pack(linear),
        by_pair=pack(squares.reshape(len(linear) ** 2, -1)),
        constant=_rounded(constant),
        combinations=(),
        gains={},
        weights={},
        measured=Measured(1.0, 0.0, 0.0, 0.0, {}),
    )


def _rounded(numbers: Matrix) -> tuple[float, ...]:
    return tuple(float(f"{one:.6g}") for one in numbers.tolist())


def _by_run(by_run: ByRun, learned: Matrix) -> tuple[Matrix, Matrix]:
    """Return a row of weights for each run, and what is constant; the kernel was centred, and so are the weights."""
    runs, kernel = by_run.runs, by_run.compared
    share = learned - learned.sum(0) / len(learned)
    columns = [
        np.bincount(runs.columns, weights=runs.weights * one[runs.rows], minlength=len(runs.kept)) for one in share.T
    ]
    constant = learned.sum(0) * kernel.mean - kernel.means @ learned
    return by_run.weights[:, None] * np.column_stack(columns) / kernel.size, constant / kernel.size


def _by_signal(by_signal: BySignal, learned: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Return weights of signals, of pairs of signals, and what is constant."""
    signals, kernel = by_signal.table, by_signal.compared
    share = learned - learned.sum(0) / len(learned)
    linear = 2 * signals.T @ share
    squares = np.einsum("nc,ni,nj->ijc", share, signals, signals, optimize=True)
    constant = learned.sum(0) * kernel.mean - kernel.means @ learned
    return linear / kernel.size, squares / kernel.size, constant / kernel.size


def _measured(corpus: Corpus, chosen: _Chosen, picked: Sequence[Combination], accuracy: float) -> Measured:
    promise = corpus.questions["promise"]
    yes = corpus.classes["promise"].index("yes")
    found, truth = chosen.probabilities["promise"][promise.given, yes], promise.truth[promise.given, yes] > 0
    confidence, coverage, right = confidence_for(found, truth, accuracy)
    scores: dict[TaskName, float] = {}
    for place, (task, question) in enumerate(corpus.questions.items()):
        named = np.array([one[place] for one in picked])[question.given]
        scores[task] = round(macro_f1(named, question.truth[question.given].argmax(1)), 4)
    return Measured(
        round(confidence, 6), round(coverage, 4), round(right, 4), round(calibration_error(found, truth), 4), scores
    )
