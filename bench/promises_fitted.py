"""Measure the fitted reader on the public benchmark of corporate promises: `python -m bench.promises_fitted`.

Each set (VeriPromiseESG4K: vp; ML-Promise: en, fr, ja, zh, ko) is parted into five folds by company, or by report where
no company is given; each fold is read by a reader that was fitted on the other four. What a reader chooses (the weight
of rules beside wording, the ridge, the calibration, what a label is worth, when it abstains) it chooses within those
four, by folds of their own. The predictions of the five are pooled. Features and what is tried were settled on these
sets, so that the figures are of passages not learned from, yet not of sets never seen; the test splits are apart.

`macro-F1` is the mean over every label that stands in the labels or the predictions, as scikit-learn has it. vp holds
two passages of the rarest quality label, which nothing can learn: `of three` leaves that label out of the mean.
`score` is the competition's: .20 promise + .30 evidence + .35 quality + .15 timeline. `--rows` parts rows instead of
companies, as the published test splits of ja, zh and ko do, whose reports stand in both parts. `--people` says instead
how often passages that share nine tenths of their wording were labelled alike. Nothing is kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from pledgewatch.model.promise import FittedReading
from pledgewatch.promises.fitted import FittedReader, Labelled, Labels, TaskName, Words, fit
from pledgewatch.promises.fitted.folds import folds_of
from pledgewatch.promises.fitted.grams import ids_of
from pledgewatch.promises.fitted.kernel import run_kernel, runs_of
from pledgewatch.promises.fitted.measure import calibration_error, confidence_for, macro_f1
from pledgewatch.promises.fitted.model import encoded

CASES = Path("../shared/cases/promises")
LANGUAGES = {"vp": "zh", "en": "en", "fr": "fr", "ja": "ja", "zh": "zh", "ko": "ko"}
SCORE: dict[TaskName, float] = {"promise": 0.20, "evidence": 0.30, "quality": 0.35, "timeline": 0.15}
FIELDS: dict[TaskName, str] = {
    "promise": "promise_status",
    "evidence": "evidence_status",
    "quality": "evidence_quality",
    "timeline": "verification_timeline",
}
WORDS = {
    "Yes": "yes",
    "No": "no",
    "N/A": "none",
    "Clear": "clear",
    "Not Clear": "unclear",
    "Misleading": "at odds",
    "already": "already",
    "within_2_years": "within 2 years",
    "between_2_and_5_years": "2 to 5 years",
    "more_than_5_years": "over 5 years",
}
"""The benchmark's words in ours, which pass no judgement on a company."""

_LONG_ENOUGH = 30
_NEARLY_THE_SAME = 0.9


def rows_of(name: str) -> list[Labelled]:
    """Return the labelled passages of one set."""
    with gzip.open(CASES / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Labelled(
            text=row["text"],
            labels=msgspec.convert({task: WORDS[row[field]] for task, field in FIELDS.items()}, Labels),
            language=LANGUAGES[name],
            group=row.get("company") or row["url"],
            words=Words(row.get("promise_string") or "", row.get("evidence_string") or "")
            if "promise_string" in row
            else None,
        )
        for row in rows
        if row["promise_status"]
    ]


def read_by_others(rows: Sequence[Labelled], folds: np.ndarray, name: str) -> list[tuple[FittedReading, float]]:
    """Return how each row is read by a reader fitted on the other folds, and that reader's confidence to answer."""
    found: list[tuple[FittedReading, float]] = [None] * len(rows)  # type: ignore[list-item]
    for fold in np.unique(folds):
        start = time.process_time()
        others = [row for row, its in zip(rows, folds, strict=True) if its != fold]
        model = fit(others, source=name, weights=SCORE)
        took = time.process_time() - start
        reader = FittedReader(model)
        start, read = time.process_time(), np.flatnonzero(folds == fold).tolist()
        for place in read:
            row = rows[place]
            reading = reader.read(row.text, row.language, row.year, relied=False)
            found[place] = reading, model.measured.confidence
        speed = len(read) / (time.process_time() - start)
        print(
            f"    fold {fold}: fitted on {len(others):,} in {took:.0f} s of CPU, {len(encoded(model)):,} bytes;"
            f" read {speed:,.0f} passages/s on one core",
            flush=True,
        )
    return found


def scores_of(rows: Sequence[Labelled], readings: Sequence[FittedReading]) -> dict[TaskName, float]:
    """Return the macro-F1 of each question."""
    return {task: f1_of(rows, readings, task) for task in FIELDS}


