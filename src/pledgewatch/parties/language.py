"""Hold what a language says around the names of those who sign: one file of data a language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec

__all__ = ["Cues", "cues_for", "phrases"]


class _Between(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    before: tuple[str, ...]
    after: tuple[str, ...]


class _Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    verbs: tuple[str, ...]
    of: tuple[str, ...]


class _Introduction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    verbs: tuple[str, ...]


class _Lead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    phrases: tuple[str, ...]


class _Never(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: frozenset[str]
    words: frozenset[str]


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    titles: tuple[str, ...]
    honorifics: frozenset[str]


class _Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    offices: tuple[str, ...]


class _Date(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    months: tuple[tuple[str, ...], ...]
    ordinals: tuple[str, ...]
    between: tuple[str, ...]
    labels: tuple[str, ...]
    others: tuple[str, ...]


class Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hold a language's cue phrases; each field is explained in the data file."""

    language: str
    articles: frozenset[str]
    connectors: frozenset[str]
    possessives: tuple[str, ...]
    adverbs: tuple[str, ...]
    salutations: tuple[str, ...]
    body_openers: tuple[str, ...]
    closings: tuple[str, ...]
    addressee: tuple[str, ...]
    confirm: _Between
    behalf: _Between
    subject: _Subject
    introduction: _Introduction
    lead: _Lead
    never: _Never
    signature: _Signature
    country: _Country
    date: _Date


@cache
def cues_for(language: str) -> Cues | None:
    """Load a language's cues; None where the package has none for it.

    A text too short for the detector (`und`) is read as English: its rules need English phrases to say anything.
    """
    code = "en" if language == "und" else language
    if re.fullmatch(r"[a-z]{2,3}", code) is None:
        return None
    data = files("pledgewatch.parties").joinpath(f"data/{code}.toml")
    return msgspec.toml.decode(data.read_bytes(), type=Cues) if data.is_file() else None


@cache
def _pattern(words: tuple[str, ...], prefix: bool) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda phrase: (-len(phrase), phrase))
    bodies = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in longest_first)
    end = "" if prefix else r"(?!\w)"
    return re.compile(rf"(?<!\w)(?:{'|'.join(bodies)}){end}", re.IGNORECASE)


def phrases(words: Iterable[str], *, prefix: bool = False) -> re.Pattern[str]:
    """Compile plain phrases into one pattern: whole words, any case, any white space between words.

    With `prefix` a phrase may be the beginning of a longer word, which spares listing what scanners make of its end.
    """
    return _pattern(tuple(words), prefix)
