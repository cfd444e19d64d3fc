"""Put the words of a page into the order in which a person reads them: columns down, table rows across.

A PDF says where glyphs lie, not what follows what; its own drawing order is mostly, not always, the reading order.
The order here is geometric, with the drawing order as a witness:

1. Words drawn one after the other on one baseline make a *run*; runs drawn one below the other make a *block* (a
   paragraph, a wrapped cell).
2. Blocks are cut into bands by horizontal white space, and bands that share a vertical gutter are looked at together:
   prose on both sides, or drawn one side after the other, is columns and is read down; all else is a table and is
   read across.

All lengths are points from the top left corner of the page as it is displayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

import msgspec

__all__ = ["Glyphs", "Line", "reading_order"]


_GUTTERS = 6
"""Gutters of a band that are looked at, the widest first; prose has fewer columns, only tables have more."""
_BANDS = 300
"""Bands that a gutter is followed down; a page has at most 120 lines of the smallest print."""


class Glyphs(msgspec.Struct, frozen=True):
    """Hold a word as it is drawn: its characters, box, baseline and height of type.

    `spaced` says that a space is written before it; where none is, the distance tells.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    spaced: bool = True


class Line(msgspec.Struct, frozen=True):
    """Hold words in reading order, and what parts them from the line before: a tab (next cell) or line feeds."""

    words: tuple[Glyphs, ...]
    before: str


class _Run(msgspec.Struct, frozen=True):
    """Words drawn one after the other on one baseline."""

    words: tuple[Glyphs, ...]
    at: int
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float


class _Block(msgspec.Struct, frozen=True):
    """Runs drawn one below the other."""

    runs: tuple[_Run, ...]
    left: float
    top: float
    right: float
    bottom: float


def reading_order(words: Sequence[Glyphs]) -> list[Line]:
    """Return the lines of a page in reading order; `words` come in the order in which they are drawn."""
    blocks = _blocks(_joined(_runs(words)))
    return _lines(_arranged(blocks))


