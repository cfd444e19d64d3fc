"""Tell who acts: whose words a cue belongs to, read from the clauses before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pledgewatch.promises.language import Language

__all__ = ["Actor", "actor_before", "opens_with_another"]

Actor = Literal["own", "partner", "outsider", "relative", "name", "nobody", "unnamed", "none"]
"""`own`: the document's organisation, its people and bodies. `partner`: those it deals with. `outsider`: anybody
else. `relative`: a pronoun that takes up another clause's noun. `name`: a proper name. `nobody`: a rule
for all ("no worker will"). `unnamed`: anything else."""

_SEGMENTS = 8
_NOUN_PHRASE = 2
"""An article and a noun make a phrase of their own; "each", "most", "all" before "of" do not."""
_NAMED = re.compile(
    r"[ ,]{0,2}(?P<name>[A-Z][\w&-]{1,20}(?: (?:(?:of|de|and|&) )?[A-Z][\w&-]{1,20}){1,4}|[A-Z]{2,8}"
    r"|(?P<single>[A-Z][a-z]{2,20}))(?= [a-z])"
)
_WORD = re.compile(r"[^\s]+")


def actor_before(text: str, at: int, language: Language, names: frozenset[str] = frozenset()) -> Actor:
    """Say who is the subject of the cue at `text[at:]`.

    The clause that ends at the cue is asked first, then those before it: in "our committee, chaired by a judge, will"
    and in "we support this, and therefore commit", the subject stands further back. `names` holds the words that the
    document writes with a capital in mid-sentence: a capital at a sentence's start alone makes no name.
    """
    end = at
    fallback: Actor = "none"
    for segment, start in _segments(text, at, language):
        actor = _actor_of(segment, language, sentence_start=start == 0, names=names)
        if actor in ("own", "partner", "outsider", "name", "nobody", "relative"):
            if actor == "relative" and end != at:
                continue
            return actor
        if actor == "unnamed" and fallback == "none":
            fallback = actor
            if end == at:
                return "unnamed"
        end = start
    return fallback


def opens_with_another(text: str, times: Sequence[tuple[int, int]], organisation: str, language: Language) -> bool:
    """Tell whether a sentence's subject is a name that is not the document's organisation: "From 2025 ARTP sets".

    A capital at the sentence's start makes no name: two words must have one, or all letters of the first, or a time
    must stand before it. Where the organisation is not known, no name is known to be another's.
    """
    start = max((end for at, end in times if at == 0), default=0)
    found = _NAMED.match(text, start)
    if not organisation or found is None or (not start and found["single"]):
        return False
    own = {word.casefold() for word in _WORD.findall(organisation)}
    words = found["name"].split()
    return not own.intersection(map(str.casefold, words)) and not language.subject["own"].search(found["name"])


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


def _actor_of(segment: str, language: Language, *, sentence_start: bool, names: frozenset[str]) -> Actor:
    rules = language.subject
    if rules["relative"].search(segment):
        return "relative"
    phrase = _without_time(_without_opener(segment, language), language)
    core = _core(phrase, language)
    if not core.strip():
        return "none"
    named = _is_name(core, language, sentence_start=sentence_start, names=names)
    if named and rules["legal_form"].search(core):
        return "name"
    last = _last_of(core, language)
    if rules["none"].match(core.strip()):
        return "nobody"
    if last == "outsider" and rules["own_possessive"].search(core):
        return "unnamed"
    if last is None and len(core) < len(phrase) and _last_of(phrase, language) == "own":
        return "own"
    return last or ("name" if named or _opens_with_name(core, names) else "unnamed")


def _opens_with_name(core: str, names: frozenset[str]) -> bool:
    """Tell whether a clause begins with one of the document's names: "Mirvale supports this and will"."""
    first = _WORD.search(core)
    return first is not None and first[0] in names


def _without_time(phrase: str, language: Language) -> str:
    """Cut a time that opens a phrase: "within five years all stations" has the stations for its subject."""
    for pattern in language.times:
        found = pattern.match(phrase.lstrip())
        if found:
            return phrase.lstrip()[found.end() :]
    return phrase


def _without_opener(segment: str, language: Language) -> str:
    opener = language.subject["boundary"].match(segment)
    return segment[opener.end() :] if opener else segment


def _core(segment: str, language: Language) -> str:
    """Return the noun phrase without what hangs on it; "each of our suppliers in Asia" loses "in Asia" only."""
    for found in language.subject["preposition"].finditer(segment):
        left = segment[: found.start()]
        if _last_of(left, language) is not None or len(left.split()) >= _NOUN_PHRASE:
            return left
    return segment


def _last_of(phrase: str, language: Language) -> Actor | None:
    """Return who the last telling word of a phrase names; "our suppliers" are partners, "our plants" are own."""
    best: tuple[int, Actor] | None = None
    for actor in ("own", "partner", "outsider"):
        for found in language.subject[actor].finditer(phrase):
            if best is None or found.end() >= best[0]:
                best = (found.end(), actor)
    return best[1] if best else None


def _is_name(core: str, language: Language, *, sentence_start: bool, names: frozenset[str]) -> bool:
    words = _WORD.findall(core.strip(" \t\"'()[]"))
    if not words or len(words) > 9:
        return False
    particle = language.subject["name_particle"]
    telling = [word for word in words if not particle.match(word)]
    if not telling or not all(word[0].isupper() or word[0].isdigit() or word[0] == "[" for word in telling):
        return False
    first = telling[0]
    if len(telling) == 1 and sentence_start and not first.isupper():
        return first in names
    return True
