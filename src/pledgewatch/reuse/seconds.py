"""Find the further forms in a document: what its own words share with families other than its own.

A report may hold a letter, a letter two forms. A document's primary copy is the form that explains it best; of what
that leaves as own words, a passage that is a good part of another family's form becomes a copy that is not primary,
and is no longer counted as the document's own words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy
from pledgewatch.model.spans import subtract
from pledgewatch.reuse.align import Block, align
from pledgewatch.reuse.bodies import Body, read_bodies
from pledgewatch.reuse.copies import copy_of, lay
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found, encoded
from pledgewatch.reuse.sketch import runs_of, sketch
from pledgewatch.reuse.template import Member
from pledgewatch.reuse.vocabulary import Vocabulary
from pledgewatch.reuse.words import Batch, read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FormIndex", "has_room", "second_copies"]

_LEAST_OF_FORM = 0.3
"""A passage is a second copy when it is so much of the other form: less is a sentence that forms share."""
_MOST = 8
"""Further forms that are looked for in one document, the likeliest first."""
_LEAST_RUNS = 3
"""Runs of five words that a document must share with a form before the two are aligned."""


class FormIndex:
    """Know which families' forms have a run of five words, to ask it of any number of documents."""

    def __init__(self, found: Sequence[Found]) -> None:
        import numpy as np

        self.found = sorted(found, key=lambda form: form.name)
        kept = sketch(read_words([" ".join(form.backbone.words) for form in self.found]))
        order = np.lexsort((kept.owners, kept.shingles))
        self._runs, self._owners = kept.shingles[order], kept.owners[order]

    def likely(self, runs: NDArray[np.uint64]) -> list[int]:
        """Return the numbers of the forms that share runs with a text, those that share most first."""
        import numpy as np

        low = np.searchsorted(self._runs, runs)
        high = np.searchsorted(self._runs, runs, side="right")
        counts: Counter[int] = Counter()
        for first, last in zip(low[high > low].tolist(), high[high > low].tolist(), strict=True):
            counts.update(self._owners[first:last].tolist())
        ordered = sorted(counts, key=lambda form: (-counts[form], form))
        return [form for form in ordered if counts[form] >= _LEAST_RUNS][: 2 * _MOST]


def has_room(copy: Copy, settings: ReuseSettings) -> bool:
    """Tell whether a primary copy leaves own words long enough to hold a passage of another form.

    A token and the space after it are two characters at least.
    """
    return any(span.end - span.start >= 2 * settings.least_shared_tokens for span in copy.own_words)


def second_copies(
    documents: Sequence[Document], primaries: Mapping[DocumentId, Copy], forms: FormIndex, settings: ReuseSettings
) -> Iterator[tuple[Copy | None, list[Copy]]]:
    """Yield for each document its primary copy, None where it has none, and its further copies.

    `primaries` by document; the primary copy comes back with fewer own words where a further copy was found in them.
    """
    texts = [document.body.of(document.text) for document in documents]
    words = read_words(texts)
    vocabulary = Vocabulary()
    bodies = read_bodies(documents, vocabulary)
    for at, body in enumerate(bodies):
        primary = primaries.get(body.id)
        search = _Search(body, primary, forms, vocabulary, settings)
        for stretch in _stretches(body, primary):
            search.within(stretch, _runs_within(words, at, stretch))
        yield _less(primary, search.copies), search.copies


def _less(primary: Copy | None, seconds: Sequence[Copy]) -> Copy | None:
    """Take out of the own words what further copies explain."""
    if primary is None or not seconds:
        return primary
    taken = [span for copy in seconds for span in copy.copied]
    own = tuple(piece for span in primary.own_words for piece in subtract(span, taken))
    return msgspec.structs.replace(primary, own_words=own)


def _stretches(body: Body, primary: Copy | None) -> list[tuple[int, int]]:
    """Return the ranges of tokens that the primary copy leaves as own words; the whole body where there is none."""
    if primary is None:
        return [(0, len(body.encoded))]
    return [(bisect_left(body.starts, span.start), bisect_left(body.starts, span.end)) for span in primary.own_words]


def _runs_within(words: Batch, at: int, stretch: tuple[int, int]) -> NDArray[np.uint64]:
    """Return the hashes of the runs of five words of tokens `[start, end)` of text `at`."""
    import numpy as np

    first = int(words.first[at])
    part = words.hashes[first + stretch[0] : first + stretch[1]]
    return runs_of(Batch(part, part, part, np.array([0, len(part)])))[0]  # type: ignore[arg-type]


class _Place(NamedTuple):
    """Where a form was found: its number, and its blocks, `a` counting the form's tokens, `b` the body's."""

    form: int
    blocks: tuple[Block, ...]


class _Search:
    """Look for forms in stretches of one document's tokens; every form is found once."""

    def __init__(
        self, body: Body, primary: Copy | None, forms: FormIndex, vocabulary: Vocabulary, settings: ReuseSettings
    ) -> None:
        self.body, self.forms, self.vocabulary, self.settings = body, forms, vocabulary, settings
        self.known = {primary.family} if primary else set()
        self.copies: list[Copy] = []

    def within(self, stretch: tuple[int, int], runs: NDArray[np.uint64]) -> None:
        """Look in one stretch; what lies before and after a form is looked at again."""
        open_stretches = [stretch]
        candidates = self.forms.likely(runs)
        while open_stretches and len(self.copies) < _MOST:
            start, end = open_stretches.pop()
            if end - start < self.settings.least_shared_tokens:
                continue
            best = self._best(start, end, candidates)
            if best is None:
                continue
            self._add(best)
            first, last = best.blocks[0], best.blocks[-1]
            open_stretches += [(start, first.b), (last.b + last.size, end)]

    def _best(self, start: int, end: int, candidates: Sequence[int]) -> _Place | None:
        best: tuple[int, int, _Place] | None = None
        for number in candidates:
            if self.forms.found[number].name in self.known:
                continue
            blocks = self._laid(number, start, end)
            shared = sum(block.size for block in blocks)
            if blocks and (best is None or (-shared, number) < best[:2]):
                best = -shared, number, _Place(number, blocks)
        return best[2] if best else None

    def _laid(self, number: int, start: int, end: int) -> tuple[Block, ...]:
        form = self.forms.found[number]
        reference = encoded(form.backbone, self.vocabulary)
        blocks = align(reference, self.body.encoded[start:end], self.settings.largest_alignment)
        shared = sum(block.size for block in blocks)
        least = max(self.settings.least_shared_tokens, _LEAST_OF_FORM * form.plan.layout.fixed())
        return tuple(Block(a, b + start, size) for a, b, size in blocks) if shared >= least else ()

    def _add(self, place: _Place) -> None:
        form = self.forms.found[place.form]
        self.known.add(form.name)
        member = Member(self.body, place.blocks)
        laid = lay(form.plan, member, self.settings)
        copy = copy_of(form.name, form.plan, member, laid, (), self.settings, primary=False)
        self.copies.append(msgspec.structs.replace(copy, own_words=()))
