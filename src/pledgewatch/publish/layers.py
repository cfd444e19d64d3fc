"""Say what is marked in a document: which spans, in which style, for which reason.

A published page marks only what a confirmed finding is about: shared text where sharing was confirmed, a placeholder
where that was, a promise where a finding quotes it. What the reader of the bytes doubted is always marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pledgewatch.model.document import Document
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.promise import Promise
from pledgewatch.model.reuse import Copy
from pledgewatch.model.spans import Span, merge
from pledgewatch.publish.atlas import Atlas, anchor_of
from pledgewatch.publish.marks import Mark
from pledgewatch.publish.words import Words

__all__ = ["STYLES", "marks_of", "shown_promises"]

STYLES = ("hit", "shared", "own", "specific", "promise", "required", "fill", "edit", "blank", "doubt")
"""The styles of marks from the outermost to the innermost; also the order of the legend."""


def marks_of(atlas: Atlas, document: Document, words: Words) -> tuple[Mark, ...]:
    """Return all marks of a document, clamped to its text; those of no length are left out."""
    found = [
        *_passages(document.id, atlas.findings_of_document.get(document.id, ())),
        *_reuse(atlas, document, words),
        *_promises(shown_promises(atlas, document.id), words),
        *_blanks(atlas, document.id, words),
        *(_mark(Span(d.start, d.end), "doubt", words.text("mark.doubt"), d.why) for d in document.doubts),
    ]
    whole = Span(0, len(document.text))
    return tuple(mark for mark in found if len(mark.span) > 0 and whole.holds(mark.span))


def _mark(span: Span, style: str, label: str = "", note: str = "", anchor: str = "") -> Mark:
    rank = STYLES.index(style)
    return Mark(span=span, style=style, rank=rank, label=label, note=note, anchor=anchor)


def _passages(document: DocumentId, findings: Iterable[Finding]) -> Iterator[Mark]:
    spans = {p.span for f in findings for p in f.basis.passages if p.document == document}
    for span in sorted(spans):
        yield _mark(span, "hit", anchor=anchor_of(span))


def _reuse(atlas: Atlas, document: Document, words: Words) -> Iterator[Mark]:
    if not atlas.reuse_is_shown(document.id):
        return
    for copy in atlas.copies_of.get(document.id, ()):
        for span in merge(copy.copied):
            yield _mark(span, "shared")
        for span in merge(s for s in copy.own_words if s.of(document.text).strip()):
            yield _mark(span, "own")
        yield from _within(copy, atlas.slot_numbers(copy.family), words)


def _within(copy: Copy, numbers: Mapping[int, int], words: Words) -> Iterator[Mark]:
    for fill in copy.fills:
        number = numbers.get(fill.slot, fill.slot + 1)
        yield _mark(Span(fill.start, fill.end), "fill", str(number), words.text("mark.fill", n=number))
    for edit in copy.edits:
        note = words.text("mark.edit", expected=edit.expected) if edit.expected.strip() else words.text("mark.added")
        yield _mark(Span(edit.start, edit.end), "edit", note=note)


def _blanks(atlas: Atlas, document: DocumentId, words: Words) -> Iterator[Mark]:
    about = atlas.findings_of_document.get(document, ())
    quoted = [p.span for f in about if f.kind == "unfilled-placeholder" for p in f.basis.passages]
    single = atlas.singles.get(document)
    spans = [span for copy in atlas.copies_of.get(document, ()) for span in copy.unfilled]
    for span in merge([*spans, *(single.unfilled if single else ())]):
        if atlas.edition.draft or any(span.overlaps(place) for place in quoted):
            yield _mark(span, "blank", words.text("mark.blank"))


_QUOTING = ("specific-commitment", "overdue-promise", "weakened-promise", "pledged-principle")
"""Kinds of findings whose passages are promises."""


def shown_promises(atlas: Atlas, document: DocumentId) -> tuple[Promise, ...]:
    """Return the promises to mark: all in a draft, else those that a confirmed finding quotes."""
    promises = atlas.promises_of.get(document, ())
    if atlas.edition.draft:
        return promises
    quoted = [
        passage.span
        for finding in atlas.findings_of_document.get(document, ())
        if finding.kind in _QUOTING
        for passage in finding.basis.passages
        if passage.document == document
    ]
    return tuple(p for p in promises if any(q.overlaps(Span(p.start, p.end)) for q in quoted))


def _promises(promises: Iterable[Promise], words: Words) -> Iterator[Mark]:
    for promise in promises:
        style = "required" if promise.required else "specific" if promise.specific else "promise"
        yield _mark(Span(promise.start, promise.end), style, words.text(f"mark.{style}"))
