"""Resolve the dates and periods in a promise to the calendar, against the pledge's date.

    "within one year of joining", pledged 2005-07-12   ->  latest 2006-07-12
    "by the end of 2027"                                ->  latest 2027
    "every March", pledged 2005-07-12                   ->  2006-03 and each year from there on

Words are read by the language's `[[due]]` rules, first rule first; no two readings share a character. What lies
wholly before the pledge ("from 4 % in 2019") is no due date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.document import Document
from pledgewatch.model.promise import Anchor, Due, Period, Promise
from pledgewatch.promises.calendar import LAST_YEAR, day_before, later, next_occurrence, period_of
from pledgewatch.promises.folding import Folded, fold
from pledgewatch.promises.language import Language, language_for
from pledgewatch.promises.language_file import DueRule

__all__ = ["due", "dues"]

_Bounds = tuple[PartialDate | None, PartialDate | None]
_UNKNOWN: _Bounds = (None, None)
_LAST = PartialDate(LAST_YEAR)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One match of a rule, with what its groups mean."""

    rule: DueRule
    match: re.Match[str]
    language: Language
    pledged: PartialDate | None

    def words(self, group: str) -> str:
        """Return what a group holds, or its second writing ("unit2"); empty where the rule has neither."""
        groups = self.match.groupdict()
        return (groups.get(group) or groups.get(f"{group}2") or "").strip()

    @property
    def year(self) -> int:
        return _year(self.words("year"), self.words("era"), self.language)

    @property
    def month(self) -> int:
        return _month(self.words("month"), self.language)

    @property
    def number(self) -> int:
        return _number(self.words("number"), self.language) or self.rule.number

    @property
    def unit(self) -> Period:
        said = self.words("unit")
        return next((unit for word, unit in self.language.calendar.units if said and word.match(said)), self.rule.unit)


def due(promise: Promise, document: Document, pledged: PartialDate | None) -> Due | None:
    """Return when a promise is due, None where its words give no time that lies ahead.

    Of several times ("20 % by 2025 and 50 % by 2030") it is the last, so that nobody is asked too soon; `dues` gives
    them all. `pledged` is the date of the document, or of joining where that is known; None where neither is.
    """
    found = dues(promise, document, pledged)
    if not found:
        return None
    dated = [one for one in found if one.latest is not None]
    chosen = max(dated, key=lambda one: (one.latest.last if one.latest else _LAST.last, one.start), default=found[0])
    repeated = next((one for one in found if one.every), None)
    if repeated is None or chosen.every:
        return chosen
    return msgspec.structs.replace(chosen, every=repeated.every, period=repeated.period)


def dues(promise: Promise, document: Document, pledged: PartialDate | None) -> tuple[Due, ...]:
    """Return every time in a promise that lies ahead of the pledge, in the order of its words.

    Raises:
        SettingsError: the rules of the document's language are not usable.
    """
    language = language_for(document.language.code)
    if language is None:
        return ()
    folded = fold(document.text, promise.start, promise.end, language)
    found = (_due(reading, folded, document) for reading in _readings(folded.text, language, pledged))
    return tuple(one for one in found if one is not None and not _is_past(one, pledged))


def _readings(text: str, language: Language, pledged: PartialDate | None) -> list[_Reading]:
    taken: list[_Reading] = []
    for rule, pattern in language.dues:
        for match in pattern.finditer(text):
            apart = (match.end() <= one.match.start() or match.start() >= one.match.end() for one in taken)
            if match.end() > match.start() and all(apart):
                taken.append(_Reading(rule, match, language, pledged))
    return sorted(taken, key=lambda one: one.match.start())


def _due(reading: _Reading, folded: Folded, document: Document) -> Due | None:
    if reading.rule.kind == "none":
        return None
    resolved = _resolve(reading)
    if resolved is None:
        return None
    (earliest, latest), anchor, why = resolved
    span = folded.span(reading.match.start(), reading.match.end())
    repeats = reading.rule.kind == "each"
    return Due(
        start=span.start,
        end=span.end,
        words=span.of(document.text),
        earliest=earliest,
        latest=latest,
        every=reading.number if repeats else 0,
        period=reading.unit if repeats else "",
        anchor=anchor,
        why=why,
    )


def _resolve(reading: _Reading) -> tuple[_Bounds, Anchor, str] | None:
    kind = reading.rule.kind
    if kind == "event":
        return _UNKNOWN, "event", "counts from an event whose day the words do not give"
    if kind == "each":
        return _repeated(reading)
    if kind == "within":
        return _from_pledge(reading, (None, _period_later(reading)))
    if kind == "relative":
        bounds = period_of(reading.pledged, reading.unit, reading.rule.shift) if reading.pledged else None
        return _from_pledge(reading, bounds or _UNKNOWN)
    return _on_the_calendar(reading)


