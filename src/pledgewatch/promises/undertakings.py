"""Find what a sentence undertakes, and say which rule decided.

Each cue of the language file is asked in turn: who acts, what follows, and whether anything takes it back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice

from pledgewatch.promises.language import Guarded, Language
from pledgewatch.promises.language_file import Cue
from pledgewatch.promises.quick import holds_one
from pledgewatch.promises.subjects import Actor, actor_before

__all__ = ["MOST_CUES", "Undertaking", "find_undertakings", "is_taken_back"]

_BY_US: tuple[Actor, ...] = ("own", "name")
_NEVER: tuple[Actor, ...] = ("outsider", "partner", "relative")


MOST_CUES = 12
"""Cues weighed in one unit: a list in one sentence has six at most in the labelled letters; "we will" repeated a
thousand times is no letter, and must not take the time of one."""


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A cue that stands: `[start, end)` of the folded sentence, up to `until` where the next one starts.

    `act` is where what is undertaken begins (or ends, in a language that puts it first): at the cue's group of that
    name, where the verb is itself the cue ("nous publierons"), else after the cue.
    """

    cue: Cue
    start: int
    end: int
    act: int
    until: int
    actor: Actor

    @property
    def why(self) -> str:
        """Say in words what decided."""
        return self.cue.why if self.actor in _BY_US else f"{self.cue.why}; who acts is not said"


def is_taken_back(text: str, language: Language, names: frozenset[str] = frozenset()) -> bool:
    """Tell whether a sentence has words of undertaking that do not count: denied, asked, quoted, or another's."""
    hits = [(cue, match) for cue, match in _telling(_hits(text, language)) if cue.kind != "deadline"]
    return any(
        _veto(match, text, language) is not None
        or (cue.kind == "future" and language.after["not_undertaken"].match(text[match.end() :]) is not None)
        or actor_before(text, match.start(), language, names) in _NEVER
        for cue, match in hits
    )


def find_undertakings(text: str, language: Language, names: frozenset[str] = frozenset()) -> tuple[Undertaking, ...]:
    """Return the undertakings of a folded sentence, in order; most sentences have none."""
    found: list[Undertaking] = []
    for cue, match in _telling(_hits(text, language)):
        actor = actor_before(text, match.start(), language, names)
        actor = _actor_within(cue, match, actor, language)
        if _stands(cue, match, actor, text, language):
            act = _act(cue, match, text, language)
            found.append(Undertaking(cue, match.start(), match.end(), act, len(text), actor))
    ends = [*(following.start for following in found[1:]), len(text)]
    return tuple(replace(undertaking, until=end) for undertaking, end in zip(found, ends, strict=False))


def _telling(hits: list[tuple[Cue, re.Match[str]]]) -> list[tuple[Cue, re.Match[str]]]:
    """Leave out deadlines where any other cue is there: a date says nothing against what the words say."""
    words = [hit for hit in hits if hit[0].kind != "deadline"]
    return words or hits


def _act(cue: Cue, match: re.Match[str], text: str, language: Language) -> int:
    """Return where what is undertaken begins; a date is no act, and the sentence's first verb is taken for it."""
    if language.act_first:
        return match.end()
    named = next((name for name in ("act", "act2") if match.groupdict().get(name)), None)
    if named is not None:
        return match.start(named)
    main = language.verbs["act_main"].search(text) if cue.kind == "deadline" else None
    return max(main.start("it"), main.start("it2")) if main else match.end()


def _hits(text: str, language: Language) -> list[tuple[Cue, re.Match[str]]]:
    """Return the cues of a sentence by place; of cues that overlap the first in the file's order."""
    if language.cue_words and not holds_one(text, language.cue_words):
        return []
    taken: list[tuple[Cue, re.Match[str]]] = []
    for cue, pattern in language.cues:
        for match in islice(pattern.finditer(text), MOST_CUES):
            if all(match.end() <= other.start() or match.start() >= other.end() for _, other in taken):
                taken.append((cue, match))
    return sorted(taken, key=lambda hit: hit[1].start())[:MOST_CUES]


def _actor_within(cue: Cue, match: re.Match[str], actor: Actor, language: Language) -> Actor:
    """Let a cue that holds its own subject ("our target is", "we stop", "nous publierons") speak for itself."""
    first_person = cue.kind == "performative" and match.groupdict().get("act") is not None
    if first_person or (cue.kind in ("target", "dated", "performative") and language.subject["own"].search(match[0])):
        return "own"
    return actor


def _stands(cue: Cue, match: re.Match[str], actor: Actor, text: str, language: Language) -> bool:
    if _veto(match, text, language) is not None:
        return False
    if cue.kind == "future":
        return _future_stands(match, actor, text, language)
    if cue.kind == "deadline":
        return _deadline_stands(match, actor, text, language)
    if match.groupdict().get("suffers"):
        return actor not in ("outsider", "relative") and not language.after["by_outsider"].search(text, match.end())
    return actor not in _NEVER


def _future_stands(match: re.Match[str], actor: Actor, text: str, language: Language) -> bool:
    """Weigh "will": our own act counts; with no subject of ours the act must be done to something, or begin."""
    rest = text[match.end() :]
    after = language.after
    if after["not_undertaken"].match(rest):
        return False
    if actor in _BY_US or actor == "nobody" or (actor == "none" and language.drops_subject):
        return True
    passive = after["passive"].match(rest) is not None and after["by_outsider"].search(rest) is None
    if actor in ("unnamed", "partner"):
        given = after["given"].match(rest) is not None
        return passive or given or (actor == "unnamed" and after["begun"].match(rest) is not None)
    return False


def _deadline_stands(match: re.Match[str], actor: Actor, text: str, language: Language) -> bool:
    """Weigh a date with no other cue: it must be our own matter, of the present, and nobody else's at its head."""
    if actor in _NEVER or language.after["no_deadline"].search(text):
        return False
    subject = language.subject
    first = min(
        (found.start() for kind in ("partner", "outsider") if (found := subject[kind].search(text))), default=-1
    )
    listed = language.lists["bullet"].match(text)
    own = listed or subject["own_possessive"].search(text) or subject["own"].search(text)
    return own is not None and (first < 0 or own.start() <= first)


def _veto(match: re.Match[str], text: str, language: Language) -> Guarded | None:
    for veto in language.vetoes:
        part = _part(veto.where, match, text)
        if veto.pattern.search(part) and not (veto.unless and veto.unless.search(part)):
            return veto
    return None


def _part(where: str, match: re.Match[str], text: str) -> str:
    if where == "before":
        return text[max(0, match.start() - 220) : match.start()]
    if where == "after":
        return text[match.end() :]
    if where == "around":
        return text[max(0, match.start() - 60) : match.end() + 12]
    return text
