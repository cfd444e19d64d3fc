"""Read a name in Cyrillic or Arabic letters as a list might have it in English: kinds in words, the rest by sound.

"Брянский тракторный завод" is listed as "Bryansk Tractor Plant": what the organisation is was translated, what singles
it out was written by sound. Words are reduced to sound classes, as every transliteration writes vowels in its own way;
Arabic letters hardly write vowels at all. What is found this way is possible and never a match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from pledgewatch.record.data import load
from pledgewatch.record.hearing import sounds
from pledgewatch.record.legal_forms import is_form
from pledgewatch.record.letters import in_ascii, in_one_script
from pledgewatch.record.names import weight
from pledgewatch.record.spelling import arabic_skeleton, bare_arabic, is_persian, skeleton, spelling, stem, written

__all__ = [
    "KIND",
    "SINGLES_OUT",
    "Script",
    "Translated",
    "is_kind",
    "joined",
    "listed_words",
    "script_of",
    "translate",
    "transliterated",
    "writes_vowels",
    "written_in",
]

Script = Literal["cyrillic", "arabic", ""]

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)+|[^\W_]+")
SINGLES_OUT = 1.0
KIND = 0.4
"""What a word tells at most that can be translated: it says what an organisation is, not which."""
_ENDINGS = 6
"""Letters by which a word may be longer than the beginning that the table has."""
_RUSSIAN = re.compile(
    r"\b(?:zavod|kombinat|\w{3,}(?:noe|skoe|aya|aia|n[iy]y|n[iy]i|sk[iy]y|sk[iy]i|skij|stvo|enie|anie))\b"
)
_SHORTEST_BEGIN, _LEAST_BEGIN = 4, 5
"""Letters of a beginning that stands for a longer word, in its own script and transliterated."""
_VOWELLED = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN"})
_LIMIT = 30


class Translated(NamedTuple):
    """A word of a name: its key, how much it tells, the word in Latin letters, and in Arabic ones if it came so."""

    key: str
    tells: float
    word: str
    arabic: str = ""


def script_of(text: str) -> Script:
    """Say in which of the two scripts most letters of a name are."""
    # partition and not split: some letters have no name (Tangut in this Python).
    names = [unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()]
    for script in ("CYRILLIC", "ARABIC"):
        if names.count(script) * 2 > len(names):
            return "cyrillic" if script == "CYRILLIC" else "arabic"
    return ""


def writes_vowels(text: str) -> bool:
    """Tell whether a name is in a script whose vowels come out in Latin letters, about as other lists write them."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()}
    return scripts <= _VOWELLED


@cache
def _tables() -> dict[str, Any]:
    return load("translations.toml")


@cache
def _meanings(script: Script) -> dict[str, str]:
    """Return the beginnings of words with what they mean."""
    return {written(begin): meaning for meaning, begins in _tables()[script].items() for begin in begins}


@cache
def _kinds() -> frozenset[str]:
    """Return the English words that say what an organisation is."""
    return frozenset(word for script in ("cyrillic", "arabic") for one in _tables()[script] for word in one.split())


def is_kind(word: str, *, telling: bool = False) -> bool:
    """Tell an English word that says what an organisation is; `telling`: what it does, not only in what form."""
    return word in _kinds() and not (telling and word in _forms())


@cache
def _forms() -> frozenset[str]:
    return frozenset(_tables()["forms"]["words"])


@cache
def _skipped() -> frozenset[str]:
    return frozenset(_tables()["skipped"]["words"])


def listed_words(words: Iterable[str], script: Script) -> tuple[Translated, ...]:
    """Return the words of a listed English name as keys for a script."""
    return _once(part for word in words for part in _in_english(word, script))


@lru_cache(maxsize=1 << 16)
def _in_english(word: str, script: Script) -> tuple[Translated, ...]:
    """Give a word as lists have it in English, also where they only transliterated it ("zavod", "nauchno").

    Kept, as the words of all listed names are few beside the names, and are then held once.
    """
    if word in _skipped():
        return ()
    same = _tables()["same"]
    if word not in same and word.removesuffix("s") in _kinds():
        word = word.removesuffix("s")
    meaning = _transliterated(word) if script == "cyrillic" and word not in same else None
    parts = [word] if meaning is None else meaning.split()
    return tuple(_translated(same.get(part, part), script) for part in parts)


def transliterated(plain: str) -> bool:
    """Tell whether a name in Latin letters has the endings of Russian words ("nauchnoe", "tekhnicheskiy")."""
    return bool(_RUSSIAN.search(plain))


