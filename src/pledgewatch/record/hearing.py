"""Tell words that sound alike and letters that are taken for one another, whatever the language."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

__all__ = ["consonants", "eastern", "mistyped", "sounds", "syllables", "unmasked", "vowels_agree"]

_SOUNDS = (
    (re.compile("[aeiouy]+"), "a"),
    (re.compile("sch|sh|zh|tch|ch|ts|tz|x"), "s"),
    (re.compile("ph|v|w"), "f"),
    (re.compile("kh|gh|q|g|c|ck"), "k"),
    (re.compile("dh|th|t"), "d"),
    (re.compile("z|j"), "s"),
    (re.compile("h"), ""),
    (re.compile("b"), "p"),
)
_VOWELS = re.compile("[aeiouywh]+")
_CONSONANTS = (
    (re.compile("tion|sion"), "sn"),
    (re.compile("kh|gh|ck|q|g|j|c(?![hei])|x"), "k"),
    (re.compile("ph|f|p"), "b"),
    (re.compile("sh|ch|th(?=a)|z|c(?=[ei])"), "s"),
    (re.compile("d|th"), "t"),
)
_SYLLABLES = (
    (re.compile("ng"), "n"),
    (re.compile("ph|f|p"), "b"),
    (re.compile("ck|c(?![ehi])|kh|gh|g"), "k"),
    (re.compile("tch|ch|sh|zh|ts|[cqjxzsd]"), "t"),
    (re.compile("l"), "r"),
)
_EASTERN = tuple((re.compile(pattern), latin) for pattern, latin in (
    ("x", "ks"), ("(?<=in)e$", ""), ("^uladz", "vladz"), ("(?<=[a-z]{3})[aoe][uw]$", "ov"),
    ("(?<=[a-z]{2})(?:[aoe]u|iv)na$", "ovna"), ("dz(?=[iye])", "d"), ("ts(?=i)", "t"),
    ("sch|sh|zh|tch|ch|ts|tz|[zj]", "s"), ("ph|[vw]", "f"), ("kh|gh|[hg]", "g"), ("ck|[qc]", "k"), ("dh|th|t", "d"),
    ("b", "p"), ("[aeiouy]+", "a"),
))  # fmt: skip
"""What the spellings of one Russian, Ukrainian, Belarusian or Arabic name exchange: Bulhakov and Bulgakov, Maxim and
Maksim, Volkau and Volkov, Poutine and Putin."""
_ROWS = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
_KEYS = {letter: (at + shift, row) for row, (letters, shift) in enumerate(_ROWS) for at, letter in enumerate(letters)}
_SHAPES = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "bg", "7": "t", "8": "b", "9": "gq"}
"""Letters that a digit is put for."""
_VOWEL_GROUPS = re.compile("[aeiouy]+")
_HEARD_AS = {"a": "a", "e": "ai", "i": "i", "y": "iu", "o": "u", "u": "u"}
"""Vowels that transliterations exchange share one; an o is taken for an u ("Osama"), hardly for an a."""
_MASKED = str.maketrans("01345789", "oieastbg")


@lru_cache(maxsize=1 << 14)
def sounds(word: str) -> str:
    """Return a word's consonants in classes that transliterations exchange, vowels as one: Qaddafi and Gaddafi."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word[:1] + "".join(b for a, b in pairwise(word) if a != b)


@lru_cache(maxsize=1 << 14)
def eastern(word: str, j: str) -> str:
    """Return a word's sounds in classes that the ways of writing eastern names exchange; `j` stands for a j."""
    word = word.replace("j", j)
    for pattern, letter in _EASTERN:
        word = pattern.sub(letter, word)
    return word[:1] + "".join(b for a, b in pairwise(word) if a != b)


def vowels_agree(one: str, other: str) -> bool:
    """Tell whether the vowels of two words that sound alike may be the same ones: "Pacini" is not "Puccini"."""
    ours, theirs = _VOWEL_GROUPS.findall(one), _VOWEL_GROUPS.findall(other)
    heard = [[{sound for letter in group for sound in _HEARD_AS[letter]} for group in side] for side in (ours, theirs)]
    return len(ours) != len(theirs) or all(a & b for a, b in zip(*heard, strict=True))


def consonants(word: str, v: str) -> str:
    """Return what is left of a word where a script hardly writes vowels, as Arabic and Hebrew; `v` stands for a v."""
    return _reduced(word, v, _CONSONANTS)


def syllables(word: str, v: str) -> str:
    """Return what is left of a word that Chinese, Korean or kana syllables imitate: l is r there, di is ji."""
    return _reduced(word, v, _SYLLABLES)


@lru_cache(maxsize=1 << 14)
def _reduced(word: str, v: str, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    word = word.replace("v", v)
    for pattern, letter in patterns:
        word = pattern.sub(letter, word)
    word = _VOWELS.sub("", word)
    return word[:1] + "".join(b for a, b in pairwise(word) if a != b)


def unmasked(word: str) -> str:
    """Write letters for the digits inside a word that has letters, too ("Sech1n")."""
    return word if word.isdigit() or word.isalpha() else word.translate(_MASKED)


def mistyped(one: str, other: str) -> bool:
    """Tell whether every letter put for another is one that hands, eyes or ears take for it.

    Neighbours on the keyboard, letters of one sound, digits of a letter's shape; letters left out, put in or exchanged
    are slips, too. "Missives" is no slip of "Missiles".
    """
    if len(one) != len(other) or sorted(one) == sorted(other):
        return True
    return all(a == b or _alike(a, b) for a, b in zip(one, other, strict=True))


def _alike(one: str, other: str) -> bool:
    if other in _SHAPES.get(one, "") or one in _SHAPES.get(other, "") or sounds(one) == sounds(other):
        return True
    if {one, other} == {"j", "y"}:
        return True
    here, there = _KEYS.get(one), _KEYS.get(other)
    return bool(here and there and abs(here[0] - there[0]) <= 1 and abs(here[1] - there[1]) <= 1)
