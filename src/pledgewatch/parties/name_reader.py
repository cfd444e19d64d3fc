"""Read the name of an organisation that begins, or ends, at a place in the text.

A name is a run of words that look like a name: with a capital, or a script without capitals, or a legal form after
them; small words ("of", "and") count only between two such words. The reader knows no list of companies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pledgewatch.model.spans import Span
from pledgewatch.parties.language import Cues, phrases
from pledgewatch.parties.names import bare_words, fingerprint, is_form_word, legal_forms

__all__ = ["acceptable", "expand", "name_before", "read_name"]

# The longest company names of public registers that letters give have about a dozen words.
_WORDS = 14
_REACH = 160
_TOKEN = re.compile(r"\S+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*(?=\S)")
_EDGE = "“”\"'‘’«»*•|~_"
_STOPS = ".;:!?"
_JOINERS = frozenset({"&", "+", "-", "–", "—", "/"})


class _Word(msgspec.Struct, frozen=True):
    start: int
    end: int
    core: str
    after: str
    opens: bool
    closes: bool


def _word(found: re.Match[str], cues: Cues) -> _Word:
    raw = found.group()
    core = raw.strip("()[]," + _EDGE + _STOPS)
    at = found.start() + (raw.find(core) if core else 0)
    for ending in cues.possessives:
        if core.casefold().endswith(ending) and len(core) > len(ending):
            core = core[: -len(ending)]
            return _Word(at, at + len(core), core, ending, raw.startswith("("), ")" in raw)
    after = raw[raw.find(core) + len(core) :] if core else raw
    if core in _JOINERS or not core:
        core = raw.strip()
    return _Word(at, at + len(core), core, after, raw.startswith("("), ")" in after)


def _is_form(word: _Word) -> bool:
    return is_form_word(word.core)


def _is_nameish(word: _Word) -> bool:
    core = word.core
    if not any(char.isalnum() for char in core) or "[" in core or "]" in core or "@" in core:
        return False
    cased = any(char.isupper() for char in core)
    caseless = any(char.isalpha() and char.lower() == char.upper() for char in core)
    return cased or caseless or (core.isdigit() and len(core) < 4)


def _ends_name(word: _Word) -> bool:
    """Tell whether what follows the word closes the name: a full stop, a comma, a possessive, a bracket of its own."""
    if not word.after:
        return False
    if word.after[0] in _STOPS:
        # "Co., Ltd.": the comma after a form's full stop ends nothing.
        initial = word.after in (".", ".,") and (_is_form(word) or (len(word.core) == 1 and word.core.isupper()))
        return not initial
    return word.after[0] not in "(),"


def _trimmed(words: Sequence[_Word], cues: Cues) -> list[_Word]:
    out = list(words)
    while out and _joins(out[-1], cues) and not _is_form(out[-1]):
        out.pop()
    return out


def _joins(word: _Word, cues: Cues) -> bool:
    return word.core in _JOINERS or word.core.casefold() in cues.connectors


def _takes(words: Sequence[_Word], word: _Word, rest: Sequence[_Word], cues: Cues) -> bool:
    """Tell whether the name that stands so far goes on with this word, before the rest."""
    following = next((one for one in rest if not _joins(one, cues)), None)
    if words and "," in words[-1].after and not _is_form(word):
        return False
    if words and word.opens and not _is_form(word) and not (word.closes and rest and _is_form(rest[0])):
        return False
    if words and _is_form(word):
        return True
    if words and _joins(word, cues):
        return following is not None and _is_nameish(following)
    return _is_nameish(word)


def read_name(text: str, start: int, cues: Cues, *, end: int | None = None) -> Span | None:
    """Read the name that begins at `start` (white space, brackets and a small article before it are passed over).

    None where no acceptable name begins there.
    """
    limit = min(len(text), start + _REACH, end if end is not None else len(text))
    blank = _BLANK_LINE.search(text, start + len(text[start:limit]) - len(text[start:limit].lstrip()), limit)
    limit = blank.start() if blank else limit
    words = [_word(found, cues) for found in _TOKEN.finditer(text, start, limit)][: _WORDS + 1]
    while words and words[0].core in cues.articles:
        words.pop(0)
    verbs = {verb.split()[0] for verb in (*cues.confirm.after, *cues.subject.verbs)}
    taken: list[_Word] = []
    for place, word in enumerate(words):
        if (taken and word.core.casefold() in verbs) or not _takes(taken, word, words[place + 1 :], cues):
            break
        taken.append(word)
        if _ends_name(word):
            break
    return _span(text, _trimmed(taken, cues), cues)


def _span(text: str, words: Sequence[_Word], cues: Cues) -> Span | None:
    if not words or len(words) > _WORDS:
        return None
    last = words[-1]
    end = last.end + 1 if last.after.startswith(")") and "(" in text[words[0].start : last.end] else last.end
    if last.after.startswith(".") and _is_form(last):
        end = last.end + 1
    span = Span(words[0].start, end)
    return span if acceptable(span.of(text), cues) else None


def acceptable(name: str, cues: Cues) -> bool:
    """Tell whether a run of words may be an organisation: not a pronoun, a placeholder, an office, the addressee."""
    words = bare_words(name)
    if sum(char.isalpha() for char in name) < 2 or any(char in name for char in "[]<>{}@_"):
        return False
    if not words or {words[0], words[-1]} & cues.never.words or words[0] in cues.signature.honorifics:
        return False
    own = fingerprint(name)
    return own not in cues.never.names and not all(word in legal_forms().words for word in words)


def name_before(text: str, end: int, cues: Cues, *, start: int) -> Span | None:
    """Read the name that ends at `end`, going back to `start` at most; adverbs and a short form are passed over."""
    begin = max(
        [start, end - _REACH, *(found.end() for found in _BLANK_LINE.finditer(text, max(0, end - _REACH), end))]
    )
    words = [_word(found, cues) for found in _TOKEN.finditer(text, begin, end)]
    if begin > start and words and not text[begin - 1].isspace():
        words = words[1:]  # cut within a word
    words = _without_adjuncts(words, cues)
    taken: list[_Word] = []
    for word in reversed(words):
        if taken and _ends_name(word):
            break
        if not _goes_before(word, taken, cues):
            break
        taken.insert(0, word)
    return _from_title(text, taken, cues)


def _goes_before(word: _Word, taken: Sequence[_Word], cues: Cues) -> bool:
    if "," in word.after and taken and not _is_form(taken[0]):
        return False
    if _is_nameish(word) or _is_form(word):
        return True
    return bool(taken) and _joins(word, cues)


def _without_adjuncts(words: list[_Word], cues: Cues) -> list[_Word]:
    out = list(words)
    while out and out[-1].core.casefold() in cues.adverbs:
        out.pop()
    if out and out[-1].closes and not _is_form(out[-1]):
        opening = max((place for place, word in enumerate(out) if word.opens or word.core == "("), default=0)
        out = out[:opening] or out
    return out


def _from_title(text: str, words: list[_Word], cues: Cues) -> Span | None:
    """Cut off what stands before the name: the title of the person who signs, a small word."""
    if not words:
        return None
    whole = Span(words[0].start, words[-1].end)
    titles = list(phrases(cues.signature.titles).finditer(text, whole.start, whole.end))
    begin = titles[-1].end() if titles else whole.start
    rest = [word for word in words if word.start >= begin and (word.core not in _JOINERS or word.start > begin)]
    while rest and not _is_nameish(rest[0]):
        rest.pop(0)
    return _span(text, _trimmed(rest, cues), cues)


_SHORT = re.compile(r"\(\s*[\"'“‘]?([^\W\d_][\w&-]{1,11})[\"'”’]?\s*\)")
_CAPITALS = re.compile(r"[^\W\d_]")
_PIECE = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def expand(text: str, short: str, cues: Cues) -> Span | None:
    """Find what a short form stands for, where the text says so once: "South Coast Dairies (SCD)".

    The words before the bracket are taken from the nearest whose initials give the capitals of the short form in order.
    """
    for found in _SHORT.finditer(text):
        if found[1] == short:
            return _long_form(text, found.start(), short, cues)
    return None


def _long_form(text: str, end: int, short: str, cues: Cues) -> Span | None:
    capitals = [char.casefold() for char in _CAPITALS.findall(short) if char.isupper()]
    words = list(_TOKEN.finditer(text, max(0, end - _REACH), end))
    initials: list[str] = []
    for word in reversed(words):
        if initials and word.group()[-1] in _STOPS:
            return None
        initials[:0] = [part[0].casefold() for piece in _PIECE.findall(word.group()) for part in _HUMP.split(piece)]
        if capitals and initials and initials[0] == capitals[0] and _in_order(capitals, initials):
            span = Span(word.start(), words[-1].end())
            return span if acceptable(span.of(text), cues) else None
    return None


def _in_order(wanted: Sequence[str], given: Sequence[str]) -> bool:
    left = iter(given)
    return all(letter in left for letter in wanted)