def _from_pledge(reading: _Reading, bounds: _Bounds) -> tuple[_Bounds, Anchor, str]:
    if bounds[1] is None:
        return _UNKNOWN, "pledge", "counts from the pledge's date, which is not known well enough"
    return bounds, "pledge", f"counted from the pledge's date, {reading.pledged}"


def _period_later(reading: _Reading) -> PartialDate | None:
    return later(reading.pledged, reading.number, reading.unit) if reading.pledged else None


def _repeated(reading: _Reading) -> tuple[_Bounds, Anchor, str] | None:
    if not reading.unit:
        return None
    pledged, month = reading.pledged, reading.month
    if pledged is None:
        return _UNKNOWN, "pledge", "recurs; the first time counts from the pledge's date, which is not known"
    if month:
        first = next_occurrence(pledged, month, _day(reading))
        return (first, first), "pledge", f"recurs; the first after the pledge's date, {pledged}"
    return (None, _period_later(reading)), "pledge", f"recurs; the first time counted from the pledge's date, {pledged}"


def _on_the_calendar(reading: _Reading) -> tuple[_Bounds, Anchor, str] | None:
    dated = _dated(reading)
    if dated is None:
        return None
    (first, last), anchor = dated
    why = "a date of the calendar" if anchor == "calendar" else "the first such day after the pledge"
    bounds: dict[str, _Bounds] = {
        "by": (None, last),
        "fiscal": (None, last),
        "before": (None, day_before(first)),
        "in": (first, last),
        "from": (first, None),
    }
    return bounds[reading.rule.kind], anchor, why


def _dated(reading: _Reading) -> tuple[tuple[PartialDate, PartialDate], Anchor] | None:
    """Return the first and last date that the words name; a day without a year is the next one after the pledge."""
    year, month = reading.year, reading.month
    if not year:
        if not month or reading.pledged is None:
            return None
        date = next_occurrence(reading.pledged, month, _day(reading))
        return (date, date), "pledge"
    if month:
        date = PartialDate(year, month, min(_day(reading), PartialDate(year, month).last.day))
        return (date, date), "calendar"
    return _part_of_year(reading, year), "calendar"


def _part_of_year(reading: _Reading, year: int) -> tuple[PartialDate, PartialDate]:
    if reading.rule.kind == "fiscal":
        return PartialDate(year), PartialDate(year + 1, reading.language.calendar.fiscal_end)
    quarter = _number(reading.words("quarter"), reading.language)
    if 1 <= quarter <= 4:
        return PartialDate(year, quarter * 3 - 2), PartialDate(year, quarter * 3)
    half = _number(reading.words("half"), reading.language)
    if 1 <= half <= 2:
        return PartialDate(year, half * 6 - 5), PartialDate(year, half * 6)
    said = reading.words("edge")
    edge = next((month for word, month in reading.language.calendar.edges if said and word.match(said)), 0)
    until = _year(reading.words("until"), "", reading.language)
    return PartialDate(year), PartialDate(until if until > year else year, edge)


def _day(reading: _Reading) -> int:
    day = _number(reading.words("day"), reading.language)
    return day if 1 <= day <= 31 else 0


def _year(words: str, era: str, language: Language) -> int:
    """Return a year of the calendar; an era's name ("Reiwa", "Minguo") shifts it. 0 where it is none."""
    digits = re.sub(r"\D", "", words)
    shift = next((offset for word, offset in language.calendar.year_offset if era and word.match(era)), 0)
    year = int(digits[:4]) + shift if digits else 0
    return year if 1900 <= year <= LAST_YEAR else 0


def _month(words: str, language: Language) -> int:
    if not words:
        return 0
    digits = re.match(r"\d{1,2}", words)
    if digits:
        return int(digits[0]) if 1 <= int(digits[0]) <= 12 else 0
    return next((i for i, word in enumerate(language.calendar.months, 1) if word.match(words)), 0)


def _number(words: str, language: Language) -> int:
    """Return a number in figures or words, 0 where it is none."""
    digits = re.match(r"\d{1,6}", words)
    if digits:
        return int(digits[0])
    return next((number for word, number in language.calendar.numbers if words and word.match(words)), 0)


def _is_past(one: Due, pledged: PartialDate | None) -> bool:
    """Tell what lies wholly before the pledge: no deadline, but a baseline or an achievement."""
    bound = one.latest or one.earliest
    return pledged is not None and bound is not None and bound.last < pledged.first and one.anchor == "calendar"
