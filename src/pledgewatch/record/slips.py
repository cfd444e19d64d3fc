"""Tell whether the letters in which two names differ can be slips of the pen, word by word.

A word stands few slips: "Suzhou Keda" is not "Suzhou Hefu", and plant 12 is not plant 13, however long the names are.
The limits were chosen on slips made by chance in listed names, held against 503 large US companies, 2,875 listed
Chinese ones and 8,109 participants of the Global Compact, hardly any of which is listed.
"""

from __future__ import annotations

from collections.abc import Sequence

from pledgewatch.record.legal_forms import forms
from pledgewatch.record.names import Name, distinctive, native_core, weight

__all__ = ["likely_slip"]

_HAN_LETTERS_A_SLIP = 6
"""Characters without places and generic words: one in six that differs is rather a slip than another name."""
_TWO_SLIPS = 9
"""Letters of a word from which on it may have two slips by itself; shorter ones only beside words that agree."""
_TWO_SLIPS_BOTH = 8
"""The same where both have so many: "Alliant" has seven and "Alliance" eight, and they are two."""
_TWO_SLIPS_BESIDE = 5
_SAME_END = 6
"""Letters of a word that may have two slips beside any word that agrees, where its end is not among them: two more of
18,908 names of companies raise an alarm, hardly any of which is listed, and several in 1,000 of two slips are found."""
_LONG_NUMBER = 3
_SMALL, _TELLS_HARDLY = 3, 0.2
"""Letters and weight of a word like "of", which may be mistyped altogether where the others agree."""
_LONG = 16
"""Letters of a whole name that lend a word of five letters two slips."""
_AGREEING = 0.6
"""More than a place and a generic word tell together: those agree in names of different companies, too."""
_LOOSE = {"group"}
"""What is put behind any name: sharing it says nothing."""
_KNOWN = 4
_SINGLE = 8
"""Letters of a name of one word from which on one slip is likelier than another name. Below, its legal form must
be shared, unless two letters were exchanged: of 503 large US companies several were one letter from a listed name of
six or seven letters, none from a longer one."""
_SINGLE_WITH_FORM = 5
_SINGLE_TWO_SLIPS = 9
_INITIALS = 2
_MOVED = 6
_WRITTEN_TWO_SLIPS, _MOVED_TWO_SLIPS = 10, 12
"""Letters of a name from which on two may differ beside its division: with its legal form as written, and without."""


def likely_slip(query: Name, listed: Name) -> bool:
    """Tell whether a name is likely another spelling of a listed one that is near by letters."""
    if not _same_number(_digits(query), _digits(listed)):
        return False
    if query.han or listed.han:
        return _characters(query, listed)
    if len(query.words) == 1 == len(listed.words):
        return _single(query, listed)
    readings = ((query.plain.split(), listed.plain.split()), (list(query.words), list(listed.words)))
    if any(len(a) == len(b) and _word_by_word(a, b) for a, b in readings):
        return True
    return _moved(*readings[0], _WRITTEN_TWO_SLIPS) or _moved(*readings[1], _MOVED_TWO_SLIPS)


def _characters(query: Name, listed: Name) -> bool:
    """Compare names in Han, kana or Hangul: a character there is a syllable or a word, so one may differ, no more."""
    if not (query.han and listed.han):
        return False
    if min(len(native_core(name.native)) for name in (query, listed)) < _HAN_LETTERS_A_SLIP:
        return False
    latin = [[letter for letter in name.native if letter.isascii()] for name in (query, listed)]
    return latin[0] == latin[1] and _distance(query.native, listed.native) <= 1


def _moved(ours: Sequence[str], theirs: Sequence[str], two: int) -> bool:
    """Tell whether words are only divided otherwise, but for one slip, or two from so many letters on."""
    one, other = "".join(ours), "".join(theirs)
    if one == other:
        return True
    if min(len(one), len(other)) < _MOVED:
        return False
    if len(ours) > len(theirs) and len(other) < _LONG and min(map(len, ours)) > _INITIALS:
        return False  # a space is put in by mistake more rarely than left out: "Micron Technology", "Microtechnology"
    slips = _distance(one, other)
    if slips > (2 if min(len(one), len(other)) >= two else 1):
        return False
    # Where a letter went across a space, the words differ by more than the whole.
    return len(ours) != len(theirs) or sum(map(_distance, ours, theirs)) > slips


