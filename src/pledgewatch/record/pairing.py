"""Pair the words of one name with the nearest words of another, each pair with its slips.

Two words within two slips are one, further apart they are two; what sounds the same counts half a slip. A person's
words are read by ear; strictly, a letter put for another in an organisation's name, where words mean something, is a
slip only where hands, eyes or ears take one for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from pledgewatch.record.hearing import eastern, mistyped, sounds, unmasked, vowels_agree
from pledgewatch.record.name_words import abbreviates, inflected, known_apart, pet_name, same_father
from pledgewatch.record.names import same_place

__all__ = ["SLIPS", "Manner", "NameKind", "Pairing", "pair_words"]

NameKind = Literal["organisation", "person", "vessel"]

SLIPS = 2
"""Slips up to which two words are one: in the tuning half of the name cases most pairs at three are two people's."""
_HEARD = 0.5
"""What another spelling of the same sounds counts: transliterations differ in several letters at once."""
_HEARD_FROM = 3
_WRITTEN, _CONSONANTS = 4, 2
_GLIDE = re.compile("(?<=[^aeiouy])y(?=[aeiou])")
_DIGITS = re.compile("[0-9]+")
_COUNTED = 2
_JUMBLED = 5
"""Letters of a word that may be jumbled, or written from behind: few names are made of another's letters."""
_JOINED_SLIP = 6
_EASTERN = 5
_ARTICLE = re.compile("^[ae]l(?=[a-z]{3})")


class Manner(NamedTuple):
    """How two names are compared: what they name, how strictly, and by which reductions words sound alike.

    `syllables`: the names are of short words each of which is a syllable, as Korean and Chinese ones are.
    """

    kind: NameKind
    strict: bool
    heard: tuple[Callable[[str], str], ...] = (sounds,)
    syllables: bool = False

    def alike(self, one: str, other: str, least: int = 1) -> bool:
        """Tell whether two words sound alike by one of the reductions, with so many sounds at least."""
        return any(len(sound := heard(one)) >= least and sound == heard(other) for heard in self.heard)

    def near(self, one: str, other: str) -> bool:
        """Tell whether words of which one hardly has vowels are a consonant apart: as much as a letter elsewhere."""
        heard = [(reduce(one), reduce(other)) for reduce in self.heard if reduce is not sounds]
        return max(len(one), len(other)) >= _WRITTEN and any(
            min(len(a), len(b)) >= _CONSONANTS and _distance(a, b) <= 1 for a, b in heard
        )


class Pairing(NamedTuple):
    """The words left over on either side, the letters of all, and the slips within pairs."""

    paired: tuple[tuple[str, str, float], ...]
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def slips(self) -> float:
        """Add up the slips of all pairs."""
        return sum(slips for _, _, slips in self.paired)


def pair_words(ours: Sequence[str], theirs: Sequence[str], manner: Manner) -> Pairing:
    """Pair the words that are nearest, the nearest first; ties go by place, so that the order is total."""
    found = [
        (slips, abs(i - j), i, j)
        for i, a in enumerate(ours)
        for j, b in enumerate(theirs)
        if (slips := _slips(a, b, manner)) is not None
    ]
    left, right = dict(enumerate(ours)), dict(enumerate(theirs))
    paired: list[tuple[str, str, float]] = []
    for slips, _, i, j in sorted(found):
        if i in left and j in right:
            paired.append((left.pop(i), right.pop(j), slips))
    _join(left, right, paired, manner)
    return Pairing(tuple(paired), tuple(left.values()), tuple(right.values()))


def _join(left: dict[int, str], right: dict[int, str], paired: list[tuple[str, str, float]], manner: Manner) -> None:
    """Pair several words left with one that they are together ("van der Bilt", "Vanderbilt"), or its initials."""
    for many, few in ((left, right), (right, left)):
        for at, word in list(few.items()):
            for first, last in combinations(range(len(many) + 1), 2):
                keys = list(many)[first:last]
                parts = [many[key] for key in keys]
                if len(parts) < 2 or (slips := _together(parts, word, manner)) is None:
                    continue
                paired.append(("".join(parts), word, slips))
                for key in keys:
                    del many[key]
                del few[at]
                break


