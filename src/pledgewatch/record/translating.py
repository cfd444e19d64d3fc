"""Read a name in Cyrillic or Arabic letters as a list might have it in English: kinds in words, the rest by sound.

"Брянский тракторный завод" is listed as "Bryansk Tractor Plant": what the organisation is was translated, what singles
it out was written by sound. Words are reduced to sound classes, as every transliteration writes vowels in its own way;
Arabic letters hardly write vowels at all. What is found this way is possible and never a match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from pledgewatch.record.data import load
from pledgewatch.record.name_words import sounds
from pledgewatch.record.names import weight

__all__ = ["Overlap", "Script", "Translated", "listed_words", "overlap", "script_of", "skeleton", "translate"]

Script = Literal["cyrillic", "arabic", ""]

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)+|[^\W_]+")
_SINGLES_OUT = 1.0
_SHORTEST = 3
_LETTERS_A_SLIP = 4
_ENDINGS = 6
"""Letters by which a word may be longer than the beginning that the table has."""
_ADJECTIVE = re.compile(r"(?<=[a-z]{3})sk(?:iy|yy|ii|aya|oe|oye|oy|ogo|ie|iye|ij|i|y)?\Z")
"""The ending by which a place becomes an adjective: Bryansk and Bryanskiy, Volgograd and Volgogradskiy."""
_ENGLISH = tuple((re.compile(pattern), latin) for pattern, latin in (("x", "ks"), ("tech", "tekh"), ("^hydr", "gidr"),
                 ("^oc", "ok"), ("(?<=[a-z]{4}[^s])s$", "")))  # fmt: skip
"""What English spelling changes in a word that was once written by sound."""
_ARTICLE = re.compile(r"^(?:al|el)(?=[a-z]{3})")
_VOWELS = re.compile("[aeiouywh]+")
_LIMIT = 30
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "s", "ج": "k", "چ": "s", "ح": "", "خ": "k", "د": "t", "ذ": "s",
    "ر": "r", "ز": "s", "ژ": "k", "س": "s", "ش": "s", "ص": "s", "ض": "t", "ظ": "s", "ع": "", "غ": "k", "ف": "f",
    "ق": "k", "ک": "k", "ك": "k", "گ": "k", "ڤ": "f", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
"""Consonants by class; vowels, glides and h are left out, as Latin spellings write, double or drop them."""
_LATIN = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("tion|sion", "sn"),
        ("kh|gh|ck|q|g|j|c(?![hei])|x", "k"),
        ("ph|v", "f"),
        ("sh|ch|th(?=a)|z|c(?=[ei])", "s"),
        ("d|th", "t"),
        ("p", "b"),
    )
)


class Translated(NamedTuple):
    """A word of a name: its key, how much it tells, and the word itself in Latin letters."""

    key: str
    tells: float
    word: str


class Overlap(NamedTuple):
    """What two names share: the share of both (0 to 1), what it tells, how many words, letters of the longest key.

    `against` tells that each has a number, or a word that singles out, which the other lacks.
    """

    share: float
    tells: float
    words: int
    longest: int
    against: bool


def script_of(text: str) -> Script:
    """Say in which of the two scripts most letters of a name are."""
    names = [unicodedata.name(letter, "").split()[0] for letter in text if letter.isalpha()]
    for script in ("CYRILLIC", "ARABIC"):
        if names.count(script) * 2 > len(names):
            return "cyrillic" if script == "CYRILLIC" else "arabic"
    return ""


@cache
def _tables() -> dict[str, Any]:
    return load("translations.toml")


@cache
def _skipped() -> frozenset[str]:
    return frozenset(_tables()["skipped"]["words"])


@lru_cache(maxsize=1 << 15)
def skeleton(word: str) -> str:
    """Return the consonant classes of a word in Latin letters, each run of one once, without the Arabic article."""
    word = _ARTICLE.sub("", word)
    for pattern, letter in _LATIN:
        word = pattern.sub(letter, word)
    return re.sub(r"(.)\1+", r"\1", _VOWELS.sub("", word))


def _arabic_skeleton(word: str) -> str:
    bare = word.removeprefix("ال") if len(word) > 4 else word
    return re.sub(r"(.)\1+", r"\1", "".join(_ARABIC.get(letter, "") for letter in bare))


def listed_words(words: Iterable[str], script: Script) -> tuple[Translated, ...]:
    """Return the words of a listed English name as keys for a script."""
    same = _tables()["same"]
    read = (same.get(word, word) for word in words if word not in _skipped())
    return _once(_translated(word, script) for word in read)


def _translated(word: str, script: Script, sound: str = "") -> Translated:
    if word.isdigit():
        return Translated(word, 0.8, word)
    key = sound or (skeleton(word) if script == "arabic" else _stem(word))
    return Translated(key or word, weight(word), word)


def _written(word: str) -> str:
    """Write a word as it would be transliterated, without the ending of an adjective."""
    for pattern, latin in _ENGLISH:
        word = pattern.sub(latin, word)
    return _ADJECTIVE.sub("", word)


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    """Return the sound classes of a word without its ending."""
    sound = sounds(_written(word))
    return sound.rstrip("a") if len(sound) > _SHORTEST else sound


def _once(words: Iterable[Translated]) -> tuple[Translated, ...]:
    return tuple({word.key: word for word in words if word.key}.values())[:_LIMIT]


def translate(text: str, script: Script) -> tuple[Translated, ...]:
    """Return the words of a name in that script as keys; empty where it is in neither."""
    if not script:
        return ()
    out: list[Translated] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold())[:_LIMIT]:
        meaning = _meaning(word, script)
        if meaning is None and "." in word:
            continue  # initials of a person
        if meaning is None:
            out.append(_by_sound(word, script))
        else:
            out += [_translated(_tables()["same"].get(part, part), script) for part in meaning.split()]
    return _once(out)


def _meaning(word: str, script: Script) -> str | None:
    """Return the translation by the longest beginning of a word that the table has."""
    table: dict[str, str] = _tables()[script]
    for size in range(len(word), max(1, len(word) - _ENDINGS) - 1, -1):
        found = table.get(word[:size])
        if found is not None and (size == len(word) or size >= 4):
            return found
    return table.get(word)


def _by_sound(word: str, script: Script) -> Translated:
    from anyascii import anyascii

    latin = re.sub("[^a-z0-9]", "", str(anyascii(word)).casefold())
    sound = _arabic_skeleton(word) if script == "arabic" and not word.isascii() else ""
    translated = _translated(latin, script, sound)
    return translated if script != "arabic" or sound else Translated(skeleton(latin), translated.tells, latin)


def overlap(one: Mapping[str, Translated], other: Mapping[str, Translated], script: Script) -> Overlap:
    """Compare two names by the keys of their words, each with what it tells."""
    shared = {key for key in one.keys() & other.keys() if script == "arabic" or _alike(one[key].word, other[key].word)}
    tells = sum(max(one[key].tells, other[key].tells) for key in sorted(shared))
    left, right = ({key: side[key].tells for key in side.keys() - shared} for side in (one, other))
    whole = 2 * tells + sum(sorted(left.values())) + sum(sorted(right.values()))
    numbers = any(key.isdigit() for key in (*left, *right))
    other_words = all(any(tell >= _SINGLES_OUT for tell in side.values()) for side in (left, right))
    against = numbers or (other_words and script != "arabic")  # so few words agree there as it is
    return Overlap(2 * tells / whole if whole else 0.0, tells, len(shared), max(map(len, shared), default=0), against)


@lru_cache(maxsize=1 << 16)
def _alike(one: str, other: str) -> bool:
    """Tell whether two words of one sound are near in their letters, too: vowels tell words apart in these letters."""
    from rapidfuzz.distance import DamerauLevenshtein

    if one == other:
        return True
    first, second = _written(one), _written(other)
    return int(DamerauLevenshtein.distance(first, second)) <= max(len(first), len(second)) // _LETTERS_A_SLIP
