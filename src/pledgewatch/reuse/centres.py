"""Choose the text that stands for a form, and tell whether enough texts agree on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from pledgewatch.reuse.align import Block, align, gaps
from pledgewatch.reuse.corpus import Unit
from pledgewatch.reuse.field import Field
from pledgewatch.reuse.kinship import SLOT, WIDE, Kinship, kinship
from pledgewatch.reuse.readings import core_of
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.split import Form
from pledgewatch.reuse.units import evenly

__all__ = ["Centre", "Laid", "best_worded", "centre_of", "stands_for"]

_ESTABLISHED = 3
_SEVERAL = 2
_SAMPLE = 64
_VARIED = 0.25
_AGREES = 0.8
_HALF = 0.5
_WHOLE = 0.9
_ASKED = 6
_LONGEST = 4_000
_NEARER = 4.0
"""A text is nearer that differs from six members in four tokens less on the average, a fill or two. Texts of more than
so many tokens are not compared, for that grows with the square."""


class Centre(NamedTuple):
    """The text that stands for a form: tokens `[start, end)` of a unit; three texts agreeing make it established."""

    unit: int
    start: int
    end: int
    reference: str
    established: bool
    form: str | None


class Laid:
    """A centre and where units lie along it; remembered: what was counted of a unit (`kin`), is it a copy (`fits`)."""

    def __init__(self, centre: Centre, blocks: dict[int, tuple[Block, ...]], varied: Callable[[], bytes]) -> None:
        self.centre, self.blocks = centre, blocks
        self.kin: dict[int, Kinship] = {}
        self.fits: dict[int, bool] = {}
        self._varied = varied

    @cached_property
    def varied(self) -> bytes:
        """Tell for each token of the centre, and for the end, whether members differ there; few need to know."""
        return self._varied()


def centre_of(members: Sequence[int], of: Form, field: Field) -> Laid:
    """Return a registered form whole; else the text that says most of what members say, cut to what half of them have.

    On a tie the star's leader stands for the form: the others lie along it already.
    """
    form = next((unit for unit in members if field.units[unit].form), None)
    leader = of.star.units[0]
    best = form if form is not None else field.runs.central(members, leader, options=of.options)
    text = field.units[best].encoded
    laid = (
        {unit: of.star.laid[unit] for unit in members}
        if best == leader
        else {unit: align(text, field.units[unit].encoded, field.settings.largest_alignment) for unit in members}
    )
    if form is not None:
        blanks = bytes(WIDE if token == field.blank else 0 for token in text)
        return Laid(Centre(best, 0, len(text), text, True, field.units[best].form), laid, lambda: blanks)
    return _cut_to_core(best, text, laid, of.sorts, field.settings)


def best_worded(centre: Centre, members: Sequence[int], units: Sequence[Unit], settings: ReuseSettings) -> Centre:
    """Return the centre of a form whose members are known, or a longer text of theirs that is nearer to all.

    A centre is chosen by runs of five words, and these do not see what is shared between two slots close together:
    there the shortest wording would stand for the form, though one member alone has it.
    """
    asked = [members[at] for at in evenly(len(members), _ASKED)]
    texts = {unit: units[unit].encoded for unit in (centre.unit, *asked)}
    if centre.form or len(asked) < _ESTABLISHED or max(map(len, texts.values())) > _LONGEST:
        return centre
    far = {unit: sum(_apart(text, texts[other]) for other in asked) / len(asked) for unit, text in texts.items()}
    nearest = min(texts, key=lambda unit: (far[unit], unit))
    if far[nearest] + _NEARER > far[centre.unit]:
        return centre
    text = texts[nearest]
    laid = {unit: align(text, units[unit].encoded, settings.largest_alignment) for unit in members}
    found = _cut_to_core(nearest, text, laid, {unit: unit for unit in members}, settings).centre
    longer = len(found.reference) >= len(centre.reference)
    return found._replace(established=centre.established) if longer else centre


def _apart(one: str, other: str) -> int:
    from rapidfuzz.distance import Indel

    return Indel.distance(one, other)


def _cut_to_core(
    best: int, text: str, laid: Mapping[int, tuple[Block, ...]], sorts: Mapping[int, int], settings: ReuseSettings
) -> Laid:
    others = list({sorts[unit]: unit for unit in laid if sorts[unit] != sorts[best]}.values())
    told = others or [unit for unit in laid if unit != best]
    told = told[:: max(1, len(told) // _SAMPLE)]
    start, end = core_of([laid[unit] for unit in told], len(text), _HALF)
    within = {unit: _cut(blocks, start, end) for unit, blocks in laid.items()}
    others_within = [within[unit] for unit in told]
    established = _is_established(others_within, end - start, settings)
    centre = Centre(best, start, end, text[start:end], established, None)
    return Laid(centre, within, lambda: _varied(others_within, end - start, settings))


def _cut(blocks: tuple[Block, ...], start: int, end: int) -> tuple[Block, ...]:
    """Return what of some blocks lies within a part of the left text, counted from the part's start."""
    if not start and (not blocks or blocks[-1][0] + blocks[-1][2] <= end):
        return blocks
    out = []
    for a, b, size in blocks:
        low, high = max(a, start), min(a + size, end)
        if low < high:
            out.append(Block(low - start, b + low - a, high - low))
    return tuple(out)


