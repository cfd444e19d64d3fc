"""Spoil a text as scanners, typists and tools do, and keep track of where its marked spans come to lie.

Every kind of noise is a list of edits, and one function applies them: a span moves with the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from bench.tongues import SPELLINGS

__all__ = [
    "Marked",
    "Spoil",
    "americanised",
    "broken",
    "commented",
    "misread",
    "pointed",
    "punctuated",
    "usual",
]

_MISREAD = {"e": "c", "l": "1", "i": "l", "o": "0", "h": "b", "n": "u", "m": "rn", "d": "cl", "c": "e", "a": "o"}
_USUAL = 1 / 150
_WRAPPED = 1 / 3
_HYPHENATED = 1 / 10
_WIDTH = 95


class Marked(NamedTuple):
    """A text and the spans that are marked in it."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def edited(self, edits: Sequence[tuple[int, int, str]]) -> Marked:
        """Apply edits (start, end, replacement), sorted and apart; none crosses the edge of a span."""
        if not edits:
            return self
        parts: list[str] = []
        at = 0
        for start, end, put in edits:
            parts += (self.text[at:start], put)
            at = end
        starts = [_moved(start, edits, after=False) for start, _ in self.spans]
        ends = [_moved(end, edits, after=True) for _, end in self.spans]
        return Marked("".join([*parts, self.text[at:]]), tuple(zip(starts, ends, strict=True)))


def _moved(offset: int, edits: Sequence[tuple[int, int, str]], *, after: bool) -> int:
    """Return where an offset comes to lie; what is put in at the edge of a span lies outside of it."""
    shift = 0
    for start, end, put in edits:
        if end > offset or (after and start >= offset):
            break
        shift += len(put) - (end - start)
    return offset + shift


Spoil = Callable[[Marked, Random], Marked]


def usual(text: Marked, chance: Random) -> Marked:
    """Misread one word in 150; break one letter in three into lines, and one in ten of those within words too."""
    text = misread(text, chance, _USUAL)
    if chance.random() < _WRAPPED:
        text = broken(text, chance, hyphens=chance.random() < _HYPHENATED)
    return text


def misread(text: Marked, chance: Random, rate: float) -> Marked:
    """Misread so many of the words: a letter as another, a space overlooked or put in."""
    wanted = int(len(text.text) / 6 * rate + chance.random())
    edges = {edge for span in text.spans for edge in (span[0] - 1, span[0], span[1] - 1, span[1])}
    edits: dict[int, tuple[int, int, str]] = {}
    for _ in range(20 * wanted):
        if len(edits) == wanted:
            break
        at = chance.randrange(len(text.text))
        put = _put(text.text[at], text.text, chance)
        if put is not None and at not in edits and at not in edges:
            edits[at] = (at, at + 1, put)
    return text.edited(sorted(edits.values()))


def _put(sign: str, text: str, chance: Random) -> str | None:
    if sign in _MISREAD:
        return _MISREAD[sign] if chance.random() < 0.95 else sign + " "
    if sign == " ":
        return "" if chance.random() < 0.3 else None
    if sign.isalpha() and not sign.isascii():
        return chance.choice(text)
    return None


def broken(text: Marked, chance: Random, *, hyphens: bool = False, start: str = "") -> Marked:
    """Break a text into lines, within words where `hyphens`; each line after the first begins with `start`."""
    edits: list[tuple[int, int, str]] = []
    at, size = 0, len(text.text)
    while size - at > _WIDTH:
        cut = text.text.rfind(" ", at, at + _WIDTH)
        if cut <= at:
            cut = at + _WIDTH
            edits.append((cut, cut, "\n" + start))
            at = cut
            continue
        word = text.text[cut + 1 : cut + 9]
        if hyphens and len(word) == 8 and word.isalpha() and chance.random() < 0.5:
            edits.append((cut + 5, cut + 5, "-\n" + start))
            at = cut + 5
        else:
            edits.append((cut, cut + 1, "\n" + start))
            at = cut + 1
    return text.edited(edits)


def commented(text: Marked, chance: Random) -> Marked:
    """Put a text into the comment of a program, of one of five kinds."""
    start = chance.choice(("# ", "// ", " * ", "-- ", ";; "))
    return broken(text, chance, start=start).edited([(0, 0, start)])


def americanised(text: Marked, chance: Random) -> Marked:
    """Spell every second letter as Americans do."""
    if chance.random() < 0.5:
        return text
    found = [word for word in re.finditer(r"[a-z]+", text.text) if word[0] in SPELLINGS]
    return text.edited([(word.start(), word.end(), SPELLINGS[word[0]]) for word in found])


def punctuated(text: Marked, chance: Random) -> Marked:
    """Change case and punctuation: sentences in capitals, bullets, quotes, dashes, commas."""
    edits: list[tuple[int, int, str]] = []
    for word in re.finditer(r"[A-Za-z]+", text.text):
        if chance.random() < 1 / 12:
            put = chance.choice(("“{}”", "{},", "– {}", "({})", "{};", "'{}'", "\n• {}"))
            edits.append((word.start(), word.end(), put.format(chance.choice((word[0], word[0].upper())))))
    text = text.edited(edits)
    capitals = {sentence.span() for sentence in re.finditer(r"[^.]+", text.text) if chance.random() < 1 / 8}
    signs = list(text.text)
    for start, end in capitals:
        # A sign that has no single capital keeps its own, so that offsets stay.
        signs[start:end] = [sign.upper() if len(sign.upper()) == 1 else sign for sign in signs[start:end]]
    return Marked("".join(signs), text.spans)


def pointed(text: Marked, chance: Random) -> Marked:
    """Write every second Arabic or Hebrew letter with vowel marks."""
    if chance.random() < 0.5:
        return text
    marks = "\u064e\u064f\u0650" if any("\u0600" < sign < "\u0700" for sign in text.text) else "\u05b7\u05b8\u05b4"
    inside = [at + 1 for at, sign in enumerate(text.text[:-1]) if sign.isalpha() and text.text[at + 1].isalpha()]
    return text.edited([(at, at, chance.choice(marks)) for at in inside if chance.random() < 0.5])
