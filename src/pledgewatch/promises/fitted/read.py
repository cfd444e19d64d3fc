"""Read a passage with a fitted reader: how likely each label is, which go together, and what that relied on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pledgewatch.model.promise import FittedReading, Relied
from pledgewatch.promises.fitted.grams import BITS, Grams
from pledgewatch.promises.fitted.kernel import Scale, scaled, values_of
from pledgewatch.promises.fitted.labelled import LONGEST, TaskName
from pledgewatch.promises.fitted.legal import Gains, choose
from pledgewatch.promises.fitted.model import FittedModel, unpack
from pledgewatch.promises.fitted.parts import PartReader
from pledgewatch.promises.fitted.relied import relied_on
from pledgewatch.promises.fitted.signals import Signal, signals_of
from pledgewatch.promises.fitted.softmax import softmax

__all__ = ["FittedReader"]

_SHORTEST = 1e-6
"""A passage without a known run has no length; nothing is divided by it."""


class FittedReader:
    """A fitted model, ready to read; one is made a process."""

    def __init__(self, model: FittedModel) -> None:
        self.model = model
        size = len(model.signals)
        self._runs = unpack(model.by_run)
        self._squares = unpack(model.of_run)[:, 0].astype(np.float64) ** 2
        self._parts = PartReader(unpack(model.of_part).astype(np.float64)) if model.of_part.rows else None
        self._signals = unpack(model.by_signal).astype(np.float64)
        self._pairs = unpack(model.by_pair).astype(np.float64).reshape(size, -1)
        self._constant = np.array(model.constant)
        self._scale = Scale(model.signals, np.array(model.means), np.array(model.spreads))
        self._names = {name: place for place, name in enumerate(model.signals)}
        self._gains = {task: Gains(*map(np.array, model.gains[task])) for task in model.tasks}

    @cached_property
    def _place(self) -> npt.NDArray[np.int32]:
        """Where each run's weights stand; -1 for a run without any."""
        place = np.full(1 << BITS, -1, np.int32)
        place[np.frombuffer(self.model.runs, "<u2")] = np.arange(self.model.by_run.rows)
        return place

    @cached_property
    def _yes(self) -> tuple[int, int]:
        """The columns of a promise and of none."""
        names = self.model.classes["promise"]
        return names.index("yes"), names.index("no")

    def read(self, text: str, language: str = "", year: int | None = None, *, relied: bool = True) -> FittedReading:
        """Read one passage; without `relied` it is not said what that relied on, which takes half of the time."""
        text = text[:LONGEST]
        grams = Grams(text)
        every = [self._place[ids] for ids in grams.by_length]
        places = self._distinct(every)
        signals = signals_of(text, language, year or self.model.year, places=relied)
        if self._parts is not None:
            signals += self._parts.read(text, grams, every)
        values = scaled(values_of(signals, self._names), self._scale)
        length = np.sqrt(max(_SHORTEST, float(self._squares[places].sum())))
        paired = (values @ self._pairs).reshape(self._signals.shape)
        told = values[:, None] * (self._signals + paired)
        odds = self._constant + np.ones(len(places), np.float32) @ self._runs[places] / length + told.sum(0)
        probabilities = self._probabilities(odds)
        spans: tuple[Relied, ...] = ()
        if relied:
            yes, no = self._yes
            weights = (self._runs[:, yes] - self._runs[:, no]) / length
            spans = relied_on(text, grams, self._place, weights, self._spoken(signals, told[:, yes] - told[:, no]))
        return self._reading(probabilities, spans)

    def _distinct(self, places: Sequence[npt.NDArray[np.int32]]) -> npt.NDArray[np.int64]:
        """Return the places of runs with weights, each once, in order; marking them takes less time than sorting."""
        there = np.zeros(len(self._runs) + 1, np.bool_)
        for each in places:
            there[each] = True
        return np.flatnonzero(there[:-1])

    def _spoken(self, signals: Sequence[Signal], told: npt.NDArray[np.float64]) -> list[tuple[Signal, float]]:
        """Return the signals that stand somewhere in the passage, once each, with what they added to the log-odds."""
        first = {signal.name: signal for signal in reversed(signals) if signal.span is not None}
        return [(first[name], float(told[place])) for name, place in self._names.items() if name in first]

    def _probabilities(self, odds: npt.NDArray[np.float64]) -> dict[TaskName, npt.NDArray[np.float64]]:
        found: dict[TaskName, npt.NDArray[np.float64]] = {}
        first = 0
        for task in self.model.tasks:
            last = first + len(self.model.classes[task])
            found[task] = softmax(odds[None, first:last])
            first = last
        return found

    def _reading(self, found: dict[TaskName, npt.NDArray[np.float64]], relied: tuple[Relied, ...]) -> FittedReading:
        model = self.model
        best = model.combinations[int(choose(found, model.combinations, self._gains, model.weights)[0])]
        yes = float(found["promise"][0, self._yes[0]])
        return FittedReading(
            learned_from=model.learned_from,
            probability=round(yes, 4),
            for_a_person=max(yes, 1 - yes) < model.measured.confidence,
            labels={task: model.classes[task][place] for task, place in zip(model.tasks, best, strict=True)},
            probabilities={
                task: dict(zip(model.classes[task], (round(one, 4) for one in each[0].tolist()), strict=True))
                for task, each in found.items()
            },
            relied=relied,
        )
