"""Read dates as letters write them, with the precision that the writing gives."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

import msgspec

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.spans import Span
from pledgewatch.parties.language import Cues

__all__ = ["WrittenDate", "read_date", "written_dates"]

_ISO = re.compile(r"(?<![\w./-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\w/-]|\.\d)")
_FIGURES = re.compile(r"(?<![\w./-])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?![\w/-]|\.\d)")
_CJK = re.compile(r"((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?日)?")


class WrittenDate(msgspec.Struct, frozen=True, order=True):
    """Place a date in the text."""

    span: Span
    date: PartialDate


_Words = tuple[str, ...]


@cache
def _patterns(months: tuple[_Words, ...], ordinals: _Words, between: _Words) -> tuple[re.Pattern[str], ...]:
    names = sorted((name for month in months for name in month), key=lambda name: (-len(name), name))
    month = rf"(?P<month>{'|'.join(map(re.escape, names))})\.?"
    day = rf"(?P<day>\d{{1,2}})\s?(?:{'|'.join(map(re.escape, ordinals))})?"
    joint = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in between)
    year = r"(?P<year>(?:19|20)\d\d)(?![\w/]|-\d)"
    gap = r"[\s,.-]{1,3}"
    return (
        re.compile(rf"(?<![\w/.-]){day}(?:\s+(?:{joint})\s+|[\s.-]{{1,2}}){month}{gap}{year}", re.IGNORECASE),
        re.compile(rf"(?<![\w-]){month}\s?{day}{gap}{year}", re.IGNORECASE),
        re.compile(rf"(?<![\w-]){month}{gap}{year}", re.IGNORECASE),
    )


def _valid(year: int, month: int, day: int | None) -> PartialDate | None:
    """Return the date if the calendar has it; a day or month of nought is no date, not a lesser precision."""
    try:
        dt.date(year, month, 1 if day is None else day)
    except ValueError:
        return None
    return PartialDate(year, month, day or 0)


def _of_figures(first: int, second: int, year: int) -> PartialDate | None:
    """Tell day from month where figures allow it; else only the year is known.

    06.08.2018 is the sixth of August to most and the eighth of June to some: both months are possible, so none is told.
    """
    if first == second or second > 12:
        return _valid(year, first, second)
    if first > 12:
        return _valid(year, second, first)
    return PartialDate(year) if first and second else None


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _in_words(text: str, within: Span, cues: Cues) -> Iterator[WrittenDate]:
    number = {name: index for index, names in enumerate(cues.date.months, 1) for name in names}
    for pattern in _patterns(cues.date.months, cues.date.ordinals, cues.date.between):
        for found in pattern.finditer(text, within.start, within.end):
            groups = found.groupdict()
            date = _valid(int(groups["year"]), number[groups["month"].casefold()], _number(groups.get("day")))
            if date is not None:
                yield WrittenDate(Span(found.start(), found.end()), date)


def _in_figures(text: str, within: Span) -> Iterator[WrittenDate]:
    for found in _ISO.finditer(text, within.start, within.end):
        date = _valid(int(found[1]), int(found[2]), int(found[3]))
        if date is not None:
            yield WrittenDate(Span(found.start(), found.end()), date)
    for found in _CJK.finditer(text, within.start, within.end):
        date = _valid(int(found[1]), int(found[2]), _number(found[3]))
        if date is not None:
            yield WrittenDate(Span(found.start(), found.end()), date)
    for found in _FIGURES.finditer(text, within.start, within.end):
        date = _of_figures(int(found[1]), int(found[3]), int(found[4]))
        if date is not None:
            yield WrittenDate(Span(found.start(), found.end()), date)


def written_dates(text: str, within: Span, cues: Cues) -> tuple[WrittenDate, ...]:
    """Find the dates in a part of the text, in order; of two that overlap, the longer, then the earlier."""
    out: list[WrittenDate] = []
    found = [*_in_words(text, within, cues), *_in_figures(text, within)]
    for one in sorted(found, key=lambda date: (-len(date.span), date.span)):
        if not any(one.span.overlaps(other.span) for other in out):
            out.append(one)
    return tuple(sorted(out))


def read_date(text: str, cues: Cues) -> PartialDate | None:
    """Read a string that is nothing but a written date; None where it is something else."""
    bare = text.strip()
    found = written_dates(bare, Span(0, len(bare)), cues)
    return found[0].date if len(found) == 1 and found[0].span == Span(0, len(bare)) else None
