"""Find what in a promise could be checked: action, quantity, time, responsible, verification, scope."""

from __future__ import annotations

import re

from pledgewatch.model.promise import AspectName
from pledgewatch.promises.language import Language

__all__ = ["Found", "find_aspects", "is_specific", "is_vague"]

Place = tuple[int, int]
Found = dict[AspectName, Place]
"""Aspects as `[start, end)` of the folded sentence."""

_ACTION_END = re.compile(r"[,;:.](?=\s|$)|[\u3001\u3002\uff0c\uff1b\uff1a]|$")
_ACTION_START = re.compile(r"[,;:.](?=\s)|[\u3002\uff0c\uff1b\uff1a\u3001]")
_ACTION_SHORTEST, _ACTION_LONGEST = 12, 80
_NEAR_VERB = 24
"""Where the verb comes last, it stands with its auxiliaries in the last characters before the cue ends."""


def find_aspects(text: str, act: int, language: Language) -> Found:
    """Return the aspects of a folded sentence whose act (what follows the cue) starts at `act`.

    The action is there when the act is one that can be seen done or not done: any verb that is not on the
    language's list of vague ones, or any verb that has a figure to it.
    """
    masked = language.mask.sub(lambda found: "#" * len(found[0]), text)
    found: Found = {}
    lowered = masked.lower()
    for name, stems, patterns in language.aspects:
        if stems and not any(stem in lowered for stem in stems):
            continue
        source = masked if name == "quantity" else text
        span = _first(patterns, source, found.get("time"))
        if span is not None:
            found[name] = span
    excluded = "scope" in found and _is_categorical(text, act, language)
    action = _action_before(text, act) if language.act_first else _action(text, act)
    if action and (excluded or "quantity" in found or not is_vague(text, act, language)):
        found["action"] = action
    return dict(sorted(found.items()))


def is_specific(found: Found, text: str, act: int, language: Language) -> tuple[bool, str]:
    """Say whether an outsider could later check it, and by what.

    A condition that the company judges itself takes it away; an effort counts only with a figure and a date.
    What is excluded outright ("no supplier will be taken on that ...") can be checked by one case to the contrary.
    """
    hedges = {hedge.kind: hedge.why for hedge, pattern in language.hedges if pattern.search(text)}
    if "condition" in hedges:
        return False, hedges["condition"]
    if "action" not in found:
        return False, "names no act that could be seen done"
    if "effort" in hedges and not {"quantity", "time"} <= found.keys():
        return False, hedges["effort"]
    said = found.keys() - ({"verification"} if _is_weak_check(found, text, language) else set())
    for aspects, why in _CHECKABLE:
        if aspects <= said:
            return True, why
    if _is_categorical(text, act, language):
        return True, "excludes something outright"
    return False, "gives neither figure, date, person nor check"


_CHECKABLE: tuple[tuple[frozenset[AspectName], str], ...] = (
    (frozenset({"quantity", "time"}), "gives a figure and a time"),
    (frozenset({"verification", "time"}), "gives a time and a check"),
    (frozenset({"time"}), "gives a time"),
    (frozenset({"quantity"}), "gives a figure"),
    (frozenset({"responsible"}), "names who answers for it"),
    (frozenset({"verification"}), "names a check"),
)


def _first(patterns: tuple[re.Pattern[str], ...], text: str, apart_from: Place | None) -> Place | None:
    """Return the first match of the first pattern that has one outside a span already taken (2030 is no quantity)."""
    for pattern in patterns:
        for match in pattern.finditer(text):
            start, end = _trimmed(text, match.start(), match.end())
            if start < end and (apart_from is None or end <= apart_from[0] or start >= apart_from[1]):
                return start, end
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " ,。，、；":
        start += 1
    while end > start and text[end - 1] in " ,。，、；":
        end -= 1
    return start, end


def _action(text: str, act: int) -> Place | None:
    """Return the act's words, up to a stop or 80 characters; None where nothing follows the cue."""
    start = act
    while start < len(text) and not text[start].isalnum():
        start += 1
    limit = min(len(text), start + _ACTION_LONGEST)
    stop = _ACTION_END.search(text, min(start + _ACTION_SHORTEST, limit), limit)
    end = stop.start() if stop and stop.start() < limit else _word_end(text, limit)
    place = _trimmed(text, start, end)
    return place if place[0] < place[1] else None


def _action_before(text: str, cue_end: int) -> Place | None:
    """Return the clause that ends with a cue, up to 80 characters: Japanese and Korean put the verb last."""
    start = max(0, cue_end - _ACTION_LONGEST)
    for stop in _ACTION_START.finditer(text, start, max(start, cue_end - _ACTION_SHORTEST)):
        start = stop.end()
    place = _trimmed(text, start, cue_end)
    return place if place[0] < place[1] else None


def _word_end(text: str, limit: int) -> int:
    """Return where the last whole word before a limit ends."""
    if limit == len(text) or not text[limit].isalnum() or text[limit] >= "\u3000":
        return limit
    space = text.rfind(" ", 0, limit)
    return space if space > 0 else limit


def is_vague(text: str, act: int, language: Language) -> bool:
    """Tell whether what follows the cue, or ends with it, is an act that nobody could see done or not done."""
    if language.act_first:
        return language.verbs["vague"].search(text[max(0, act - _NEAR_VERB) : act]) is not None
    return language.verbs["vague"].match(text[act:]) is not None


def _is_categorical(text: str, act: int, language: Language) -> bool:
    near = text[max(0, act - 80) : act + 80]
    return language.verbs["categorical"].search(near) is not None and language.verbs["broad"].search(near) is None


def _is_weak_check(found: Found, text: str, language: Language) -> bool:
    start, end = found.get("verification", (0, 0))
    return language.verbs["weak_check"].search(text[start:end]) is not None
