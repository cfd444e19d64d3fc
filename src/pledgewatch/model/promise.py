"""Hold what was undertaken: one promise a sentence, with what in it could be checked."""

from __future__ import annotations

from typing import Literal

import msgspec

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.spans import Span

__all__ = ["AREAS", "Anchor", "Area", "AspectName", "Due", "FittedReading", "Period", "Promise", "Relied"]

AspectName = Literal["action", "quantity", "time", "responsible", "verification", "scope"]
Area = Literal["human rights", "labour", "environment", "anti-corruption"]
Anchor = Literal["calendar", "pledge", "event"]
Period = Literal["", "day", "week", "month", "quarter", "half-year", "year", "decade"]
AREAS: tuple[Area, ...] = ("human rights", "labour", "environment", "anti-corruption")


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Say when a promise is due, in dates of the calendar as far as its words and the pledge's date tell.

    `earliest` and `latest` bound it; the promise is overdue when the last day of `latest` has passed. Both are None
    where the words count from a day that is not known: the pledge's (`anchor` is "pledge") or some event's ("event":
    "within 30 days of a complaint"). `every` and `period` tell what recurs (2, "year": every two years), and the
    bounds are then those of the first time. A bound is never sharper than what it rests upon, and never earlier than
    what the words allow: nobody is to be asked too soon.
    """

    start: int
    end: int
    words: str
    earliest: PartialDate | None = None
    latest: PartialDate | None = None
    every: int = 0
    period: Period = ""
    anchor: Anchor = "calendar"
    why: str = ""


class Relied(msgspec.Struct, frozen=True):
    """Mark words that a fitted reader relied on; `weight` is what they add to the log-odds of an undertaking."""

    start: int
    end: int
    weight: float
    why: str


class FittedReading(msgspec.Struct, frozen=True, kw_only=True):
    """Hold what a fitted reader says of a sentence, beside the rules.

    `probability` is that it is an undertaking. `for_a_person`: the reader is not sure enough to answer. `labels` are
    the legal combination that serves all labels best, rare ones too, so that one need not be the likeliest by itself.
    `alone`: no rule found the sentence. Offsets of `relied` are those of the promise.
    """

    learned_from: str
    probability: float
    for_a_person: bool
    labels: dict[str, str]
    probabilities: dict[str, dict[str, float]]
    relied: tuple[Relied, ...] = ()
    alone: bool = False


class Promise(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="promise"):
    """Hold one undertaking of the document's own organisation, for the future or continuously.

    `specific`: an outsider could later check whether it was kept. `required`: only the reporting or public statement
    that every participant must make. `why` names the rules that decided, in words. `probability` is calibrated on
    labelled sentences where a calibration exists, and says so in docs; where a fitted reader read the sentence, it is
    that reader's, and `fitted` says what it rests upon. `aspects` holds the first place of each aspect, `further` the
    others. `area_words` are the first words for which it concerns an area.
    """

    document: DocumentId
    start: int
    end: int
    text: str
    probability: float
    aspects: dict[AspectName, Span]
    specific: bool
    required: bool
    areas: tuple[Area, ...] = ()
    principles: tuple[int, ...] = ()
    why: tuple[str, ...] = ()
    further: dict[AspectName, tuple[Span, ...]] = {}
    area_words: dict[Area, Span] = {}
    fitted: FittedReading | None = None

    @property
    def by_reader_alone(self) -> bool:
        """Tell whether no rule found it, only a fitted reader."""
        return self.fitted is not None and self.fitted.alone

    def places(self, name: AspectName) -> tuple[Span, ...]:
        """Return every place of an aspect, in order."""
        first = self.aspects.get(name)
        return tuple(sorted((*((first,) if first else ()), *self.further.get(name, ()))))
