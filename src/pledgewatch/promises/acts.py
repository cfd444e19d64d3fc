"""Find the words of an act: from its verb to the end of its object, without a time that trails behind.

Where an act ends is told by what follows: a stop, the next act, a clause of its own. A comma need not end it: what it
sets apart ("interview, in their own language, 150 workers") and a list ("shoes, gloves and masks") go on behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pledgewatch.promises.language import Language

__all__ = ["Place", "act_before", "acts_of", "overlaps", "trimmed", "without_times"]

Place = tuple[int, int]

_STOP = re.compile(r"[,;:.](?=\s|$)|[\u3001\u3002\uff0c\uff1b\uff1a]")
_START = re.compile(r"[,;:.](?=\s)|[\u3002\uff0c\uff1b\uff1a\u3001]")
_SHORTEST, _LONGEST = 12, 80
_LONGEST_READ = 240
"""Where a language says what ends an act, it may be as long: the longest of the tuning half has 118 characters."""
_AUXILIARY = re.compile(r"(?:^|\b(?:will|shall|to) )(?:will|shall|be|to be)$|\b(?:will|shall) be$")
_TRAILS = re.compile(r"[\s,;.]{0,3}(?:(?:and|or|then|also|to|will|shall|on|at|in)\b ?){0,4}")


def acts_of(
    text: str, starts: Iterable[int], times: Sequence[Place], language: Language, most: int
) -> tuple[Place, ...]:
    """Return the words of each act that starts at one of some places, in order; one ends where the next begins."""
    ordered = sorted(set(starts))
    places: list[Place] = []
    for start, following in zip(ordered, [*ordered[1:], len(text)], strict=True):
        place = _act(text, start, following, times, language)
        if place and not overlaps(place, places):
            places.append(place)
    return tuple(places[:most])


def _act(text: str, act: int, following: int, times: Sequence[Place], language: Language) -> Place | None:
    """Return an act's words; None where nothing follows the cue."""
    rules = language.verbs
    subject = rules["act_subject"].search(text[max(0, act - _LONGEST) : act])
    start = act
    while start < len(text) and not text[start].isalnum():
        start += 1
    opener = rules["act_opener"].match(text[start:])
    start += opener.end() if opener else 0
    end = without_times(text, start, _end(text, start, following, language), times)
    if subject is not None:
        start = max(0, act - _LONGEST) + subject.start("it")
    start, end = trimmed(text, start, end)
    tail = rules["act_tail"].search(text[start:end])
    end = start + tail.start() if tail else end
    article = rules["article"].match(text[start:end])
    start += article.end() if article else 0
    return (start, end) if start < end and not _AUXILIARY.search(text, start, end) else None


def _end(text: str, start: int, following: int, language: Language) -> int:
    """Return where an act's words end at the latest: at a stop, the next act, or as far as an act is read."""
    rules = language.verbs
    read = rules["act_end"].pattern != "(?!)"
    limit = min(len(text), start + (_LONGEST_READ if read else _LONGEST))
    end = following if start < following < limit else limit
    stops = _read_stops(text, start, limit, language) if read else _plain_stops(text, start, limit)
    end = min(next(stops, limit), end)
    return _word_end(text, end) if end == limit else end


def _plain_stops(text: str, start: int, limit: int) -> Iterator[int]:
    return (stop.start() for stop in _STOP.finditer(text, min(start + _SHORTEST, limit), limit))


def _read_stops(text: str, start: int, limit: int, language: Language) -> Iterator[int]:
    """Yield the places at which an act may end, but for the commas behind which it goes on."""
    rules = language.verbs
    behind = start
    for stop in rules["act_end"].finditer(text, start, limit):
        aside = rules["act_aside"].match(text, stop.start())
        if aside:
            behind = max(behind, aside.end())
        elif stop.start() >= behind and stop.start() > start:
            yield stop.start()


def without_times(text: str, start: int, end: int, times: Sequence[Place]) -> int:
    """Leave out the times behind which no more of the act stands."""
    for at, to in sorted(times, reverse=True):
        if start + 2 < at < end and (to >= end or _TRAILS.fullmatch(text, to, end)):
            end = at
    return end


def act_before(text: str, cue_end: int) -> Place | None:
    """Return the clause that ends with a cue, up to 80 characters: Japanese and Korean put the verb last."""
    start = max(0, cue_end - _LONGEST)
    for stop in _START.finditer(text, start, max(start, cue_end - _SHORTEST)):
        start = stop.end()
    place = trimmed(text, start, cue_end)
    return place if place[0] < place[1] else None


def trimmed(text: str, start: int, end: int) -> Place:
    """Return a place without the white space and commas at its edges."""
    while start < end and text[start] in " ,。，、；":
        start += 1
    while end > start and text[end - 1] in " ,。，、；":
        end -= 1
    return start, end


def overlaps(place: Place, others: Iterable[Place]) -> bool:
    """Tell whether a place shares a character with any of some others."""
    return any(place[0] < end and start < place[1] for start, end in others)


def _word_end(text: str, limit: int) -> int:
    """Return where the last whole word before a limit ends."""
    if limit == len(text) or not text[limit].isalnum() or text[limit] >= "\u3000":
        return limit
    space = text.rfind(" ", 0, limit)
    return space if space > 0 else limit
