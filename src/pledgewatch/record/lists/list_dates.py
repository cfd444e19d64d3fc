"""Read dates as published lists write them, with the precision that they have, and never guess a missing part.

`1.12.2011`, `16.02.23`, `June 21, 2022`, `24 Feb 2022`, `1 Jul. 2015`, `Mar 2022`, `2021-06-17`, `2021-06-17T00:00:00`.
Numbers with slashes are month, day, year, as the lists of the United States that use them print dates.
"""

from __future__ import annotations

import datetime as dt
import re

from pledgewatch.model.dates import PartialDate, parse_date

__all__ = ["find_dates", "read_list_date"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?"
_FORMS = tuple(
    re.compile(rf"(?<![\w.]){form}(?![\w])", re.IGNORECASE)
    for form in (
        r"(?P<year>[12]\d{3})-(?P<number>\d{2})(?:-(?P<day>\d{2}))?(?:T[\d:.Z+-]{0,24}|[+-]\d\d:\d\d|Z)?",
        r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{2}|\d{4})",
        r"(?P<number>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d{2})",
        rf"(?P<day>\d{{1,2}}) {_MONTH} (?P<year>[12]\d{{3}})",
        rf"{_MONTH} (?P<day>\d{{1,2}}),? (?P<year>[12]\d{{3}})",
        rf"{_MONTH} (?P<year>[12]\d{{3}})",
        r"(?P<year>[12]\d{3})",
    )
)
_LONGEST = 2_000
_CENTURY = 36
"""Two-digit years below are of this century: the Federal Register, the oldest source, begins in 1936."""


def read_list_date(text: str | None) -> str:
    """Return a date as ISO 8601 with its precision; empty for an empty text.

    Raises:
        ValueError: the whole text is no date of a form known here, or no day of the calendar.
    """
    text = " ".join((text or "").split())
    if not text:
        return ""
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _iso(found)
    raise ValueError(f"{text[:60]!r} is not a date")


def find_dates(text: str) -> tuple[str, ...]:
    """Return the dates in a text, in its order; a number that is no date is passed over."""
    text = " ".join(text[:_LONGEST].split())
    found: dict[int, tuple[int, str]] = {}
    for form in _FORMS[:-1]:
        for match in form.finditer(text):
            if not any(start < match.end() and match.start() < end for start, (end, _) in found.items()):
                try:
                    found[match.start()] = (match.end(), _iso(match))
                except ValueError:
                    continue
    return tuple(found[start][1] for start in sorted(found))


def _iso(found: re.Match[str]) -> str:
    parts = found.groupdict()
    year = int(parts["year"])
    if year < 100:
        year += 2000 if year < _CENTURY else 1900
    name = parts.get("month")
    month = _MONTHS.index(name.lower()) + 1 if name else int(parts.get("number") or 0)
    day = int(parts.get("day") or 0)
    _ = dt.date(year, month or 1, day or 1)
    date = str(PartialDate(year, month, day))
    parse_date(date)
    return date
