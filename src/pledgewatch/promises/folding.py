"""Fold a sentence so that rules see plain words, and keep the way back to the document.

Scanned and typeset letters break words at line ends, use ligatures and typographic quotes, and read `I` as `|`.
The rules see none of that, nor the white space within Chinese and Japanese, nor that a word is written in traditional
characters; every span that they find is mapped back to code points of the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from pledgewatch.model.spans import Span
from pledgewatch.promises.language import Language

__all__ = ["Folded", "fold"]

_SPECIAL = re.compile(
    r"(?P<hyphen>(?<=[a-z])[-\u2010\u00ad] ?\r?\n[ \t]{0,8}(?=[a-z]))|(?P<soft>\u00ad)|(?P<space>\s{2,}|[^\S ])"
    r"|(?P<sign>[\u2018\u2019\u201b\u02bc\u201c\u201d\u201e\u2010-\u2015\ufb00-\ufb04\uff05\uff10-\uff19])"
)
_BETWEEN = re.compile(
    r"(?<=[\u3000-\u30ff\u3400-\u9fff\uff01-\uff5e])\s{1,40}|\s{1,40}(?=[\u3000-\u30ff\u3400-\u9fff\uff01-\uff5e])"
)
"""White space beside a character of a script that writes none: a typesetter's, or a page's line end."""
_SIGNS = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"),
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    "\uff05": "%",
    **dict(zip("\ufb00\ufb01\ufb02\ufb03\ufb04", ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `places[i]` is where its character i stands in the document, None where nothing was moved."""

    text: str
    start: int
    places: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return the document's span of folded characters `[start, end)`, which must not be empty."""
        if self.places is None:
            return Span(self.start + start, self.start + end)
        return Span(self.places[start], self.places[end - 1] + 1)


def fold(text: str, start: int, end: int, language: Language) -> Folded:
    """Fold `text[start:end]` for a language's rules."""
    folded = Folded(text[start:end], start)
    if not language.spaces:
        folded = _replace(folded, _BETWEEN, _always(""))
    folded = _replace(folded, _SPECIAL, _plain)
    if language.variants:
        folded = replace(folded, text=folded.text.translate(language.variants))
    for pattern, becomes in language.ocr:
        folded = _replace(folded, pattern, _always(becomes))
    return folded


def _plain(found: re.Match[str]) -> str:
    if found["space"]:
        return " "
    return _SIGNS[found["sign"]] if found["sign"] else ""


def _always(becomes: str) -> Callable[[re.Match[str]], str]:
    return lambda _: becomes


def _replace(folded: Folded, pattern: re.Pattern[str], becomes: Callable[[re.Match[str]], str]) -> Folded:
    if pattern.search(folded.text) is None:
        return folded
    places = folded.places or tuple(range(folded.start, folded.start + len(folded.text)))
    pieces: list[str] = []
    moved: list[int] = []
    at = 0
    for found in pattern.finditer(folded.text):
        new = becomes(found)
        pieces += [folded.text[at : found.start()], new]
        moved += places[at : found.start()]
        moved += [places[min(found.start() + i, max(found.start(), found.end() - 1))] for i in range(len(new))]
        at = found.end()
    pieces.append(folded.text[at:])
    moved += places[at:]
    return Folded("".join(pieces), folded.start, tuple(moved))
