"""Tell what kind of thing fills a slot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from heapq import nlargest

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
_MONTH = re.compile(_MONTHS, re.IGNORECASE)
_TITLE = re.compile(r"\W*(?:mr|mrs|ms|dr|prof|sir|h\.?\s?e|adv|ds|mnr|mev)\b\.?\s", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:street|avenue|road|city|province|town|republic|plaza|p\.?\s?o\.?\s?box)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|la|le|les|el|los|las|der|die|das)\s+(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"\w[\w'’.&-]*")
_PARTICLE = 3
_FEW = 4
_SHORT = 12
_UNNAMED = frozenset({"text", "organisation", "person"})
"""What may be a choice; of dates, numbers and places a few are dates, numbers and places still."""
_CHOSEN = frozenset(
    """he she they it we i him her them us me his hers its their our my himself herself themselves itself ourselves
    mr mrs ms miss mx dr prof sir madam yes no is are has have was were a an the this these
    il elle ils elles son sa ses mme mlle monsieur madame er sie herr frau sr sra sí si non oui ja nein""".split()
)
_SIGNS = " .,;:()[]*_☐☑☒✓✔✗"
_SEVERAL, _SHARE = 2, 0.05
_MOST = 8
_NEARLY_ALL = 0.9
_MANY_MORE = 3
"""A wording counts that two members and one in twenty have; of these there are up to eight, and they make up nine in
ten. Names are a choice where the most varied slot has three times as many fills: of 60 firms, "Mill" or "Yard"."""


@lru_cache(maxsize=1 << 14)
def is_name(text: str) -> bool:
    """Tell whether a text begins and ends with a capital or a figure and has no longer word without; "I am" has."""
    words = _WORD.findall(_ARTICLE.sub("", text, count=1))
    if not words or len(text) < 3 or words[0][0].islower() or words[-1][0].islower():
        return False
    return all(not word[0].islower() or len(word) <= _PARTICLE for word in words)


def kind_of(values: Mapping[str, int], members: int, signers: int = 0, beside: tuple[str, str] = ("", "")) -> SlotKind:
    """Return the kind of most of a slot's values, given with their counts; `text` where they are mixed.

    Empty values are left out. `signers`: how many different fills the most varied slot of the form has; a few names
    that many different signers share are a choice that the form offers. `beside`: the words of the form before and
    after the slot, "Mr" or "March".
    """
    filled = {value: count for value, count in values.items() if value.strip()}
    if not filled:
        return "text"
    kinds = Counter[SlotKind]()
    for value, count in filled.items():
        kinds[_kind(_with(value, *beside))] += count
    best = min(kinds, key=lambda kind: (-kinds[kind], kind))
    if kinds[best] * 2 <= kinds.total():
        best = "text"
    if best in _UNNAMED and _is_choice(filled, members, signers, named=best != "text"):
        return "choice"
    return best


def _with(value: str, before: str, after: str) -> str:
    """Return a fill with the words beside it that tell what it is."""
    titled = f"{before}. {value}" if _TITLE.fullmatch(f"{before}. ") else value
    return f"{titled} {after}" if _MONTH.fullmatch(after) or _PLACE.fullmatch(after) else titled


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


def _is_choice(filled: Mapping[str, int], members: int, signers: int, *, named: bool) -> bool:
    """Tell whether a few wordings, each of several members, make up nearly all: "he", "she"; "buys", "sells".

    Words that are nothing but chosen are so where only two members have them; names where the signers are many more.
    """
    # A form of many signers has thousands of names, of which nothing more need be asked.
    if 2 * sum(nlargest(_MOST, filled.values())) < sum(filled.values()):
        return False
    counts = Counter[str]()
    for value, count in filled.items():
        counts[" ".join(value.casefold().strip(_SIGNS).split())] += count
    if len(counts) > 1 and _CHOSEN.issuperset(counts):
        return True
    total = counts.total()
    several = [count for count in counts.values() if count >= max(_SEVERAL, _SHARE * total)]
    few = 1 < len(several) <= min(_MOST, total // _SEVERAL) and sum(several) >= _NEARLY_ALL * total
    return few and members > _FEW and (not named or signers >= _MANY_MORE * len(counts))
