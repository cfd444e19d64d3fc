"""Find the families of a corpus that lies in memory: the stage as one function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy, Family, Form, Single
from pledgewatch.reuse.bodies import Body, read_bodies
from pledgewatch.reuse.forms import letter_body
from pledgewatch.reuse.kin import related
from pledgewatch.reuse.placeholders import placeholders
from pledgewatch.reuse.seconds import FormIndex, has_room, second_copies
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found, Settled, Tally, family_of, lay_beside, settle
from pledgewatch.reuse.sketch import joined, sketches
from pledgewatch.reuse.survey import Work, batches, sketch_forms, units_and_rows, work_of
from pledgewatch.reuse.vocabulary import Vocabulary

__all__ = ["Reuse", "find_families"]

_DEFAULTS = ReuseSettings()
_ROUNDS = 4


class Reuse(msgspec.Struct, frozen=True, kw_only=True):
    """Who shares which form: families, each member's copies, and the documents that share none."""

    families: tuple[Family, ...]
    copies: tuple[Copy, ...]
    singles: tuple[Single, ...]


class _Corpus(NamedTuple):
    documents: list[Document]
    forms: dict[str, str]
    settings: ReuseSettings


def find_families(
    documents: Sequence[Document], forms: Sequence[Form] = (), settings: ReuseSettings = _DEFAULTS
) -> Reuse:
    """Return the families of documents that share a form, with template, slots and each member's copy.

    Only the documents' bodies are compared; offsets count code points of `document.text`. The result does not depend
    on the order of the documents. Every document has exactly one primary copy, or is a single.

    >>> from pledgewatch.model.document import Document
    >>> letters = [Document(id=name, text=f"I confirm that {name} supports the aims of the charter in full, and will "
    ...     "report on its progress every year to all who ask for it.") for name in ("Orbel", "Tamsin")]
    >>> [fill.text for copy in find_families(letters).copies for fill in copy.fills]
    ['Orbel', 'Tamsin']
    """
    ordered = sorted(documents, key=lambda document: (document.id, document.text))
    texts = {form.id: letter_body(form.text) for form in forms}
    corpus = _Corpus(ordered, texts, settings)
    found: list[tuple[Found, Family]] = []
    copies: list[Copy] = []
    for one in _all_settled(corpus):
        found += [(form, family_of(form, tally)) for form, tally in zip(one.forms, one.tallies, strict=True)]
        copies += [copy for _, copy in one.copies]
    taken = {copy.document for copy in copies}
    copies = sorted(_with_seconds(corpus, [form for form, _ in found], copies), key=_order)
    singles = tuple(_single(document) for document in ordered if document.id not in taken)
    return Reuse(families=related(found, texts, settings), copies=tuple(copies), singles=singles)


def _order(copy: Copy) -> tuple[str, bool, str]:
    return copy.document, not copy.primary, copy.family


def _with_seconds(corpus: _Corpus, found: Sequence[Found], copies: Sequence[Copy]) -> Iterator[Copy]:
    """Yield all copies and those of further forms."""
    primaries = {copy.document: copy for copy in copies}
    asked = [one for one in corpus.documents if one.id not in primaries or has_room(primaries[one.id], corpus.settings)]
    yield from (primaries[name] for name in primaries.keys() - {one.id for one in asked})
    for primary, seconds in second_copies(asked, primaries, FormIndex(found), corpus.settings):
        yield from ([primary] if primary else [])
        yield from seconds


def _single(document: Document) -> Single:
    return Single(document=document.id, unfilled=placeholders(document.text, document.body))


def _all_settled(corpus: _Corpus) -> Iterator[Settled]:
    """Settle all neighbourhoods; what fits no form of a large one is looked at again among itself."""
    import numpy as np

    parts = [*sketches(corpus.documents), *([sketch_forms(corpus.forms)] if corpus.forms else [])]
    units, rows = units_and_rows(joined(parts))
    unit_of = units.unit_of()
    among = None
    for _ in range(_ROUNDS):
        again: set[int] = set()
        for batch in batches(work_of(units, [rows], sorted(corpus.forms), among)):
            for settled in _settle_batch(corpus, batch):
                yield settled
                again.update(settled.left)
        if not again:
            return
        among = np.unique(unit_of[sorted(again)])


def _settle_batch(corpus: _Corpus, batch: Sequence[Work]) -> Iterator[Settled]:
    """Yield what came of each neighbourhood; `left` are numbers of documents, of large neighbourhoods only."""
    vocabulary = Vocabulary()
    numbers = [number for work in batch for same in work.close for number in same]
    bodies = dict(zip(numbers, read_bodies([corpus.documents[at] for at in numbers], vocabulary), strict=True))
    for work in batch:
        units = [[bodies[number] for number in same] for same in work.close]
        settled = settle(units, _of(corpus.forms, work.forms), vocabulary, corpus.settings)
        if not work.others:
            settled.left.clear()
            yield settled
            continue
        left = [number for unit in settled.left for number in work.close[unit]]
        yield _with_others(corpus, work, settled, left, vocabulary)


def _of(forms: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    return {name: forms[name] for name in names}


def _with_others(corpus: _Corpus, work: Work, settled: Settled, left: list[int], vocabulary: Vocabulary) -> Settled:
    numbers = [number for same in work.others for number in same]
    tallies: Sequence[Tally] = settled.tallies
    for at in range(0, len(numbers), 512):
        part = numbers[at : at + 512]
        bodies: list[Body] = read_bodies([corpus.documents[number] for number in part], vocabulary)
        more = lay_beside(bodies, settled.forms, vocabulary, corpus.settings)
        settled.copies.extend(more.copies)
        left += [part[one] for one in more.left]
        for ours, theirs in zip(tallies, more.tallies, strict=True):
            ours.merge(theirs)
    return settled._replace(left=left)
