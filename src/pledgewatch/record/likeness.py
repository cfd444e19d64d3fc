"""Say how like two names are, side by side: the same, spelt differently, or another's.

`screening` looks one name up among thousands; this compares two that are already given, of an organisation, a person
or a vessel, word by word. A word of one name is paired with the nearest of the other; two words within two slips are
one word, further apart they are two. The rest is arithmetic on what stayed unpaired.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from pledgewatch.record.legal_forms import forms
from pledgewatch.record.name_words import initials_of, read_words, sounds
from pledgewatch.record.names import Name, read_name, weight, without_brackets

__all__ = ["Likeness", "NameKind", "compare_names"]

NameKind = Literal["organisation", "person", "vessel"]

_LOOSE_FORMS = {"co", "corp", "group", "ltd", "inc", "llc"}
"""Forms that translations and lists exchange for each other: "Refinery Corporation", "The Refinery Company"."""
_HEARD = 0.5
"""What another spelling of the same sounds counts: transliterations differ in several letters at once."""
_JOINED_SLIP = 6
_ALTERNATIVE = 5
_LACKING = {"de", "for", "europe"}
_SLIPS = 2
"""Slips up to which two words are one: in the tuning half of the name cases most pairs at three are two people's."""


class Likeness(NamedTuple):
    """How like two names are: a score for ranking from 0 to 1, whether they may name the same, and why."""

    score: float
    same: bool
    why: str


class _Pairing(NamedTuple):
    """The words left over on either side, the letters of all, and the slips within pairs."""

    paired: tuple[tuple[str, str, float], ...]
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def slips(self) -> float:
        return sum(slips for _, _, slips in self.paired)


def compare_names(one: str, other: str, kind: NameKind = "organisation", *, strict: bool = False) -> Likeness:
    """Compare two names.

    `strict` asks whether they are one and the same and not only one spelling away: numbers must agree ("Lady 5" is
    not "Lady 6"), and short words stand no slip.
    """
    return max(
        (_compare(read_name(a), read_name(b), kind, strict) for a, b in _readings(one, other, kind)),
        key=lambda likeness: (likeness.same, likeness.score),
    )


def _readings(one: str, other: str, kind: NameKind) -> list[tuple[str, str]]:
    """Return the pairs to compare: both whole; without brackets where one has them; either side of a slash."""
    pairs = [(one, other)]
    if kind != "organisation":
        return pairs
    bare, inside = without_brackets(one)
    also_bare, also_inside = without_brackets(other)
    if bool(inside) != bool(also_inside) and bare and also_bare:
        pairs.append((bare, also_bare))
    pairs += [(a, b) for a in _alternatives(one) for b in _alternatives(other)]
    return list(dict.fromkeys(pairs))


def _alternatives(name: str) -> list[str]:
    """Return what stands on either side of a slash; "A/S" is none."""
    parts = [part.strip() for part in name.split("/")[:4]]
    return parts if all(len(part) >= _ALTERNATIVE for part in parts) else [name]


def _compare(first: Name, second: Name, kind: NameKind, strict: bool) -> Likeness:
    if first.han and second.han:
        return _native(first, second)
    ours, theirs = read_words(first, kind), read_words(second, kind)
    if not ours or not theirs:
        return Likeness(0.0, False, "one of them has no word that could be compared")
    if kind == "organisation" and _other_form(first, second):
        return _likeness(_pair(ours, theirs, kind, strict), False, "their legal forms are different ones")
    if "".join(ours) == "".join(theirs) or (kind == "person" and sorted(ours) == sorted(theirs)):
        return Likeness(1.0 if ours == theirs else 0.97, True, "the words are the same")
    if initials_of(ours, theirs) or initials_of(theirs, ours):
        return Likeness(0.75, True, "one is the initials of the other")
    pairing = _pair(ours, theirs, kind, strict)
    return _likeness(pairing, *_judge(pairing, ours, theirs, kind, strict))


def _native(first: Name, second: Name) -> Likeness:
    """Compare names in Han or Hangul: a character is a word there, and another character another name."""
    same = first.native == second.native
    return Likeness(1.0 if same else 0.5, same, "the characters are the same" if same else "a character differs")


def _other_form(first: Name, second: Name) -> bool:
    ours, theirs = set(first.forms) - _LOOSE_FORMS, set(second.forms) - _LOOSE_FORMS
    table = forms().countries
    return bool(ours and theirs and not ours & theirs and any(form in table for form in ours | theirs))


