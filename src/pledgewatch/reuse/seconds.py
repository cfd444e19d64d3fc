"""Find the further forms in a document: what its own words share with families other than its own.

A report may hold a letter, a letter two forms. A document's primary copy is the form that explains it best; of what
that leaves as own words, a passage that is a good part of another family's form becomes a copy that is not primary,
and is no longer counted as the document's own words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy
from pledgewatch.model.spans import Span, subtract
from pledgewatch.reuse.align import Block, align
from pledgewatch.reuse.bodies import Body, bodies_of
from pledgewatch.reuse.copies import copy_of, lay
from pledgewatch.reuse.links import groups_of
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found, encoded
from pledgewatch.reuse.sketch import SHINGLE, marks_of, runs_of, sampled, sketch
from pledgewatch.reuse.template import Member
from pledgewatch.reuse.vocabulary import Vocabulary, shared_vocabulary
from pledgewatch.reuse.words import Batch, read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Asked", "FormIndex", "Seconds", "asked_of", "second_copies"]

_LEAST_OF_FORM = 0.3
"""A passage is a second copy when it is so much of the other form: less is a sentence that forms share."""
_MOST = 8
"""Further forms that are looked for in one document, the likeliest first."""
_LEAST_RUNS = 2
_KEPT = 0.5
"""Runs of five words that a document must share with a form before the two are aligned: two, and half of what the
least passage has; misread words take the other half."""
_MOST_OWNERS = 64


class FormIndex:
    """Know which families' forms have a run of five words, to ask it of any number of documents.

    A run that more than 64 forms have is a phrase that everybody uses, and tells nothing.
    """

    def __init__(self, found: Iterable[Found]) -> None:
        import numpy as np

        self.found = sorted(found, key=lambda form: form.name)
        kept = sketch(read_words([" ".join(form.backbone.words) for form in self.found]))
        # Only what the sketch of any text keeps, however long, is counted: then counts of all texts mean the same.
        marks, owners = marks_of(kept.shingles), kept.owners
        alike = sampled(marks)
        marks, owners = marks[alike], owners[alike]
        order = np.lexsort((owners, marks))
        marks, owners = marks[order], owners[order]
        starts = groups_of(marks)
        counts = np.diff(np.append(starts, len(marks)))
        rare = counts <= _MOST_OWNERS
        self._runs, self._counts = marks[starts[rare]], counts[rare]
        self._owners = owners[np.repeat(rare, counts)]
        self._starts = np.cumsum(self._counts) - self._counts
        sizes = np.bincount(owners, minlength=len(self.found))
        self._least = np.maximum(_LEAST_RUNS, _KEPT * _LEAST_OF_FORM * sizes)
        self._texts: tuple[Vocabulary | None, dict[int, tuple[str, set[str]]]] = (None, {})

    def text(self, form: int, vocabulary: Vocabulary) -> tuple[str, set[str]]:
        """Return a form's tokens as characters, and its runs of five."""
        if self._texts[0] is not vocabulary:
            self._texts = vocabulary, {}
        texts = self._texts[1]
        if form not in texts:
            text = encoded(self.found[form].backbone, vocabulary)
            texts[form] = text, _runs(text)
        return texts[form]

    def shared(
        self, marks: NDArray[np.int64], texts: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the pairs of text and form that share runs enough to be aligned, and how many.

        `texts` gives the number of the text that has each mark.
        """
        import numpy as np

        none = np.empty(0, dtype=np.int64)
        if not len(self._runs):
            return none, none, none
        counted = sampled(marks)
        marks, texts = marks[counted], texts[counted]
        at = np.minimum(np.searchsorted(self._runs, marks), len(self._runs) - 1)
        hit = self._runs[at] == marks
        # A run that a text repeats is looked up once: a text of two words has as many runs as words, and they are two.
        runs, times = np.unique(texts[hit] * len(self._runs) + at[hit], return_counts=True)
        texts, at = np.divmod(runs, len(self._runs))
        counts = self._counts[at]
        places = np.repeat(self._starts[at] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        pairs = np.repeat(texts, counts) * len(self.found) + self._owners[places]
        order = np.argsort(pairs, kind="stable")
        pairs, times = pairs[order], np.repeat(times, counts)[order]
        starts = groups_of(pairs)
        if not len(starts):
            return none, none, none
        number = np.add.reduceat(times, starts)
        text, form = np.divmod(pairs[starts], len(self.found))
        enough = number >= self._least[form]
        return text[enough], form[enough], number[enough]

    def likely(self, marks: NDArray[np.int64], texts: NDArray[np.int64]) -> dict[int, list[int]]:
        """Return for each text, by number, the forms that share runs enough with it, those that share most first."""
        import numpy as np

        text, form, number = self.shared(marks, texts)
        out: dict[int, list[int]] = {}
        for at in np.lexsort((form, -number, text)).tolist():
            mine = out.setdefault(int(text[at]), [])
            if len(mine) < 2 * _MOST:
                mine.append(int(form[at]))
        return out


def _runs(text: str) -> set[str]:
    return {text[at : at + SHINGLE] for at in range(len(text) + 1 - SHINGLE)}


class Asked(NamedTuple):
    """What a document's primary copy leaves: its family, and what is its own words; the whole body of a single."""

    family: str | None
    own: tuple[Span, ...]


class Seconds(NamedTuple):
    """A document's further copies, and what of its own words they do not explain."""

    copies: list[Copy]
    own: tuple[Span, ...]


def asked_of(copy: Copy, settings: ReuseSettings) -> Asked | None:
    """Return what a primary copy leaves as own words, None where nothing is long enough to hold another form's passage.

    A token and the space after it are two characters at least.
    """
    if not any(span.end - span.start >= 2 * settings.least_shared_tokens for span in copy.own_words):
        return None
    return Asked(copy.family, copy.own_words)


def second_copies(
    documents: Sequence[Document], asked: Sequence[Asked], forms: FormIndex, settings: ReuseSettings
) -> Iterator[Seconds]:
    """Yield the further copies of each document."""
    words = read_words([document.body.of(document.text) for document in documents])
    vocabulary = shared_vocabulary()
    bodies = bodies_of(documents, words, vocabulary)
    stretches = [(at, *one) for at, pair in enumerate(zip(bodies, asked, strict=True)) for one in _stretches(*pair)]
    likely = forms.likely(*_marks_within(words, stretches))
    wanted: dict[int, list[tuple[int, int, list[int]]]] = {}
    for number, (at, start, end) in enumerate(stretches):
        if number in likely:
            wanted.setdefault(at, []).append((start, end, likely[number]))
    for at, (body, one) in enumerate(zip(bodies, asked, strict=True)):
        search = _Search(body, one.family, forms, vocabulary, settings)
        for start, end, candidates in wanted.get(at, ()):
            search.within(start, end, candidates)
        taken = [span for copy in search.copies for span in copy.copied]
        yield Seconds(search.copies, tuple(piece for span in one.own for piece in subtract(span, taken)))


def _stretches(body: Body, asked: Asked) -> list[tuple[int, int]]:
    """Return the ranges of tokens that are the document's own words."""
    if asked.family is None:
        return [(0, len(body.encoded))]
    return [(bisect_left(body.starts, span.start), bisect_left(body.starts, span.end)) for span in asked.own]


def _marks_within(
    words: Batch, stretches: Sequence[tuple[int, int, int]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the marks of the runs of five words in stretches (text, first token, last), and whose each is."""
    import numpy as np

    starts = [int(words.first[at]) for at, _, _ in stretches]
    parts = [words.hashes[base + one[1] : base + one[2]] for base, one in zip(starts, stretches, strict=True)]
    hashes = np.concatenate([words.hashes[:0], *parts])
    first = np.concatenate(([0], np.cumsum([len(part) for part in parts], dtype=np.int64))).astype(np.int64)
    runs, owner = runs_of(words._replace(hashes=hashes, first=first))
    return marks_of(runs), owner


class _Place(NamedTuple):
    """Where a form was found: its number, and its blocks, `a` counting the form's tokens, `b` the body's."""

    form: int
    blocks: tuple[Block, ...]


class _Search:
    """Look for forms in stretches of one document's tokens; every form is found once."""

    def __init__(
        self, body: Body, family: str | None, forms: FormIndex, vocabulary: Vocabulary, settings: ReuseSettings
    ) -> None:
        self.body, self.forms, self.vocabulary, self.settings = body, forms, vocabulary, settings
        self.known = {family}
        self.copies: list[Copy] = []

    def within(self, first: int, last: int, candidates: Sequence[int]) -> None:
        """Look in tokens `[first, last)`; what lies before and after a form is looked at again."""
        open_stretches = [(first, last)]
        while open_stretches and len(self.copies) < _MOST:
            start, end = open_stretches.pop()
            if end - start < self.settings.least_shared_tokens:
                continue
            best = self._best(start, end, candidates)
            if best is None:
                continue
            self._add(best)
            head, tail = best.blocks[0], best.blocks[-1]
            open_stretches += [(start, head.b), (tail.b + tail.size, end)]

    def _best(self, start: int, end: int, candidates: Sequence[int]) -> _Place | None:
        best: tuple[int, int, _Place] | None = None
        runs = _runs(self.body.encoded[start:end])
        for number in candidates:
            if self.forms.found[number].name in self.known:
                continue
            blocks = self._laid(number, start, end, runs)
            shared = sum([block[2] for block in blocks])
            if blocks and (best is None or (-shared, number) < best[:2]):
                best = -shared, number, _Place(number, blocks)
        return best[2] if best else None

    def _laid(self, number: int, start: int, end: int, runs: set[str]) -> tuple[Block, ...]:
        """Lay a form along tokens that have these runs; nothing is given where they share too little."""
        text, own = self.forms.text(number, self.vocabulary)
        least = max(self.settings.least_shared_tokens, _LEAST_OF_FORM * self.forms.found[number].plan.layout.fixed())
        # What was counted before was a sample: of 34,000 that share enough of it nearly all share one sentence.
        if len(own & runs) < _KEPT * least:
            return ()
        blocks = align(text, self.body.encoded[start:end], self.settings.largest_alignment)
        shared = sum([block[2] for block in blocks])
        return tuple(Block(a, b + start, size) for a, b, size in blocks) if shared >= least else ()

    def _add(self, place: _Place) -> None:
        form = self.forms.found[place.form]
        self.known.add(form.name)
        member = Member(self.body, place.blocks)
        laid = lay(form.plan, member, self.settings)
        copy = copy_of(form.name, form.plan, member, laid, (), self.settings, primary=False)
        # All that it shares may lie in a slot: then it has nothing of the form.
        if copy.copied:
            self.copies.append(msgspec.structs.replace(copy, own_words=()))
