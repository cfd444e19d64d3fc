"""Read the words of a name for comparing it with another: numbers as digits, titles left out, initials, sounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from pledgewatch.record.countries import is_country
from pledgewatch.record.data import load
from pledgewatch.record.hearing import eastern, unmasked
from pledgewatch.record.names import Name, same_place, weight

__all__ = [
    "abbreviates",
    "inflected",
    "initials_of",
    "is_continent",
    "is_patronymic",
    "is_small",
    "known_apart",
    "pet_name",
    "read_words",
    "same_father",
    "skipped_words",
]

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\Z")
_FATHER = re.compile(r"([a-z]{3,}?)(?:[aoeiy]+v|[aoe]u)(?:[iy]?ch|its|na)\Z")
_PATRONYMIC = re.compile(r"\w{2,}(?:[oei]vich|[oe]vna|inichna|ovych|ivna|oglu|kyzy)\Z")
_ABD = re.compile(r"^abd[aeou]u?l(?!l?ah)|^abd[aeiouy]?(?:sh|[lrnstzd])\Z")
"""Abdul Rahman, Abdur Rahman, Abdulrahman and Abd al-Rahman are one name."""
_LAST_VOWELS = re.compile("[aeiouy]+\\Z")
_INFLECTED, _INFLECTED_TELLING = 4, 6
_ENDINGS = frozenset((
    "", "s", "es", "e", "y", "ies", "ing", "ed", "er", "ers", "or", "ment", "ments", "al", "ial", "ical", "ic", "ian",
    "ia", "ation", "ion", "ions", "ative", "ure", "ural", "ant", "ary",
))  # fmt: skip
_EZAFE = {"e", "i", "ye", "yi"}
_LONG_ENOUGH = 4
_PREFIX = re.compile(r"^[ms] [vts] ")
"""What is written before a ship's name, with a slash: "M/V"."""
_LIMIT = 40
"""Words of a name that are read: pairing them takes the square."""
_KNOWN, _HEARD = 4, 5
_NUMBER = {"no", "nr", "num", "number"}
_SHORT, _GENERIC = 3, 0.3
_ROMAN_BEHIND, _ROMAN_ALONE = 3, 3
"""Letters of the word behind which "II" is a number: "Fund II", but "L V Trading"."""


@cache
def _words() -> dict[str, Any]:
    return load("comparing.toml")


@cache
def _number_words() -> dict[str, int]:
    """Return the numbers below one hundred in words, also those that are written as one ("fortyfour")."""
    groups = _words()["numbers"]
    units = {word: n for n, word in enumerate(groups["units"])} | {word: n for n, word in enumerate(groups["ordinals"])}
    tens = {word: 10 * n for group in ("tens", "round_ordinals") for n, word in enumerate(groups[group])}
    joined = {ten + word: value + n for ten, value in tens.items() for word, n in units.items() if value > 10 > n > 0}
    return joined | tens | units


_ROMAN = re.compile("(?=[ivxl])(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_UNITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _roman(word: str) -> int | None:
    """Read a Roman number below one hundred."""
    if not _ROMAN.fullmatch(word):
        return None
    values = [_ROMAN_UNITS[letter] for letter in word]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=False))


@cache
def _pet_names() -> dict[str, frozenset[str]]:
    """Return the full names that a short one stands for, and of each full name itself."""
    table: dict[str, set[str]] = {}
    for full, short in _words()["short_for"].items():
        for word in (full, *short):
            table.setdefault(word, set()).add(full)
    return {word: frozenset(full) for word, full in table.items()}


@cache
def _heard_names() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the same by how names sound, as they are and without their last vowels, as a father's name has them."""
    whole: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for word, full in _pet_names().items():
        if len(word) >= _HEARD:
            whole.setdefault(eastern(word, "y"), set()).update(full)
        if len(word) >= _KNOWN:
            stems.setdefault(_stem(word), set()).update(full)
    return whole, stems


def _stem(word: str) -> str:
    return eastern(_LAST_VOWELS.sub("", word), "y")


def _full(word: str) -> set[str]:
    """Return the full names that a name stands for; a long one also as it sounds, as "Tina" is not "Tanya"."""
    heard = _heard_names()[0].get(eastern(word, "y"), set()) if len(word) >= _HEARD else set()
    return heard | _pet_names().get(word, frozenset())


def pet_name(one: str, other: str) -> bool:
    """Tell whether one first name is short for the other, or both for a third ("Ted", "Theo": Theodore)."""
    return bool(_full(one) & _full(other))


def same_father(one: str, other: str) -> bool:
    """Tell whether two patronymics are of one father's name ("Vladimirovich", "Uladzimiravich")."""
    fathers = [_FATHER.match(word) for word in (one, other)]
    if not all(fathers):
        return False
    stems = [_stem(found[1]) for found in fathers if found]
    full = [_heard_names()[1].get(stem, set()) for stem in stems]
    return stems[0] == stems[1] or bool(full[0] & full[1])


def inflected(one: str, other: str) -> bool:
    """Tell whether two words are one but for the ending ("Trade", "Trading"); of invented words only where long."""
    if "s" in {one.removeprefix(other), other.removeprefix(one)}:
        return True
    least = _INFLECTED if min(weight(one), weight(other)) < 1.0 else _INFLECTED_TELLING
    begin = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return begin >= least and one[begin:] in _ENDINGS and other[begin:] in _ENDINGS


