"""Compose a document's text from the lines of its pages, and keep where each word lies.

Words that were broken at a line's end are joined again. Whether the hyphen belongs to the word is asked of the
document itself first: "anti-corruption" written in full elsewhere keeps it, "Oklahoma" loses it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from pledgewatch.model.document import Doubt, Page, Word
from pledgewatch.reading.content import Content, clean
from pledgewatch.reading.layout import Glyphs, Line

__all__ = ["PageText", "compose"]

_BROKEN = re.compile(r"([^\W_]+)[-‐]\Z")
_PREFIXES = frozenset(
    [
        "anti",
        "auto",
        "bio",
        "co",
        "cross",
        "eco",
        "half",
        "hard",
        "high",
        "large",
        "long",
        "low",
        "medium",
        "mid",
        "multi",
        "near",
        "net",
        "non",
        "not",
        "quasi",
        "real",
        "self",
        "semi",
        "short",
        "single",
        "six",
        "so",
        "socio",
        "state",
        "ten",
        "third",
        "three",
        "two",
        "well",
        "world",
        "year",
        "zero",
    ]
)
"""Where the document does not tell, these keep their hyphen ("non-financial"); other breaks are hyphenation."""


class PageText(msgspec.Struct, frozen=True, kw_only=True):
    """Hold a page's lines in reading order; `unreadable` says that its text layer is no text."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    unreadable: bool = False
    doubts: tuple[tuple[int, int, str], ...] = ()
    """(line, word, why) of each doubtful word."""
    note: str = ""
    """Why the page was not read; becomes an empty doubt where its text would stand."""


class _Piece(msgspec.Struct, frozen=True):
    """A word with what is printed before it, and how much of it."""

    word: Glyphs
    before: str
    text: str
    line: int
    index: int


def compose(pages: Sequence[PageText], title: str | None = None) -> Content:
    """Return the text of pages with every word's place and every doubt's span."""
    vocabulary = _vocabulary(pages)
    chunks: list[str] = []
    made: list[Page] = []
    doubts: list[Doubt] = []
    at = 0
    for page in pages:
        pieces = _pieces(page, vocabulary, first=not made)
        start = at
        words: list[Word] = []
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        for piece in pieces:
            chunks += [piece.before, piece.text]
            begin = at + len(piece.before)
            at = begin + len(piece.text)
            start = begin if not words else start
            words.append(_placed(piece.word, begin, at))
            spans[piece.line, piece.index] = (begin, at)
        doubts += _doubts(page, spans, start, at)
        made.append(Page(page.number, start, at, round(page.width, 2), round(page.height, 2), tuple(words)))
    text, unfit = clean("".join(chunks))
    return Content(text=text, title=title, pages=tuple(made), doubts=tuple(sorted([*doubts, *unfit], key=_place)))


def _place(doubt: Doubt) -> tuple[int, int, str]:
    return doubt.start, doubt.end, doubt.why


def _placed(word: Glyphs, start: int, end: int) -> Word:
    return Word(start, end, round(word.left, 2), round(word.top, 2), round(word.right, 2), round(word.bottom, 2))


def _pieces(page: PageText, vocabulary: Counter[str], *, first: bool) -> list[_Piece]:
    """Return the page's words with their separators."""
    pieces: list[_Piece] = []
    for number, line in enumerate(page.lines):
        for index, word in enumerate(line.words):
            before = _before(page, line, word, index, opens=not pieces, first=first)
            if index == 0 and pieces and (kept := _rejoined(pieces[-1].text, word.text, line.before, vocabulary)):
                pieces[-1] = msgspec.structs.replace(pieces[-1], text=kept)
                before = ""
            pieces.append(_Piece(word, before, word.text, number, index))
    return pieces


def _before(page: PageText, line: Line, word: Glyphs, index: int, *, opens: bool, first: bool) -> str:
    if opens:
        return "" if first else "\n\n"
    if index == 0:
        return line.before
    return " " if word.spaced or not _touches(line.words[index - 1], word) else ""


def _touches(before: Glyphs, after: Glyphs) -> bool:
    """Tell whether two words drawn apart have no space between them: a footnote mark, a comma after one."""
    return after.left - before.right < 0.15 * max(before.size, after.size)


def _rejoined(before: str, after: str, separator: str, vocabulary: Counter[str]) -> str | None:
    """Return the first half of a word broken at a line's end, with or without its hyphen; None where none is."""
    broken = _BROKEN.search(before)
    if broken is None or separator == "\t" or not after[:1].isalnum():
        return None
    head = re.match(r"[^\W_]+", after)
    tail = head.group() if head else ""
    if not (after[0].islower() and broken.group(1).isalpha()):
        return before
    return before[:-1] if _is_hyphenation(broken.group(1), tail, vocabulary) else before


def _is_hyphenation(head: str, tail: str, vocabulary: Counter[str]) -> bool:
    whole, hyphened = vocabulary[(head + tail).casefold()], vocabulary[f"{head}-{tail}".casefold()]
    if whole != hyphened:
        return whole > hyphened
    return head.casefold() not in _PREFIXES


def _vocabulary(pages: Iterable[PageText]) -> Counter[str]:
    """Count the words of the document, with and without hyphens inside, that do not stand at a line's end."""
    counts: Counter[str] = Counter()
    for page in pages:
        for line in page.lines:
            for word in line.words[:-1] if len(line.words) > 1 else line.words:
                counts[word.text.strip("()[]{}.,;:!?\"'“”‘’").casefold()] += 1
    return counts


def _doubts(page: PageText, spans: dict[tuple[int, int], tuple[int, int]], start: int, end: int) -> list[Doubt]:
    """Turn what is doubtful of a page's words into spans of the text; neighbours with one reason become one."""
    if page.note:
        return [Doubt(start, end, page.note)]
    if page.unreadable:
        why = "the text layer has glyph numbers instead of characters"
        return [Doubt(start, end, why)] if start < end else []
    out: list[Doubt] = []
    for line, index, why in sorted(page.doubts):
        begin, stop = spans[line, index]
        if out and out[-1].why == why and begin <= out[-1].end + 2:
            out[-1] = Doubt(out[-1].start, max(stop, out[-1].end), why)
        else:
            out.append(Doubt(begin, stop, why))
    return out
