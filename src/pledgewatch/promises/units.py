"""Cut a document's body into the units that are weighed: sentences, and bullets within them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pledgewatch.model.document import Document
from pledgewatch.model.spans import Span
from pledgewatch.promises.language import Language
from pledgewatch.promises.rows import is_row

__all__ = ["LONGEST", "RUN_ON", "split_sentences", "trimmed", "units_of"]

LONGEST = 2_000
"""No unit is longer, in code points: the longest labelled sentence that is one has 450; tables run to thousands."""

RUN_ON = 600
"""A longer sentence is looked at again for full stops that the reader passed over."""

_END = re.compile(
    r"[\u3002\uff01\uff1f\uff1b](?:[\u300d\u300f\u201d\uff09]{0,2})|[.!?](?:[\"')\]\u201d\u2019]{0,2})(?=\s{1,9}[\"'(\[\u201c\u2018]?[A-Z0-9\u2022|\[])"
    r"|\n[ \t]{0,9}\n"
)
_LAST_WORD = re.compile(r"(?:^|[\s(])([A-Za-z.]{1,6}|\d{1,2})$")
_SPACE = re.compile(r"\s")
_LINE_END = re.compile(r"\r?\n")
_ITEM = re.compile(r"(?:[-\u2013\u2014*\u2022]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s{1,3}\S")
_HEADING, _SHORTER = 60, 0.7
"""A heading is a short line between capitals, shorter than the lines beside it: a page's width breaks lines where they
are full. Longest heading of the written letters: 52 characters."""


def units_of(document: Document, language: Language) -> tuple[Span, ...]:
    """Return the units of the body, in order; sentences come from the reader where it gave any."""
    body = document.body
    sentences = tuple(_apart(document, language)) or split_sentences(document.text, body, language)
    inside = (Span(max(s.start, body.start), min(s.end, body.end)) for s in sentences)
    lines = (piece for s in inside if s.start < s.end for piece in _at_lines(document.text, s, language))
    bullets = (piece for s in lines for piece in _at_bullets(document.text, s, language))
    short = (piece for b in bullets for piece in _at_most(document.text, b, LONGEST))
    return tuple(span for piece in short if (span := trimmed(document.text, piece)).start < span.end)


def _apart(document: Document, language: Language) -> Iterator[Span]:
    """Give the reader's sentences, one too long to be a single sentence split again.

    Otherwise a figure in a run-on's last line is taken for the promise in its first.
    """
    for sentence in document.sentences:
        if len(sentence) > RUN_ON:
            yield from split_sentences(document.text, sentence, language)
        else:
            yield sentence


def split_sentences(text: str, within: Span, language: Language) -> tuple[Span, ...]:
    """Split at full stops before a capital, and at empty lines; for documents that came without sentences."""
    spans: list[Span] = []
    start = within.start
    for found in _END.finditer(text, within.start, within.end):
        if text[found.start()] != "." or not _is_abbreviation(
            text[max(start, found.start() - 8) : found.start()], language
        ):
            spans.append(Span(start, found.end()))
            start = found.end()
    spans.append(Span(start, within.end))
    return tuple(whole for span in spans if len(whole := trimmed(text, span)) > 0)


def _is_abbreviation(before: str, language: Language) -> bool:
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    return word[1].casefold() in language.abbreviations or (len(word[1]) == 1 and word[1].isupper())


def _at_lines(text: str, span: Span, language: Language) -> Iterator[Span]:
    """Cut at the line ends that no page's width made: after a heading, around the rows of a table, before an item."""
    if text.find("\n", span.start, span.end) < 0:
        yield span
        return
    lines = [line for line in _lines(text, span) if line.of(text).strip()]
    longest = max((len(line) for line in lines), default=0)
    start = span.start
    for line, following in pairwise(lines):
        if _ends_there(line.of(text).strip(), following.of(text).strip(), longest, language):
            yield Span(start, line.end)
            start = line.end
    yield Span(start, span.end)


def _lines(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for found in _LINE_END.finditer(text, span.start, span.end):
        yield Span(start, found.end())
        start = found.end()
    yield Span(start, span.end)


def _ends_there(line: str, following: str, longest: int, language: Language) -> bool:
    if is_row(line) or is_row(following) or _ITEM.match(following):
        return True
    if not language.spaces or len(line) > min(_HEADING, _SHORTER * longest):
        return False
    return (line[0].isupper() or line[0].isdigit()) and following[0].isupper() and line[-1].isalnum()


def _at_bullets(text: str, span: Span, language: Language) -> Iterator[Span]:
    start = span.start
    for found in language.lists["inner_bullet"].finditer(text, span.start, span.end):
        if found.start() > start:
            yield Span(start, found.start())
            start = found.start()
    yield Span(start, span.end)


def _at_most(text: str, span: Span, longest: int) -> Iterator[Span]:
    start = span.start
    while span.end - start > longest:
        cut = start + longest
        while cut > start + longest // 2 and not _SPACE.match(text, cut):
            cut -= 1
        yield Span(start, cut)
        start = cut
    yield Span(start, span.end)


def trimmed(text: str, span: Span) -> Span:
    """Return a span without the white space at its edges."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
