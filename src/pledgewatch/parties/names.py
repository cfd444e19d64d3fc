"""Compare names of organisations: what remains when case, punctuation and the legal form are taken away."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import msgspec

from pledgewatch.model.spans import Span

__all__ = [
    "LegalForms",
    "bare_words",
    "fingerprint",
    "has_legal_form",
    "is_form_word",
    "legal_forms",
    "legal_spans",
    "same_name",
]

_WORD = re.compile(r"[^\W_]+(?:/[^\W_]+)?")
_JOINED_FORMS = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_DROPPED = frozenset({"and", "the", "&"})
_LONGEST_FORM = 5


class LegalForms(msgspec.Struct, frozen=True):
    """Hold the legal forms: as tuples of words after or before a name, and as strings grown onto it."""

    suffixes: frozenset[tuple[str, ...]]
    prefixes: frozenset[tuple[str, ...]]
    affixes: tuple[str, ...]
    words: frozenset[str]
    lower_case: frozenset[str]


@cache
def legal_forms() -> LegalForms:
    """Load the legal forms that the package carries."""
    data = tomllib.loads(files("pledgewatch.parties").joinpath("data/legal_forms.toml").read_text("utf-8"))
    suffixes = frozenset(tuple(form.split()) for form in data["suffixes"])
    return LegalForms(
        suffixes=suffixes,
        prefixes=frozenset(tuple(form.split()) for form in data["prefixes"]),
        affixes=tuple(sorted(data["affixes"], key=lambda form: (-len(form), form))),
        words=frozenset(word for form in suffixes for word in form if len(word) > 1),
        lower_case=frozenset(data["lower_case"]),
    )


def bare_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded, with `S.A.` read as `sa`; the legal form is still among them."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    joined = _JOINED_FORMS.sub(lambda found: found.group().replace(".", ""), folded)
    return tuple(_WORD.findall(joined.replace("'", "").replace("’", "")))


def _strip_end(words: tuple[str, ...]) -> tuple[str, ...]:
    for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
        if words[-length:] in legal_forms().suffixes:
            return _strip_end(words[:-length])
    return words


def _strip_start(words: tuple[str, ...]) -> tuple[str, ...]:
    for length in range(min(2, len(words) - 1), 0, -1):
        if words[:length] in legal_forms().prefixes:
            return words[length:]
    return words


def _strip_affixes(name: str) -> str:
    bare = name.strip()
    for form in legal_forms().affixes:
        shorter = bare.removesuffix(form).removeprefix(form).strip()
        bare = shorter or bare
    return bare


def fingerprint(name: str) -> str:
    """Return what two spellings of one name share: folded words without legal form, article, "and" and punctuation.

    A name that is nothing but a legal form keeps it, so that no name has an empty fingerprint unless it has no letter
    and no digit at all. Legal forms are stripped again and again ("SOC Ltd (RF)"). Deterministic; no transliteration,
    so that two scripts are two names here.
    """
    words = bare_words(_strip_affixes(unicodedata.normalize("NFKC", name)))
    stripped = _strip_start(_strip_end(words))
    kept = tuple(word for word in stripped if word not in _DROPPED)
    return " ".join(kept or stripped)


def same_name(one: str, other: str) -> bool:
    """Tell whether one name's fingerprint is the other's, or lies within it as whole words."""
    first, second = f" {fingerprint(one)} ", f" {fingerprint(other)} "
    return bool(first.strip()) and bool(second.strip()) and (first in second or second in first)


def has_legal_form(name: str) -> bool:
    """Tell whether a name carries a legal form beside at least one word of its own."""
    words = bare_words(name)
    return len(_strip_end(words)) < len(words) or _strip_affixes(name) != name.strip()


_FORM_WORD = re.compile(r"[^\W_]+(?:[./][^\W_]+)*\.?")


def is_form_word(word: str) -> bool:
    """Tell whether a word of running text is (part of) a legal form.

    "as", "da" and "co" are plain words too: a form of two letters must stand in capitals ("Co" aside), a longer one
    must have a capital or be one that no plain word looks like.
    """
    letters = word.replace(".", "")
    folded = letters.casefold()
    if folded not in legal_forms().words:
        return False
    if letters[:1].islower():
        return folded in legal_forms().lower_case
    return len(letters) > 2 or letters.isupper() or letters == "Co"


def legal_spans(text: str, within: Span) -> Iterator[Span]:
    """Find the legal forms that stand in a part of the text, "(Pty) Ltd" as one span."""
    run: Span | None = None
    for found in _FORM_WORD.finditer(text, within.start, within.end):
        is_form = is_form_word(found.group())
        if run is not None and (not is_form or text[run.end : found.start()].strip(" \t().,&")):
            yield run
            run = None
        if is_form:
            run = Span(run.start if run else found.start(), found.end())
    if run is not None:
        yield run
