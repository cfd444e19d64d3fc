"""Find where the members of a family differ: the slots of its template, and the passages that only some have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from typing import NamedTuple

from pledgewatch.reuse.backbone import Backbone
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.variations import Variation

__all__ = ["Site", "optional_passages", "slot_sites"]

_LEAST_SHARE = 0.05
"""The share of members that must differ at a place: below it, differences are slips of single members. OCR errors hit
one word in fifty and rarely the same one twice."""
_TEXT_SHARE = 0.25
"""The same where what differs is no name: a rewording by a few is theirs, a choice that many make is the form's."""
_LEAST_OPTIONAL = 6
_PHRASE_SHARE = 0.1
"""The share of members that must reword a word together with the slot beside it: then it is part of what is filled."""
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


def optional_passages(members: Sequence[Sequence[Variation]]) -> list[Site]:
    """Return the passages that several members lack as a whole, none overlapping another, most often lacked first."""
    counts = Counter(
        (v.start, v.end) for mine in members for v in mine if v.end - v.start >= _LEAST_OPTIONAL and not v.size
    )
    chosen: list[Site] = []
    for (start, end), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count >= max(2, _least(len(members))) and all(end <= s.start or s.end <= start for s in chosen):
            chosen.append(Site(start, end))
    return sorted(chosen)


def slot_sites(
    backbone: Backbone,
    fixed: Set[int],
    numbers: Set[int],
    members: Sequence[Sequence[Variation]],
    settings: ReuseSettings,
) -> tuple[list[Site], set[int]]:
    """Return the places where members differ, in order, and the shared tokens that lie in one all the same.

    `fixed` are tokens that the form itself marks as slots, `numbers` those that number a list and never are.
    """
    count = len(members)
    least = _least(count)
    tally = _Tally(len(backbone.words), settings.longest_fill)
    for mine in members:
        echoed = _echoed(mine)
        for variation in mine:
            if not variation.slip:
                tally.add(variation, least if variation.text in echoed else 1)
    texts, most = max(least, round(_TEXT_SHARE * count)), max(least, (count + 1) // 2)
    varied = [
        named >= least or short >= texts or differing >= most
        for named, short, differing in zip(tally.named, tally.short, tally.any, strict=True)
    ]
    open_at = [(at in fixed or varied[at]) and at not in numbers for at in range(len(varied))]
    inserted = {at for at, found in tally.inserted.items() if found >= texts}
    sites = _runs(open_at, inserted | {at for at, found in tally.inserted_names.items() if found >= least})
    return _Phrases(backbone, tally, numbers, least, max(least, round(_PHRASE_SHARE * count))).of(sites)


def _echoed(mine: Sequence[Variation]) -> set[str]:
    """Return the names that a member has at two places and more: one who does that has filled in a form."""
    named = [v.text for v in mine if v.name and v.size and v.start < v.end and not v.slip]
    return {text for text in named if named.count(text) > 1} if len(named) > 1 else set()


class _Tally:
    """Count for each backbone token how many members differ there, and how."""

    def __init__(self, length: int, longest: int) -> None:
        self.longest = longest
        self.named = [0] * length
        self.short = [0] * length
        self.any = [0] * length
        self.inserted: Counter[int] = Counter()
        self.inserted_names: Counter[int] = Counter()
        self.reworded: Counter[tuple[int, int]] = Counter()

    def add(self, variation: Variation, times: int) -> None:
        """Count one member's difference; a passage left out counts as no other reading."""
        start, end, size, _, _, name = variation
        if start == end:
            if size <= self.longest:
                (self.inserted_names if name else self.inserted)[start] += 1
            return
        if not size and end - start > self.longest:
            return
        short = end - start <= self.longest
        if 0 < size <= self.longest and short:
            self.reworded[start, end] += 1
        for at in range(start, end):
            self.any[at] += 1
            if short:
                self.short[at] += 1
                self.named[at] += times if name else 0


    def across(self, edge: int) -> int:
        """Count the rewordings that reach across the edge before a token."""
        return sum(times for (low, high), times in self.reworded.items() if low < edge < high)


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
        while start < end and site.start - start < _ISLAND and self._belongs(start, start - 1):
            start -= 1
        while start < end and end - site.end < _ISLAND and self._belongs(end, end):
            end += 1
        self.shared.update(range(start, site.start), range(site.end, end))
        return Site(start, end)

    def _belongs(self, edge: int, word: int) -> bool:
        """Tell whether a word beside a site is part of its phrase."""
        return (
            word not in self.numbers
            and self.tally.across(edge) >= self.several
            and not self._ends_sentence(edge - 1, edge)
        )

    def _is_island(self, start: int, end: int) -> bool:
        """Tell whether the words between two sites are part of one phrase: members reword across them."""
        reworded = self.tally.reworded
        return (
            0 < end - start <= _ISLAND
            and min(self.tally.any[start:end]) >= (1 if end - start == 1 else self.few)
            and not self._ends_sentence(start - 1, end)
            and any(low < start < high or low < end < high for low, high in reworded)
        )

    def _closed(self, sites: Sequence[Site]) -> list[Site]:
        """Take in the last word of a phrase where several members put another after it: "may" beside "may not"."""
        out: list[Site] = []
        for start, end in sites:
            if out and start == end == out[-1].end:
                continue
            phrase = not self.shared.isdisjoint(range(start, end))
            if phrase and self.tally.inserted[end + 1] >= self.several and not self._ends_sentence(end - 1, end + 1):
                self.shared.add(end)
                end += 1
            out.append(Site(start, end))
        return out

    def _ends_sentence(self, start: int, end: int) -> bool:
        return any(_SENTENCE_ENDS & set(after) for after in self.backbone.after[start:end])
