"""Say how like two names are, side by side: the same, spelt differently, or another's.

`screening` looks one name up among thousands; this compares two that are already given, of an organisation, a person
or a vessel, word by word. A word of one name is paired with the nearest of the other; two words within two slips are
one word, further apart they are two. The rest is arithmetic on what stayed unpaired.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from pledgewatch.record.hearing import consonants, sounds, syllables
from pledgewatch.record.legal_forms import forms
from pledgewatch.record.name_words import initials_of, is_continent, is_patronymic, is_small, read_words, skipped_words
from pledgewatch.record.names import Name, otherwise_named, read_name, weight, without_brackets
from pledgewatch.record.overlapping import reads_like
from pledgewatch.record.pairing import SLIPS, Manner, NameKind, Pairing, pair_words
from pledgewatch.record.translating import transliterated, writes_vowels

__all__ = ["Likeness", "NameKind", "compare_names"]

_LOOSE_FORMS = {"co", "corp", "group", "ltd", "inc", "llc"}
"""Forms that translations and lists exchange for each other: "Refinery Corporation", "The Refinery Company"."""
_SYLLABLES = 3
_SYLLABLE = re.compile("[bcdfghjklmnpqrstvwxz]{0,2}[aeiouyw]{1,3}(?:ng|[nklmprt])?")
"""Words of a name that is written syllable by syllable ("Kim Pyong-ryul"): each letter tells there. Three short words
that are no such syllables ("Niels Oscar Rost") are a name as others are."""
_WHOLE = 4
"""Sound classes of a whole name from which on it is no other's by chance."""
_BY_CONSONANTS = tuple(partial(consonants, v=v) for v in ("b", ""))
_BY_SYLLABLES = tuple(partial(syllables, v=v) for v in ("b", ""))
"""A v of another language is written like an f or b, or like a u."""
_SAME_SOUNDS = 8
_ENOUGH = 2
_DOTTED = re.compile(r"\b([^\W\d_])\.")
"""The initials of a person are apart ("V.V."), those of a company are one word ("A.B.C.")."""
_ALTERNATIVE = 5
_SON_OF = {"bin", "ibn", "ben", "bint"}
_ALONE = 5
"""Letters of a name of one word from which on it stands a slip: "Snow" is not "Snoe"."""


class Likeness(NamedTuple):
    """How like two names are: a score for ranking from 0 to 1, whether they may name the same, and why."""

    score: float
    same: bool
    why: str


def compare_names(one: str, other: str, kind: NameKind = "organisation", *, strict: bool = False) -> Likeness:
    """Compare two names.

    `strict` asks whether they are one and the same and not only one spelling away: numbers must agree ("Lady 5" is
    not "Lady 6"), and short words stand no slip.
    """
    return max(
        (
            _compare(read_name(a, mend=mend), read_name(b, mend=mend), kind, strict)
            for a, b in _readings(one, other, kind)
            for mend in ((False, True) if kind == "organisation" else (False,))
        ),
        key=lambda likeness: (likeness.same, likeness.score),
    )


def _readings(one: str, other: str, kind: NameKind) -> list[tuple[str, str]]:
    """Return the pairs to compare: both whole; without brackets where one has them; either side of a slash."""
    if kind == "person":
        one, other = (_DOTTED.sub(r"\1. ", name) for name in (one, other))
    pairs = [(one, other)]
    if kind == "vessel":
        return pairs
    bare, inside = without_brackets(one)
    also_bare, also_inside = without_brackets(other)
    if bool(inside) != bool(also_inside) and bare and also_bare:
        pairs.append((bare, also_bare))
    pairs += [(a, b) for a in _alternatives(one) for b in _alternatives(other)]
    return list(dict.fromkeys(pairs))


def _alternatives(name: str) -> list[str]:
    """Return what stands on either side of a slash, or of "formerly" and the like; "A/S" is no slash."""
    parts = [part.strip() for part in name.split("/")[:4]]
    return list(otherwise_named(name)) or (parts if all(len(part) >= _ALTERNATIVE for part in parts) else [name])


def _compare(first: Name, second: Name, kind: NameKind, strict: bool) -> Likeness:
    if first.han and second.han:
        return _native(first, second)
    ours, theirs = read_words(first, kind), read_words(second, kind)
    if not ours or not theirs:
        return Likeness(0.0, False, "one of them has no word that could be compared")
    manner = _manner(first, second, ours, theirs, Manner(kind, strict))
    if kind == "organisation" and _other_form(first, second):
        return _likeness(pair_words(ours, theirs, manner), False, "their legal forms are different ones")
    if kind == "person" and _other_father(first, second):
        return _likeness(pair_words(ours, theirs, manner), False, "the father of one is the son in the other")
    if kind != "person" and first.letters == second.letters and len(first.letters) >= _WHOLE:
        return Likeness(0.96, True, "the letters are the same")
    if kind == "person" and sorted(word[::-1] for word in ours) == sorted(theirs):
        return Likeness(0.8, True, "each word is written from behind")
    if "".join(ours) == "".join(theirs) or (kind == "person" and sorted(ours) == sorted(theirs)):
        return Likeness(1.0 if ours == theirs else 0.97, True, "the words are the same")
    divided = len(first.plain.split()) != len(second.plain.split())
    if kind == "person" and divided and manner.alike(first.letters, second.letters, _SAME_SOUNDS):
        return Likeness(0.9, True, "they sound the same, divided otherwise")
    if initials_of(ours, second, theirs) or initials_of(theirs, first, ours):
        return Likeness(0.75, True, "one is the initials of the other")
    if bool(first.native) != bool(second.native) and manner.alike("".join(ours), "".join(theirs), _WHOLE):
        return Likeness(0.8, True, "one sounds like the other in its script")
    if kind == "organisation" and (_in_english(first, second) or _in_english(second, first)):
        return Likeness(0.8, True, "one is the other in English, partly by meaning and partly by sound")
    pairing = pair_words(ours, theirs, manner)
    return _likeness(pairing, *_judge(pairing, ours, theirs, kind, strict))


