"""Reduce words to what every transliteration of them keeps, so that two spellings of one word can be looked up.

Cyrillic words become the first sound classes of their stem (vowels are one class, as each table writes them in its own
way); Arabic ones their consonants, as the script hardly writes vowels. Whoever looks up by these must still compare the
words: many share their first sounds.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pledgewatch.record.hearing import sounds

__all__ = [
    "arabic_skeleton",
    "bare_arabic",
    "is_persian",
    "letters_written",
    "one_word",
    "skeleton",
    "spelling",
    "stem",
    "written",
]

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
_ONE_LETTER = str.maketrans("يىئكةۀأإآٱ", "یییکههاااا")
_MARKS = re.compile("[\u0640\u064b-\u0652\u0670\u200c\u200d]")
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "s", "ج": "k", "چ": "s", "ح": "", "خ": "k", "د": "t", "ذ": "s",
    "ر": "r", "ز": "s", "ژ": "k", "س": "s", "ش": "s", "ص": "s", "ض": "t", "ظ": "s", "ع": "", "غ": "k", "ف": "f",
    "ق": "k", "ک": "k", "ك": "k", "گ": "k", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
"""Consonants by class; vowels, glides, v and h are left out, as Latin spellings write, double or drop them."""
_SHORT_VOWELS = frozenset("aeiouy")
_WAYS = {
    "ا": "a e o", "آ": "a", "أ": "a e i o u", "إ": "a e i o u", "ى": "a i e y", "ب": "b p", "پ": "p", "ت": "t th",
    "ط": "t th", "ث": "th s t", "ج": "j g dj zh", "چ": "ch tch", "خ": "kh ch k x", "د": "d", "ذ": "dh th d z", "ر": "r",
    "ز": "z s", "ژ": "zh j", "س": "s c", "ص": "s c", "ش": "sh ch s", "ض": "d dh z", "ظ": "z dh th", "غ": "gh g",
    "ف": "f ph v", "ق": "q k g c gh ck", "ک": "k c ck q", "ك": "k c ck q", "گ": "g", "ح": "h kh ch", "ل": "l",
    "م": "m", "ن": "n", "و": "w v u o", "ي": "y i e", "ی": "y i e",
}  # fmt: skip
"""What each Arabic letter may become in Latin ones, once or twice; short vowels may stand anywhere between."""
_NOTHING = {"ه": "h a e", "ة": "h t a ah at e eh", "ئ": "y i", "ع": "a"}
"""Letters that may become nothing, too."""
_PERSIAN = _ARABIC | {"ذ": "s", "ض": "s", "ظ": "s", "ث": "s"}
_PERSIAN_LETTERS = re.compile("[پچژگکی]")
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


def written(word: str) -> str:
    """Write an Arabic word in one way: keyboards have several letters for one, and marks are left out.

    A word in another script stays as it is.
    """
    return _MARKS.sub("", word).translate(_ONE_LETTER)


def is_persian(text: str) -> bool:
    """Tell whether a name in Arabic letters has some that Persian and Urdu use and Arabic does not."""
    return bool(_PERSIAN_LETTERS.search(text))


def arabic_skeleton(word: str, *, persian: bool = False) -> str:
    """Return the consonant classes of a word in Arabic letters, without its article; Persian says z for four."""
    table = _PERSIAN if persian else _ARABIC
    return _TWICE.sub(r"\1", "".join(table.get(letter, "") for letter in bare_arabic(word)))


@cache
def _ways() -> dict[str, tuple[str, ...]]:
    once = {letter: tuple(ways.split()) for letter, ways in (_WAYS | _NOTHING).items()}
    twice = {letter: (*ways, *(way * 2 for way in ways if len(way) == 1)) for letter, ways in once.items()}
    return {letter: (*ways, "") if letter in _NOTHING else ways for letter, ways in twice.items()}


@lru_cache(maxsize=1 << 14)
def letters_written(word: str, latin: str) -> int:
    """Return how many letters of an Arabic word a Latin one writes: all of them, or none where one does not fit.

    The long vowels must be there, in their places. Takes a step for each letter and place, whatever repeats.
    """
    bare, table = bare_arabic(word), _ways()
    places = {0, *(2 for article in ("al", "el", "ul") if latin.startswith(article))}
    for letter in bare:
        ways, begun = table.get(letter, ("",)), _past_vowels(places, latin)
        places = {at + len(way) for at in begun for way in ways if latin.startswith(way, at)}
    return len(bare) if len(latin) in places else 0  # a vowel at the end is written


def _past_vowels(places: set[int], latin: str) -> set[int]:
    """Add the places that are reached over vowels alone."""
    out = set(places)
    for place in places:
        at = place
        while at < len(latin) and latin[at] in _SHORT_VOWELS:
            at += 1
            out.add(at)
    return out


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
