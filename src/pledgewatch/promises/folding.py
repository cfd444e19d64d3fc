"""Fold a sentence so that rules see plain words, and keep the way back to the document.

Scanned and typeset letters break words at line ends, use ligatures and typographic quotes, and read `I` as `|`.
The rules see none of that, nor the white space within Chinese and Japanese, nor that a word is written in traditional
characters; every span that they find is mapped back to code points of the document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter

from pledgewatch.model.spans import Span
from pledgewatch.promises.language import Language, load_language
from pledgewatch.promises.quick import Quick

__all__ = ["Folded", "fold"]

_SPECIAL = re.compile(
    r"[-\u2010\u00ad] ?\r?\n[ \t]{0,8}|\s{2,}|[^\S ]"
    r"|[\u00ad\u2018\u2019\u201b\u02bc\u201c\u201d\u201e\u2010-\u2015\ufb00-\ufb04\uff05\uff10-\uff19]"
)
"""Every alternative begins with characters of its own, so that a text is scanned for them and for nothing else."""
_SPACES = re.compile(r"\s+")
_COLLAPSED = re.compile(r"\s{2,}")
_LONGER = re.compile(r"[\u00ad\ufb00-\ufb04]")
"""What becomes more letters than one, or none."""
_BROKEN = re.compile(r"[-\u2010\u00ad] ?\r?\n")
_SIGNS = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"),
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    "\uff05": "%",
    **dict(zip("\ufb00\ufb01\ufb02\ufb03\ufb04", ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
}
_PLAIN = (*_SIGNS.items(), ("\u00ad", ""))

_Run = tuple[int, int, int]
"""From where in the folded text, from where in the document, and the last place there, at which the rest stays."""
_END = 1 << 60


class Folded:
    """A folded text and the way back to the document, which is made when a span is first asked for.

    Most sentences hold nothing, and nobody asks where their characters stand; making the way took four fifths of the
    time of folding a Chinese page.
    """

    __slots__ = ("_language", "_runs", "_source", "start", "text")

    def __init__(
        self,
        text: str,
        start: int,
        source: str = "",
        language: Language | None = None,
        *,
        runs: tuple[_Run, ...] | None = None,
    ) -> None:
        self.text = text
        self.start = start
        self._source = source
        self._language = language
        self._runs = runs

    def place(self, index: int) -> int:
        """Return where a folded character stands in the document."""
        if self._language is not None:
            moved = len(self.text) != len(self._source) or _LONGER.search(self._source) is not None
            self._runs = _way_back(self._source, self.start, self._language) if moved else None
            self._language = None
        if self._runs is None:
            return self.start + index
        return _place(self._runs, index)

    def span(self, start: int, end: int) -> Span:
        """Return the document's span of folded characters `[start, end)`, which must not be empty."""
        return Span(self.place(start), self.place(end - 1) + 1)


@dataclass(frozen=True, slots=True)
class _Steps:
    """A text on its way; `runs` say where its parts stand in the document, None where nothing was moved."""

    text: str
    start: int
    runs: tuple[_Run, ...] | None = None

    def place(self, index: int) -> int:
        return self.start + index if self.runs is None else _place(self.runs, index)


def _place(runs: tuple[_Run, ...], index: int) -> int:
    at, origin, last = runs[bisect_right(runs, index, key=itemgetter(0)) - 1]
    return min(origin + index - at, last)


def fold(text: str, start: int, end: int, language: Language) -> Folded:
    """Fold `text[start:end]` for a language's rules."""
    source = text[start:end]
    plain = _at_once(source, language)
    if plain is not None:
        return Folded(plain, start, source, language)
    steps = _by_steps(source, start, language)
    return Folded(steps.text, start, runs=steps.runs)


def _at_once(source: str, language: Language) -> str | None:
    """Fold without keeping places; None where a hyphen breaks a line, space stands at an edge or a letter is amiss.

    It gives what `_by_steps` gives (tests/promises/test_folding.py), in a tenth of the time.
    """
    if source != source.strip() or _BROKEN.search(source):
        return None
    words = source.split()
    folded = " ".join(words) if language.spaces else _without_spaces(words)
    folded = _without_signs(folded)
    if language.variants and _variant_of(language.code).search(folded):
        folded = folded.translate(language.variants)
    return None if any(pattern.search(folded) for pattern, _ in language.ocr) else folded


def _without_signs(text: str) -> str:
    """Put plain signs for typographic ones, as `str.translate` would in ten times the time."""
    if text.isascii():
        return text
    for sign, plain in _PLAIN:
        if sign in text:
            text = text.replace(sign, plain)
    return text


