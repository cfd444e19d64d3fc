"""Hold labelled passages as they are compared, anew for each fold: nothing of a fold may tell how it is compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pledgewatch.progress import Progress
from pledgewatch.promises.fitted.folds import folds_of
from pledgewatch.promises.fitted.grams import BITS, ids_of
from pledgewatch.promises.fitted.kernel import (
    Centred,
    Runs,
    Scale,
    centred,
    pairs,
    run_kernel,
    runs_of,
    scale_of,
    scaled,
    telling,
    values_of,
    weighed,
)
from pledgewatch.promises.fitted.labelled import CLASSES, TASKS, Labelled, TaskName, Words
from pledgewatch.promises.fitted.parts import (
    KINDS,
    PART_SIGNALS,
    Parted,
    fit_parts,
    part_signals,
    parted,
    scores_of,
)
from pledgewatch.promises.fitted.ridge import Folds, Question
from pledgewatch.promises.fitted.signals import Signal, signals_of, years_of
from pledgewatch.promises.fitted.softmax import Matrix

__all__ = ["ByRun", "BySignal", "Corpus", "by_run", "by_signal", "corpus_of"]

_FEWEST_OF_LABEL = 2
_LEAST_SPREAD = 1e-6


@dataclass(frozen=True, slots=True)
class Corpus:
    """The passages, their runs and signals, and what is asked of them."""

    rows: list[Labelled]
    year: int
    runs: Runs
    plain: Centred
    scale: Scale
    table: Matrix
    parted: Parted | None
    folds: Folds
    classes: dict[TaskName, tuple[str, ...]]
    questions: dict[TaskName, Question]


@dataclass(frozen=True, slots=True)
class ByRun:
    """The passages as they compare by their runs; `weights` has what each run weighs."""

    runs: Runs
    weights: Matrix
    compared: Centred


@dataclass(frozen=True, slots=True)
class BySignal:
    """The passages as they compare by their signals; `of_part` scores parts, with no rows if nobody marked words."""

    scale: Scale
    table: Matrix
    compared: Centred
    of_part: Matrix


def corpus_of(rows: list[Labelled], progress: Progress) -> Corpus:
    """Read the passages."""
    year = _year(rows)
    progress.begin("reading passages", len(rows))
    signals: list[list[Signal]] = []
    for row in rows:
        signals.append(signals_of(row.text, row.language, row.year or year, places=False))
        progress.step()
    runs = runs_of([ids_of(row.text) for row in rows])
    scale = scale_of(signals)
    names = {name: place for place, name in enumerate(scale.names)}
    table = np.array([values_of(one, names) for one in signals]).reshape(len(rows), len(names))
    classes = _classes(rows)
    progress.begin("comparing passages", 0)
    return Corpus(
        rows=rows,
        year=year,
        runs=runs,
        plain=centred(run_kernel(runs)),
        scale=scale,
        table=table,
        parted=parted([row.text for row in rows], [_words(row) for row in rows], _place_of(runs)),
        folds=folds_of(rows),
        classes=classes,
        questions={task: _question(rows, task, names) for task, names in classes.items()},
    )


def by_run(corpus: Corpus, apart: int | None, *, told: bool) -> ByRun:
    """Return how passages compare by runs in the sight of all but those of the fold `apart`.

    With `told` a run weighs what it tells of their labels; without it, all weigh the same.
    """
    if not told:
        return ByRun(corpus.runs, np.ones(len(corpus.runs.kept)), corpus.plain)
    labels = np.column_stack([one.truth for one in corpus.questions.values()])
    weights = telling(corpus.runs, labels, _seen(corpus, apart))
    runs = weighed(corpus.runs, weights)
    return ByRun(runs, weights, centred(run_kernel(runs)))


def by_signal(corpus: Corpus, apart: int | None) -> BySignal:
    """Return how passages compare by signals, those too that are learned from marked words, where there are any.

    As in `by_run`, nothing is learned from the fold `apart`.
    """
    table, scale, of_part = corpus.table, corpus.scale, np.zeros((0, len(KINDS)))
    if corpus.parted is not None:
        of_part = fit_parts(corpus.parted, len(corpus.runs.kept), _seen(corpus, apart))
        more = _part_table(corpus, corpus.parted, apart, of_part)
        table, scale = np.column_stack([table, more]), _further(scale, more)
    table = scaled(table, scale)
    return BySignal(scale, table, centred(pairs(table)), of_part)


def _seen(corpus: Corpus, apart: int | None) -> npt.NDArray[np.bool_]:
    return np.full(len(corpus.rows), True) if apart is None else corpus.folds != apart


def _further(scale: Scale, table: Matrix) -> Scale:
    """Add the signals of parts to a scale."""
    spread = np.maximum(table.std(0), _LEAST_SPREAD)
    return Scale((*scale.names, *PART_SIGNALS), np.append(scale.mean, table.mean(0)), np.append(scale.spread, spread))


def _part_table(corpus: Corpus, parts: Parted, apart: int | None, of_part: Matrix) -> Matrix:
    """Return the signals of each passage's parts, scored by what was learned from other folds than its own.

    Those learned from themselves would score themselves better than any passage to come: with such scores the surprise
    on the benchmark's Japanese passages was .648 instead of .641.
    """
    table = np.zeros((len(corpus.rows), len(PART_SIGNALS)))
    starts = np.searchsorted(parts.passages, np.arange(len(corpus.rows) + 1))
    for fold in np.unique(corpus.folds):
        learned = (corpus.folds != fold) & _seen(corpus, apart)
        weights = of_part if fold == apart else fit_parts(parts, len(corpus.runs.kept), learned)
        scores = scores_of(parts, weights)
        for place in np.flatnonzero(corpus.folds == fold).tolist():
            table[place] = part_signals(scores[starts[place] : starts[place + 1]])
    return table


def _words(row: Labelled) -> Words | None:
    """Return what was marked, None where a promise or evidence was seen and not marked: it may stand anywhere."""
    words, labels = row.words, row.labels
    if words is None or (labels.promise == "yes" and not words.promise):
        return None
    return None if labels.evidence == "yes" and not words.evidence else words


def _place_of(runs: Runs) -> npt.NDArray[np.int32]:
    place = np.full(1 << BITS, -1, np.int32)
    place[runs.kept] = np.arange(len(runs.kept))
    return place


def _year(rows: Sequence[Labelled]) -> int:
    """Return the year that passages name most, for those whose document's is not known."""
    given = Counter(row.year for row in rows if row.year)
    named = given or Counter(year for row in rows for year in years_of(row.text))
    return min(named, key=lambda year: (-named[year], year), default=2020)


def _classes(rows: Sequence[Labelled]) -> dict[TaskName, tuple[str, ...]]:
    """Return the labels that were given more than once, for the questions that have two such labels."""
    classes: dict[TaskName, tuple[str, ...]] = {}
    for task in TASKS:
        count = Counter(row.labels.of(task) for row in rows)
        names = tuple(name for name in CLASSES[task] if count[name] >= _FEWEST_OF_LABEL)
        if len(names) > 1:
            classes[task] = names
    return classes


def _question(rows: Sequence[Labelled], task: TaskName, names: Sequence[str]) -> Question:
    labels = [row.labels.of(task) for row in rows]
    truth = np.array([[float(label == name) for name in names] for label in labels])
    return Question(truth.sum(1) > 0, truth)
