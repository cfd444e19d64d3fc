"""Cut a text into sentences, as spans that never cross a part of the letter, a paragraph or a bullet.

sentencex finds the boundaries; what it breaks wrongly is merged again (abbreviations, initials), and what it cannot
see is cut (bullets, numbered items). Trap: it wants running text, so lines broken by a page's width are first joined
in a copy of the same length, which keeps the offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import pairwise

from pledgewatch.model.spans import Span

__all__ = ["sentences_of"]

_BLOCK = re.compile(r"\n[ \t\r\x0b\xa0]*\n\s*|\x0c\s*")
_BULLETS = "•▪●◦‣·■□○▶➢➤✓✔❖\uf0b7\uf0a7\uf0d8"
_ITEM = re.compile(
    rf"(?<=\s)(?=[{_BULLETS}]\s*\w)"  # a bullet is one wherever it stands
    r"|(?<=\n)(?=[ \t]*(?:[-*–—o]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)])[ \t]+\S)"  # these only at a line's beginning
    r"|(?<=[.;:!?]\s)(?=\(?[0-9]{1,2}\)\s)"
)
_PIECE = 20_000
"""sentencex is handed at most this many characters at once, cut at white space: its time is then linear."""
_TAIL_NUMBER = re.compile(r"(?<=[.;:!?)]\s)\(?\d{1,2}[.)]\s*\Z")
_LONE_NUMBER = re.compile(r"\(?\d{1,2}[.)]")
_SPACE = re.compile(r"\s")
_NUMBERED = re.compile(r"(?<!\S)(\d{1,2}|[a-zA-Z])\)(?=\s)")
"""After "3)" sentencex 1.0 finds no boundary any more; the copy that it is handed has "3," instead."""
_LAST_WORD = re.compile(r"(\S{1,12})\s*\Z")
_INITIAL = re.compile(r"(?:^|[\s(])(?:[^\W\d_]\.){1,3}\s*\Z")


def sentences_of(text: str, language: str, parts: Iterable[Span] = ()) -> tuple[Span, ...]:
    """Return the sentences in order, without overlap, each trimmed of white space.

    `language` is ISO 639-1 (`und` is cut as English is); `parts` are spans whose edges no sentence crosses.
    """
    edges = {0, len(text)}
    for part in parts:
        edges |= {part.start, part.end}
    stops = sorted(edges)
    sentences: list[Span] = []
    for start, end in pairwise(stops):
        for block in _blocks(text, Span(start, end)):
            sentences += _merged(text, _cut(text, block, language), language)
    return tuple(sentences)


def _blocks(text: str, within: Span) -> Iterator[Span]:
    """Yield paragraphs and list items."""
    start = within.start
    marks = sorted(
        {found.end() for found in _BLOCK.finditer(text, within.start, within.end)}
        | {found.start() for found in _ITEM.finditer(text, within.start, within.end)}
    )
    for mark in [*marks, within.end]:
        if mark > start:
            yield Span(start, mark)
            start = mark


def _cut(text: str, block: Span, language: str) -> Iterator[Span]:
    """Yield what sentencex takes for sentences, untrimmed, together the whole block."""
    from sentencex import segment

    for piece in _pieces(text, block):
        flat = _NUMBERED.sub(r"\1,", _SPACE.sub(" ", piece.of(text)))
        at = piece.start
        for sentence in segment(language if language != "und" else "en", flat):
            yield Span(at, at + len(sentence))
            at += len(sentence)
        if at < piece.end:
            yield Span(at, piece.end)


def _pieces(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    while block.end - start > _PIECE:
        cut = max(text.rfind(" ", start, start + _PIECE), text.rfind("\n", start, start + _PIECE)) + 1
        cut = cut if cut > start else start + _PIECE
        yield Span(start, cut)
        start = cut
    if start < block.end:
        yield Span(start, block.end)


def _merged(text: str, spans: Iterable[Span], language: str) -> list[Span]:
    """Join what an abbreviation broke, hand a trailing "2." to the item that it numbers, and trim."""
    out: list[Span] = []
    for span in spans:
        if out and _continues(text, out[-1], span, language):
            out[-1] = Span(out[-1].start, span.end)
            continue
        start = span.start
        if out and (number := _TAIL_NUMBER.search(text, max(out[-1].start, out[-1].end - 8), out[-1].end)):
            start = number.start()
            out[-1] = Span(out[-1].start, start)
        out.append(Span(start, span.end))
    return [trimmed for span in out if len(trimmed := _trimmed(text, span))]


def _continues(text: str, before: Span, after: Span, language: str) -> bool:
    """Tell whether the boundary between two spans is none: it follows an abbreviation, an initial or a lone number."""
    head = text[max(before.start, before.end - 16) : before.end]
    found = _LAST_WORD.search(head)
    if found is None or _LONE_NUMBER.fullmatch(before.of(text).strip()):
        return True
    words = _abbreviations(language)
    word = found.group(1).lstrip("([\"'“‘").casefold()
    if word in words["never_last"] or _INITIAL.search(head):
        return True
    following = text[after.start : after.start + 40].lstrip()[:1]
    if word in words["before_number"]:
        return following.isdigit()
    return word in words["rarely_last"] and (following.islower() or following in "(,;&")


def _trimmed(text: str, span: Span) -> Span:
    whole = span.of(text)
    start = span.start + len(whole) - len(whole.lstrip())
    return Span(start, max(start, span.start + len(whole.rstrip())))


@cache
def _abbreviations(language: str) -> dict[str, frozenset[str]]:
    """Return the lists of abbreviations that hold in a language, folded to lower case."""
    import tomllib

    table = tomllib.loads(resources.files(__package__).joinpath("abbreviations.toml").read_text("utf-8"))
    return {
        kind: frozenset(table["all"].get(kind, ())) | frozenset(table.get(language, {}).get(kind, ()))
        for kind in ("never_last", "rarely_last", "before_number")
    }
