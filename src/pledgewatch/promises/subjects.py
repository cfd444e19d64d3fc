"""Tell who acts: whose words a cue belongs to, read from the clauses before it."""

from __future__ import annotations

import re
from typing import Literal

from pledgewatch.promises.language import Language

__all__ = ["Actor", "actor_before"]

Actor = Literal["own", "partner", "outsider", "relative", "name", "unnamed", "none"]
"""`own`: the document's organisation, its people and bodies. `partner`: those it deals with. `outsider`: anybody
else. `relative`: a pronoun that takes up another clause's noun. `name`: a proper name. `unnamed`: anything else."""

_SEGMENTS = 8
_WORD = re.compile(r"[^\s]+")


def actor_before(text: str, at: int, language: Language, common: frozenset[str] = frozenset()) -> Actor:
    """Say who is the subject of the cue at `text[at:]`.

    The clause that ends at the cue is asked first, then those before it: in "our committee, chaired by a judge, will"
    and in "we support this, and therefore commit", the subject stands further back. `common` holds words that the
    document also writes in lower case, so that a capital at a sentence's start makes no name of them.
    """
    end = at
    fallback: Actor = "none"
    for segment, start in _segments(text, at, language):
        actor = _actor_of(segment, language, sentence_start=start == 0, common=common)
        if actor in ("own", "partner", "outsider", "name", "relative"):
            if actor == "relative" and end != at:
                continue
            return actor
        if actor == "unnamed" and fallback == "none":
            fallback = actor
            if end == at:
                return "unnamed"
        end = start
    return fallback


def _segments(text: str, at: int, language: Language) -> list[tuple[str, int]]:
    """Return the clauses before `at`, nearest first, each with its start; a clause keeps the word that opens it."""
    starts = [0, *(found.start() for found in language.subject["boundary"].finditer(text, 0, at))]
    segments: list[tuple[str, int]] = []
    end = at
    for start in reversed(starts):
        segments.append((text[start:end], start))
        end = start
        if len(segments) == _SEGMENTS:
            break
    return segments


def _actor_of(segment: str, language: Language, *, sentence_start: bool, common: frozenset[str]) -> Actor:
    rules = language.subject
    if rules["relative"].search(segment):
        return "relative"
    core = _core(_without_opener(segment, language), language)
    if not core.strip():
        return "none"
    named = _is_name(core, language, sentence_start=sentence_start, common=common)
    if named and rules["legal_form"].search(core):
        return "name"
    last = _last_of(core, language)
    if last is not None:
        return last
    return "name" if named else "unnamed"


def _without_opener(segment: str, language: Language) -> str:
    opener = language.subject["boundary"].match(segment)
    return segment[opener.end() :] if opener else segment


def _core(segment: str, language: Language) -> str:
    """Return the noun phrase without what hangs on it: of "each of our suppliers in Asia", all but the last."""
    for found in language.subject["preposition"].finditer(segment):
        left = segment[: found.start()]
        if left.strip() and _last_of(left, language) is not None:
            return left
    return segment


def _last_of(phrase: str, language: Language) -> Actor | None:
    """Return who the last telling word of a phrase names; "our suppliers" are partners, "our plants" are own."""
    best: tuple[int, Actor] | None = None
    for actor in ("own", "partner", "outsider"):
        for found in language.subject[actor].finditer(phrase):
            if best is None or found.end() >= best[0]:
                best = (found.end(), actor)  # type: ignore[assignment]
    return best[1] if best else None


def _is_name(core: str, language: Language, *, sentence_start: bool, common: frozenset[str]) -> bool:
    words = _WORD.findall(core.strip(" \t\"'()[]"))
    if not words or len(words) > 9:
        return False
    particle = language.subject["name_particle"]
    telling = [word for word in words if not particle.match(word)]
    if not telling or not all(word[0].isupper() or word[0].isdigit() or word[0] == "[" for word in telling):
        return False
    first = telling[0]
    if len(telling) == 1 and sentence_start and not first.isupper():
        return first.casefold() not in common
    return True