def _together(parts: Sequence[str], word: str, manner: Manner) -> float | None:
    joined = "".join(parts)
    if joined == word:
        return 0
    if word == "".join(part[0] for part in parts):
        return 1
    if len(joined) > _JOINED_SLIP and _heard(joined, word, manner):
        return _HEARD
    if abs(len(joined) - len(word)) > 1:
        return None
    slips = _distance(joined, word)
    return slips if slips <= (len(joined) > _JOINED_SLIP) else None


def _slips(one: str, other: str, manner: Manner) -> float | None:
    """Return the slips between two words that may be one, or None where they are two."""
    if one == other:
        return 0
    if one[-1].isdigit() and other[-1].isdigit():
        return None if manner.strict else _number_slips(one, other)
    if len(one) == 1 or len(other) == 1:
        return 1 if one[0] == other[0] else None
    if manner.strict and manner.kind != "person" and known_apart(one, other):
        return None
    if _heard(one, other, manner):
        return _HEARD
    if manner.strict and (manner.syllables or (manner.kind != "person" and not mistyped(one, other))):
        return None
    if sounds not in manner.heard:
        return 1 if manner.kind == "person" and manner.near(one, other) else None
    slips, shorter = _distance(one, other), min(len(one), len(other))
    if slips <= _most(shorter, manner.kind, manner.strict):
        return slips
    if manner.kind == "person":
        return 1 if shorter >= _JUMBLED and sorted(one) == sorted(other) else None
    return 1 if manner.kind == "organisation" and abbreviates(one, other) else None


def _number_slips(one: str, other: str) -> float | None:
    """Take numbers for each other that have as many digits, or are both counted by hand ("Fund 9", "Fund 10")."""
    if _DIGITS.sub("", one) != _DIGITS.sub("", other):
        return None
    return 1 if len(one) == len(other) or max(len(one), len(other)) <= _COUNTED else None


def _heard(one: str, other: str, manner: Manner) -> bool:
    """Tell whether two words are another spelling of the same sounds, or two words for the same."""
    if (_same_person_word if manner.kind == "person" else _same_word)(one, other, manner):
        return True
    if manner.strict and manner.syllables and _GLIDE.sub("", one) == _GLIDE.sub("", other):
        return False  # "Kyong" is another syllable than "Kong"
    if max(len(one), len(other)) < _HEARD_FROM and (manner.kind != "person" or one[1:] != other[1:]):
        return False  # "Xi" may be "Si", and "Li" is not "Lu"
    if manner.strict and sounds in manner.heard and not vowels_agree(one, other) and _distance(one, other) > 1:
        return False
    return manner.alike(one, other)


def _same_person_word(one: str, other: str, manner: Manner) -> bool:
    """Tell a first name and what it is for short, two of one father, an article written with it, and spellings."""
    if pet_name(one, other) or same_father(one, other):
        return True
    if _ARTICLE.sub("", one) == other or _ARTICLE.sub("", other) == one:
        return True
    if manner.syllables or min(len(one), len(other)) < _EASTERN:
        return False
    return any(eastern(one, j) == eastern(other, j) for j in ("y", "zh"))


def _same_word(one: str, other: str, manner: Manner) -> bool:
    """Tell a country and what belongs to it, one word with another ending, and digits put for letters."""
    if same_place(one, other) or (manner.kind == "organisation" and inflected(one, other)):
        return True
    return min(len(one), len(other)) >= _WRITTEN and unmasked(one) == unmasked(other)


def _most(shorter: int, kind: NameKind, strict: bool) -> int:
    """Say how many slips a word may have; a name of a person stands more, as its words are read by ear."""
    if strict:
        return 2 if shorter >= 7 else 1 if shorter >= 4 else 0
    if kind == "person":
        return 2 if shorter >= 3 else 1 if shorter == 2 else 0
    return 2 if shorter >= 4 else 1 if shorter == 3 else 0


def _distance(one: str, other: str) -> int:
    from rapidfuzz.distance import DamerauLevenshtein

    return int(DamerauLevenshtein.distance(one, other))