def _same_number(ours: str, theirs: str) -> bool:
    """Tell whether two runs of digits are one number, or two digits of a long one were exchanged ("306", "360")."""
    return ours == theirs or (
        len(ours) >= _LONG_NUMBER and _distance(ours, theirs) == 1 and sorted(ours) == sorted(theirs)
    )


def _digits(name: Name) -> str:
    return "".join(letter for letter in name.plain if letter.isdigit())


def _distance(one: str, other: str) -> int:
    from rapidfuzz.distance import DamerauLevenshtein

    return int(DamerauLevenshtein.distance(one, other))


def _single(query: Name, listed: Name) -> bool:
    shorter = min(len(query.key), len(listed.key))
    slips = min(_distance(query.key, listed.key), _distance(query.letters, listed.letters))
    shared = bool(set(query.forms) & set(listed.forms) - _LOOSE)
    if not slips and query.letters == listed.letters:
        return True
    ours, theirs = query.plain.split(), listed.plain.split()
    if len(ours) != len(theirs) and _moved(ours, theirs, _WRITTEN_TWO_SLIPS):
        return True  # a letter stands for the space before the legal form
    across = bool(query.native or listed.native)  # then every letter was put for another as it is
    long = shorter >= (_SINGLE_TWO_SLIPS - 2 * shared) or max(len(query.key), len(listed.key)) > _SINGLE_TWO_SLIPS
    if not distinctive(listed) or slips > (2 if long and not across else 1):
        return False
    exchanged = sorted(query.key) == sorted(listed.key)
    written = bool(query.forms) and query.forms == listed.forms and shorter >= _SINGLE_WITH_FORM
    return shorter >= _SINGLE or exchanged or shared or written


def _word_by_word(ours: list[str], theirs: list[str]) -> bool:
    """Compare words in their order; those that agree lend weight to a word with two slips."""
    pairs = list(zip(ours, theirs, strict=True))
    agreeing = sum(_tells(word) for word, other in pairs if word == other)
    whole = sum(map(len, theirs))
    return all(word == other or _word(word, other, agreeing, whole) for word, other in pairs)


def _word(word: str, other: str, agreeing: float, whole: int) -> bool:
    shorter, longer = sorted((len(word), len(other)))
    if weight(word) < 1.0 and weight(other) < 1.0 and shorter >= _KNOWN:
        # Two known words, "north" and "south", are no slip of each other, but for one's being the plural.
        same = word.removesuffix("s") == other.removesuffix("s")
        return same or (shorter >= _TWO_SLIPS_BOTH and _distance(word, other) == 1)
    two = (
        _is_form(other)
        or (longer <= _SMALL and agreeing >= _AGREEING and weight(other) <= _TELLS_HARDLY)
        or longer >= _TWO_SLIPS
        or shorter >= _TWO_SLIPS_BOTH
        or (shorter >= _SAME_END and agreeing > 0 and _ends_alike(word, other))
        or (shorter >= _TWO_SLIPS_BESIDE and whole >= _LONG)
        or (shorter >= 3 and agreeing >= _AGREEING)
    )
    return _distance(word, other) <= (2 if two else 1)


def _ends_alike(word: str, other: str) -> bool:
    """Tell whether two words end alike, or begin alike and are as long: "Alliant" is not "Alliance"."""
    return word[-1] == other[-1] or (word[0] == other[0] and len(word) == len(other))


def _is_form(word: str) -> bool:
    table = forms()
    return word in table.suffixes or word in table.prefixes or word in table.words


def _tells(word: str) -> float:
    return 0.0 if _is_form(word) else weight(word)
