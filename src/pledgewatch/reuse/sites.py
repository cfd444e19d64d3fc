"""Find where the members of a family differ: the slots of its template, and the passages that only some have."""

from __future__ import annotations

from collections.abc import Set

from pledgewatch.reuse.backbone import Backbone
from pledgewatch.reuse.differences import Differences, Site
from pledgewatch.reuse.phrases import Phrases
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.speakers import spoken
from pledgewatch.reuse.variations import Place, Variations

__all__ = ["optional_passages", "slot_sites"]

_LEAST_SHARE = 0.05
"""The share of members that must differ at a place: below it, differences are slips of single members. OCR errors hit
one word in fifty and rarely the same one twice."""
_TEXT_SHARE = 0.25
"""The same where what differs is no name: a rewording by a few is theirs, a choice that many make is the form's."""
_LEAST_OPTIONAL = 6


def _least(members: int) -> int:
    """Return how many members must differ at a place that is to be a slot."""
    return 1 if members <= 2 else max(2, round(_LEAST_SHARE * members))


def optional_passages(varied: Variations) -> list[Site]:
    """Return the passages that several members lack as a whole, none overlapping another, most often lacked first."""
    least = max(2, _least(varied.count))
    lacked = [p for p in varied.places if p.end - p.start >= _LEAST_OPTIONAL and p.lacking >= least]
    chosen: list[Site] = []
    for place in sorted(lacked, key=lambda place: (-place.lacking, place.start, place.end)):
        if all(place.end <= site.start or site.end <= place.start for site in chosen):
            chosen.append(Site(place.start, place.end))
    return sorted(chosen)


def slot_sites(
    backbone: Backbone, fixed: Set[int], varied: Variations, settings: ReuseSettings
) -> tuple[list[Site], set[int]]:
    """Return the places where members differ, in order, and the shared tokens that lie in one all the same.

    `fixed` are tokens that the form itself marks as slots; a list's numbers never are.
    """
    count = varied.count
    least = _least(count)
    echoes = [Place(start, end, least, least, 0, 0) for start, end in varied.echoes]
    found = Differences(varied.places + echoes, len(backbone.words), settings.longest_fill)
    texts, most = max(least, round(_TEXT_SHARE * count)), max(least, (count + 1) // 2)
    said = {at for start, end in spoken(backbone) for at in range(start, end) if not any(found.any[start:end])}
    marked = (said | fixed) - varied.numbers
    open_at = [
        at in marked or ((named >= least or short >= texts or differing >= most) and at not in varied.numbers)
        for at, (named, short, differing) in enumerate(zip(found.named, found.short, found.any, strict=True))
    ]
    inserted = {at for at, times in found.inserted.items() if times >= texts}
    sites = _runs(open_at, inserted | {at for at, times in found.inserted_names.items() if times >= least})
    return Phrases(backbone, found, varied.numbers, least, count).of(sites)


def _runs(open_at: list[bool], inserted: set[int]) -> list[Site]:
    """Join neighbouring open tokens into sites; an insertion between shared tokens is a site of its own."""
    out: list[Site] = []
    start = -1
    for at in range(len(open_at) + 1):
        is_open = at < len(open_at) and open_at[at]
        if is_open and start < 0:
            start = at
        if not is_open and start >= 0:
            out.append(Site(start, at))
            start = -1
        elif not is_open and at in inserted and (not out or out[-1].end < at):
            out.append(Site(at, at))
    return out
