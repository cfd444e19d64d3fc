"""Say which of the four areas and ten principles a sentence concerns, and by which of its words."""

from __future__ import annotations

from typing import NamedTuple

from pledgewatch.model.promise import AREAS, Area
from pledgewatch.promises.language import Language

__all__ = ["Concerned", "concerns"]


class Concerned(NamedTuple):
    """Areas in their usual order, principles 1 to 10 in theirs, and where the first words of each area stand."""

    areas: tuple[Area, ...]
    principles: tuple[int, ...]
    words: dict[Area, tuple[int, int]]


def concerns(text: str, language: Language, start: int = 0) -> Concerned:
    """Return what a sentence concerns from `start` on; nothing where no word tells.

    "The ten principles" are all of both. An area whose words name no single principle (health and safety at work)
    has none.
    """
    everything = language.all_principles
    whole = everything.pattern.search(text, start)
    if whole and not (everything.unless and everything.unless.search(text, start)):
        return Concerned(AREAS, tuple(range(1, 11)), dict.fromkeys(AREAS, whole.span()))
    found = [(topic, match) for topic in language.topics if (match := topic.pattern.search(text, start))]
    words: dict[Area, tuple[int, int]] = {}
    for topic, match in found:
        words[topic.area] = min(words.get(topic.area, match.span()), match.span())
    areas = tuple(area for area in AREAS if area in words)
    numbers = {number for topic, _ in found for number in topic.principles}
    return Concerned(areas, tuple(sorted(numbers)), {area: words[area] for area in areas})
