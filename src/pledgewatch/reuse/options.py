"""Tell a passage that members may leave out from the passage by which two forms differ.

Of one passage that some have and others lack nobody can say which it is. Two passages tell: where the one comes and
goes whatever the other does, so that all four combinations are met, signers chose; where the combinations follow one
another (none, the first, both), the form grew. Biologists know this as the four-gamete test.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from pledgewatch.reuse.align import Block, align, gaps
from pledgewatch.reuse.centres import Centre
from pledgewatch.reuse.corpus import Unit
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sorts import Noise

__all__ = ["united"]

_LEAST_MEMBERS = 2
_LEAST_SHARE = 0.005
"""The least share of members that each of the four combinations must have. It is small because those read closely are
no fair sample: who departs was looked for."""
_SAMPLE = 16
_SAME_PLACE = 0.8
_STRAY = 0.125
"""The share of a passage's length that a text may have in its place: a fill beside it that was aligned with it."""

_Range = tuple[int, int]
_Held = tuple[Centre, list[int]]


def united(groups: Sequence[_Held], units: Sequence[Unit], noise: Noise, settings: ReuseSettings) -> list[_Held]:
    """Return the groups, those made one whose centres differ only by passages that signers chose.

    The longest centre stands for them. A registered form is never united with another.
    """
    left = sorted(groups, key=lambda one: (one[0].form is not None, -len(one[0].reference), one[0].unit))
    out: list[_Held] = []
    while left:
        first, *left = left
        same = [] if first[0].form or not left else _variants(first, left, units, noise, settings)
        left = [one for one in left if not any(one is other for other in same)]
        members = sorted({unit for one in (first, *same) for unit in one[1]})
        out.append((first[0]._replace(established=True), members) if same else first)
    return out


def _variants(
    full: _Held, others: Sequence[_Held], units: Sequence[Unit], noise: Noise, settings: ReuseSettings
) -> list[_Held]:
    """Return those that are the full one without some of the passages that are free to be left out."""
    lacking: list[tuple[_Held, list[_Range]]] = []
    varied: set[int] | None = None
    for one in others:
        blocks = () if one[0].form else align(full[0].reference, one[0].reference, settings.largest_alignment)
        if not blocks or _replaced(full[0], one[0], blocks, settings):
            continue
        varied = _varied(full, units, noise, settings) if varied is None else varied
        places = varied, _varied(one, units, noise, settings)
        lacked = _lacked(full[0], one[0], blocks, places, noise, settings)
        if lacked is not None:
            lacking.append((one, lacked))
    passages = _distinct([lacked for _, ranges in lacking for lacked in ranges])
    rows = [(full, frozenset[int]())]
    rows += [(one, frozenset(_number(lacked, passages) for lacked in ranges)) for one, ranges in lacking]
    free = _free([(missing, sum(units[unit].documents for unit in held[1])) for held, missing in rows], len(passages))
    return [one for one, missing in rows[1:] if missing <= free]


def _varied(full: _Held, units: Sequence[Unit], noise: Noise, settings: ReuseSettings) -> set[int]:
    """Return the tokens of a centre where its own members differ, by more than a slip: there is a slot."""
    out: set[int] = set()
    reference = full[0].reference
    for unit in full[1][:_SAMPLE]:
        text = units[unit].encoded
        for gap in gaps(align(reference, text, settings.largest_alignment)):
            if max(gap.a_end - gap.a, gap.b_end - gap.b) <= settings.longest_fill and not noise.between(
                reference[gap.a : gap.a_end], text[gap.b : gap.b_end]
            ):
                out.update(range(gap.a, gap.a_end + 1))
    return out


def _replaced(one: Centre, other: Centre, blocks: tuple[Block, ...], settings: ReuseSettings) -> bool:
    """Tell whether another text has a passage in place of another, whatever members differ in: it is no variant."""
    found = _differences(blocks, len(one.reference), len(other.reference))
    return any(b_end - b > max(settings.longest_fill, _STRAY * (a_end - a)) for a, a_end, b, b_end in found)


def _lacked(
    one: Centre,
    other: Centre,
    blocks: tuple[Block, ...],
    places: tuple[set[int], set[int]],
    noise: Noise,
    settings: ReuseSettings,
) -> list[_Range] | None:
    """Return the passages that another text lacks and is otherwise the same; None where it differs in wording too.

    `blocks` say where it lies along the one, `places` are those in either at which its own members differ.
    """
    full, text = one.reference, other.reference
    varied, also = places
    out: list[_Range] = []
    reworded = 0
    for a, a_end, b, b_end in _differences(blocks, len(full), len(text)):
        low, high = _without_fills(a, a_end, varied)
        filled = settings.longest_fill if high - low < a_end - a else _STRAY * (a_end - a)
        if high - low > settings.longest_fill and b_end - b <= filled:
            out.append((low, high))
        elif max(a_end - a, b_end - b) > settings.longest_fill:
            return None
        elif a == a_end and b == b_end:
            continue
        elif varied.isdisjoint(range(a, a_end + 1)) and also.isdisjoint(range(b, b_end + 1)):
            reworded += not noise.between(full[a:a_end], text[b:b_end])
    return out if reworded < settings.sibling_places else None


def _without_fills(start: int, end: int, varied: set[int]) -> _Range:
    """Cut slots off a range's ends: a fill beside a passage is aligned together with it."""
    while start < end and start in varied:
        start += 1
    while end > start and end - 1 in varied:
        end -= 1
    return start, end


def _differences(blocks: tuple[Block, ...], size: int, other: int) -> Iterator[tuple[int, int, int, int]]:
    if blocks:
        first, last = blocks[0], blocks[-1]
        yield 0, first.a, 0, first.b
        yield from gaps(blocks)
        yield last.a + last.size, size, last.b + last.size, other


def _distinct(ranges: Sequence[_Range]) -> list[_Range]:
    out: list[_Range] = []
    for one in sorted(set(ranges)):
        if _number(one, out) < 0:
            out.append(one)
    return out


def _number(one: _Range, passages: Sequence[_Range]) -> int:
    """Return which passage a range is; an alignment may begin it a few tokens early or late."""
    for at, (start, end) in enumerate(passages):
        common = min(end, one[1]) - max(start, one[0])
        if common >= _SAME_PLACE * max(end - start, one[1] - one[0]):
            return at
    return -1


def _free(rows: Sequence[tuple[frozenset[int], int]], passages: int) -> set[int]:
    """Return the passages that come and go whatever another does."""
    total = sum(count for _, count in rows)
    least = max(_LEAST_MEMBERS, _LEAST_SHARE * total)
    out: set[int] = set()
    for one, other in combinations(range(passages), 2):
        met = [
            sum(count for missing, count in rows if (one in missing, other in missing) == combination)
            for combination in product((False, True), repeat=2)
        ]
        if min(met) >= least:
            out |= {one, other}
    return out
