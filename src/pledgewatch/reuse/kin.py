"""Tell how families are kin: how much of their templates they share, what one has that the other lacks."""

from __future__ import annotations

from collections.abc import Sequence

from pledgewatch.model.reuse import Relation
from pledgewatch.reuse.align import align, gaps
from pledgewatch.reuse.backbone import Backbone, written
from pledgewatch.reuse.settings import ReuseSettings

__all__ = ["relation"]

_LEAST_SHARED = 0.3
_PART = 0.9
_MOST_PASSAGES = 8
_LONGEST_PASSAGE = 200


def relation(
    name: str,
    ours: tuple[str, Backbone],
    theirs: tuple[str, Backbone],
    settings: ReuseSettings,
    *,
    form: bool = False,
) -> Relation | None:
    """Return our kinship to another template, or None where less than 0.3 of the shorter is shared.

    `added`: passages that we have and the other lacks; `dropped`: the other way round.
    """
    blocks = align(ours[0], theirs[0], settings.largest_alignment)
    shared = sum(block.size for block in blocks)
    sizes = len(ours[0]), len(theirs[0])
    if not blocks or shared < _LEAST_SHARED * min(sizes):
        return None
    first, last = blocks[0], blocks[-1]
    mine = [(0, first.a), *((g.a, g.a_end) for g in gaps(blocks)), (last.a + last.size, sizes[0])]
    other = [(0, first.b), *((g.b, g.b_end) for g in gaps(blocks)), (last.b + last.size, sizes[1])]
    kind = "form" if form else _kind(shared, sizes)
    return Relation(name, kind, round(shared / min(sizes), 4), _passages(ours[1], mine), _passages(theirs[1], other))  # type: ignore[arg-type]


def _kind(shared: int, sizes: tuple[int, int]) -> str:
    small, large = min(sizes), max(sizes)
    if shared >= _PART * small and small < 0.75 * large:
        return "part_of" if sizes[0] == small else "contains"
    return "sibling"


def _passages(backbone: Backbone, ranges: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the longest passages first to last, each as short text."""
    chosen = sorted(sorted((r for r in ranges if r[0] < r[1]), key=lambda r: (r[0] - r[1], r))[:_MOST_PASSAGES])
    texts = (" ".join(written(backbone, start, end, trim=True).split()) for start, end in chosen)
    return tuple(text if len(text) <= _LONGEST_PASSAGE else text[: _LONGEST_PASSAGE - 1] + "…" for text in texts)
