"""Reduce words to what every transliteration of them keeps, so that two spellings of one word can be looked up.

Cyrillic words become the first sound classes of their stem (vowels are one class, as each table writes them in its own
way); Arabic ones their consonants, as the script hardly writes vowels. Whoever looks up by these must still compare the
words: many share their first sounds.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pledgewatch.record.hearing import sounds

__all__ = ["arabic_skeleton", "bare_arabic", "one_word", "skeleton", "spelling", "stem"]

_SHORTEST = 3
_CLASSES = 6
"""Sound classes of a word that are looked up: further on endings differ, in English and in Russian."""
_LETTERS_A_SLIP = 6
_BEGINNING, _LEAST_BEGINNING = 0.7, 5
"""Share of the longer word, and letters, that two words of one stem begin with alike: "electronic", "elektronika"."""
_ADJECTIVE = re.compile(r"(?<=[a-z]{3})sk(?:i|ii|a|aia|oe|oi|ogo|ie|oie|ikh|im)?\Z")
"""The ending by which a place becomes an adjective: Bryansk and Bryanskiy, Volgograd and Volgogradskiy."""
_SPELLINGS = tuple((re.compile(pattern), latin) for pattern, latin in (
    ("shch|sch", "sh"), ("x", "ks"), ("tech", "tekh"), ("hydr", "gidr"), ("^oc", "ok"), ("ph", "f"), ("ck", "k"),
    ("c(?=[eiy])", "ts"), ("c(?!h)|q", "k"), ("w", "v"), ("(?<=[a-z]{4}[^s])s$", ""),
    ("[yij]+(?=[aou])", "i"), ("[yij]+(?=e)", ""), ("[yj]", "i"), ("i+", "i"), (r"([^aeiou])\1+", r"\1"),
))  # fmt: skip
"""What English and the several ways of transliterating Cyrillic change."""
_ARTICLE = re.compile(r"^(?:al|el)(?=[a-z]{3})")
_VOWELS = re.compile("[aeiouywh]+")
_TWICE = re.compile(r"(.)\1+")
_PARTICLES = re.compile("[وفب]?ال|و?لل")
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "s", "ج": "k", "چ": "s", "ح": "", "خ": "k", "د": "t", "ذ": "s",
    "ر": "r", "ز": "s", "ژ": "k", "س": "s", "ش": "s", "ص": "s", "ض": "t", "ظ": "s", "ع": "", "غ": "k", "ف": "f",
    "ق": "k", "ک": "k", "ك": "k", "گ": "k", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
"""Consonants by class; vowels, glides, v and h are left out, as Latin spellings write, double or drop them."""
_LATIN = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("tion|sion", "sn"),
        ("kh|gh|ck|q|g|j|c(?![hei])|x", "k"),
        ("ph", "f"),
        ("v", ""),
        ("sh|ch|th(?=a)|z|c(?=[ei])", "s"),
        ("d|th", "t"),
        ("p", "b"),
    )
)


@lru_cache(maxsize=1 << 15)
def skeleton(word: str) -> str:
    """Return the consonant classes of a word in Latin letters, each run of one once, without the Arabic article."""
    word = _ARTICLE.sub("", word)
    for pattern, letter in _LATIN:
        word = pattern.sub(letter, word)
    return _TWICE.sub(r"\1", _VOWELS.sub("", word))


def bare_arabic(word: str) -> str:
    """Return a word in Arabic letters without what is written on to it: "and", "for", "with", the article."""
    found = _PARTICLES.match(word)
    return word[found.end() :] if found and len(word) - found.end() >= _SHORTEST else word


def arabic_skeleton(word: str) -> str:
    """Return the consonant classes of a word in Arabic letters, without its article."""
    bare = bare_arabic(word)
    return _TWICE.sub(r"\1", "".join(_ARABIC.get(letter, "") for letter in bare))


@lru_cache(maxsize=1 << 15)
def spelling(word: str) -> str:
    """Write a word in one way, however it was transliterated, without the ending of an adjective."""
    for pattern, latin in _SPELLINGS:
        word = pattern.sub(latin, word)
    return _ADJECTIVE.sub("", word)


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """Return the first sound classes of a word, without its ending."""
    sound = sounds(spelling(word))[:_CLASSES]
    return sound.rstrip("a") if len(sound) > _SHORTEST else sound


@lru_cache(maxsize=1 << 16)
def one_word(one: str, other: str) -> bool:
    """Tell whether two words that share a stem are near in their letters, too: vowels tell words apart."""
    from rapidfuzz.distance import DamerauLevenshtein, Prefix

    if one == other:
        return True
    first, second = spelling(one), spelling(other)
    longer = max(len(first), len(second))
    begin = int(Prefix.similarity(first, second))
    if begin >= _LEAST_BEGINNING and begin >= _BEGINNING * longer:
        return True
    return int(DamerauLevenshtein.distance(first, second)) <= longer // _LETTERS_A_SLIP
