"""Tell which of the ten principles a document says that its sender supports, and where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.promise import AREAS, Area, Promise
from pledgewatch.model.spans import Span

__all__ = ["PRINCIPLES", "Pledged", "areas_of", "pledged_principles"]

# The ten principles of the UN Global Compact in our own words; https://unglobalcompact.org/what-is-gc/mission/principles
PRINCIPLES = {
    1: "to support and respect human rights",
    2: "not to be complicit in human rights abuses",
    3: "to let workers organise and bargain",
    4: "to use no forced labour",
    5: "to use no child labour",
    6: "not to discriminate at work",
    7: "to be careful with risks to the environment",
    8: "to take more care of the environment",
    9: "to spread cleaner technology",
    10: "to work against corruption",
}

# The last principle of each area, in the order of AREAS.
_LAST = (2, 6, 9, 10)

# "supports the Ten Principles", "reaffirm our support for the ten principles", "embraces ... the 10 principles": a word
# of support and the ten principles in one sentence, at most 120 characters apart, so that the match stays linear.
_SUPPORT = (
    r"\b(?:support(?:s|ed|ing)?|(?:re)?affirm(?:s|ed|ing)?|embrac(?:e|es|ed|ing)|endors(?:e|es|ed|ing|ement)"
    r"|commit(?:s|ted|ting|ments?)?|adher(?:e|es|ed|ing|ence)|uphold(?:s|ing)?|subscrib(?:e|es|ed|ing)"
    r"|pledg(?:e|es|ed|ing))\b"
)
_TEN = r"\b(?:ten|10)(?:\s{1,3}[a-z-]{1,20}){0,3}\s{1,3}princip(?:les|als)\b"
_SUPPORTS_ALL = re.compile(f"{_SUPPORT}[^.!?]{{0,120}}?{_TEN}", re.IGNORECASE)
_COMPACT = re.compile(r"\bglobal\s{1,3}compact\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:not|never|no longer|cannot|unable)\b", re.IGNORECASE)
# "The Global Compact asks companies to support the ten principles" is nobody's pledge: it must speak for its sender.
_OWN = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|its (?:continued |full |ongoing )?(?:support|commitment))\b")


class Pledged(msgspec.Struct, frozen=True):
    """Principles that a sentence pledges, and the sentence's span.

    `compact`: the document names the Global Compact. Where it does not, a promise concerns what the principles concern,
    but pledges none of them.
    """

    span: Span
    principles: tuple[int, ...]
    compact: bool = True

    @property
    def how(self) -> str:
        """Say what the sentence does: it supports all ten principles, or undertakes something that concerns some."""
        return "pledges support for" if self.principles == tuple(PRINCIPLES) else "makes an undertaking that touches on"


def pledged_principles(
    document: Document, promises: Sequence[Promise], names: Sequence[str] = ()
) -> tuple[Pledged, ...]:
    """Return the sentences of the body that pledge principles, those that pledge all ten first.

    `names` are the sender's: a sentence speaks for it where it says "we" or names it.

    Only a sentence of support for the ten principles, or a promise that concerns a principle, counts: a document that
    merely mentions human rights pledges nothing. Other charters have ten principles too, so that in a document
    which does not name the Global Compact only promises count, and they pledge no principle as such (`compact`).
    """
    if _COMPACT.search(document.text) is None:
        own = (item for item in promises if 0 < len(item.principles) < len(PRINCIPLES))
        return _ordered(Pledged(Span(item.start, item.end), item.principles, compact=False) for item in own)
    found = [
        Pledged(sentence, tuple(PRINCIPLES))
        for sentence in document.sentences or (document.body,)
        if document.body.overlaps(sentence) and _supports_all(sentence.of(document.text), names)
    ]
    found += [Pledged(Span(item.start, item.end), item.principles) for item in promises if item.principles]
    return _ordered(found)


def areas_of(principles: Iterable[int]) -> tuple[Area, ...]:
    """Return the areas that principles belong to, in the order of the areas."""
    numbers = set(principles)
    firsts = (1, *(last + 1 for last in _LAST[:-1]))
    bounds = zip(AREAS, firsts, _LAST, strict=True)
    return tuple(area for area, first, last in bounds if numbers & set(range(first, last + 1)))


def _ordered(found: Iterable[Pledged]) -> tuple[Pledged, ...]:
    return tuple(sorted(found, key=lambda item: (-len(item.principles), item.span)))


def _supports_all(sentence: str, names: Sequence[str]) -> bool:
    found = _SUPPORTS_ALL.search(sentence)
    return found is not None and _DENIES.search(sentence[: found.end()]) is None and _speaks(sentence, names)


def _speaks(sentence: str, names: Sequence[str]) -> bool:
    folded = sentence.casefold()
    return _OWN.search(sentence) is not None or any(name and name.casefold() in folded for name in names)
