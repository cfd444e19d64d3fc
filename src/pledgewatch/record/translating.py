"""Read a name in Cyrillic or Arabic letters as a list might have it in English: kinds in words, the rest by sound.

"Брянский тракторный завод" is listed as "Bryansk Tractor Plant": what the organisation is was translated, what singles
it out was written by sound. Words are reduced to sound classes, as every transliteration writes vowels in its own way;
Arabic letters hardly write vowels at all. What is found this way is possible and never a match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from pledgewatch.record.data import load
from pledgewatch.record.name_words import sounds
from pledgewatch.record.names import weight

__all__ = ["Script", "Translated", "listed_words", "overlap", "script_of", "skeleton", "translate"]

Script = Literal["cyrillic", "arabic", ""]

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)+|[^\W_]+")
_ENDINGS = 6
"""Letters by which a word may be longer than the beginning that the table has."""
_ADJECTIVE = re.compile(r"(?<=[a-z]{3})sk(?:iy|ii|aya|oe|oy|ogo|ie|ij|i|y)?\Z")
_VOWELS = re.compile("[aeiouywh]+")
_LIMIT = 30
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "s", "ج": "j", "چ": "s", "ح": "", "خ": "k", "د": "t", "ذ": "s",
    "ر": "r", "ز": "s", "ژ": "j", "س": "s", "ش": "s", "ص": "s", "ض": "t", "ظ": "s", "ع": "", "غ": "k", "ف": "f",
    "ق": "k", "ک": "k", "ك": "k", "گ": "k", "ڤ": "f", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
"""Consonants by class; vowels, glides and h are left out, as Latin spellings write, double or drop them."""
_LATIN = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("kh|gh|ck|q|g|c(?![hei])|x", "k"),
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
    """Return the consonant classes of a word in Latin letters, each run of one once."""
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
    stem = _ADJECTIVE.sub("sk", word)
    key = sound or (skeleton(word) if script == "arabic" else sounds(stem))
    return Translated(key or word, weight(word), word)


def _once(words: Iterable[Translated]) -> tuple[Translated, ...]:
    return tuple({word.key: word for word in words if word.key}.values())[:_LIMIT]


def translate(text: str, script: Script) -> tuple[Translated, ...]:
    """Return the words of a name in that script as keys; empty where it is in neither."""
    if not script:
        return ()
    out: list[Translated] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold())[:_LIMIT]:
        meaning = _meaning(word, script)
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


def overlap(ours: tuple[Translated, ...], theirs: tuple[Translated, ...]) -> tuple[float, float]:
    """Return how much two names share, 0 to 1, weighed by what their words tell, and what the shared words tell."""
    listed = {word.key: word.tells for word in theirs}
    shared = sum(max(word.tells, listed[word.key]) for word in ours if word.key in listed)
    one = sum(max(word.tells, listed.get(word.key, 0.0)) for word in ours)
    keys = {word.key: word.tells for word in ours}
    other = sum(max(word.tells, keys.get(word.key, 0.0)) for word in theirs)
    return (2 * shared / (one + other) if one + other else 0.0), shared