def _manner(first: Name, second: Name, ours: Sequence[str], theirs: Sequence[str], plain: Manner) -> Manner:
    """Choose by which reductions words sound alike: by consonants where one of the scripts hardly writes vowels."""
    short = plain.kind == "person" and all(
        len(words) >= _SYLLABLES and all(map(_SYLLABLE.fullmatch, words)) for words in (ours, theirs)
    )
    if bool(first.native) == bool(second.native):
        return plain._replace(syllables=short)
    native = first if first.native else second
    if writes_vowels(native.text):
        return plain._replace(syllables=short)
    return plain._replace(heard=_BY_SYLLABLES if native.han else _BY_CONSONANTS)


def _in_english(one: Name, other: Name) -> bool:
    """Compare a name in another script, or a Russian one in Latin letters, with a Latin one by meaning and sound."""
    foreign = bool(one.native) or (transliterated(one.plain) and not transliterated(other.plain))
    return foreign and not other.native and reads_like(one.text, one.words, other.words)


def _native(first: Name, second: Name) -> Likeness:
    """Compare names in Han or Hangul: a character is a word there, and another character another name."""
    same = first.native == second.native
    return Likeness(1.0 if same else 0.5, same, "the characters are the same" if same else "a character differs")


def _other_form(first: Name, second: Name) -> bool:
    ours, theirs = set(first.forms) - _LOOSE_FORMS, set(second.forms) - _LOOSE_FORMS
    table = forms().countries
    return bool(ours and theirs and not ours & theirs and any(form in table for form in ours | theirs))


def _likeness(pairing: Pairing, same: bool, why: str) -> Likeness:
    left, right = sum(map(_size, pairing.left)), sum(map(_size, pairing.right))
    alike = sum(max(len(a), len(b)) for a, b, _ in pairing.paired)
    score = (alike - pairing.slips) / (alike + left + right) if alike else 0.0
    return Likeness(round(max(0.0, min(0.99, score)), 4), same, why)


def _size(word: str) -> float:
    return len(word) * weight(word)


def _judge(
    pairing: Pairing, ours: Sequence[str], theirs: Sequence[str], kind: NameKind, strict: bool
) -> tuple[bool, str]:
    """Decide from what stayed unpaired, and from how many slips the pairs have together."""
    letters = min(sum(map(len, ours)), sum(map(len, theirs)))
    if pairing.left and pairing.right:
        return False, f"{' '.join(pairing.left)!r} stands against {' '.join(pairing.right)!r}"
    rest = pairing.left or pairing.right
    if kind == "person" and len(pairing.paired) >= _ENOUGH and all(map(_left_out, rest)):
        rest = ()
    if kind != "person" and len(ours) == len(theirs) == 1 and letters < _ALONE and pairing.slips >= 1:
        return False, "so short a name stands no slip"
    if pairing.slips > (1 if rest else max(SLIPS, letters // 5)):
        return False, f"{pairing.slips:g} letters differ"
    if not rest:
        return True, "the words agree" + (f", but for {pairing.slips:g} letters" if pairing.slips else "")
    enough = _person_rest(pairing, rest) if kind == "person" else _other_rest(rest, kind, strict)
    return enough, f"{' '.join(rest)!r} stands in one of them only"


def _left_out(word: str) -> bool:
    """Tell a part of a person's name that is left out as often as not: the father's name, or an initial."""
    return len(word) == 1 or is_patronymic(word)


def _other_father(first: Name, second: Name) -> bool:
    """Tell whether the father of one is the son in the other ("Ahmad bin Hasan", "Hasan bin Ahmad")."""
    ours, theirs = ([sounds(word) for word in name.plain.split()] for name in (first, second))
    our_father, their_father = (_fathers(name.plain.split()) for name in (first, second))
    crossed = our_father <= set(theirs) and their_father <= set(ours)
    if our_father and their_father and crossed and not our_father & their_father:
        return True
    given = [_given(name.plain.split()) for name in (first, second)]
    return bool(given[0] and given[1]) and any(
        own <= fathers and not own & of
        for own, of, fathers in ((given[0], given[1], their_father), (given[1], given[0], our_father))
    )


def _given(words: Sequence[str]) -> set[str]:
    """Return what stands before the father's name, without titles; empty where a name has no father's."""
    at = next((n for n, word in enumerate(words) if word in _SON_OF), 0)
    return {sounds(word) for word in words[:at] if word not in skipped_words("person")}


def _fathers(words: Sequence[str]) -> set[str]:
    return {sounds(after) for word, after in pairwise(words) if word in _SON_OF}


def _person_rest(pairing: Pairing, rest: Sequence[str]) -> bool:
    """People leave out fathers' and middle names: two full names that agree are enough."""
    full = [a for a, b, _ in pairing.paired if min(len(a), len(b)) > 1]
    return len(full) >= _ENOUGH and len(rest) <= 2 * len(full)


def _other_rest(rest: Sequence[str], kind: NameKind, strict: bool) -> bool:
    """Companies of one group differ by a word: only what hardly tells may be lacking."""
    if kind == "vessel":
        return not strict and all(word.isdigit() for word in rest)
    if len(rest) != 1:
        return False
    # The first of its kind carries no number as often as not; the second always does.
    small = rest[0] == "1" or (len(rest[0]) == 1 and rest[0].isalpha())
    return is_small(rest[0]) or is_continent(rest[0]) or rest[0] in _LOOSE_FORMS or (small and not strict)
