"""Draw a family in time: who joined when, and how much of each document is its own words.

A family of some tens is drawn as little sheets of paper, one a document, that stand on the time in which they are
dated; the ink in a sheet is the share of its own words. A larger one is drawn as bars of the same places, each bar
divided by that share, so that ten thousand documents are as small a picture as ten. Documents without a date stand
apart, on a shelf of their own: no place in time is made up for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from pledgewatch.publish.family_chart import Chart, Member, counts_by_level
from pledgewatch.publish.pictures import date_on_axis, framed, tick_years
from pledgewatch.safe import clip, visible

__all__ = ["by_sheets", "draw"]

_SHEETS_AT_MOST = 120
_PLOT = 168
"""Pixels that the highest pile or bar may take."""
_WIDEST, _NARROWEST = 16, 7
_PHONE = 3.2
"""Pixels that one percent of the picture's width has at least: sheets side by side must not overlap on a phone."""
_YEAR = 10.0
"""Percent of a phone's width that the name of a year takes."""
_LEFT, _SHELF, _RIGHT = 1.0, 84.0, 99.0


def by_sheets(chart: Chart) -> bool:
    """Tell whether each document has a sheet of its own."""
    return chart.size <= _SHEETS_AT_MOST and _width_of_sheets(chart) > 0


def draw(
    chart: Chart,
    *,
    title: str,
    description: str,
    undated: str,
    offered: tuple[str, str, str] = ("", "", ""),
    draft: str = "",
) -> Markup:
    """Draw a family; `undated` is the shelf's label, `offered` the dates and the label of the form's own line."""
    top = 26 if offered[0] else 6
    plot = top + _PLOT
    if by_sheets(chart):
        width = _width_of_sheets(chart)
        plot = top + max(_pile(chart, width), 3 * _pitch(width))
    body = [*_years(chart, top, plot), *_offered(chart, offered), *_shelf(chart, undated, top, plot)]
    body += _sheets(chart, plot) if by_sheets(chart) else _bars(chart, plot)
    return framed("members", title, description, plot + 24, body, draft)


def _edge(chart: Chart) -> float:
    """Return the place, in percent, where time ends and the shelf of the undated begins."""
    return _SHELF if chart.undated else _RIGHT


def _x(chart: Chart, place: float) -> float:
    """Return where a place begins, in percent of the picture's width."""
    return round(_LEFT + (_edge(chart) - _LEFT) * place / chart.places, 2)


def _years(chart: Chart, top: int, plot: int) -> Iterator[str]:
    last = chart.first + chart.places * chart.step // chart.per_year
    yield f'<line class="base" x1="{_LEFT}%" x2="{_edge(chart)}%" y1="{plot}.5" y2="{plot}.5"/>'
    for year in tick_years(chart.first, last):
        x = _x(chart, (year - chart.first) * chart.per_year / chart.step)
        yield f'<line class="grid" x1="{x}%" x2="{x}%" y1="{top}" y2="{plot + 5}"/>'
        if x < _edge(chart) - _YEAR:  # a year's name stands where the year begins
            yield f'<text class="axis" x="{x}%" dx="3" y="{plot + 17}">{year}</text>'


def _offered(chart: Chart, offered: tuple[str, str, str]) -> Iterator[str]:
    """Draw from when until when the form was offered; without an end, the line ends in an arrow."""
    begin, end = date_on_axis(offered[0]), date_on_axis(offered[1])
    if begin is None:
        return
    x1 = _moment(chart, begin.year, begin.month or 1)
    x2 = min(_moment(chart, end.year, (end.month or 12) + 1), _edge(chart)) if end else _edge(chart)
    yield f'<line class="offered" x1="{x1}%" x2="{x2}%" y1="20" y2="20"/>'
    yield f'<line class="offered" x1="{x1}%" x2="{x1}%" y1="16" y2="24"/>'
    if end:
        yield f'<line class="offered" x1="{x2}%" x2="{x2}%" y1="16" y2="24"/>'
    else:
        yield f'<svg x="{x2}%" y="20" overflow="visible"><path class="offer" d="M-7-4 0 0-7 4Z"/></svg>'
    yield f'<text class="axis" x="{x1}%" y="12">{escape(visible(clip(offered[2], 40)))}</text>'


def _moment(chart: Chart, year: int, month: int) -> float:
    return _x(chart, (year - chart.first + (month - 1) / 12) * chart.per_year / chart.step)


