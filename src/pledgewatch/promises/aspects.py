"""Find what in a promise could be checked: action, quantity, time, responsible, verification, scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pledgewatch.model.promise import AspectName
from pledgewatch.promises.language import Language
from pledgewatch.promises.quick import Quick

__all__ = ["Found", "find_aspects", "is_specific", "is_vague"]

Place = tuple[int, int]
Found = dict[AspectName, tuple[Place, ...]]
"""Aspects as `[start, end)` of the folded sentence, in the order in which they stand."""

_ACTION_END = re.compile(r"[,;:.](?=\s|$)|[\u3001\u3002\uff0c\uff1b\uff1a]|$")
_ACTION_START = re.compile(r"[,;:.](?=\s)|[\u3002\uff0c\uff1b\uff1a\u3001]")
_ACTION_SHORTEST, _ACTION_LONGEST = 12, 80
_AUXILIARY = re.compile(r"(?:^|\b(?:will|shall|to) )(?:will|shall|be|to be)$|\b(?:will|shall) be$")
_NEAR_VERB = 24
"""Where the verb comes last, it stands with its auxiliaries in the last characters before the cue ends."""
_MOST = 6
"""Places of one aspect in one sentence: four at most in the doubly labelled letters."""
_JOINED = re.compile(r"(?:,? (?:and |or )?|, )\Z")


def find_aspects(text: str, act: int, language: Language, acts: Sequence[int] = ()) -> Found:
    """Return the aspects of a folded sentence whose act (what follows the cue) starts at `act`; `acts` are all of them.

    The action is there when the act is one that can be seen done or not done: any verb that is not on the
    language's list of vague ones, or any verb that has a figure to it.
    """
    masked = language.mask.sub(lambda found: "#" * len(found[0]), text)
    found: Found = {}
    for name, patterns in language.aspects:
        source = masked if name == "quantity" else text
        apart_from = found.get("time", ()) if name == "quantity" else ()
        places = _places(patterns, source, apart_from)
        places = _joined(source, places) if name == "time" else _without_edges(source, places, language)
        if places:
            found[name] = places[:_MOST]
    actions = _actions(text, act, acts, found, language)
    if actions:
        found["action"] = actions
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


def _places(patterns: Iterable[Quick], text: str, apart_from: Sequence[Place]) -> tuple[Place, ...]:
    """Return every match outside the spans already taken (2030 is no quantity); of two that overlap the first found."""
    taken: list[Place] = []
    for pattern in patterns:
        for match in pattern.finditer(text):
            start, end = match.span("it" if "it" in pattern.groupindex else 0)
            place = _trimmed(text, start, min((at for at, _ in apart_from if start < at < end), default=end))
            if place[0] < place[1] and not _overlaps(place, apart_from) and not _overlaps(place, taken):
                taken.append(place)
    return tuple(sorted(taken))


def _overlaps(place: Place, others: Iterable[Place]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


def _joined(text: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """Join times that follow each other: "within one year" and "annually thereafter" are one."""
    joined: list[Place] = []
    for place in places:
        if joined and _JOINED.fullmatch(text, joined[-1][1], place[0]):
            joined[-1] = (joined[-1][0], place[1])
        else:
            joined.append(place)
    return tuple(joined)


def _without_edges(text: str, places: Sequence[Place], language: Language) -> tuple[Place, ...]:
    """Leave out the article that a span begins with and the word that joins it to what follows."""
    edges = [(place, _edges(text[slice(*place)], language)) for place in places]
    return tuple((start + first, start + last) for (start, _), (first, last) in edges if first < last)


def _edges(words: str, language: Language) -> Place:
    article, tail = language.verbs["article"].match(words), language.verbs["act_tail"].search(words)
    return article.end() if article else 0, tail.start() if tail else len(words)


def _trimmed(text: str, start: int, end: int) -> Place:
    while start < end and text[start] in " ,。，、；":
        start += 1
    while end > start and text[end - 1] in " ,。，、；":
        end -= 1
    return start, end


def _actions(text: str, act: int, acts: Sequence[int], found: Found, language: Language) -> tuple[Place, ...]:
    """Return the words of every act that could be seen done, in the order in which they stand."""
    if not _told(found, text, act, language):
        return ()
    if language.act_first:
        action = _action_before(text, act)
        return (action,) if action else ()
    told = sorted({act, *(other for other in acts if not is_vague(text, other, language))})
    more = [at for match in language.verbs["act_more"].finditer(text, act) if (at := _group(match)) > act]
    places: list[Place] = []
    for start in sorted({*told, *more}):
        action = _action(text, start, found, language)
        if action and not _overlaps(action, places):
            places.append(action)
    if not places and act > 0:
        places = [at for at in (_action(text, 0, found, language),) if at]
    checks = found.get("verification", ())
    own = [place for place in places if not any(start <= place[0] and place[1] <= end for start, end in checks)]
    return tuple((own or places)[:_MOST])


def _group(match: re.Match[str]) -> int:
    return max(match.start("it"), match.start("it2"))


def _told(found: Found, text: str, act: int, language: Language) -> bool:
    excluded = "scope" in found and _is_categorical(text, act, language)
    return excluded or "quantity" in found or not is_vague(text, act, language)


def _action(text: str, act: int, found: Found, language: Language) -> Place | None:
    """Return the act's words, up to a stop or a time; None where nothing follows the cue."""
    rules = language.verbs
    subject = rules["act_subject"].search(text[max(0, act - _ACTION_LONGEST) : act])
    start = act
    while start < len(text) and not text[start].isalnum():
        start += 1
    opener = rules["act_opener"].match(text[start:])
    start += opener.end() if opener else 0
    limit = min(len(text), start + _ACTION_LONGEST)
    end = min(_stops(text, start, limit, found, language), default=_word_end(text, limit))
    if subject is not None:
        start = max(0, act - _ACTION_LONGEST) + subject.start("it")
    start, end = _trimmed(text, start, end)
    tail = rules["act_tail"].search(text[start:end])
    end = start + tail.start() if tail else end
    article = rules["article"].match(text[start:end])
    start += article.end() if article else 0
    return (start, end) if start < end and not _AUXILIARY.search(text, start, end) else None


def _stops(text: str, start: int, limit: int, found: Found, language: Language) -> list[int]:
    """Return where an act's words may end; a comma right after its verb only sets something apart."""
    soonest = min(start + _ACTION_SHORTEST, limit)
    stops = [stop.start() for stop in (_ACTION_END.search(text, soonest, limit),) if stop and stop.start() < limit]
    ends = language.verbs["act_end"].finditer(text, min(start + 4, limit), limit)
    stops += [end for end in (stop.start() for stop in ends) if " " in text[start:end] or text[end] != ","][:1]
    stops += [at for at, to in found.get("time", ()) if start + 3 < at < limit and " " in text[at:to]]
    return stops


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
    checks = found.get("verification", ())
    return bool(checks) and all(language.verbs["weak_check"].search(text[start:end]) for start, end in checks)
