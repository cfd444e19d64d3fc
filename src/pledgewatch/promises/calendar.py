"""Count days, months and years on from a date that is known only so far.

A result is the latest day that the words allow, no sharper than what it was counted from: one year from "2005-07" is
"2006-07", thirty days from it lie in "2006-08" at the latest.
"""

from __future__ import annotations

import datetime as dt

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.promise import Period

__all__ = ["LAST_YEAR", "day_before", "later", "next_occurrence", "period_of"]

LAST_YEAR = 2199
"""No year after it is a year of the calendar here: "by 9999" is a part number or a misreading."""

_MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "decade": 120}
_DAYS: dict[Period, int] = {"day": 1, "week": 7}
_LONGEST = 1_200
"""A hundred years in months; whoever promises for longer gives no date."""


def later(date: PartialDate, number: int, period: Period) -> PartialDate | None:
    """Return the latest date that `number` periods after `date` can mean; None past the calendar's end."""
    if period in _DAYS:
        if number * _DAYS[period] > _LONGEST * 31:
            return None
        end = date.last + dt.timedelta(days=number * _DAYS[period])
        return PartialDate(end.year, end.month, end.day if date.day else 0)
    months = number * _MONTHS.get(period, 0)
    if not 0 < months <= _LONGEST:
        return None
    return _months_later(date, months)


def _months_later(date: PartialDate, months: int) -> PartialDate | None:
    if not date.month and months % 12 == 0:
        year = date.year + months // 12
        return PartialDate(year) if year <= LAST_YEAR else None
    index = date.year * 12 + date.last.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year > LAST_YEAR:
        return None
    return PartialDate(year, month, min(date.day, PartialDate(year, month).last.day))


def day_before(date: PartialDate) -> PartialDate:
    """Return the last moment before a date, in the date's own precision: before 2030 is 2029."""
    before = date.first - dt.timedelta(days=1)
    return PartialDate(before.year, before.month if date.month else 0, before.day if date.day else 0)


def next_occurrence(pledged: PartialDate, month: int, day: int) -> PartialDate:
    """Return the first such month or day that cannot lie before the pledge; 29 February becomes the 28th."""
    for year in (pledged.last.year, pledged.last.year + 1):
        date = PartialDate(year, month, min(day, PartialDate(year, month).last.day))
        if date.last >= pledged.last:
            return date
    return date


def period_of(pledged: PartialDate, period: Period, shift: int) -> tuple[PartialDate, PartialDate] | None:
    """Return first and last date of this period (`shift` 0) or the next (1); None where the pledge is too vague."""
    if period == "year":
        return PartialDate(pledged.year + shift), PartialDate(pledged.year + shift)
    if period == "decade":
        first = pledged.year // 10 * 10 + 10 * shift
        return PartialDate(first), PartialDate(first + 9)
    length = {"month": 1, "quarter": 3, "half-year": 6}.get(period)
    if length is None or not pledged.month:
        return None
    index = (pledged.year * 12 + pledged.month - 1) // length * length + shift * length
    last = index + length - 1
    return PartialDate(index // 12, index % 12 + 1), PartialDate(last // 12, last % 12 + 1)