@cache
def _variant_of(code: str) -> re.Pattern[str]:
    """Return what finds a character that is read as another: most pages hold none, and need no translation."""
    return re.compile("[" + "".join(map(re.escape, map(chr, load_language(code).variants))) + "]")


def _is_wide(character: str) -> bool:
    """Tell a character of a script that writes no white space: a typesetter put what stands beside it, or a line's end.

    Compared, not matched: a page of tables asks it six hundred times.
    """
    if character < "\u3000":
        return False
    return character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or "\uff01" <= character <= "\uff5e"


def _without_spaces(words: list[str]) -> str:
    """Join words, with a space only where neither neighbour is of a script that writes none."""
    pieces = words[:1]
    before = bool(words) and _is_wide(words[0][-1])
    for word in words[1:]:
        pieces.append(word if before or _is_wide(word[0]) else f" {word}")
        before = _is_wide(word[-1])
    return "".join(pieces)


def _way_back(source: str, start: int, language: Language) -> tuple[_Run, ...] | None:
    """Return where the parts of a folded text stand; new parts begin only where white space became less."""
    if _LONGER.search(source):
        return _by_steps(source, start, language).runs
    runs: list[_Run] = [(0, start, _END)]
    gone = 0
    for gap in (_COLLAPSED if language.spaces else _SPACES).finditer(source):
        first, after = gap.span()
        at = first - gone
        if language.spaces or not (_is_wide(source[first - 1]) or _is_wide(source[after])):
            runs.append((at, start + first, start + after - 1))
            at += 1
        runs.append((at, start + after, _END))
        gone = after - at
    return tuple(runs) if len(runs) > 1 else None


def _by_steps(source: str, start: int, language: Language) -> _Steps:
    folded = _Steps(source, start)
    if not language.spaces:
        folded = _replace(folded, filter(_is_beside_wide, _SPACES.finditer(folded.text)), _always(""))
    folded = _replace(folded, filter(_is_special, _SPECIAL.finditer(folded.text)), _plain)
    if language.variants:
        folded = replace(folded, text=folded.text.translate(language.variants))
    for pattern, becomes in language.ocr:
        folded = _replace(folded, _found(pattern, folded.text), _always(becomes))
    return folded


def _found(pattern: Quick, text: str) -> Iterable[re.Match[str]]:
    return pattern.finditer(text)


def _is_beside_wide(found: re.Match[str]) -> bool:
    before, after = found.string[max(0, found.start() - 1) : found.start()], found.string[found.end() : found.end() + 1]
    return any(map(_is_wide, (before, after)))


def _is_special(found: re.Match[str]) -> bool:
    """Tell whether a match is to be replaced: a hyphen at a line's end only where it breaks a word."""
    if len(found[0]) == 1 or found[0].isspace():
        return True
    before, after = found.string[max(0, found.start() - 1) : found.start()], found.string[found.end() : found.end() + 1]
    return "a" <= before <= "z" and "a" <= after <= "z"


def _plain(found: re.Match[str]) -> str:
    if found[0].isspace():
        return " "
    return _SIGNS.get(found[0], "")


def _always(becomes: str) -> Callable[[re.Match[str]], str]:
    return lambda _: becomes


def _replace(folded: _Steps, matches: Iterable[re.Match[str]], becomes: Callable[[re.Match[str]], str]) -> _Steps:
    pieces: list[str] = []
    runs: list[_Run] = []
    at = length = 0
    for found in matches:
        new = becomes(found)
        pieces += [folded.text[at : found.start()], new]
        runs += _runs_of(folded, at, found.start(), length)
        length += found.start() - at
        if new:
            last = folded.place(max(found.start(), found.end() - 1))
            runs.append((length, folded.place(found.start()), last))
            length += len(new)
        at = found.end()
    if not pieces:
        return folded
    pieces.append(folded.text[at:])
    runs += _runs_of(folded, at, len(folded.text), length)
    return _Steps("".join(pieces), folded.start, tuple(runs) or ((0, folded.start, _END),))


def _runs_of(folded: _Steps, start: int, end: int, length: int) -> list[_Run]:
    """Return the runs of folded characters `[start, end)`, which come to stand at `length`."""
    if start >= end:
        return []
    if folded.runs is None:
        return [(length, folded.start + start, _END)]
    first = bisect_right(folded.runs, start, key=itemgetter(0)) - 1
    runs = [(length, folded.place(start), folded.runs[first][2])]
    for at, origin, last in folded.runs[first + 1 :]:
        if at >= end:
            break
        runs.append((length + at - start, origin, last))
    return runs
