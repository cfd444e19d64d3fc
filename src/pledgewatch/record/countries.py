"""Turn countries as lists write them into ISO 3166-1 alpha-2 codes, and say whether two sets of them agree.

A country that is not recognised (a typing error, an unrecognised state) is kept as written: it may be any country, so
that beside another one it settles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Literal

from pledgewatch.record.data import load

__all__ = ["Relation", "country_codes", "country_name", "is_code", "is_country", "places_in", "relation"]

Relation = Literal["agrees", "against", "unsettled", "unknown"]
"""`unsettled`: both sides name places, but not all of them are recognised; `unknown`: one side names none."""

# What lists write where they know no country: among thirteen lists only the first occurs (8,816 rows of one of them).
_NO_PLACE = frozenset({"unknown", "not known", "n/a", "none", "various", "-"})

_SEPARATORS = re.compile(r"\s+/\s+|;|\||,(?!\s*(?:Republic|Islamic|Democratic|North|South|Province|Plurinational)\b)")
_BRACKETS = re.compile(r"\(([^()]*)\)")


@cache
def _names() -> dict[str, tuple[str, ...]]:
    data = load("countries.toml")
    table = {_key(name): (code,) for code, names in data["names"].items() for name in names}
    table |= {_key(name): tuple(codes) for name, codes in data["regions"].items()}
    return table | {code.casefold(): (code,) for code in data["names"]}


@cache
def _near() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in load("countries.toml")["near"]["pairs"])


def _key(name: str) -> str:
    return " ".join(name.casefold().replace(".", "").replace("’", "'").split()).removeprefix("the ")


@cache
def country_codes(text: str) -> tuple[str, ...]:
    """Return the codes that a text names, sorted; empty where it names none that we know.

    Takes a code, a name, or several ("Afghanistan, Iran", "Syria / Syrie", "Canada (Quebec)"). What is not
    recognised is left out: an unknown country neither agrees nor speaks against.
    """
    whole = _names().get(_key(text))
    if whole is not None:
        return whole
    found: set[str] = set()
    for part in _SEPARATORS.split(text):
        found.update(_names().get(_key(part)) or _names().get(_key(_BRACKETS.sub("", part)), ()))
    return tuple(sorted(found))


@cache
def places_in(text: str) -> frozenset[str]:
    """Return the codes that a text names, or the text itself where it names none that we know; empty for no place."""
    bare = " ".join(text.split())
    if not bare or _key(bare) in _NO_PLACE:
        return frozenset()
    return frozenset(country_codes(bare)) or frozenset({bare})


def is_code(place: str) -> bool:
    """Tell a recognised country from a place that stands as it was written."""
    return len(place) == 2 and place.isupper() and _names().get(place.casefold()) == (place,)


def is_country(word: str) -> bool:
    """Tell a word that names a country, other than by its code."""
    return len(word) > 2 and _key(word) in _names()


@cache
def country_name(code: str) -> str:
    """Return the English name of a code, or the code itself."""
    names = load("countries.toml")["names"].get(code)
    return str(names[0]) if names else code


def relation(one: AbstractSet[str], other: AbstractSet[str]) -> Relation:
    """Say whether two sets of places agree, speak against each other, or do not tell."""
    if not one or not other:
        return "unknown"
    if frozenset(map(_folded, one)) & frozenset(map(_folded, other)):
        return "agrees"
    if not all(map(is_code, (*one, *other))):
        return "unsettled"
    near = any(frozenset((a, b)) in _near() for a in one for b in other)
    return "unknown" if near else "against"


def _folded(place: str) -> str:
    return place if is_code(place) else _key(place)
