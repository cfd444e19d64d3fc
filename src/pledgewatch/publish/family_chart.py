"""Place a family in time: who joined when, and how much of each document is its own words.

Documents without a date stay apart: no place in time is made up for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from pledgewatch.model.dates import PartialDate
from pledgewatch.publish.pictures import date_on_axis

__all__ = ["LEVELS", "Chart", "Member", "chart_of", "counts_by_level", "level_of"]

LEVELS = (0.05, 0.25, 0.5)
"""Where shares of own words are divided for counting: under 5 %, to a quarter, to a half, more."""
_PLACES_AT_MOST = 24
"""Places in time side by side: at 360 px, each is as wide as the smallest sheet."""
_PER_YEAR = (12, 6, 4, 3, 2, 1)
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
_VAGUE = 5
"""Where more than one in five dates name a year only, places are whole years: else all these would crowd its middle."""


class Member(msgspec.Struct, frozen=True):
    """A document of the family: its name, its date (ISO, may be partial or empty), its share of own words, 0 to 1."""

    name: str
    date: str
    own: float


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Hold the members by their place in time.

    `first` is the year of place 0; a place lasts `step` years, or one of the `per_year` parts of one.
    """

    first: int
    places: int
    per_year: int
    step: int
    members: dict[int, tuple[Member, ...]]
    undated: tuple[Member, ...]

    @property
    def size(self) -> int:
        """Count the members."""
        return sum(map(len, self.members.values())) + len(self.undated)

    def years(self) -> list[tuple[str, tuple[Member, ...]]]:
        """Return the members by year, or by the years that a place lasts; those without any left out."""
        groups: dict[int, list[Member]] = {}
        for place, members in sorted(self.members.items()):
            groups.setdefault(self.first + place * self.step // self.per_year, []).extend(members)
        last = self.step - 1
        return [(f"{year}–{year + last}" if last else str(year), tuple(group)) for year, group in groups.items()]


def level_of(own: float) -> int:
    """Return the number of the level that a share of own words belongs to."""
    return sum(own >= limit for limit in LEVELS)


def counts_by_level(members: Iterable[Member]) -> tuple[int, ...]:
    """Count members by level."""
    found = Counter(level_of(member.own) for member in members)
    return tuple(found[level] for level in range(len(LEVELS) + 1))


def chart_of(members: Sequence[Member], offered: tuple[str, str] = ("", "")) -> Chart | None:
    """Give each member its place in time; None where there are not two members, or none has a date.

    `offered` are the dates from and until which the form was offered; the years of the chart take them in.
    """
    dated = [(date, member) for member in members if (date := date_on_axis(member.date)) is not None]
    if not dated or len(members) < 2:
        return None
    years = [date.year for date, _ in dated] + [date.year for iso in offered if (date := date_on_axis(iso))]
    first, last = min(years), max(years)
    step = next(s for s in _STEPS if last // s - first // s < _PLACES_AT_MOST)
    first -= first % step
    count = max(last - first + 1, 2)
    vague = sum(not date.month for date, _ in dated) * _VAGUE > len(dated)
    per_year = next((p for p in _PER_YEAR if count * p <= _PLACES_AT_MOST), 1) if step == 1 and not vague else 1
    places: dict[int, list[Member]] = {}
    for date, member in sorted(dated, key=lambda one: (str(one[0]), one[1].own, one[1].name, one[1].date)):
        places.setdefault(_place(date, first, per_year, step), []).append(member)
    undated = sorted((m for m in members if date_on_axis(m.date) is None), key=lambda m: (m.own, m.name, m.date))
    return Chart(
        first=first,
        places=-(-count // step) * per_year,
        per_year=per_year,
        step=step,
        members={place: tuple(group) for place, group in sorted(places.items())},
        undated=tuple(undated),
    )


def _place(date: PartialDate, first: int, per_year: int, step: int) -> int:
    """Return the place of a date; of one that names a year only, the middle of the year."""
    within = (date.month - 1) * per_year // 12 if date.month else per_year // 2
    return (date.year - first) // step if step > 1 else (date.year - first) * per_year + within
