"""Search with a pattern only where one of the words that it needs is there: most patterns of a language match nowhere.

A regular expression of a hundred words tries each of them at every character. That one of its words must stand in the
text is told by plain substring search, about ten times as fast. The words are read off the pattern itself, so that
nobody has to keep a list of them; where none can be read off, the pattern is searched as it is. Where it is known how
every match begins (`leads.py`), the pattern is tried at those places alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pledgewatch.promises.leads import START, is_anchored, leads_of, starts_of

__all__ = ["Quick", "fewest", "holds_one", "needed"]

_MOST = 160
"""Beyond that many words, looking for each is no faster."""
_SHORT = 2
"""Where a text has fewer characters for each word, trying the pattern at every character is as fast."""
_SENTENCE = 400
"""A longer text has so many words that most patterns find one of theirs; to gather them takes longer than it saves."""
_WORD = re.compile(r"\w+")
_SPECIAL = re.compile(r"\(\?(?:P<\w{1,40}>|-?[a-z]{1,4}:|:)")
_AROUND = re.compile(r"\(\?(?:<=|<!|=|!)")
_TIMES = re.compile(r"\{(\d{1,4})(?:,\d{0,4})?\}\??")
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])+\]", re.DOTALL)


class _Lowered:
    """The text that was looked at last, folded: a sentence is asked by a hundred patterns in turn."""

    text = ""
    folded = ""
    split = ""
    starts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> str:
        if text is not cls.text:
            cls.text, cls.folded = text, text.casefold()
        return cls.folded

    @classmethod
    def starts_of(cls, text: str) -> frozenset[str]:
        """Return the first letters of each of the text's words."""
        folded = cls.of(text)
        if folded is not cls.split:
            cls.split, cls.starts = folded, frozenset(word[:START] for word in _WORD.findall(folded))
        return cls.starts


