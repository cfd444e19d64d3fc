"""Find what in a promise could be checked: action, quantity, time, responsible, verification, scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from pledgewatch.model.promise import AspectName
from pledgewatch.promises.acts import Place, act_before, acts_of, overlaps, trimmed, without_times
from pledgewatch.promises.language import Language
from pledgewatch.promises.quick import Quick

__all__ = ["Found", "find_aspects", "find_checkable", "is_specific", "is_vague"]

Found = dict[AspectName, tuple[Place, ...]]
"""Aspects as `[start, end)` of the folded sentence, in the order in which they stand."""

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
    found = find_checkable(text, frozenset(name for name, _ in language.aspects), language)
    actions = _actions(text, act, acts, found, language)
    if actions:
        found["action"] = actions
    return dict(sorted(found.items()))


def find_checkable(text: str, names: Set[AspectName], language: Language) -> Found:
    """Return some of the aspects of a folded sentence; never the action, which needs to know where it starts."""
    masked = language.mask.sub(lambda found: "#" * len(found[0]), text)
    found: Found = {}
    for name, patterns in language.aspects:
        if name not in names:
            continue
        source = masked if name == "quantity" else text
        places = _places(name, patterns, source, found.get("time", ()) if name == "quantity" else (), language)
        places = _bounded(name, source, places, found.get("time", ()), language)
        if places:
            found[name] = places[:_MOST]
    return found


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


def _places(
    name: AspectName, patterns: Iterable[Quick], text: str, apart_from: Sequence[Place], language: Language
) -> tuple[Place, ...]:
    """Return every match outside the spans already taken (2030 is no quantity); of two that overlap the first found.

    What begins before a span already taken ends there; half a check says nothing, and is left out.
    A figure may hold its rhythm ("ten audits per year"), which is a time as well.
    """
    apart = [place for place in apart_from if not language.verbs["rate"].match(text[slice(*place)])]
    taken: list[Place] = []
    for pattern in patterns:
        for match in pattern.finditer(text):
            start, end = match.span("it" if "it" in pattern.groupindex else 0)
            before = apart if name == "verification" else (*apart, *taken)
            place = trimmed(text, start, min((at for at, _ in before if start < at < end), default=end))
            within = any(at <= place[0] < to for at, to in apart_from)
            if place[0] < place[1] and not within and not overlaps(place, apart) and not overlaps(place, taken):
                taken.append(place)
    return tuple(sorted(taken))


def _bounded(
    name: AspectName, text: str, places: Sequence[Place], times: Sequence[Place], language: Language
) -> tuple[Place, ...]:
    """Set the edges of an aspect's spans as people do: without articles, and without a time that trails behind."""
    if name == "time":
        return _joined(text, places)
    if name == "scope":
        places = [place for place in places if not overlaps(place, times)]
        places = _extended(text, places, times, language)
    if name in ("verification", "scope"):
        places = [(start, without_times(text, start, end, times)) for start, end in places]
    return _without_edges(name, text, places, language)


def _extended(text: str, places: Sequence[Place], times: Sequence[Place], language: Language) -> tuple[Place, ...]:
    """Let a scope go on over what belongs to its noun: "villages of Matam that remain without signal"."""
    extended: list[Place] = []
    for start, end in places:
        more = language.verbs["scope_more"].match(text, end)
        stop = more.end() if more else end
        stop = min((at for at, _ in times if end <= at < stop), default=stop)
        if extended and start < extended[-1][1]:
            extended[-1] = (extended[-1][0], max(stop, extended[-1][1]))
        else:
            extended.append((start, max(end, stop)))
    return tuple(extended)


def _joined(text: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """Join times that follow each other: "within one year" and "annually thereafter" are one."""
    joined: list[Place] = []
    for place in places:
        if joined and _JOINED.fullmatch(text, joined[-1][1], place[0]):
            joined[-1] = (joined[-1][0], place[1])
        else:
            joined.append(place)
    return tuple(joined)


def _without_edges(name: AspectName, text: str, places: Sequence[Place], language: Language) -> tuple[Place, ...]:
    """Leave out the article that a span begins with and the word that joins it to what follows."""
    article = language.verbs["scope_article" if name == "scope" else "article"]
    edges = [(place, _edges(text[slice(*place)], article, language)) for place in places]
    return tuple((start + first, start + last) for (start, _), (first, last) in edges if first < last)


def _edges(words: str, article: Quick, language: Language) -> Place:
    first, tail = article.match(words), language.verbs["act_tail"].search(words)
    return first.end() if first else 0, tail.start() if tail else len(words)


def _actions(text: str, act: int, acts: Sequence[int], found: Found, language: Language) -> tuple[Place, ...]:
    """Return the words of every act that could be seen done, in the order in which they stand."""
    if not _told(found, text, act, language):
        return ()
    if language.act_first:
        action = act_before(text, act)
        return (action,) if action else ()
    act = _main_verb(text, found, language) if act == 0 else act
    told = {act, *(other for other in acts if not is_vague(text, other, language))}
    more = {at for match in language.verbs["act_more"].finditer(text, act) if (at := _group(match)) > act}
    times = found.get("time", ())
    places = acts_of(text, told | more, times, language, _MOST)
    if not places and act > 0:
        places = acts_of(text, {0}, times, language, 1)
    checks = found.get("verification", ())
    own = tuple(place for place in places if not _is_check(text, place, checks, language))
    return own or places


def _main_verb(text: str, found: Found, language: Language) -> int:
    """Return where the first verb of a sentence in the present tense stands, outside the times; 0 where none does."""
    times = found.get("time", ())
    verbs = (match.start(match.lastgroup or 0) for match in language.verbs["act_present"].finditer(text))
    return next((at for at in verbs if not overlaps((at, at + 1), times)), 0)


def _is_check(text: str, place: Place, checks: Sequence[Place], language: Language) -> bool:
    """Tell whether an act is no more than that somebody checks: "certified by an engineer" is no act of the company."""
    within = any(start <= place[0] and place[1] <= end for start, end in checks)
    return within and language.verbs["check_act"].match(text[slice(*place)]) is not None


def _group(match: re.Match[str]) -> int:
    return max(match.start("it"), match.start("it2"))


def _told(found: Found, text: str, act: int, language: Language) -> bool:
    ruled = _is_categorical(text, act, language) and language.verbs["universal"].search(text, act) is not None
    return ruled or "quantity" in found or not is_vague(text, act, language)


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
