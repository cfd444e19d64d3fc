"""Tell how families are kin: how much of their templates they share, what one has that the other lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from pledgewatch.engine.forked import forked
from pledgewatch.model.reuse import Family, Relation
from pledgewatch.reuse.align import align, gaps, most_shared
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
    sizes = len(ours[0]), len(theirs[0])
    least = _LEAST_SHARED * min(sizes)
    if most_shared(ours[0], theirs[0], least, settings.largest_alignment) < least:
        return None
    blocks = align(ours[0], theirs[0], settings.largest_alignment)
    shared = sum([block[2] for block in blocks])
    if not blocks or shared < least:
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
    found: Sequence[tuple[Found, Family]], forms: Mapping[str, str], settings: ReuseSettings, workers: int = 1
) -> tuple[Family, ...]:
    """Return the families, largest first, each with its kin: other families, and registered forms."""
    ordered = sorted(found, key=lambda one: (-one[1].size, one[1].family))
    vocabulary = Vocabulary()
    kin = [
        _Kin(family.family, form.backbone, encoded(form.backbone, vocabulary), form.form) for form, family in ordered
    ]
    for name, text in sorted(forms.items()):
        backbone = backbone_of_form(text)
        kin.append(_Kin(name, backbone, encoded(backbone, vocabulary), None))
    relations: list[list[Relation]] = [[] for _ in kin]
    pairs = _near([" ".join(one.backbone.words) for one in kin])
    chunks = [pairs[at : at + _TOGETHER] for at in range(0, len(pairs), _TOGETHER)]
    told = forked(lambda some: [_related(kin, *pair, len(ordered), settings) for pair in some], chunks, workers)
    for (at, other), one in zip(pairs, chain.from_iterable(told), strict=True):
        if one is not None:
            _note(kin, at, other, one, relations, len(ordered))
    return tuple(
        msgspec.structs.replace(
            family, relations=tuple(sorted(relations[at], key=lambda one: (-one.shared, one.to))[:_MOST_NEAR])
        )
        for at, (_, family) in enumerate(ordered)
    )


class _Kin(NamedTuple):
    """A family's text or a registered form's; `form` is the registered form that the family is."""

    name: str
    backbone: Backbone
    text: str
    form: str | None


def _related(kin: Sequence[_Kin], at: int, other: int, families: int, settings: ReuseSettings) -> Relation | None:
    """Return the kinship of two texts; of two registered forms nothing is told, nor of a form with itself."""
    ours, theirs = kin[at], kin[other]
    if at >= families or (other >= families and ours.form == theirs.name):
        return None
    return relation(
        theirs.name, (ours.text, ours.backbone), (theirs.text, theirs.backbone), settings, form=other >= families
    )


def _note(
    kin: Sequence[_Kin], at: int, other: int, found: Relation, relations: list[list[Relation]], families: int
) -> None:
    """Note a kinship for both."""
    relations[at].append(found)
    if other < families:
        kind = _MIRRORED.get(found.kind, found.kind)
        relations[other].append(
            Relation(kin[at].name, kind, found.shared, added=found.dropped, dropped=found.added)  # type: ignore[arg-type]
        )


_TOGETHER = 512
"""Pairs of texts that are compared in one piece of work."""
_MIRRORED = {"part_of": "contains", "contains": "part_of"}
_MOST_NEAR = 12
_ALL_PAIRS = 16
_LEAST_NEAR = 0.1
"""Of the shorter sketch: texts of which three tenths are shared have nearly as much of their shingles in common."""


def _near(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of texts that share a tenth of their shingles, of each at most its twelve nearest.

    Of a shingle that more than sixteen have, only the pairs with the first sixteen count, the first texts being the
    most important: so the cost stays linear.
    """
    import numpy as np

    size = len(texts)
    found = sketch(read_words(texts))
    rows = rows_of(found.shingles, found.owners, size)
    starts = np.cumsum(rows.counts, dtype=np.int64) - rows.counts
    owner = rows.owner.astype(np.int64)
    pairs = []
    for step in range(_ALL_PAIRS):
        other = owner[np.repeat(starts + np.minimum(step, rows.counts - 1), rows.counts)]
        kept = (other < owner) & np.repeat(step < rows.counts, rows.counts)
        pairs.append(other[kept] * size + owner[kept])
    packed = np.sort(np.concatenate(pairs))
    first = groups_of(packed)
    count = np.diff(np.append(first, len(packed)))
    one, other = np.divmod(packed[first], max(1, size))
    sizes = np.bincount(found.owners, minlength=size)
    close = count >= _LEAST_NEAR * np.minimum(sizes[one], sizes[other])
    one, other, count = one[close], other[close], count[close]
    degree = [0] * size
    out: list[tuple[int, int]] = []
    for at in np.lexsort((other, one, -count)).tolist():
        pair = int(one[at]), int(other[at])
        if min(degree[pair[0]], degree[pair[1]]) < _MOST_NEAR:
            degree[pair[0]] += 1
            degree[pair[1]] += 1
            out.append(pair)
    return out
