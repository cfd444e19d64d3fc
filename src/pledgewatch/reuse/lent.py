"""Lend slots between the forms of one neighbourhood.

Thirty letters by one sender name the same in the same places: among themselves nothing differs there. But the form
beside theirs, which many others filled in, has slots in these places, in the same sentences. So these are slots here
too, and what all thirty have is a fill.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pledgewatch.reuse.align import Block, align
from pledgewatch.reuse.differences import Site
from pledgewatch.reuse.numbering import list_numbers
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.template import Layout

__all__ = ["lend"]

_LEAST_MEMBERS = 3
_CONTEXT = 3
"""The tokens on each side of a slot that both forms must have: then it is the same sentence."""


def lend(
    layouts: Sequence[Layout], texts: Sequence[str], sizes: Sequence[int], settings: ReuseSettings
) -> list[Layout]:
    """Return the layouts, each with the slots that the largest form has where it has other words and no slot.

    `texts` are the backbones as characters, `sizes` the number of members of each. The largest lends and does not
    borrow: who has most members knows most of what can stand in a place.
    """
    order = sorted(range(len(layouts)), key=lambda at: (-sizes[at], at))
    if len(order) < 2 or sizes[order[0]] < _LEAST_MEMBERS:
        return list(layouts)
    lender = order[0]
    return [
        layout
        if at == lender
        else _with(layout, _lent(layouts[lender], layout, align(texts[lender], texts[at], settings.largest_alignment)))
        for at, layout in enumerate(layouts)
    ]


def _lent(lender: Layout, borrower: Layout, blocks: tuple[Block, ...]) -> Iterator[tuple[Site, int]]:
    """Yield where a slot of the lender lies in the borrower, and how long a fill may be, if there is none already."""
    starts = [block.a for block in blocks]
    taken = [*borrower.slots, *borrower.optional]
    numbers = list_numbers(borrower.backbone)
    for site, most in zip(lender.slots, lender.most, strict=True):
        before, after = bisect_right(starts, site.start - _CONTEXT) - 1, bisect_right(starts, site.end) - 1
        if before < 0 or before == after:
            continue
        (a, b, size), (a_end, b_end, size_end) = blocks[before], blocks[after]
        if a + size < site.start or a_end + size_end < site.end + _CONTEXT:
            continue
        start, end = b + site.start - a, b_end + site.end - a_end
        start += start in numbers
        if 0 < end - start <= most and _free(borrower, start, end, taken):
            yield Site(start, end), most


def _free(layout: Layout, start: int, end: int, taken: Sequence[Site]) -> bool:
    within = layout.start <= start and end <= layout.end
    return within and all(end < other.start or other.end < start for other in taken)


def _with(layout: Layout, lent: Iterator[tuple[Site, int]]) -> Layout:
    more = list(lent)
    if not more:
        return layout
    numbered = {layout.slots[number] for number in layout.numbered}
    every = sorted([*zip(layout.slots, layout.most, strict=True), *more])
    return layout._replace(
        slots=tuple(site for site, _ in every),
        most=tuple(most for _, most in every),
        numbered=frozenset(number for number, (site, _) in enumerate(every) if site in numbered),
    )
