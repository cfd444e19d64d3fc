"""Lay out a document's text for reading: paragraphs, the letter's parts, line breaks, pages.

A text from a PDF breaks its lines where the paper ended; on a phone that reads badly, so only short lines (addresses,
signatures, lists) keep their break.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec
from markupsafe import Markup

from pledgewatch.model.document import Document, PartName
from pledgewatch.model.spans import Span
from pledgewatch.publish.flow import bytes_of
from pledgewatch.publish.marks import Mark, mark_up

__all__ = ["Block", "blocks_of", "mark_blocks", "pages_of"]

_BLANK_LINE = re.compile(r"\n[ \t\r\f\v]*\n\s*")
_SHORT_LINE = 48
"""A line shorter than this keeps its break: letters set on A4 have 75 to 95 characters a full line."""
_LONGEST_BLOCK = 3_500
"""Code points; a run-on text of a scan is cut near here, at a sentence, so that pages can be divided."""
_PAGE_BYTES = 26_000
"""Room for text on a page of 60,000 bytes, beside styles, facts, findings and undertakings."""


class Block(msgspec.Struct, frozen=True):
    """A paragraph of a document, and the part of the letter that it belongs to."""

    span: Span
    part: PartName | None


def blocks_of(document: Document) -> tuple[Block, ...]:
    """Cut a text into paragraphs at blank lines and where a part of the letter begins or ends."""
    bounds = {0, len(document.text)}
    for part in document.parts.values():
        bounds.update((part.start, part.end))
    for page in document.pages:
        bounds.add(page.start)
    bounds = {at for at in bounds if 0 <= at <= len(document.text)}
    gaps = [Span(found.start(), found.end()) for found in _BLANK_LINE.finditer(document.text)]
    cuts = sorted(bounds | {gap.end for gap in gaps})
    spans = (_trim(document.text, Span(a, b)) for a, b in pairwise(cuts))
    return tuple(
        Block(piece, _part_of(document, piece)) for span in spans if len(span) > 0 for piece in _divide(document, span)
    )


def _trim(text: str, span: Span) -> Span:
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def _part_of(document: Document, span: Span) -> PartName | None:
    return next((name for name, part in sorted(document.parts.items()) if part.holds(span)), None)


def _divide(document: Document, span: Span) -> Iterator[Span]:
    ends = [s.end for s in document.sentences if span.start < s.end < span.end]
    start = span.start
    while span.end - start > _LONGEST_BLOCK:
        limit = start + _LONGEST_BLOCK
        sentence = max((end for end in ends if start < end <= limit), default=0)
        space = document.text.rfind(" ", start + 1, limit) + 1
        end = sentence or space or limit
        yield _trim(document.text, Span(start, end))
        start = end
    yield _trim(document.text, Span(start, span.end))


def _breaks(text: str) -> frozenset[int]:
    out: set[int] = set()
    start = 0
    while (end := text.find("\n", start)) >= 0:
        if end - start < _SHORT_LINE:
            out.add(end)
        start = end + 1
    return frozenset(out)


def mark_blocks(document: Document, blocks: Iterable[Block], marks: Sequence[Mark]) -> Iterator[Markup]:
    """Yield each paragraph's HTML; `blocks` must be all of the document's, from its beginning."""
    breaks = _breaks(document.text)
    since = 0
    for block in blocks:
        yield mark_up(document.text, block.span, marks, since=since, breaks=breaks)
        since = block.span.end


def pages_of(blocks: Sequence[Block], html: Sequence[Markup], room: int = _PAGE_BYTES) -> tuple[tuple[int, int], ...]:
    """Divide a document into pages: pairs of first and last-but-one block; at least one page, even without text."""
    pages: list[tuple[int, int]] = []
    first, left = 0, room
    for number, piece in enumerate(html):
        size = bytes_of(piece) + 60
        if size > left and number > first:
            pages.append((first, number))
            first, left = number, room
        left -= size
    return (*pages, (first, len(blocks)))
