"""Read the words of a name for comparing it with another: numbers as digits, titles left out, initials, sounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from pledgewatch.record.data import load
from pledgewatch.record.names import Name

__all__ = ["initials_of", "read_words", "sounds"]

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\Z")
_LIMIT = 40
"""Words of a name that are read: pairing them takes the square."""


@cache
def _words() -> dict[str, Any]:
    return load("comparing.toml")


@cache
def _number_words() -> dict[str, int]:
    groups = _words()["numbers"]
    return {word: n * step for group, step in (("units", 1), ("tens", 10)) for n, word in enumerate(groups[group])} | {
        word: n for n, word in enumerate(groups["ordinals"])
    }


def read_words(name: Name, kind: str) -> tuple[str, ...]:
    """Return the words that are compared; all of them where leaving titles and particles out would leave none."""
    if kind == "organisation":
        same = _words()["same"]
        words = _numbers([same.get(word, word) for word in name.words])
    else:
        words = name.plain.split()
    skipped = frozenset(_words()[f"skipped_of_{kind}"])
    words = _joined(words[:_LIMIT])
    return tuple(word for word in words if word not in skipped) or tuple(words)


def _joined(words: list[str]) -> list[str]:
    """Join the two words of "united states" and the like, which are written as initials as often."""
    out: list[str] = []
    for word in words:
        if out and (out[-1], word) == ("united", "states"):
            out[-1] = "us"
        else:
            out.append(word)
    return out


def _numbers(words: list[str]) -> list[str]:
    """Write numbers in words as digits ("forty four" is 44, "1st" is 1)."""
    out: list[str] = []
    tens = False
    for word in words:
        number = _number(word)
        if number is not None and tens and number < 10:
            out[-1] = str(int(out[-1]) + number)
        else:
            out.append(word if number is None else str(number))
        tens = number is not None and 20 <= number < 100 and number % 10 == 0
    return out


def _number(word: str) -> int | None:
    found = _ORDINAL.match(word)
    if found:
        return int(found[1][:9])
    return int(word) if re.fullmatch("[0-9]", word) else _number_words().get(word)


def initials_of(short: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether a name is the initials of another ("PLA", "People's Liberation Army")."""
    return len(short) >= 1 and 3 <= len(words) == len(short[0]) <= 6 and short[0] == "".join(w[0] for w in words)


_SOUNDS = (
    (re.compile("[aeiouy]+"), "a"),
    (re.compile("sch|sh|zh|ch|tch|x"), "s"),
    (re.compile("ph|v|w"), "f"),
    (re.compile("kh|gh|q|g|c|ck"), "k"),
    (re.compile("dh|th|t"), "d"),
    (re.compile("z|j"), "s"),
    (re.compile("h"), ""),
    (re.compile("b"), "p"),
)


@lru_cache(maxsize=1 << 14)
def sounds(word: str) -> str:
    """Return a word's consonants in classes that transliterations exchange, vowels as one: Qaddafi and Gaddafi."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word[:1] + "".join(b for a, b in pairwise(word) if a != b)
