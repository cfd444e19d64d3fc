"""Tell what kind of thing fills a slot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from pledgewatch.model.reuse import SlotKind

__all__ = ["is_name", "kind_of"]

_FIGURE = re.compile(r"\d")
_NUMBER = re.compile(r"[\W_]*\d[\d.,:%\s/-]*(?:\s?%)?[\W_]*\Z")
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_DATE = re.compile(
    rf"\W*(?:\d{{1,2}}(?:st|nd|rd|th)?\W+(?:{_MONTHS})\b|(?:{_MONTHS})\W+\d|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}|(?:19|20)\d\d\W*\Z)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\W*(?:mr|mrs|ms|dr|prof|sir|h\.?\s?e|adv|ds|mnr|mev)\b\.?\s", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:street|avenue|road|city|province|town|republic|plaza|p\.?\s?o\.?\s?box)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|la|le|les|el|los|las|der|die|das)\s+(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"\w[\w'’.&-]*")
_PARTICLE = 3
_FEW = 4
_SHORT = 12


@lru_cache(maxsize=1 << 14)
def is_name(text: str) -> bool:
    """Tell whether a text begins and ends with a capital or a figure and has no longer word without; "I am" has."""
    words = _WORD.findall(_ARTICLE.sub("", text, count=1))
    if not words or len(text) < 3 or words[0][0].islower() or words[-1][0].islower():
        return False
    return all(not word[0].islower() or len(word) <= _PARTICLE for word in words)


def kind_of(values: Mapping[str, int], members: int) -> SlotKind:
    """Return the kind of most of a slot's values, given with their counts; `text` where they are mixed.

    Empty values are left out.
    """
    filled = {value: count for value, count in values.items() if value.strip()}
    if not filled:
        return "text"
    best = _most(filled)
    if best == "text" and _fixed_wordings(filled, members):
        return "choice"
    return best


def _most(filled: Mapping[str, int]) -> SlotKind:
    """Return the kind of more than half of the values; the rest of them need not be looked at."""
    kinds = Counter[SlotKind]()
    total = sum(filled.values())
    for value, count in filled.items():
        kind = _kind(value)
        kinds[kind] += count
        if kinds[kind] * 2 > total:
            return kind
    return "text"


@lru_cache(maxsize=1 << 14)
def _kind(value: str) -> SlotKind:
    if _FIGURE.search(value):
        if _DATE.match(value):
            return "date"
        if _NUMBER.match(value):
            return "number"
    if _TITLE.match(value):
        return "person"
    if len(value.split()) <= _SHORT and is_name(value):
        return "place" if _PLACE.search(value) else "organisation"
    return "text"


def _fixed_wordings(filled: Mapping[str, int], members: int) -> bool:
    """Tell whether a few wordings recur: two to four of them, each used at least twice."""
    counts = Counter[str]()
    for value, count in filled.items():
        counts[value.casefold()] += count
        if len(counts) > _FEW:
            return False
    return members > _FEW and 1 < len(counts) <= _FEW and min(counts.values()) > 1
