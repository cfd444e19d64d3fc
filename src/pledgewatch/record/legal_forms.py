"""Know the legal forms that names of companies carry: cleanco's terms, with ours added and some refused.

A form is a canonical word; spellings that mean the same form share it. Trap: two- and three-letter forms are also
words of names, so most are taken off only where a form stands: at the end, and only some at the start.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from pledgewatch.record.data import load

__all__ = ["Forms", "forms", "is_form"]

_SPELT_OUT = 3
"""Words of a form from which on it may also stand at the start: no name begins so by chance."""
_DOTTED = re.compile(r"[^a-z0-9&]+")


class Forms(NamedTuple):
    """Spellings (words joined by one space) to canonical forms; countries of telling forms; native affixes."""

    suffixes: dict[str, str]
    prefixes: dict[str, str]
    countries: dict[str, frozenset[str]]
    native_suffixes: tuple[str, ...]
    native_prefixes: tuple[str, ...]
    words: frozenset[str]
    longest: int


def _plain(term: str) -> str:
    """Write a term as names are written here: dots removed, other punctuation to spaces."""
    return " ".join(_DOTTED.sub(" ", term.casefold().replace(".", "")).replace("&", "and").split())


def is_form(text: str) -> bool:
    """Tell whether a text is a legal form and nothing else."""
    term = _plain(text)
    return term in forms().suffixes or term in forms().prefixes


def _cleanco_terms() -> dict[str, str]:
    """Return cleanco's terms in ASCII; each is its own canonical form, as cleanco does not tell synonyms apart."""
    from cleanco.termdata import terms_by_country, terms_by_type

    groups = [*terms_by_type.values(), *terms_by_country.values()]
    terms = {_plain(term) for group in groups for term in group if term.isascii()}
    return {term: term for term in sorted(terms) if len(term) > 1}


@cache
def forms() -> Forms:
    """Load the table of forms, once."""
    data: dict[str, Any] = load("legal_forms.toml")
    refused = set(data["refused"])
    suffixes = {term: form for term, form in _cleanco_terms().items() if term not in refused}
    prefixes: dict[str, str] = {}
    countries: dict[str, frozenset[str]] = {}
    for form in data["form"]:
        name = form["canonical"]
        suffixes |= dict.fromkeys(form["spellings"], name)
        long = [term for term in form["spellings"] if len(term.split()) >= _SPELT_OUT]
        prefixes |= dict.fromkeys((*form.get("prefixes", ()), *long), name)
        if form.get("countries"):
            countries[name] = frozenset(form["countries"])
    words = frozenset(word for term in (*suffixes, *prefixes) for word in term.split() if len(word) >= 5)
    longest = max(len(term.split()) for term in (*suffixes, *prefixes))
    native = data["native"]
    return Forms(suffixes, prefixes, countries, tuple(native["suffixes"]), tuple(native["prefixes"]), words, longest)