def _shelf(chart: Chart, label: str, top: int, plot: int) -> Iterator[str]:
    if chart.undated:
        yield f'<line class="grid shelf" x1="{_SHELF + 1.5}%" x2="{_SHELF + 1.5}%" y1="{top}" y2="{plot + 18}"/>'
        yield f'<line class="base" x1="{_SHELF + 3}%" x2="{_RIGHT}%" y1="{plot}.5" y2="{plot}.5"/>'
        name = escape(visible(clip(label, 12)))
        yield f'<text class="axis" x="{(_SHELF + 3 + _RIGHT) / 2}%" y="{plot + 17}" text-anchor="middle">{name}</text>'


def _pitch(width: int) -> int:
    return round(width * 1.3) + 2


def _in_a_row(width: int) -> int:
    """Return how many sheets stand side by side on the shelf, which has 39 pixels on a phone."""
    return max(1, 39 // (width + 1))


def _pile(chart: Chart, width: int) -> int:
    """Return the height of the highest pile."""
    highest = max([-(-len(chart.undated) // _in_a_row(width)), *(len(group) for group in chart.members.values())])
    return highest * _pitch(width)


def _width_of_sheets(chart: Chart) -> int:
    """Return the largest width at which all piles fit; 0 where none does."""
    widest = min(_WIDEST, int((_edge(chart) - _LEFT) * _PHONE / chart.places) - 1)
    return next((w for w in range(widest, _NARROWEST - 1, -1) if _pile(chart, w) <= _PLOT), 0)


def _sheets(chart: Chart, plot: int) -> Iterator[str]:
    width = _width_of_sheets(chart)
    for place, members in chart.members.items():
        drawn = "".join(_sheet(m, -width // 2, -(n + 1) * _pitch(width), width) for n, m in enumerate(members))
        yield f'<svg x="{_x(chart, place + 0.5)}%" y="{plot}" overflow="visible">{drawn}</svg>'
    if chart.undated:
        row = _in_a_row(width)
        places = [(n % row, n // row + 1) for n in range(len(chart.undated))]
        drawn = "".join(
            _sheet(m, column * (width + 1), -pile * _pitch(width), width)
            for m, (column, pile) in zip(chart.undated, places, strict=True)
        )
        yield f'<svg x="{_SHELF + 3}%" y="{plot}" overflow="visible">{drawn}</svg>'


def _sheet(member: Member, x: int, y: int, width: int) -> str:
    """Draw a sheet of paper with a folded corner, inked from below as far as its words are its own."""
    height, fold = _pitch(width) - 2, max(2, width // 4)
    right = width - fold
    paper = f"M{x} {y}h{right}l{fold} {fold}v{height - fold}h-{width}z"
    out = f'<path class="paper" d="{paper}"/>'
    if member.own > 0:
        rise = round(min(height, max(1.5, member.own * height)), 1)
        corner = max(0.0, round(fold - (height - rise), 1))  # what of the folded corner the ink would cross
        ink = f"M{x} {y + height}v-{rise}h{width - corner}l{corner} {corner}v{round(rise - corner, 1)}z"
        out += f'<path class="ink" d="{ink}"/>'
    name = escape(visible(clip(member.name, 60)))
    return f"<g><title>{name}</title>{out}</g>"


def _bars(chart: Chart, plot: int) -> Iterator[str]:
    piles = {place: counts_by_level(members) for place, members in chart.members.items()}
    shelf = counts_by_level(chart.undated)
    most = max(map(sum, (*piles.values(), shelf)))
    pitch = (_edge(chart) - _LEFT) / chart.places
    peak = max(piles, key=lambda place: (sum(piles[place]), -place))
    for place, counts in piles.items():
        yield from _bar(counts, round(_x(chart, place) + pitch * 0.1, 2), round(pitch * 0.8, 2), plot, most)
    yield _number(_x(chart, peak + 0.5), sum(piles[peak]), plot, most)
    if chart.undated:
        yield from _bar(shelf, _SHELF + 5, _RIGHT - _SHELF - 7, plot, most)
        yield _number((_SHELF + 3 + _RIGHT) / 2, sum(shelf), plot, most)


def _bar(counts: Sequence[int], x: float, width: float, plot: int, most: int) -> Iterator[str]:
    """Draw a bar from below: those with the least own words at its foot."""
    foot = float(plot)
    for level, count in enumerate(counts):
        height = round((_PLOT - 16) * count / most, 1)
        if height:
            foot = round(foot - height, 1)
            yield f'<rect class="level{level}" x="{x}%" y="{foot}" width="{width}%" height="{height}"/>'


def _number(x: float, count: int, plot: int, most: int) -> str:
    y = round(plot - (_PLOT - 16) * count / most - 4)
    return f'<text class="axis" x="{x}%" y="{y}" text-anchor="middle">{count}</text>'
