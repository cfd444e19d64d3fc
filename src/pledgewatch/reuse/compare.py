"""Compare two documents: what they share, where they differ, and whether that makes them copies of one form."""

from __future__ import annotations

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy, Family
from pledgewatch.model.spans import Span, merge
from pledgewatch.reuse.align import align
from pledgewatch.reuse.find import find_families
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.tokens import offsets
from pledgewatch.reuse.vocabulary import Vocabulary

__all__ = ["Comparison", "compare"]

_DEFAULTS = ReuseSettings()


class Comparison(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="comparison"):
    """Say what two documents share.

    `family` and `copies` (a's, then b's) are there when the two are copies of one form, else None and empty. `shared`
    are the passages that both have, as pairs of spans; `share_of_a` and `share_of_b` the share of each body's tokens
    in them, 0 to 1. Two documents that are no copies of one form may still share passages.
    """

    a: str
    b: str
    family: Family | None
    copies: tuple[Copy, ...]
    shared: tuple[tuple[Span, Span], ...]
    share_of_a: float
    share_of_b: float


def compare(a: Document, b: Document, settings: ReuseSettings = _DEFAULTS) -> Comparison:
    """Compare two documents' bodies; a document may be compared with itself."""
    if a.id == b.id:
        b = msgspec.structs.replace(b, id=f"{b.id} (again)")
    found = find_families([a, b], (), settings)
    copies = sorted((copy for copy in found.copies if copy.primary), key=lambda copy: copy.document != a.id)
    shared, sizes = _shared(a, b, settings)
    count = sum(size for _, _, size in shared)
    return Comparison(
        a=a.id,
        b=b.id,
        family=found.families[0] if found.families else None,
        copies=tuple(copies) if found.families else (),
        shared=tuple((left, right) for left, right, _ in shared),
        share_of_a=round(count / max(1, sizes[0]), 4),
        share_of_b=round(count / max(1, sizes[1]), 4),
    )


def shared_spans(comparison: Comparison) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the shared passages of a and of b, each in order."""
    return merge(left for left, _ in comparison.shared), merge(right for _, right in comparison.shared)


def _shared(a: Document, b: Document, settings: ReuseSettings) -> tuple[list[tuple[Span, Span, int]], tuple[int, int]]:
    """Return the common passages of a phrase's length and more, with their sizes in tokens."""
    vocabulary = Vocabulary()
    texts = [vocabulary.encode(one.body.of(one.text)) for one in (a, b)]
    places = [offsets(one.text, one.body.start, one.body.end) for one in (a, b)]
    out = []
    for block in align(texts[0], texts[1], settings.largest_alignment):
        left = Span(places[0][block.a][0], places[0][block.a + block.size - 1][1])
        right = Span(places[1][block.b][0], places[1][block.b + block.size - 1][1])
        out.append((left, right, block.size))
    return out, (len(texts[0]), len(texts[1]))
