"""Compare two names of which one was translated or written by sound: what they share, what speaks against.

A word tells as little as the less telling of its two sides, so that "systems" never makes a name of "Sistema".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pledgewatch.record.spelling import letters_written, one_word
from pledgewatch.record.translating import (
    KIND,
    SINGLES_OUT,
    Script,
    Translated,
    is_kind,
    listed_words,
    script_of,
    translate,
)

__all__ = ["Overlap", "overlap", "reads_like"]

_ALL_OF_IT, _KINDS = 0.9, 3
"""Share and words of a name from which on it is one, though each only says what it is: "Ministry of Defence"."""
_SURELY = 0.8
"""Share of two names' weight from which on one is the other in English."""


_FEW = 2


class Overlap(NamedTuple):
    """What two names share: the share of both (0 to 1), what it tells, how many words, and by how much.

    `single` counts the shared words that single out; `more` says that one side has such a word which the other lacks,
    `against` that each has one, or a number, or what says that it is of another kind.
    """

    share: float
    tells: float
    words: int
    longest: int
    single: int
    more: bool
    against: bool


def overlap(one: Mapping[str, Translated], other: Mapping[str, Translated], script: Script) -> Overlap:
    """Compare two names by the keys of their words, each with what it tells."""
    shared = {key for key in one.keys() & other.keys() if _agree(one[key], other[key], script)}
    if any(side[key].tells >= SINGLES_OUT for side in (one, other) for key in side.keys() - shared):
        shared = {key for key in shared if _surely(one[key], other[key])}
    tells = sum(min(one[key].tells, other[key].tells) for key in sorted(shared))
    left, right = ({key: side[key].tells for key in side.keys() - shared} for side in (one, other))
    whole = 2 * tells + sum(sorted(left.values())) + sum(sorted(right.values()))
    single = sum(min(one[key].tells, other[key].tells) > KIND for key in shared)
    singles_out = [any(tell >= SINGLES_OUT for tell in side.values()) for side in (left, right)]
    kinds = all(
        any(is_kind(side[key].word, telling=True) for key in rest) for side, rest in ((one, left), (other, right))
    )
    # So few words agree in Arabic letters as it is, and none by chance: nothing speaks against them but numbers.
    numbers = any(key.isdigit() for key in (*left, *right))
    against = numbers or (script != "arabic" and (all(singles_out) or (kinds and single <= 1)))
    more = script != "arabic" and any(singles_out)
    share = 2 * tells / whole if whole else 0.0
    longest = max((_letters(one[key], other[key]) for key in shared), default=0)
    return Overlap(share, tells, len(shared), longest, single, more, against)


def _surely(one: Translated, other: Translated) -> bool:
    """Tell whether an Arabic word of two consonants, which many share, is written in each letter."""
    return len(one.key) > _FEW or not one.arabic or bool(letters_written(one.arabic, other.word))


def _letters(one: Translated, other: Translated) -> int:
    """Return by how much two words agree: the sound classes of their key, or all letters where each fits."""
    return max(len(one.key), letters_written(one.arabic, other.word) if one.arabic else 0)


def _agree(one: Translated, other: Translated, script: Script) -> bool:
    """Tell whether two words of one key are one: what was translated only by the very word, others as they sound."""
    if one.word == other.word:
        return True
    if is_kind(one.word):
        return False
    return script == "arabic" or one_word(one.word, other.word)


def reads_like(text: str, own: Sequence[str], words: Iterable[str]) -> bool:
    """Tell whether a name is an English one, word by word, by meaning and sound.

    `text` is in Cyrillic or Arabic letters, or Russian in Latin ones; `own` are its words in those.
    """
    script: Script = script_of(text) or "cyrillic"
    readings = translate(text, script) if script_of(text) else (listed_words(own, script),)
    other = {word.key: word for word in listed_words(words, script)}
    for reading in readings:
        found = overlap({word.key: word for word in reading}, other, script)
        telling = found.tells >= SINGLES_OUT or (found.words >= _KINDS and found.share >= _ALL_OF_IT)
        if found.share >= _SURELY and telling and not (found.against or found.more):
            return True
    return False