def _likeness(pairing: _Pairing, same: bool, why: str) -> Likeness:
    left, right = sum(map(_size, pairing.left)), sum(map(_size, pairing.right))
    alike = sum(max(len(a), len(b)) for a, b, _ in pairing.paired)
    score = (alike - pairing.slips) / (alike + left + right) if alike else 0.0
    return Likeness(round(max(0.0, min(0.99, score)), 4), same, why)


def _size(word: str) -> float:
    return len(word) * weight(word)


def _pair(ours: Sequence[str], theirs: Sequence[str], kind: NameKind, strict: bool) -> _Pairing:
    """Pair the words that are nearest, the nearest first; ties go by place, so that the order is total."""
    found = [
        (slips, abs(i - j), i, j)
        for i, a in enumerate(ours)
        for j, b in enumerate(theirs)
        if (slips := _slips(a, b, kind, strict)) is not None
    ]
    left, right = dict(enumerate(ours)), dict(enumerate(theirs))
    paired: list[tuple[str, str, float]] = []
    for slips, _, i, j in sorted(found):
        if i in left and j in right:
            paired.append((left.pop(i), right.pop(j), slips))
    _join(left, right, paired)
    return _Pairing(tuple(paired), tuple(left.values()), tuple(right.values()))


def _join(left: dict[int, str], right: dict[int, str], paired: list[tuple[str, str, float]]) -> None:
    """Pair several words left with one that they are together ("van der Bilt", "Vanderbilt"), or its initials."""
    for many, few in ((left, right), (right, left)):
        for at, word in list(few.items()):
            for first, last in combinations(range(len(many) + 1), 2):
                keys = list(many)[first:last]
                parts = [many[key] for key in keys]
                if len(parts) < 2 or (slips := _together(parts, word)) is None:
                    continue
                paired.append(("".join(parts), word, slips))
                for key in keys:
                    del many[key]
                del few[at]
                break


def _together(parts: Sequence[str], word: str) -> float | None:
    joined = "".join(parts)
    if word == "".join(part[0] for part in parts):
        return 1
    if abs(len(joined) - len(word)) > 1:
        return None
    slips = _distance(joined, word)
    return slips if slips <= (len(joined) > _JOINED_SLIP) else None


def _slips(one: str, other: str, kind: NameKind, strict: bool) -> float | None:
    """Return the slips between two words that may be one, or None where they are two."""
    if one == other:
        return 0
    if one.isdigit() or other.isdigit():
        return None if strict or len(one) != len(other) else 1
    if len(one) == 1 or len(other) == 1:
        return 1 if one[0] == other[0] else None
    shorter, longer = sorted((len(one), len(other)))
    if longer >= 3 and sounds(one) == sounds(other):
        return _HEARD
    slips = _distance(one, other)
    if slips <= _most(shorter, kind, strict):
        return slips
    return _SLIPS if kind == "person" and shorter >= 5 and sorted(one) == sorted(other) else None


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


def _judge(
    pairing: _Pairing, ours: Sequence[str], theirs: Sequence[str], kind: NameKind, strict: bool
) -> tuple[bool, str]:
    """Decide from what stayed unpaired, and from how many slips the pairs have together."""
    letters = min(sum(map(len, ours)), sum(map(len, theirs)))
    if pairing.left and pairing.right:
        return False, f"{' '.join(pairing.left)!r} stands against {' '.join(pairing.right)!r}"
    rest = pairing.left or pairing.right
    if pairing.slips > (1 if rest else max(_SLIPS, letters // 5)):
        return False, f"{pairing.slips:g} letters differ"
    if not rest:
        return True, "the words agree" + (f", but for {pairing.slips:g} letters" if pairing.slips else "")
    enough = _person_rest(pairing, rest) if kind == "person" else _other_rest(rest, kind, strict)
    return enough, f"{' '.join(rest)!r} stands in one of them only"


def _person_rest(pairing: _Pairing, rest: Sequence[str]) -> bool:
    """People leave out fathers' and middle names: two full names that agree are enough."""
    full = [a for a, b, _ in pairing.paired if min(len(a), len(b)) > 2]
    return len(full) >= 2 and len(rest) <= 2 * len(full)


def _other_rest(rest: Sequence[str], kind: NameKind, strict: bool) -> bool:
    """Companies of one group differ by a word: only what hardly tells may be lacking."""
    if kind == "vessel":
        return not strict and all(word.isdigit() for word in rest)
    return len(rest) == 1 and (rest[0] in _LACKING or (len(rest[0]) <= 1 and not strict))
