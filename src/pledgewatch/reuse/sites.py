"""Find where the members of a family differ: the slots of its template, and the passages that only some have."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from pledgewatch.reuse.backbone import Backbone
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.speakers import spoken
from pledgewatch.reuse.variations import Place, Variations

__all__ = ["Site", "optional_passages", "slot_sites"]

_LEAST_SHARE = 0.05
"""The share of members that must differ at a place: below it, differences are slips of single members. OCR errors hit
one word in fifty and rarely the same one twice."""
_TEXT_SHARE = 0.25
"""The same where what differs is no name: a rewording by a few is theirs, a choice that many make is the form's."""
_LEAST_OPTIONAL = 6
_PHRASE_SHARE = 0.1
"""The share of members that must reword a word together with the slot beside it: then it is part of what is filled."""
_LEAST_LACKING = 1
_ISLAND = 3
"""The most words between two slots, or beside one, that belong to its phrase where members reword them with it: "the
name of" in "[Neither] the name of [Orbel] nor", where others have "Neither Tamsin nor"."""
_SENTENCE_ENDS = frozenset(".!?;:")


class Site(NamedTuple):
    """A run of backbone tokens `[start, end)` in which members differ; empty where some only insert."""

    start: int
    end: int


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
    tally = _Tally(len(backbone.words), settings.longest_fill)
    for place in varied.places:
        tally.add(place)
    for start, end in varied.echoes:
        tally.add(Place(start, end, least, least, 0, 0))
    texts, most = max(least, round(_TEXT_SHARE * count)), max(least, (count + 1) // 2)
    said = {at for start, end in spoken(backbone) for at in range(start, end) if not any(tally.any[start:end])}
    open_at = [
        (at in fixed or at in said or named >= least or short >= texts or differing >= most) and at not in varied.numbers
        for at, (named, short, differing) in enumerate(zip(tally.named, tally.short, tally.any, strict=True))
    ]
    inserted = {at for at, found in tally.inserted.items() if found >= texts}
    sites = _runs(open_at, inserted | {at for at, found in tally.inserted_names.items() if found >= least})
    return _Phrases(backbone, tally, varied.numbers, least, max(least, round(_PHRASE_SHARE * count))).of(sites)


class _Tally:
    """Count for each backbone token how many members differ there, and how."""

    def __init__(self, length: int, longest: int) -> None:
        self.longest = longest
        self.named = [0.0] * length
        self.short = [0.0] * length
        self.any = [0.0] * length
        self.inserted: dict[int, float] = {}
        self.inserted_names: dict[int, float] = {}
        self.reworded: list[tuple[int, int, float]] = []
        self.lacked: list[tuple[int, int, int]] = []

    def add(self, place: Place) -> None:
        """Count those who differ at a place; a passage left out counts as no other reading."""
        start, end, words, names, passages, lacking = place
        if start == end:
            self.inserted[start] = self.inserted.get(start, 0) + words - names
            self.inserted_names[start] = self.inserted_names.get(start, 0) + names
            return
        if end - start > self.longest:
            self._count(self.any, start, end, words + passages)
            return
        self._count(self.any, start, end, words + passages + lacking)
        self._count(self.short, start, end, words + passages + lacking)
        self._count(self.named, start, end, names)
        if words:
            self.reworded.append((start, end, words))
        if lacking:
            self.lacked.append((start, end, lacking))

    def _count(self, counts: list[float], start: int, end: int, times: float) -> None:
        for at in range(start, end):
            counts[at] += times

    def across(self, edge: int) -> float:
        """Count the rewordings that reach across the edge before a token."""
        return sum(times for low, high, times in self.reworded if low < edge < high)

    def lacked_with(self, word: int, site: Site) -> bool:
        """Tell whether those who have nothing in a site mostly lack a word beside it too: no name, no "by"."""
        lacking = [(low, high, times) for low, high, times in self.lacked if low <= site.start and site.end <= high]
        also = sum(times for low, high, times in lacking if low <= word < high)
        return also >= _LEAST_LACKING and also * 2 > sum(times for _, _, times in lacking)


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


class _Phrases:
    """Let sites reach over the phrase that they are part of, and collect the shared words which that adds.

    `few` members show that words between two sites vary with them, `several` that a word beside one does.
    """

    def __init__(self, backbone: Backbone, tally: _Tally, numbers: Set[int], few: int, several: int) -> None:
        self.backbone = backbone
        self.tally = tally
        self.numbers = numbers
        self.few = few
        self.several = several
        self.shared: set[int] = set()

    def of(self, sites: Sequence[Site]) -> tuple[list[Site], set[int]]:
        """Return the sites, grown and joined, and the words by which they grew."""
        out: list[Site] = []
        for start, end in map(self._grown, sites):
            if out and start <= out[-1].end and (start < end or start < out[-1].end):
                out[-1] = Site(out[-1].start, max(end, out[-1].end))
            elif out and self._is_island(out[-1].end, start):
                self.shared.update(range(out[-1].end, start))
                out[-1] = Site(out[-1].start, end)
            else:
                out.append(Site(start, end))
        return self._closed(out), self.shared

    def _grown(self, site: Site) -> Site:
        """Take in the words that several members reword together with the site."""
        start, end = site
        while start < end and site.start - start < _ISLAND and self._belongs(start, start - 1, site):
            start -= 1
        while start < end and end - site.end < _ISLAND and self._belongs(end, end, site):
            end += 1
        self.shared.update(range(start, site.start), range(site.end, end))
        return Site(start, end)

    def _belongs(self, edge: int, word: int, site: Site) -> bool:
        """Tell whether a word beside a site is part of its phrase."""
        if word in self.numbers or self._ends_sentence(edge - 1, edge):
            return False
        return self.tally.across(edge) >= self.several or self.tally.lacked_with(word, site)

    def _is_island(self, start: int, end: int) -> bool:
        """Tell whether the words between two sites are part of one phrase: members reword across them."""
        return (
            0 < end - start <= _ISLAND
            and min(self.tally.any[start:end]) >= (1 if end - start == 1 else self.few)
            and not self._ends_sentence(start - 1, end)
            and (self.tally.across(start) > 0 or self.tally.across(end) > 0)
        )

    def _closed(self, sites: Sequence[Site]) -> list[Site]:
        """Take in the last word of a phrase where several members put another after it: "may" beside "may not"."""
        out: list[Site] = []
        for start, end in sites:
            if out and start == end == out[-1].end:
                continue
            phrase = not self.shared.isdisjoint(range(start, end))
            if (
                phrase
                and self.tally.inserted.get(end + 1, 0) >= self.several
                and not self._ends_sentence(end - 1, end + 1)
            ):
                self.shared.add(end)
                end += 1
            out.append(Site(start, end))
        return out

    def _ends_sentence(self, start: int, end: int) -> bool:
        return any(_SENTENCE_ENDS & set(after) for after in self.backbone.after[start:end])
