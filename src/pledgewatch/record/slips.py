"""Tell whether the letters in which two names differ can be slips of the pen, word by word.

A word stands few slips: "Suzhou Keda" is not "Suzhou Hefu", and plant 12 is not plant 13, however long the names are.
"""

from __future__ import annotations

from collections.abc import Sequence

from pledgewatch.record.legal_forms import forms
from pledgewatch.record.names import Name, distinctive, weight

__all__ = ["likely_slip"]

_HAN_LETTERS_A_SLIP = 8
_TWO_SLIPS = 9
"""Letters of a word from which on it may have two slips by itself; shorter ones only beside words that agree."""
_AGREEING = 0.6
"""More than a place and a generic word tell together: those agree in names of different companies, too."""
_TELLING_KEY = 12
_LOOSE = {"group", "co"}
"""Forms that are put behind any name: sharing one says nothing."""
_KNOWN = 4
_SINGLE = 8
"""Letters of a name of one word from which on one slip is likelier than another name. Below, its legal form must
be shared, unless two letters were exchanged: of 503 large US companies several were one letter from a listed name of
six or seven letters, none from a longer one."""


def likely_slip(query: Name, listed: Name) -> bool:
    """Tell whether a name is likely another spelling of a listed one that is near by letters."""
    if _digits(query) != _digits(listed):
        return False
    if query.han:
        return listed.han and len(query.native) >= _HAN_LETTERS_A_SLIP
    if len(query.words) == 1 == len(listed.words):
        return _single(query, listed)
    for ours, theirs in ((query.plain.split(), listed.plain.split()), (list(query.words), list(listed.words))):
        if len(ours) == len(theirs) and _word_by_word(ours, theirs):
            return True
    return _moved(query.words, listed.words) or _moved(query.plain.split(), listed.plain.split())


def _moved(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether words are only divided otherwise, but for one slip, or two in a longer name."""
    if len(ours) == len(theirs):
        return False
    one, other = "".join(ours), "".join(theirs)
    return _distance(one, other) <= (2 if min(len(one), len(other)) >= _TELLING_KEY else 1)


def _digits(name: Name) -> list[str]:
    return sorted(word for word in name.words if word.isdigit())


def _distance(one: str, other: str) -> int:
    from rapidfuzz.distance import OSA

    return int(OSA.distance(one, other))


def _single(query: Name, listed: Name) -> bool:
    shorter = min(len(query.key), len(listed.key))
    slips = min(
        _distance(query.key, listed.key), _distance(query.plain.replace(" ", ""), listed.plain.replace(" ", ""))
    )
    shared = bool(set(query.forms) & set(listed.forms) - _LOOSE)
    if not distinctive(listed) or slips > (2 if shorter >= (_TWO_SLIPS - 2 * shared) else 1):
        return False
    exchanged = sorted(query.key) == sorted(listed.key)
    return shorter >= _SINGLE or exchanged or shared


def _word_by_word(ours: list[str], theirs: list[str]) -> bool:
    """Compare words in their order; those that agree lend weight to a word with two slips."""
    agreeing = sum(_tells(word) for word, other in zip(ours, theirs, strict=True) if word == other)
    for word, other in zip(ours, theirs, strict=True):
        if word == other:
            continue
        if weight(word) < 1.0 and weight(other) < 1.0 and min(len(word), len(other)) >= _KNOWN:
            return False  # two known words, "north" and "south", are no slip of each other
        shorter = min(len(word), len(other))
        most = 2 if _is_form(other) or shorter >= _TWO_SLIPS or (shorter >= 3 and agreeing >= _AGREEING) else 1
        if _distance(word, other) > most:
            return False
    return True


def _is_form(word: str) -> bool:
    table = forms()
    return word in table.suffixes or word in table.prefixes or word in table.words


def _tells(word: str) -> float:
    return 0.0 if _is_form(word) else weight(word)