def f1_of(rows: Sequence[Labelled], readings: Sequence[FittedReading], task: TaskName, without: str = "") -> float:
    """Return the macro-F1 of one question, one label left out of the mean."""
    names = sorted(set(WORDS.values()))
    truth = np.array([names.index(str(row.labels.of(task))) for row in rows])
    named = np.array([names.index(reading.labels[task]) for reading in readings])
    if not without:
        return macro_f1(named, truth)
    kept = [one for one in np.union1d(named, truth) if names[one] != without]
    return float(np.mean([_f1(named == one, truth == one) for one in kept]))


def _f1(named: np.ndarray, truth: np.ndarray) -> float:
    return float(2 * (named & truth).sum() / (named.sum() + truth.sum()))


def report(name: str, by_rows: bool) -> None:
    """Print the figures of one set."""
    rows = rows_of(name)
    parted = [Labelled(row.text, row.labels) for row in rows] if by_rows else rows
    folds = folds_of(parted)
    groups = len({row.group for row in parted})
    print(f"{name}: {len(rows):,} passages, parted by {'row' if by_rows else f'company or report ({groups})'}")
    found = read_by_others(parted if by_rows else rows, folds, name)
    readings = [reading for reading, _ in found]
    _print_scores(rows, readings, folds)
    _print_probabilities(rows, found)


def _print_scores(rows: Sequence[Labelled], readings: Sequence[FittedReading], folds: np.ndarray) -> None:
    scores = scores_of(rows, readings)
    three = f1_of(rows, readings, "quality", "at odds")
    score = sum(SCORE[task] * one for task, one in scores.items())
    of_three = score + SCORE["quality"] * (three - scores["quality"])
    by_fold = [
        sum(SCORE[task] * one for task, one in scores_of(*_of_fold(rows, readings, folds, fold)).items())
        for fold in np.unique(folds)
    ]
    each = "  ".join(f"{task} {one:.3f}" for task, one in scores.items())
    print(f"    macro-F1  {each}  (quality of three {three:.3f})")
    print(
        f"    score {score:.3f}  of three {of_three:.3f}  mean of folds {np.mean(by_fold):.3f}"
        f"  mean of four macro-F1 {np.mean(list(scores.values())):.3f}"
    )


def _of_fold(
    rows: Sequence[Labelled], readings: Sequence[FittedReading], folds: np.ndarray, fold: int
) -> tuple[list[Labelled], list[FittedReading]]:
    places = np.flatnonzero(folds == fold).tolist()
    return [rows[place] for place in places], [readings[place] for place in places]


def _print_probabilities(rows: Sequence[Labelled], found: Sequence[tuple[FittedReading, float]]) -> None:
    probability = np.array([reading.probability for reading, _ in found])
    truth = np.array([row.labels.promise == "yes" for row in rows])
    answered = np.array([not reading.for_a_person for reading, _ in found])
    right = ((probability >= 0.5) == truth)[answered]
    _, coverage, _ = confidence_for(probability, truth, 0.95)
    print(
        f"    promise: expected calibration error {calibration_error(probability, truth):.4f};"
        f" accuracy 95 % at coverage {coverage:.1%};"
        f" by the confidence that each reader chose itself: {answered.mean():.1%} answered,"
        f" {right.mean() if len(right) else 0:.1%} of them right"
    )


def report_people(name: str) -> None:
    """Print how often people labelled nearly the same passage alike: no reader of its wording can do better on it."""
    rows = [row for row in rows_of(name) if len(row.text) >= _LONG_ENOUGH]
    shared = run_kernel(runs_of([ids_of(row.text) for row in rows]))
    pairs = np.argwhere(np.triu(shared >= _NEARLY_THE_SAME, 1)).tolist()
    alike = {
        task: sum(rows[one].labels.of(task) == rows[other].labels.of(task) for one, other in pairs) for task in FIELDS
    }
    said = "  ".join(f"{task} {count}" for task, count in alike.items())
    print(f"{name}: {len(pairs)} pairs of passages share 90 % of their wording; labelled alike: {said}")


def main() -> None:
    """Print the figures of the sets that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=list(LANGUAGES), help="for example vp en")
    parser.add_argument("--rows", action="store_true", help="part rows, not companies")
    parser.add_argument("--people", action="store_true", help="how often people agree on nearly the same passage")
    given = parser.parse_args()
    if not CASES.exists():
        print("the real cases are absent: nothing was measured")
        return
    for name in given.sets:
        if given.people:
            report_people(name)
        else:
            report(name, given.rows)
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB at most")


if __name__ == "__main__":
    main()