def _runs(words: Sequence[Glyphs]) -> list[_Run]:
    runs: list[list[Glyphs]] = []
    for word in words:
        if runs and _follows(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [_run(run, at) for at, run in enumerate(runs)]


def _follows(before: Glyphs | _Run, after: Glyphs | _Run) -> bool:
    """Tell whether a word goes on on the same line: a word space is under one em, a gutter or cell gap above it."""
    size = max(before.size, after.size)
    return _same_line(before, after) and -0.5 * size < after.left - before.right < 1.0 * size


def _same_line(one: Glyphs | _Run, other: Glyphs | _Run) -> bool:
    """Tell whether two share a baseline, or one is set small beside the other (a footnote mark)."""
    near = abs(one.baseline - other.baseline) < 0.3 * min(one.size, other.size)
    small = min(one.size, other.size) < 0.8 * max(one.size, other.size)
    return near or (small and abs(one.baseline - other.baseline) < 0.55 * max(one.size, other.size))


def _run(words: Sequence[Glyphs], at: int) -> _Run:
    longest = max(words, key=lambda word: len(word.text))
    left, top, right, bottom = _box(words)
    return _Run(tuple(words), at, left, top, right, bottom, longest.baseline, longest.size)


def _box(things: Sequence[Glyphs | _Run | _Block]) -> tuple[float, float, float, float]:
    return (
        min(thing.left for thing in things),
        min(thing.top for thing in things),
        max(thing.right for thing in things),
        max(thing.bottom for thing in things),
    )


def _joined(runs: list[_Run]) -> list[_Run]:
    """Join runs that continue one another on a line although something else was drawn between them."""
    ordered = sorted(runs, key=lambda run: (round(run.baseline), run.left, run.at))
    out: list[_Run] = []
    for run in ordered:
        for index in range(len(out) - 1, max(-1, len(out) - 6), -1):
            if _continues_run(out[index], run):
                out[index] = _run([*out[index].words, *run.words], min(out[index].at, run.at))
                break
        else:
            out.append(run)
    return sorted(out, key=lambda run: run.at)


def _continues_run(before: _Run, after: _Run) -> bool:
    size = max(before.size, after.size)
    return _same_line(before, after) and -0.2 * size < after.left - before.right < 0.6 * size


def _blocks(runs: list[_Run]) -> list[_Block]:
    blocks: list[list[_Run]] = []
    for run in runs:
        if blocks and _below(blocks[-1], run):
            blocks[-1].append(run)
        else:
            blocks.append([run])
    return [_block(block) for block in blocks]


def _block(runs: Sequence[_Run]) -> _Block:
    return _Block(tuple(runs), *_box(runs))


def _below(block: list[_Run], run: _Run) -> bool:
    """Tell whether a run is the next line of a block: one line's step down, under its text, of the same size."""
    last = block[-1]
    size = max(last.size, run.size)
    step = run.baseline - last.baseline
    usual = block[-1].baseline - block[-2].baseline if len(block) > 1 else 1.9 * size
    overlap = min(last.right, run.right) - max(last.left, run.left)
    return (
        0.5 * size < step <= min(2.2 * size, max(usual * 1.25, 1.0 * size))
        and overlap > 0.3 * min(last.right - last.left, run.right - run.left)
        and abs(last.size - run.size) < 0.2 * size
    )


def _arranged(blocks: list[_Block]) -> list[_Block]:
    """Return blocks in reading order."""
    bands = _bands(blocks)
    if len(bands) <= 1:
        return _across(blocks)
    out: list[_Block] = []
    at = 0
    while at < len(bands):
        end, gutter = _columns_from(bands, at)
        run = [block for band in bands[at:end] for block in band]
        if gutter is None:
            out += [block for band in bands[at:end] for block in _across(band)]
        else:
            out += _arranged([block for block in run if block.right <= gutter])
            out += _arranged([block for block in run if block.right > gutter])
        at = end
    return out


def _bands(blocks: list[_Block]) -> list[list[_Block]]:
    """Cut blocks by horizontal white space, from the top; boxes may overlap by a fifth of a line."""
    bands: list[list[_Block]] = []
    floor = 0.0
    for block in sorted(blocks, key=lambda one: (one.top, one.left, one.runs[0].at)):
        slack = 0.2 * block.runs[0].size
        if bands and block.top < floor - slack:
            bands[-1].append(block)
            floor = max(floor, block.bottom)
        else:
            bands.append([block])
            floor = block.bottom
    return bands


def _across(blocks: list[_Block]) -> list[_Block]:
    """Order blocks of one band: side by side from left to right; where they cannot be told apart, as drawn."""
    if len(blocks) <= 1:
        return blocks
    gutters = _gutters(blocks)
    if not gutters:
        return _as_drawn(blocks)
    left, right = max(gutters, key=lambda gap: (gap[1] - gap[0], -gap[0]))
    cut = (left + right) / 2
    return _arranged([b for b in blocks if b.right <= cut]) + _arranged([b for b in blocks if b.right > cut])


def _as_drawn(blocks: list[_Block]) -> list[_Block]:
    return sorted(blocks, key=lambda block: block.runs[0].at)


def _gutters(blocks: Iterable[_Block]) -> list[tuple[float, float]]:
    """Return the vertical strips of white space between blocks, from left to right."""
    gutters: list[tuple[float, float]] = []
    edge: float | None = None
    for block in sorted(blocks, key=lambda one: one.left):
        if edge is not None and block.left > edge + 0.5 * block.runs[0].size:
            gutters.append((edge, block.left))
        edge = block.right if edge is None else max(edge, block.right)
    return gutters


def _columns_from(bands: list[list[_Block]], start: int) -> tuple[int, float | None]:
    """Return how far down columns reach from a band, and the middle of the gutter that parts them; None for none.

    Where three gutters or more go down together and none parts columns, it is a table as far as all of them go; without
    this step a page of one large grid costs quadratic time.
    """
    widest = sorted(_gutters(bands[start]), key=lambda gap: (gap[0] - gap[1], gap[0]))[:_GUTTERS]
    reaches = sorted((_reach(bands, start, gap) for gap in widest), reverse=True)
    for end, _, gutter in reaches:
        if end > start + 1 and _are_columns([block for band in bands[start:end] for block in band], gutter):
            return end, gutter
    return (reaches[-1][0] if len(reaches) > 2 else start + 1), None


def _reach(bands: list[list[_Block]], start: int, gap: tuple[float, float]) -> tuple[int, float, float]:
    """Return how far down a gutter reaches, how wide it stays, and its middle."""
    low, high = gap
    end = start + 1
    while end < min(len(bands), start + _BANDS) and (narrowed := _free(bands[end], low, high)):
        low, high = narrowed
        end += 1
    gutter = (low + high) / 2
    return _without_tail(bands, start, end, gutter), high - low, gutter


def _without_tail(bands: list[list[_Block]], start: int, end: int, gutter: float) -> int:
    """Give back the last bands that lie on the left alone: what stands below two columns is not in the first."""
    while end > start + 1 and all(block.right <= gutter for block in bands[end - 1]):
        end -= 1
    return end


def _free(band: list[_Block], low: float, high: float) -> tuple[float, float] | None:
    """Return what a band leaves free of a strip, unless it is too narrow to part columns."""
    for block in band:
        if block.right <= low or block.left >= high:
            continue
        if block.left <= low and block.right >= high:
            return None
        if block.right - low < high - block.left:
            low = block.right
        else:
            high = block.left
    size = median(block.runs[0].size for block in band)
    return (low, high) if high - low > 0.5 * size else None


def _are_columns(blocks: list[_Block], gutter: float) -> bool:
    """Tell columns of prose from a table.

    The witness is the drawing order: columns are drawn one after the other, tables row by row. Where each side is
    clearly prose (long lines that fill their column), it is columns however it was drawn; where both sides are a few
    words a line, a table.
    """
    runs = sorted((run for block in blocks for run in block.runs), key=lambda run: run.at)
    sides = [run.right <= gutter for run in runs]
    left = [run for run, side in zip(runs, sides, strict=True) if side]
    right = [run for run, side in zip(runs, sides, strict=True) if not side]
    if min(len(left), len(right)) < 2:
        return False
    switches = sum(one != other for one, other in pairwise(sides))
    weights = _weight(left), _weight(right)
    if switches <= max(2, 0.2 * min(len(left), len(right))):
        return max(weights) >= 2.5
    return min(weights) >= 5 and min(_fill(left), _fill(right)) >= 0.8


def _weight(runs: list[_Run]) -> float:
    """Return the usual number of words in a line; three Chinese or Japanese characters count as one."""
    return median(max(len(run.words), sum(c > "⺀" for each in run.words for c in each.text) / 3) for run in runs)


def _fill(runs: list[_Run]) -> float:
    """Return how much of their column lines usually fill."""
    width = max(run.right for run in runs) - min(run.left for run in runs)
    return median((run.right - run.left) / max(width, 1.0) for run in runs)


def _lines(blocks: list[_Block]) -> list[Line]:
    lines: list[Line] = []
    last: _Run | None = None
    for block in blocks:
        for index, run in enumerate(block.runs):
            lines.append(Line(run.words, _separator(last, run, index > 0)))
            last = run
    return lines


def _separator(last: _Run | None, run: _Run, inside: bool) -> str:
    if last is None:
        return ""
    if inside:
        return "\n"
    if run.left >= last.right and _same_line(last, run):
        return "\t"
    step = run.baseline - last.baseline
    near = 0 < step < 1.6 * max(last.size, run.size) and abs(last.size - run.size) < 0.2 * run.size
    return "\n" if near else "\n\n"
