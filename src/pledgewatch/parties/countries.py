"""Know the countries: one code and one printed name for the many ways in which a country is written."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

__all__ = ["country_code", "country_name", "country_names"]


@cache
def _table() -> dict[str, tuple[str, ...]]:
    text = files("pledgewatch.parties").joinpath("data/countries.toml").read_text("utf-8")
    return {code: tuple(names) for code, names in tomllib.loads(text).items()}


@cache
def _codes() -> dict[str, str]:
    return {_key(name): code for code, names in _table().items() for name in (*names, code)}


def _key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold().replace(".", "").replace("’", "'")
    return " ".join(folded.split()).removeprefix("the ")


@cache
def country_names() -> tuple[tuple[str, str], ...]:
    """Return every written name with its code, longest first; two-letter codes are no names."""
    pairs = ((name, code) for code, names in _table().items() for name in names)
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def country_code(country: str) -> str:
    """Return the ISO 3166-1 code of a country as written; a name that is not known is kept, folded.

    Keeping an unknown name ("Norland") apart from every other is what an id needs; nothing is guessed.
    """
    key = _key(country)
    return _codes().get(key, key)


def country_name(country: str) -> str:
    """Return the name to print for a country as written; a name that is not known is kept as it stands."""
    names = _table().get(country_code(country))
    return names[0] if names else " ".join(country.split())