def _transliterated(word: str) -> str | None:
    """Return the meaning of a Russian word in Latin letters, by the longest beginning that the table has."""
    table, spelt = _begins_in_latin(), spelling(word)
    for size in range(len(spelt), max(_LEAST_BEGIN, len(spelt) - _ENDINGS) - 1, -1):
        found = table.get(spelt[:size])
        if found:
            return found
    return None


@cache
def _begins_in_latin() -> dict[str, str]:
    latin = {re.sub("[^a-z]", "", in_ascii(begin)): meaning for begin, meaning in _meanings("cyrillic").items()}
    return {spelling(begin): meaning for begin, meaning in latin.items() if len(begin) >= _LEAST_BEGIN}


def joined(words: Iterable[str], script: Script) -> str:
    """Return the sounds of a whole name without its divisions ("Turbo Shaft", "Turboshaft")."""
    whole = "".join(words)
    return skeleton(whole) if script == "arabic" else sounds(spelling(whole))


def _translated(word: str, script: Script, sound: str = "") -> Translated:
    if word.isdigit():
        return Translated(word, 0.8, word)
    key = sound or (skeleton(word) if script == "arabic" else stem(word))
    tells = min(weight(word), KIND) if word in _kinds() else weight(word)
    return Translated(key or word, tells, word)


def _once(words: Iterable[Translated]) -> tuple[Translated, ...]:
    return tuple({word.key: word for word in words if word.key}.values())[:_LIMIT]


def translate(text: str, script: Script) -> tuple[tuple[Translated, ...], ...]:
    """Return the readings of a name in that script, each as the keys of its words; none where it is in neither.

    The first puts kinds in English words and the rest by sound. Lists often have all of an Arabic name by sound: that
    is the second. (What they only transliterate of a Cyrillic one is put in English on their side, by `listed_words`.)
    """
    if not script:
        return ()
    words = _WORD.findall(unicodedata.normalize("NFKC", in_one_script(text)).casefold())[:_LIMIT]
    read = [(word, _meaning(word, script)) for word in words if not _left_out(word)]
    persian = script == "arabic" and is_persian(text)
    mixed = _once(part for word, meaning in read for part in _parts(word, meaning, script, persian))
    if script == "cyrillic":
        return (mixed,) if mixed else ()
    heard = _once(_weighed(_by_sound(word, script, persian), meaning) for word, meaning in read if meaning != "")
    foreign = _once(word._replace(key=word.key.replace("f", "")) for word in heard)
    return tuple(reading for reading in dict.fromkeys((mixed, heard, foreign)) if reading)


def _weighed(heard: Translated, meaning: str | None) -> Translated:
    """Let a word that could have been translated tell as little as its translation."""
    return heard if meaning is None else heard._replace(tells=min(heard.tells, KIND))


def _left_out(word: str) -> bool:
    """Tell initials of a person, and legal forms in Latin letters."""
    return (len(word) == 1 and not word.isdigit()) or (word.isascii() and is_form(word))


def _parts(word: str, meaning: str | None, script: Script, persian: bool) -> Iterator[Translated]:
    if meaning is None:
        if "." not in word:
            yield _by_sound(word, script, persian)
        return
    same = _tables()["same"]
    yield from (_translated(same.get(part, part), script) for part in meaning.split())


def _meaning(word: str, script: Script) -> str | None:
    """Return the translation by the longest beginning of a word that the table has, in Arabic without its particles."""
    table, word = _meanings(script), written(word)
    for size in range(len(word), max(1, len(word) - _ENDINGS) - 1, -1):
        found = table.get(word[:size])
        if found is not None and (size == len(word) or size >= _SHORTEST_BEGIN):
            return found
    bare = bare_arabic(word) if script == "arabic" else word
    return table.get(bare, table.get(f"ال{bare}") if bare != word else None)


def _by_sound(word: str, script: Script, persian: bool) -> Translated:
    from anyascii import anyascii

    latin = re.sub("[^a-z0-9]", "", str(anyascii(word)).casefold())
    sound = arabic_skeleton(word, persian=persian) if script == "arabic" and not word.isascii() else ""
    translated = _translated(latin, script, sound)
    if script != "arabic":
        return translated
    return Translated(sound or skeleton(latin), translated.tells, latin, "" if word.isascii() else word)


def written_in(script: Script) -> frozenset[str]:
    """Return the countries where names are written in a script."""
    return frozenset(_tables()["written_in"].get(script, ()))
