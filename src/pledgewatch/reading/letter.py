"""Tell the parts of a letter apart: addressee, salutation, body, closing, signature.

Only the body is weighed for promises and shared text, so the rules are these. The addressee is all that stands before
the salutation (letterhead and date with it). The body begins after the salutation, a subject line ("RE: ...") belongs
to it, and it ends before the closing. All after the closing is signature, stamps and footers with it. A text without
salutation and closing (a quoted paragraph, a report) is body entirely; one that goes on for long after a closing (a
report that opens with a letter) is body to its end.

Works on lines and on OCR text that is one long line. Trap: OCR damages the very words that matter ("Yours sincerel;"),
so closings are compared by edit distance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

import msgspec

from pledgewatch.model.document import PartName
from pledgewatch.model.spans import Span

__all__ = ["letter_parts"]

_HEAD = 2_500
"""The salutation stands within this many characters; the longest letterhead of the 40 real letters has 170."""
_TAIL = 1_500
"""What follows the closing of a letter; the longest of the 40 real letters has 330. More is another text."""
_TAIL_SHARE = 0.5
_LONGEST = 60
"""Characters of the longest closing, with the damage that OCR does to it."""
_NAME = r"(?!(?i:re|ref|subject)\b)[^\W\d_a-z][\w'’.-]{0,30}"
_WORD = re.compile(r"[^\W\d_]+")


class _Cues(msgspec.Struct, frozen=True):
    openers: tuple[str, ...]
    titles: tuple[str, ...]
    roles: tuple[str, ...]
    phrases: tuple[str, ...]
    closings: tuple[str, ...]
    offices: tuple[str, ...]


def letter_parts(text: str, language: str) -> dict[PartName, Span]:
    """Return the parts that were found; there is always a body where there is text.

    A language without cue words of its own is read with the English ones: a foreign letter's parts are then not found
    and all of it is body.
    """
    cues = _cues(language)
    salutation = _salutation(text, cues)
    start = salutation.end if salutation else 0
    closing = _closing(text, start, cues)
    if closing is None and salutation and (sign := _unclosed_signature(text, start, cues)) is not None:
        closing = Span(sign, sign)
    end = closing.start if closing is not None else len(text)
    parts: dict[PartName, Span] = {"body": Span(start, end)}
    if salutation:
        parts |= {"addressee": Span(0, salutation.start), "salutation": salutation}
    if closing is not None:
        parts |= {"closing": closing, "signature": Span(closing.end, len(text))}
    return _found(parts, text)


def _goes_on(text: str, end: int, start: int) -> bool:
    """Tell whether what follows a closing is too long to be a signature."""
    rest = len(text) - end
    return rest > _TAIL or rest > max(400, (end - start) * _TAIL_SHARE)


def _found(parts: dict[PartName, Span], text: str) -> dict[PartName, Span]:
    """Trim each part of white space, leave out the empty ones, and order them as they stand."""
    order: tuple[PartName, ...] = ("addressee", "salutation", "body", "closing", "signature")
    trimmed = {name: _trimmed(parts[name], text) for name in order if name in parts}
    return {name: span for name, span in trimmed.items() if len(span)}


def _trimmed(span: Span, text: str) -> Span:
    whole = span.of(text)
    start = span.start + len(whole) - len(whole.lstrip())
    return Span(start, max(start, span.start + len(whole.rstrip())))


def _salutation(text: str, cues: _Cues) -> Span | None:
    """Find the first salutation in the head; in line-broken text it must begin its line."""
    found = _salutation_pattern(cues).search(text, 0, _HEAD)
    return Span(found.start(), found.end()) if found else None


@cache
def _salutation_pattern(cues: _Cues) -> re.Pattern[str]:
    """Compile: opener, then a role, or titles with a name; or a whole phrase.

    "Dear Mr Annan The letter ..." has no comma: then one name alone is taken. With a comma, colon or line end within
    reach, all capitalised words up to it are the name.
    """
    titles = rf"(?:(?:{_either(cues.titles)})\b[.,]?\s+)"
    role = rf"(?:{_either(cues.roles)})\b"
    end = r"(?:\s*[,:;]|[ \t]*(?=\n)|\s+[-–—](?=\s))"
    opened = (
        rf"(?:{_either(cues.openers)})\s+(?:"
        rf"{titles}{{0,3}}{role}(?:\s+{_NAME}{end}|{end})?"
        rf"|{titles}{{0,3}}(?:{_NAME}\s+){{0,4}}{_NAME}{end}"
        rf"|{titles}{{1,3}}{_NAME}"
        rf"|{titles}{{1,3}})"
    )
    phrase = rf"(?:{_either(cues.phrases)})\s*(?:[,:;]|(?=\n))"
    return re.compile(rf"(?<![\w-])(?:(?i:{_fold(opened)})|(?i:{phrase}))")


def _either(words: tuple[str, ...]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]+").replace(r"\-", r"\s?-\s?") for word in longest_first)


def _fold(pattern: str) -> str:
    """Keep names case-sensitive inside a pattern that ignores case."""
    return pattern.replace(_NAME, f"(?-i:{_NAME})")


def _closing(text: str, start: int, cues: _Cues) -> Span | None:
    """Find the first closing whose rest is short enough to be a signature.

    Only the tail is searched: a closing further up ends a letter that another text follows.
    """
    for span in _closings(text, max(start, len(text) - _TAIL - _LONGEST), cues):
        if not _goes_on(text, span.end, start):
            return span
    return None


def _closings(text: str, start: int, cues: _Cues) -> Iterator[Span]:
    """Yield places that read like a closing, in order, allowing for OCR damage.

    A closing begins with a capital, after the end of a sentence, a line or a list item, except that one of several
    words may follow anything: OCR loses full stops.
    """
    words = list(_WORD.finditer(text, start))
    firsts = {phrase[0][:1] for phrase in _phrases(cues)}
    for at, word in enumerate(words):
        if word.group()[0].isupper() and word.group()[0].casefold() in firsts:
            length = _closing_length([each.group().casefold() for each in words[at : at + 4]], cues)
            if length:
                span = Span(word.start(), words[at + length - 1].end())
                if length > 1 or _stands_alone(text, span):
                    yield _with_mark(text, span)


def _closing_length(words: list[str], cues: _Cues) -> int:
    """Return how many of the words make a closing; 0 for none."""
    for phrase in _phrases(cues):
        if len(phrase) <= len(words) and all(map(_alike, words, phrase)):
            return len(phrase)
    return 0


def _alike(word: str, cue: str) -> bool:
    """Tell whether a word is the cue, or the cue as OCR may leave it.

    Cues of six letters or more: two edits, or cut off after five ("sincer:"). Four and five: one edit. Shorter: none.
    """
    if word == cue:
        return True
    if len(cue) < 4 or word[:1] != cue[:1]:
        return False
    if len(cue) >= 6 and len(word) >= 5 and cue.startswith(word):
        return True
    from rapidfuzz.distance import Levenshtein

    most = 2 if len(cue) >= 6 else 1
    return Levenshtein.distance(word, cue, score_cutoff=most) <= most


def _stands_alone(text: str, span: Span) -> bool:
    before = text[max(0, span.start - 400) : span.start].rstrip(" \t")[-1:]
    after = text[span.end : span.end + 40]
    return before in ("", "\n", ".", "!", "?", ":", ";", ")") and bool(re.match(r"\s*(?:[,;:]|\n|\Z|[A-Z])", after))


def _with_mark(text: str, span: Span) -> Span:
    """Take the mark after a closing with it."""
    mark = re.compile(r"[ \t]{0,2}[,.;:!)]{1,2}").match(text, span.end)
    return Span(span.start, mark.end()) if mark else span


def _unclosed_signature(text: str, start: int, cues: _Cues) -> int | None:
    """Return where the signature begins in a letter without a closing: after the last sentence before an office.

    The name between them is short; where it is not, the office stands in a sentence of the body.
    """
    tail = max(start, len(text) - _TAIL)
    for office in _office_pattern(cues).finditer(text, tail):
        ends = [found.end() for found in re.finditer(r"[.!?)](?=\s)|\n[ \t]*\n", text[tail : office.start()])]
        if ends and office.start() - tail - ends[-1] <= 60:
            return tail + ends[-1]
    return None


@cache
def _office_pattern(cues: _Cues) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?=[A-Z])(?i:{_either(cues.offices)})(?!\w)")


@cache
def _phrases(cues: _Cues) -> tuple[tuple[str, ...], ...]:
    """Return the closings as words, longest first, so that "Sincerely yours" is not taken for "Sincerely"."""
    phrases = {tuple(_WORD.findall(closing.casefold())) for closing in cues.closings}
    return tuple(sorted(phrases, key=lambda words: (-len(words), words)))


@cache
def _cues(language: str) -> _Cues:
    import tomllib

    table = tomllib.loads(resources.files(__package__).joinpath("letters.toml").read_text("utf-8"))
    return msgspec.convert(table.get(language, table["en"]), _Cues)
