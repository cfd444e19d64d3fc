"""Tell whether two names in one script other than Latin are the same name: what is another name's beside it, is not.

The name that a listed organisation has in its own letters is the best evidence there is: it must agree word by word,
but for endings, and in what kind of company its legal form says it is. "АО Авангард" is not "ФКП Авангард".
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pledgewatch.record.data import load
from pledgewatch.record.names import without_brackets
from pledgewatch.record.overlapping import overlap
from pledgewatch.record.translating import SINGLES_OUT, Script, Translated, translate

__all__ = ["same_in_script", "same_kind"]

_SAME = 0.97
"""Share of two names' weight that agrees where they are one: a kind of company more or less is another name."""
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile("[aeiouyvmhgkn]{0,4}")
"""What follows a stem in another case or number."""
_LONG = 9
_ABBREVIATION = (3, 5)
_WHOLE = 4


def same_in_script(one: str, other: str, script: Script) -> bool:
    """Tell whether two names are one, or one of them has no word that tells; each also without and in its brackets."""
    return any(_same(a, b, script) for a in _readings(one) for b in _readings(other))


def _readings(text: str) -> tuple[str, ...]:
    bare, inside = without_brackets(text)
    return (text, bare, *inside) if inside and bare else (text,)


def same_kind(one: str, other: str, script: Script) -> bool:
    """Tell whether no legal form says that two names are of different kinds of company; the script is of both."""
    forms = _forms(one), _forms(other)
    return not script or not all(forms) or bool(forms[0] & forms[1])


def _same(one: str, other: str, script: Script) -> bool:
    ours, theirs = (translate(text, script)[:1] for text in (one, other))
    if not ours or not theirs or not same_kind(one, other, script):
        return same_kind(one, other, script)
    if _abbreviates(one, other) or _abbreviates(other, one):
        return True
    first, second = ({word.key: word for word in reading} for reading in (ours[0], theirs[0]))
    telling = [key for key in first.keys() & second.keys() if first[key].tells >= SINGLES_OUT]
    return overlap(first, second, script).share >= _SAME and all(_inflected(first[key], second[key]) for key in telling)


def _abbreviates(short: str, long: str) -> bool:
    """Tell whether the one word of a name beside its legal form is short for another name: "ММЗ", "КЭМЗ"."""
    words = [[word for word in _words(text) if not _form_of(word)] for text in (short, long)]
    if len(words[0]) != 1 or not _ABBREVIATION[0] <= len(words[0][0]) <= _ABBREVIATION[1] or len(words[1]) < 2:
        return False
    letters = iter("".join(words[1]))
    return words[0][0][0] == words[1][0][0] and all(letter in letters for letter in words[0][0])


def _inflected(one: Translated, other: Translated) -> bool:
    """Tell whether two words differ only in their endings, or in a letter of a long one."""
    from rapidfuzz.distance import DamerauLevenshtein, Prefix

    begin = int(Prefix.similarity(one.word, other.word))
    if all(_ENDING.fullmatch(word[begin:]) for word in (one.word, other.word)):
        return True
    longer = max(len(one.word), len(other.word))
    return longer >= _LONG and int(DamerauLevenshtein.distance(one.word, other.word)) <= 1


@cache
def _beginnings() -> tuple[tuple[str, str], ...]:
    table = load("translations.toml")["company_forms"]
    return tuple((begin, form) for form, begins in table.items() for begin in begins)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _form_of(word: str) -> frozenset[str]:
    """Return which kind of company a word says; a beginning of up to four letters is a whole word."""
    return frozenset(
        form for begin, form in _beginnings() if word == begin or (len(begin) > _WHOLE and word.startswith(begin))
    )


def _forms(text: str) -> frozenset[str]:
    return frozenset[str]().union(*map(_form_of, _words(text)))