def known_apart(one: str, other: str) -> bool:
    """Tell two words that both mean something, or two countries: "Eastern" is no slip of "Western"."""
    if min(len(one), len(other)) < _KNOWN or inflected(one, other) or same_place(one, other):
        return False
    known = (weight(one) < 1.0 or is_country(one)) and (weight(other) < 1.0 or is_country(other))
    return known and not one.startswith(other) and not other.startswith(one)


def is_patronymic(word: str) -> bool:
    """Tell a name made of the father's ("Ivanovich", "Ivanivna"), which is left out as often as written."""
    return bool(_PATRONYMIC.match(word))


def read_words(name: Name, kind: str) -> tuple[str, ...]:
    """Return the words that are compared; all of them where leaving titles and particles out would leave none."""
    if kind == "organisation":
        same = _words()["same"]
        words = _unnumbered(_numbers(_unrepeated([same.get(word, word) for word in name.words])))
    elif kind == "vessel":
        words = _unnumbered(_numbers(_PREFIX.sub("", name.plain).split()))
    else:
        words = [_ABD.sub("abd", unmasked(word)) for word in name.plain.split()]
    skipped, words = skipped_words(kind), _joined(words[:_LIMIT])
    return tuple(word for word in words if word not in skipped) or tuple(words)


@cache
def skipped_words(kind: str) -> frozenset[str]:
    """Return the titles and particles that names of a kind have or lack."""
    return frozenset(_words()[f"skipped_of_{kind}"])


def _unrepeated(words: list[str]) -> list[str]:
    """Leave out a long word that stands twice in a row, and the "e" or "i" that joins two words in Persian."""
    inner = range(1, len(words) - 1)
    joins = {at for at in inner if words[at] in _EZAFE and min(len(words[at - 1]), len(words[at + 1])) >= _ROMAN_BEHIND}
    before = ["", *words]
    return [
        word for at, word in enumerate(words) if at not in joins and (word != before[at] or len(word) < _LONG_ENOUGH)
    ]


def _joined(words: list[str]) -> list[str]:
    """Join the two words of "united states" and the like, which are written as one or as initials as often."""
    out: list[str] = []
    for word in words:
        one = _words()["joined"].get(f"{out[-1]} {word}") if out else None
        if one:
            out[-1] = one
        else:
            out.append(word)
    return out


def _unnumbered(words: list[str]) -> list[str]:
    """Leave out "No." before a number."""
    following = zip(words, [*words[1:], ""], strict=False)
    return [word for word, after in following if word not in _NUMBER or not after.isdigit()]


def _numbers(words: list[str]) -> list[str]:
    """Write numbers in words and Roman ones as digits ("forty four" is 44, "1st" is 1, "Fund II" is "Fund 2")."""
    out: list[str] = []
    tens = False
    for at, word in enumerate(words):
        number = _number(word)
        if number is None and _stands_for_number(words, at):
            number = _roman(word)
        if number is not None and tens and number < 10:
            out[-1] = str(int(out[-1]) + number)
        else:
            out.append(word if number is None else str(number))
        tens = number is not None and 20 <= number < 100 and number % 10 == 0
    return out


def _stands_for_number(words: Sequence[str], at: int) -> bool:
    """Tell whether a Roman number would be one there: long, or behind a word, a single letter only at the end."""
    size = len(words[at])
    behind = at > 0 and len(words[at - 1]) >= _ROMAN_BEHIND
    return size >= _ROMAN_ALONE or (behind and (size > 1 or at == len(words) - 1))


def _number(word: str) -> int | None:
    found = _ORDINAL.match(word)
    if found:
        return int(found[1][:9])
    return int(word) if re.fullmatch("[0-9]", word) else _number_words().get(word)


def is_small(word: str) -> bool:
    """Tell a word like "for" and "de", which names of organisations have or lack."""
    return word in _words()["small"]


def is_continent(word: str) -> bool:
    """Tell the name of a continent, which says of a group's part less than a country does."""
    return word in _words()["continents"]


def initials_of(short: Sequence[str], name: Name, words: Sequence[str]) -> bool:
    """Tell whether a name is the initials of another ("PLA", "People's Liberation Army").

    Small words may count ("AQAP") or not, and so may the legal form ("CNPC" has its "Corporation"). Behind the
    initials may stand words of the long name again, or such as tell nothing ("PLA Army", "CNPC Group").
    """
    if not short or not all(word in words or weight(word) <= _GENERIC for word in short[1:]):
        return False
    written = [word for word in name.plain.split() if word not in _words()["no_initial"]]
    whole = (words, *(written[:size] for size in range(len(words), len(written) + 1)))
    readings = (*whole, *([word for word in some if not is_small(word)] for some in whole))
    return short[0] in {"".join(word[0] for word in some) for some in readings if 3 <= len(some) <= 8}


def abbreviates(one: str, other: str) -> bool:
    """Tell whether a word is short for a longer one that says what a company is ("Mfg" for "Manufacturing")."""
    short, whole = sorted((one, other), key=len)
    if not _SHORT <= len(short) < len(whole) or weight(whole) > _GENERIC or short[0] != whole[0]:
        return False
    letters = iter(whole)
    return weight(short) > _GENERIC and all(letter in letters for letter in short)