def _crossed(laid: Sequence[tuple[Block, ...]], size: int, longest: int) -> tuple[list[int], list[int]]:
    """Count for each token in how many texts it lies in a gap as short as a fill, and in how many in a longer one.

    A longer gap reaches one token further, so that a passage put in between two tokens is counted too.
    """
    short, long = [0] * (size + 2), [0] * (size + 2)
    for blocks in laid:
        a, b = blocks[0][:2] if blocks else (0, 0)
        for start, other, length in blocks:
            if start - a > longest or other - b > longest:
                long[a] += 1
                long[start + 1] -= 1
            else:
                short[a] += 1
                short[start] -= 1
            a, b = start + length, other + length
    return list(accumulate(short))[: size + 1], list(accumulate(long))[: size + 1]


def _varied(laid: Sequence[tuple[Block, ...]], size: int, settings: ReuseSettings) -> bytes:
    """Tell for each token whether a quarter of the others differ there, by fills or at length."""
    short, long = _crossed(laid, size, settings.longest_fill)
    least, most = max(_SEVERAL, _VARIED * len(laid)), max(_SEVERAL + 1, _VARIED * len(laid))
    return bytes(WIDE if far >= most else SLOT if near >= least else 0 for near, far in zip(short, long, strict=True))


def _is_established(laid: Sequence[tuple[Block, ...]], size: int, settings: ReuseSettings) -> bool:
    """Tell whether two others differ from the centre by fills alone; where half differ at length is a wide slot."""
    return _agree(laid, [False] * (size + 1), settings) or _agree(laid, _wide(laid, size, settings), settings)


def _wide(laid: Sequence[tuple[Block, ...]], size: int, settings: ReuseSettings) -> list[bool]:
    least = max(_SEVERAL + 1, len(laid) / 2)
    return [count >= least for count in _crossed(laid, size, settings.longest_fill)[1]]


def _agree(laid: Sequence[tuple[Block, ...]], wide: list[bool], settings: ReuseSettings) -> bool:
    """Tell whether three texts agree, the centre one of them; what stands in wide places does not matter."""
    agreed = _AGREES * (len(wide) - 1 - sum(wide))
    agreeing = 1
    for blocks in laid:
        agreeing += sum(block[2] for block in blocks) >= agreed and all(
            max(g.a_end - g.a, g.b_end - g.b) <= settings.longest_fill or any(wide[g.a : g.a_end + 1])
            for g in gaps(blocks)
        )
        if agreeing >= _ESTABLISHED:
            return True
    return False


def stands_for(form: Centre, centre: Centre, field: Field) -> bool:
    """Tell whether a registered form is what a centre found without it amounts to, its slots aside."""
    blank, settings = field.blank, field.settings
    kin = kinship(form.reference, centre.reference, field.light, settings)
    if kin.shared < _WHOLE * (len(form.reference) - form.reference.count(blank)):
        return False
    differing = [g for g in gaps(kin.blocks) if form.reference[g.a : g.a_end].strip(blank) or g.a == g.a_end]
    kinds = {(form.reference[g.a : g.a_end], centre.reference[g.b : g.b_end]) for g in differing}
    return len(kinds) < settings.sibling_places and all(len(ours) <= settings.longest_fill for ours, _ in kinds)
