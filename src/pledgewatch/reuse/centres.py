"""Choose the text that stands for a form, and tell whether enough texts agree on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pledgewatch.reuse.align import Block, align, gaps
from pledgewatch.reuse.clauses import typical
from pledgewatch.reuse.corpus import Unit
from pledgewatch.reuse.kinship import kinship
from pledgewatch.reuse.settings import ReuseSettings

__all__ = ["Centre", "centre_of", "stands_for"]

_SAMPLE = 64
_ESTABLISHED = 3
_SEVERAL = 2
_AGREES = 0.8
_WHOLE = 0.9


class Centre(NamedTuple):
    """The text that stands for a form: tokens `[start, end)` of a unit; three texts agreeing make it established."""

    unit: int
    start: int
    end: int
    reference: str
    established: bool
    form: str | None


def centre_of(members: list[int], units: Sequence[Unit], sorts: Sequence[int], settings: ReuseSettings) -> Centre:
    """Return a registered form whole; else the member's text that others have most of, cut to what they have."""
    for unit in members:
        if units[unit].form:
            text = units[unit].encoded
            return Centre(unit, 0, len(text), text, True, units[unit].form)
    best = typical([units[unit].encoded for unit in members], members)
    text = units[best].encoded
    step = max(1, len(members) // _SAMPLE)
    others = {sorts[unit]: units[unit].encoded for unit in members[::step] if sorts[unit] != sorts[best]}
    same = [units[unit].encoded for unit in members[::step] if unit != best]
    laid = [align(text, other, settings.largest_alignment) for other in list(others.values()) or same]
    start, end = _core(text, laid)
    return Centre(best, start, end, text[start:end], _agreeing(laid, start, end, settings) + 1 >= _ESTABLISHED, None)


def _core(text: str, laid: list[tuple[Block, ...]]) -> tuple[int, int]:
    """Return the part of a text, from first to last, that at least half of the others have."""
    starts = sorted(blocks[0].a for blocks in laid if blocks)
    ends = sorted(blocks[-1].a + blocks[-1].size for blocks in laid if blocks)
    return (starts[len(starts) // 2], ends[len(ends) // 2]) if starts else (0, len(text))


def _agreeing(laid: list[tuple[Block, ...]], start: int, end: int, settings: ReuseSettings) -> int:
    """Count the texts that differ from the centre by fills alone; where half differ at length, there is a wide slot."""
    long = [[g for g in gaps(blocks) if max(g.a_end - g.a, g.b_end - g.b) > settings.longest_fill] for blocks in laid]
    crossed = Counter(at for mine in long for g in mine for at in range(g.a, g.a_end + 1))
    wide = {at for at, count in crossed.items() if count >= max(_SEVERAL, len(laid) / 2)}
    return sum(
        sum(block.size for block in blocks) >= _AGREES * (end - start - len(wide))
        and all(any(at in wide for at in range(g.a, g.a_end + 1)) for g in mine)
        for blocks, mine in zip(laid, long, strict=True)
    )


def stands_for(form: Centre, centre: Centre, blank: str, light: set[str], settings: ReuseSettings) -> bool:
    """Tell whether a registered form is what a centre found without it amounts to, its slots aside."""
    kin = kinship(form.reference, centre.reference, light, settings)
    if kin.shared < _WHOLE * (len(form.reference) - form.reference.count(blank)):
        return False
    differing = [g for g in gaps(kin.blocks) if form.reference[g.a : g.a_end].strip(blank) or g.a == g.a_end]
    kinds = {(form.reference[g.a : g.a_end], centre.reference[g.b : g.b_end]) for g in differing}
    return len(kinds) < settings.sibling_places and all(len(ours) <= settings.longest_fill for ours, _ in kinds)
