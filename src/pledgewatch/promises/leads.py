r"""Read off a pattern the words with which any match of it begins: `(?:re)?commits?` by "recom" or "commi".

Where all of them are known, a pattern need not be tried at every character of a text, but only where one of them
stands, and plain substring search finds that in a tenth of the time.
"""

from __future__ import annotations

import re

__all__ = ["START", "is_anchored", "leads_of", "starts_of"]

_MOST = 400
"""Beyond that many words, looking for each is no faster than the pattern alone."""
_ENOUGH = 5
"""A word of so many letters is rare enough; what follows it need not be known."""
_SPECIAL = re.compile(r"\(\?(?:P<\w{1,40}>|-?[a-z]{1,4}:|:)")
_AROUND = re.compile(r"\(\?(?:<=|<!|=|!)")
_TIMES = re.compile(r"\{(\d{1,4})(,?)(\d{0,4})\}\??")
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])+\]", re.DOTALL)
_FEW = re.compile(r"\[(?P<of>[^\^\\\]-]{1,8})-?\]")
_AT_WORD = re.compile(r"\\b|\(\?<!\\w\)")
_WORD = re.compile(r"\w+")
START = 3
"""Letters of a word by which it is looked up: of most patterns no word of a sentence has one of its beginnings."""
_NOTHING = frozenset("bBAZ")

_Leads = frozenset[tuple[str, bool]]
"""Beginnings, each with whether what follows in the pattern goes on with it."""
_START: _Leads = frozenset({("", True)})
_UNKNOWN: _Leads = frozenset({("", False)})


def leads_of(pattern: str) -> tuple[str, ...]:
    """Return case-folded words with one of which any match begins; none where they are not known, or too many."""
    words = {word for word, _ in _alternatives(pattern, 0)[0]}
    if "" in words or not 0 < len(words) <= _MOST:
        return ()
    return tuple(sorted(word for word in words if not any(word[:end] in words for end in range(1, len(word)))))


def starts_of(pattern: str, leads: tuple[str, ...]) -> frozenset[str]:
    """Return the first letters of the words with which a match begins; none where it may begin within a word."""
    at = 0
    while at < len(pattern):
        if not _AT_WORD.match(pattern, at):
            return frozenset()
        _, at = _sequence(pattern, at)
        at += 1
    words = [_WORD.match(lead) for lead in leads]
    if not all(
        word and (len(word[0]) >= START or word.end() < len(lead)) for word, lead in zip(words, leads, strict=True)
    ):
        return frozenset()
    return frozenset(word[0][:START] for word in words if word)


def is_anchored(pattern: str) -> bool:
    """Tell whether a pattern can match at the start of a text only: it begins with `^`, as does each alternative."""
    at = 0
    while pattern[at : at + 1] == "^":
        _, at = _sequence(pattern, at)
        if at >= len(pattern):
            return True
        at += 1
    return False


def _alternatives(pattern: str, at: int) -> tuple[_Leads, int]:
    """Read `a|b|c` up to the end or a closing bracket."""
    leads: _Leads = frozenset()
    while True:
        more, at = _sequence(pattern, at)
        leads |= more
        if at >= len(pattern) or pattern[at] == ")":
            return leads, at
        at += 1


def _sequence(pattern: str, at: int) -> tuple[_Leads, int]:
    """Read what stands one after the other, and let each beginning go on until it is long enough."""
    leads = _START
    while at < len(pattern) and pattern[at] not in "|)":
        part, at = _part(pattern, at)
        least, most, at = _times(pattern, at)
        if part == _START:
            continue
        once = part if most == 1 else frozenset((word, False) for word, _ in part)
        leads = _joined(leads, once | _START if least == 0 else once)
    return leads, at


def _joined(leads: _Leads, part: _Leads) -> _Leads:
    """Let what is still open go on with a part; too many beginnings are none."""
    closed = {(word, False) for word, goes_on in leads if not goes_on or _length(word) >= _ENOUGH}
    open_ = {word for word, goes_on in leads if goes_on and _length(word) < _ENOUGH}
    going = {(before + word, goes_on) for before in open_ for word, goes_on in part}
    return frozenset(closed | going) if len(going) <= 4 * _MOST else _UNKNOWN


def _length(word: str) -> int:
    """Count a character of a script with thousands as three letters."""
    return sum(1 if character < "\u3000" else 3 for character in word)


def _part(pattern: str, at: int) -> tuple[_Leads, int]:
    """Read one character, class or group: how it may begin, and its end."""
    character = pattern[at]
    if character == "\\":
        return _escaped(pattern, at)
    if character == "[":
        few, found = _FEW.match(pattern, at), _CLASS.match(pattern, at)
        words = frozenset((one.casefold(), True) for one in few["of"]) if few else _UNKNOWN
        return words, found.end() if found else len(pattern)
    if character == "(":
        around = _AROUND.match(pattern, at)
        opened = around or _SPECIAL.match(pattern, at)
        inside, end = _alternatives(pattern, opened.end() if opened else at + 1)
        return _START if around else inside, end + 1
    if character in "^$":
        return _START, at + 1
    return _UNKNOWN if character in ".*+?{" else frozenset({(character.casefold(), True)}), at + 1


def _escaped(pattern: str, at: int) -> tuple[_Leads, int]:
    escaped = pattern[at + 1 : at + 2]
    if escaped == "u":
        return frozenset({(chr(int(pattern[at + 2 : at + 6], 16)).casefold(), True)}), at + 6
    if escaped in _NOTHING:
        return _START, at + 2
    return (_UNKNOWN if escaped.isalnum() else frozenset({(escaped, True)})), at + 2


def _times(pattern: str, at: int) -> tuple[int, int, int]:
    """Return how often a part stands at least and at most (2 for more than once), and where its count ends."""
    sign = pattern[at : at + 1]
    if sign and sign in "?*+":
        return int(sign == "+"), 1 if sign == "?" else 2, at + 1 + (pattern[at + 1 : at + 2] == "?")
    counted = _TIMES.match(pattern, at)
    if counted is None:
        return 1, 1, at
    least = int(counted[1])
    most = int(counted[3] or 2) if counted[2] else least
    return least, most, counted.end()
