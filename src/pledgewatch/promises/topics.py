"""Say which of the four areas and ten principles a sentence concerns."""

from __future__ import annotations

from pledgewatch.model.promise import AREAS, Area
from pledgewatch.promises.language import Language

__all__ = ["concerns"]


def concerns(text: str, language: Language) -> tuple[tuple[Area, ...], tuple[int, ...]]:
    """Return areas in their usual order and principles 1 to 10 in theirs; both empty where no word tells.

    "The ten principles" are all of both. An area whose words name no single principle (health and safety at work)
    has none.
    """
    everything = language.all_principles
    if everything.pattern.search(text) and not (everything.unless and everything.unless.search(text)):
        return AREAS, tuple(range(1, 11))
    matters = [topic for topic in language.topics if topic.pattern.search(text)]
    areas = tuple(area for area in AREAS if any(topic.area == area for topic in matters))
    return areas, tuple(sorted({number for topic in matters for number in topic.principles}))
