"""Draw small pictures as SVG inside a page: an organisation's pledges and listings; what all pictures have in common.

Horizontal places are percentages and text is not scaled with the picture, so that 12-pixel labels stay 12 pixels on a
phone. Colours come from the page's styles, so that dark mode and paper work. Each picture has a title and a description
that say in words what it shows, and the word DRAFT inside it where the edition is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec
from markupsafe import Markup, escape

from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.safe import clip, visible

__all__ = ["Lane", "date_on_axis", "framed", "tick_years", "timeline"]

_LEFT, _WIDTH = 2.0, 96.0
_LANE = 40
_LANES_AT_MOST = 16
_LAST_YEAR = 2200
"""Lists write "no end" as a day of the year 9999; such a date is no place on an axis."""


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the timeline: a pledge, a single act (a vote), or a listing from `start` to `end`, open where empty.

    `uncertain`: the list speaks of an end but gives no date; the line is broken and has no arrow, and ends at `gone_by`
    where a later list lacks it. `part`: the organisation takes part in something, which is no listing. `at_pledge` says
    in words how it stood to the pledges.
    """

    label: str
    start: str
    end: str = ""
    shape: Literal["pledge", "event", "bar", "part"] = "bar"
    detail: str = ""
    uncertain: bool = False
    gone_by: str = ""
    at_pledge: tuple[str, ...] = ()


def date_on_axis(iso: str) -> PartialDate | None:
    """Return a date that has a place on an axis: None for none, for what is no date, and for one that means "never"."""
    try:
        date = parse_date(iso[:10])
    except ValueError:
        return None
    return None if date is None or date.year > _LAST_YEAR else date


def tick_years(first: int, last: int) -> list[int]:
    """Return the years to print below an axis, about five."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000, 10_000) if (last - first) / s <= 5)
    return [year for year in range(first, last + 1) if year % step == 0]


def _day(iso: str, *, last: bool = False) -> dt.date | None:
    date = date_on_axis(iso)
    return None if date is None else date.last if last else date.first


class _Axis:
    """Place days on whole years from the first to the one after the last."""

    def __init__(self, days: Sequence[dt.date]) -> None:
        self.first = min(days).year
        self.last = max(max(days).year + 1, self.first + 2)
        self._start = dt.date(self.first, 1, 1).toordinal()
        self._length = dt.date(self.last, 1, 1).toordinal() - self._start

    def x(self, day: dt.date) -> float:
        return round(_LEFT + _WIDTH * (day.toordinal() - self._start) / self._length, 2)

    def drawn(self, height: int) -> list[str]:
        out = []
        for year in tick_years(self.first, self.last):
            x = self.x(dt.date(year, 1, 1))
            out.append(f'<line class="grid" x1="{x}%" x2="{x}%" y1="4" y2="{height - 20}"/>')
            anchor = "start" if x < 8 else "end" if x > 92 else "middle"
            out.append(f'<text class="axis" x="{x}%" y="{height - 5}" text-anchor="{anchor}">{year}</text>')
        return out


def framed(name: str, title: str, description: str, height: int, body: Iterable[str], draft: str) -> Markup:
    """Return a picture with its text alternatives; `name` makes their ids, `draft` is the mark across it, if any."""
    mark = f'<text class="draftmark" x="50%" y="{height // 2 + 12}" text-anchor="middle">{escape(draft)}</text>'
    return Markup(  # noqa: S704 - labels are escaped, the rest are numbers
        f'<svg class="picture" role="img" aria-labelledby="{name}-t {name}-d" width="100%" height="{height}">'
        f'<title id="{name}-t">{escape(visible(title))}</title>'
        f'<desc id="{name}-d">{escape(visible(description))}</desc>'
        f"{''.join(body)}{mark if draft else ''}</svg>"
    )


def timeline(lanes: Sequence[Lane], *, until: str, title: str, description: str, draft: str = "") -> Markup:
    """Draw pledges and listings, one under the other; an open listing runs to `until` and ends in an arrow.

    The day of each pledge runs through all lines, so that what was before and after it is seen. Empty where no lane has
    a date. Lanes beyond the limit are left to the list beside the picture.
    """
    drawn = [(lane, day) for lane in lanes if (day := _day(lane.start)) is not None][:_LANES_AT_MOST]
    if not drawn:
        return Markup("")
    last = _day(until) or max(day for _, day in drawn)
    ends = [day for lane, _ in drawn if (day := _day(lane.end, last=True)) is not None]
    axis = _Axis([day for _, day in drawn] + ends + [last])
    height = len(drawn) * _LANE + 28
    body = axis.drawn(height)
    body.extend(_pledged(axis, (lane.start for lane, _ in drawn if lane.shape == "pledge"), height))
    for number, (lane, day) in enumerate(drawn):
        body.extend(_lane(axis, lane, day, last, number * _LANE))
    return framed("timeline", title, description, height, body, draft)


def _pledged(axis: _Axis, dates: Iterable[str], height: int) -> Iterator[str]:
    """Draw the day of each pledge through all lines; of a month or a year the whole of it, as the day is not known."""
    for date in sorted(set(dates)):
        first, last = _day(date), _day(date, last=True)
        if first is None or last is None:
            continue
        x = axis.x(first)
        yield f'<line class="pledged" x1="{x}%" x2="{x}%" y1="4" y2="{height - 20}"/>'
        if last != first:
            width = round(axis.x(last) - x, 2)
            yield f'<rect class="span" x="{x}%" width="{width}%" y="4" height="{height - 24}"/>'


def _lane(axis: _Axis, lane: Lane, day: dt.date, last: dt.date, top: int) -> list[str]:
    label = escape(visible(clip(lane.label, 44)))
    y = top + 30
    out = [f'<text class="lane" x="0" y="{top + 18}">{label}</text>']
    x = axis.x(day)
    if lane.shape in ("pledge", "event"):
        path = "M0-7 7 0 0 7-7 0Z" if lane.shape == "pledge" else "M-5-5H5V5H-5Z"
        return [*out, f'<svg x="{x}%" y="{y}" overflow="visible"><path class="{lane.shape}" d="{path}"/></svg>']
    end = _day(lane.end, last=True) or _day(lane.gone_by, last=True)
    x2 = max(axis.x(end or last), x + 1)
    style = f"bar {lane.shape}" if lane.shape == "part" else "bar broken" if lane.uncertain else "bar"
    out.append(f'<line class="{style}" x1="{x}%" x2="{x2}%" y1="{y}" y2="{y}"/>')
    ends = " part" if lane.shape == "part" else ""
    out.append(f'<line class="cap{ends}" x1="{x}%" x2="{x}%" y1="{y - 6}" y2="{y + 6}"/>')
    if end is None and not lane.uncertain:
        out.append(f'<svg x="{x2}%" y="{y}" overflow="visible"><path class="arrow{ends}" d="M0-6 8 0 0 6Z"/></svg>')
    elif end is not None and not lane.uncertain:
        out.append(f'<line class="cap{ends}" x1="{x2}%" x2="{x2}%" y1="{y - 6}" y2="{y + 6}"/>')
    return out
