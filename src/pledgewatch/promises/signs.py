"""Weigh sentences that undertake without a word of undertaking: "each grower gets a copy from May on".

No pattern tells the present tense of a promise from that of a practice. So each sign counts a little, for or against:
a day that lies ahead, a rhythm, a figure, a check, "at our expense", "nonetheless"; the past, a law, a hope, others as
the ones who act. The points are set by hand, by what a sign means; docs/promises.md says where they were tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from pledgewatch.promises.aspects import Found, find_checkable
from pledgewatch.promises.language import Language, Pattern
from pledgewatch.promises.language_file import Sign

__all__ = ["PRESENT", "Signed", "read_clauses", "read_signs", "speaks_against"]

PRESENT = "undertakes in the present tense"
_MOST_WHY = 3
_EXPECTED, _ASKED = 1, 1
_AGAINST = -3
_CLAUSES = 3
"""Cuts of a sentence of two clauses: its start, between them, its end."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A sentence that reaches the floor: its points, the signs for it in words, and where its act begins."""

    points: int
    why: str
    act: int


def read_signs(text: str, language: Language, *, expected: bool = False, asked: bool = False) -> Signed | None:
    """Return what speaks for an undertaking in a folded sentence, None where it is too little.

    `expected`: a heading ("Next steps") stands before it; `asked`: a question to the company, or a lead-in.
    """
    rules = language.signs
    if rules is None or rules.gate.search(text) is None:
        return None
    if not (asked or any(sign.binds and pattern.search(text) for sign, pattern in rules.rules)):
        return None
    given = max(_EXPECTED * expected, _ASKED * asked)
    said = {sign.name: match for sign, pattern in rules.rules if not sign.aspect and (match := pattern.search(text))}
    told = [sign for sign, _ in rules.rules if sign.name in said]
    most = sum(sign.points for sign, _ in rules.rules if sign.aspect)
    if given + sum(sign.points for sign in told) + most < rules.floor:
        return None
    aspects = find_checkable(text, rules.aspects, language)
    told = [sign for sign, pattern in rules.rules if sign.name in said or _in_aspect(sign, pattern, text, aspects)]
    told = list({sign.name: sign for sign in told}.values())
    points = given + sum(sign.points for sign in told)
    if points < rules.floor or not (asked or any(sign.binds for sign in told)):
        return None
    reasons = ["what stands before asks for it"] * expected + [sign.why for sign in told if sign.points > 0]
    act = next((at for match in said.values() if (at := _act(match))), 0)
    return Signed(points, ", ".join(reasons[:_MOST_WHY]), act)


def read_clauses(text: str, language: Language) -> Signed | None:
    """Return what one clause undertakes in a sentence that looks back as well: "it was late, but opens in May".

    It takes a point more than a sentence: nothing else of it speaks for or against.
    """
    cuts = [0, *(found.end() for found in language.verbs["clause"].finditer(text)), len(text)]
    if len(cuts) < _CLAUSES:
        return None
    for start, end in pairwise(cuts):
        signed = read_signs(text[start:end], language)
        if signed is not None and language.signs is not None and signed.points > language.signs.floor:
            return replace(signed, act=start + signed.act)
    return None


def _in_aspect(sign: Sign, pattern: Pattern, text: str, aspects: Found) -> bool:
    """Tell whether an aspect is there that a sign asks for, and is worded as the sign's pattern says."""
    places = aspects.get(sign.aspect, ()) if sign.aspect else ()
    return any(not sign.pattern or pattern.match(text, start) for start, _ in places)


def _act(match: re.Match[str]) -> int:
    """Return where a sign says that the act begins, 0 where it does not."""
    named = (name for name in ("act", "act2") if name in match.re.groupindex)
    return next((match.start(name) for name in named if match.start(name) >= 0), 0)


def speaks_against(text: str, language: Language) -> bool:
    """Tell whether a sentence speaks of the past, a forecast or others, so that it is no item of a list of promises."""
    rules = language.signs
    if rules is None:
        return False
    against = sum(sign.points for sign, pattern in rules.rules if sign.denies and pattern.search(text))
    return against <= _AGAINST