def holds_one(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text holds one of some case-folded words."""
    folded = _Lowered.of(text)
    for word in words:  # noqa: SIM110  (any() over a generator takes twice as long here)
        if word in folded:
            return True
    return False


class Quick:
    """A compiled pattern that knows which words it needs; it is used as a pattern is."""

    __slots__ = (
        "_anchored",
        "_compiled",
        "_gate",
        "_starts",
        "finditer_",
        "groupindex",
        "leads",
        "match",
        "needs",
        "pattern",
        "search_",
    )

    def __init__(self, pattern: str) -> None:
        self._compiled = re.compile(pattern, re.IGNORECASE)
        self.pattern = pattern
        self.needs = needed(pattern)
        self.leads = () if is_anchored(pattern) else leads_of(pattern)
        self._starts = starts_of(pattern, self.leads)
        self._anchored = is_anchored(pattern)
        self._gate = () if _tells_as_much(self.leads, self.needs) else self.needs
        self.groupindex = self._compiled.groupindex
        self.match = self._compiled.match
        self.search_: Callable[..., re.Match[str] | None] = self._compiled.search
        self.finditer_: Callable[..., Iterator[re.Match[str]]] = self._compiled.finditer

    def may_match(self, text: str) -> bool:
        """Tell whether a word that the pattern needs is there."""
        return not self.needs or holds_one(text, self.needs)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Search as `re.Pattern.search` does."""
        if self._starts and len(text) < _SENTENCE and self._starts.isdisjoint(_Lowered.starts_of(text)):
            return None
        if self._gate and not holds_one(text, self._gate):
            return None
        if end is not None:
            return self.search_(text, start, end)
        if self._anchored:
            return self.match(text) if start == 0 else None
        if self.leads and len(text) > _SHORT * len(self.leads):
            folded = _Lowered.of(text)
            if len(folded) == len(text):
                return self._at_leads(text, folded, start)
        return self.search_(text, start)

    def _at_leads(self, text: str, folded: str, start: int) -> re.Match[str] | None:
        """Return the first match, tried only where a word stands with which one may begin."""
        first: re.Match[str] | None = None
        before = len(text)
        for lead in self.leads:
            last = before + len(lead) - 1
            at = folded.find(lead, start, last)
            while at >= 0:
                found = self.match(text, at)
                if found is not None:
                    first, before = found, at
                    break
                at = folded.find(lead, at + 1, last)
        return first

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Find as `re.Pattern.finditer` does."""
        if self._starts and len(text) < _SENTENCE and self._starts.isdisjoint(_Lowered.starts_of(text)):
            return iter(())
        if not self.may_match(text):
            return iter(())
        if end is not None:
            return self.finditer_(text, start, end)
        if self._anchored:
            found = self.search(text, start)
            return iter(() if found is None else (found,))
        return self._each(text, start) if self.leads else self.finditer_(text, start)

    def _each(self, text: str, start: int) -> Iterator[re.Match[str]]:
        found = self.search(text, start)
        while found is not None:
            yield found
            found = self.search(text, found.end())

    def sub(self, becomes: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Replace as `re.Pattern.sub` does."""
        return self._compiled.sub(becomes, text) if self.may_match(text) else text


def _tells_as_much(leads: tuple[str, ...], needs: tuple[str, ...]) -> bool:
    """Tell whether looking for the words that a match begins with makes it needless to look for any other first."""
    return bool(leads) and min(map(_length, leads)) >= min(map(_length, needs), default=0)


def needed(pattern: str) -> tuple[str, ...]:
    """Return words of which any text that the pattern matches holds one, case folded; none where none can be told."""
    words = _alternatives(pattern, 0).words
    if not words or len(words) > _MOST or "" in words:
        return ()
    return fewest(words)


def fewest(words: Iterable[str]) -> tuple[str, ...]:
    """Leave out words that hold another of them: where they are, that one is."""
    kept: list[str] = []
    for word in sorted(set(words), key=lambda word: (len(word), word)):
        if not any(other in word for other in kept):
            kept.append(word)
    return tuple(kept)


class _Read(NamedTuple):
    """The words that a part of a pattern needs, None where it needs none, and where the part ends."""

    words: frozenset[str] | None
    end: int


def _alternatives(pattern: str, at: int) -> _Read:
    """Read `a|b|c` up to the end or a closing bracket: a match needs a word of each that may be the one."""
    words: frozenset[str] | None = frozenset()
    while True:
        one = _sequence(pattern, at)
        words = None if words is None or one.words is None else words | one.words
        at = one.end
        if at >= len(pattern) or pattern[at] == ")":
            return _Read(words, at)
        at += 1


def _sequence(pattern: str, at: int) -> _Read:
    """Read what stands one after the other, and keep the part that tells most."""
    found: list[frozenset[str]] = []
    run = ""
    while at < len(pattern) and pattern[at] not in "|)":
        literal, words, end = _part(pattern, at)
        least, after = _times(pattern, end)
        if literal and least == 1 and after == end:
            run += literal
        else:
            found += [frozenset({run})] if run else []
            run = literal if literal and least > 0 and after == end else ""
            found += [words] if words and least > 0 else []
        at = after
    found += [frozenset({run})] if run else []
    return _Read(min(found, key=_worth, default=None), at)


def _worth(words: frozenset[str]) -> tuple[int, int]:
    """Order sets of words: the longer the shortest of them, and then the fewer they are, the more they tell."""
    return -min(*map(_length, words), 4), len(words)


def _length(word: str) -> int:
    """Return how much a word tells: a character of a script with thousands tells as much as three letters."""
    return sum(1 if character < "\u3000" else 3 for character in word)


def _part(pattern: str, at: int) -> tuple[str, frozenset[str] | None, int]:
    """Read one character, class or group: the character if it is a plain one, the words that a group needs, its end."""
    character = pattern[at]
    if character == "\\":
        escaped = pattern[at + 1 : at + 2]
        plain = escaped if escaped and not escaped.isalnum() else ""
        if escaped == "u":
            return chr(int(pattern[at + 2 : at + 6], 16)).casefold(), None, at + 6
        return plain, None, at + 2
    if character == "[":
        found = _CLASS.match(pattern, at)
        return "", None, found.end() if found else len(pattern)
    if character == "(":
        around = _AROUND.match(pattern, at)
        opened = around or _SPECIAL.match(pattern, at)
        inside = _alternatives(pattern, opened.end() if opened else at + 1)
        return "", None if around else inside.words, inside.end + 1
    if character in ".^$*+?{":
        return "", None, at + 1
    return character.casefold(), None, at + 1


def _times(pattern: str, at: int) -> tuple[int, int]:
    """Return how often a part must be there at least, and where its count ends."""
    if pattern[at : at + 1] in ("?", "*"):
        return 0, at + 1
    if pattern[at : at + 1] == "+":
        return 1, at + 1
    counted = _TIMES.match(pattern, at)
    return (int(counted[1]), counted.end()) if counted else (1, at)
