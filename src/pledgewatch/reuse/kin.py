"""Tell how families are kin: how much of their templates they share, what one has that the other lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from pledgewatch.model.reuse import Family, Relation
from pledgewatch.reuse.align import align, gaps
from pledgewatch.reuse.backbone import Backbone, backbone_of_form
from pledgewatch.reuse.links import groups_of, rows_of
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found, encoded
from pledgewatch.reuse.sketch import sketch
from pledgewatch.reuse.vocabulary import Vocabulary
from pledgewatch.reuse.words import read_words

__all__ = ["related", "relation"]

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
    texts = (" ".join(_source(backbone, start, end).split()) for start, end in chosen)
    return tuple(text if len(text) <= _LONGEST_PASSAGE else text[: _LONGEST_PASSAGE - 1] + "…" for text in texts)


def _source(backbone: Backbone, start: int, end: int) -> str:
    end = min(end, start + _LONGEST_PASSAGE)
    return "".join(
        word + after for word, after in zip(backbone.words[start:end], backbone.after[start:end], strict=True)
    )


def related(
    found: Sequence[tuple[Found, Family]], forms: Mapping[str, str], settings: ReuseSettings
) -> tuple[Family, ...]:
    """Return the families, largest first, each with its kin: other families, and registered forms."""
    ordered = sorted(found, key=lambda one: (-one[1].size, one[1].family))
    vocabulary = Vocabulary()
    registered = {name: backbone_of_form(text) for name, text in sorted(forms.items())}
    kin = [(family.family, form.backbone, form.form) for form, family in ordered]
    kin += [(name, backbone, None) for name, backbone in registered.items()]
    texts = [encoded(backbone, vocabulary) for _, backbone, _ in kin]
    near = _near([" ".join(backbone.words) for _, backbone, _ in kin])
    return tuple(
        msgspec.structs.replace(family, relations=_relations(at, near[at], kin, texts, len(ordered), settings))
        for at, (_, family) in enumerate(ordered)
    )


def _relations(
    at: int,
    near: Sequence[int],
    kin: Sequence[tuple[str, Backbone, str | None]],
    texts: Sequence[str],
    families: int,
    settings: ReuseSettings,
) -> tuple[Relation, ...]:
    ours = texts[at], kin[at][1]
    out = [
        relation(kin[other][0], ours, (texts[other], kin[other][1]), settings, form=other >= families)
        for other in near
        if kin[other][0] != kin[at][2]
    ]
    return tuple(sorted((one for one in out if one), key=lambda one: (-one.shared, one.to)))


_MOST_NEAR = 12
_ALL_PAIRS = 16


def _near(texts: Sequence[str]) -> list[list[int]]:
    """Return for each text the twelve others with which it shares most shingles.

    Of a shingle that more than sixteen have, only the pairs with the first sixteen count, the first texts being the
    most important: so the cost stays linear.
    """
    import numpy as np

    out: list[list[int]] = [[] for _ in texts]
    size = len(texts)
    found = sketch(read_words(texts))
    rows = rows_of(found.shingles, found.owners, size)
    starts = np.cumsum(rows.counts, dtype=np.int64) - rows.counts
    owner = rows.owner.astype(np.int64)
    pairs = []
    for step in range(_ALL_PAIRS):
        other = owner[np.repeat(starts + np.minimum(step, rows.counts - 1), rows.counts)]
        kept = (other != owner) & np.repeat(step < rows.counts, rows.counts)
        pairs += [owner[kept] * size + other[kept], other[kept] * size + owner[kept]]
    packed = np.sort(np.concatenate(pairs))
    first = groups_of(packed)
    count = np.diff(np.append(first, len(packed)))
    unit, near = np.divmod(packed[first], max(1, size))
    for at in np.lexsort((near, -count, unit)).tolist():
        if len(mine := out[unit[at]]) < _MOST_NEAR:
            mine.append(int(near[at]))
    return out
