"""Hold a date with the precision that its source gave: a year, a month or a day.

A date is written as ISO 8601 with what is known: `2023`, `2023-11`, `2023-11-05`. Nothing is made up: "2023" is
never taken for the first of January; whether a listing of "2023" came before a pledge of "2023-08" is unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Literal

import msgspec

__all__ = ["Order", "PartialDate", "compare", "parse_date"]

Order = Literal["before", "same", "after", "unknown"]

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")


class PartialDate(msgspec.Struct, frozen=True):
    """Keep a date as far as it is known; `month` and `day` are 0 where it is not."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        if self.day:
            return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
        return f"{self.year:04d}-{self.month:02d}" if self.month else f"{self.year:04d}"

    @property
    def precision(self) -> Literal["day", "month", "year"]:
        """Say how much of the date is known."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first(self) -> dt.date:
        """Return the earliest day that the date can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """Return the latest day that the date can mean."""
        if self.day:
            return dt.date(self.year, self.month, self.day)
        if self.month == 12 or not self.month:
            return dt.date(self.year, 12, 31)
        return dt.date(self.year, self.month + 1, 1) - dt.timedelta(days=1)


@lru_cache(maxsize=4_096)  # a site of 10,000 dossiers writes the same few hundred dates half a million times
def parse_date(text: str) -> PartialDate | None:
    """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; return None for an empty string.

    Raises:
        ValueError: the text is none of the three, or no such day exists.
    """
    text = text.strip()
    if not text:
        return None
    found = _ISO.match(text)
    if found is None:
        raise ValueError(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    given = [int(part) for part in found.groups() if part is not None]
    try:
        # "2023-00" says no month, and is no way to write "2023"; 2023-02-30 is refused here, too.
        _ = dt.date(*given, *(1 for _ in range(3 - len(given))))
    except ValueError:
        raise ValueError(f"{text!r} is not a date of the calendar") from None
    return PartialDate(*given)


def compare(one: PartialDate, other: PartialDate) -> Order:
    """Say where `one` lies to `other`, or that their precision does not tell."""
    if one.last < other.first:
        return "before"
    if one.first > other.last:
        return "after"
    if one.precision == other.precision == "day":
        return "same"
    return "unknown"
