"""Let a slot reach over the phrase that it is part of: fills are phrases, and where members differ is only a part."""

from __future__ import annotations

from collections.abc import Sequence, Set

from pledgewatch.reuse.backbone import Backbone
from pledgewatch.reuse.differences import Differences, Site

__all__ = ["Phrases"]

_ISLAND = 3
"""The most words between two slots, or beside one, that belong to its phrase where members reword them with it: "the
name of" in "[Neither] the name of [Orbel] nor", where others have "Neither Tamsin nor"."""
_SENTENCE_ENDS = frozenset(".!?;:")


class Phrases:
    """Let sites reach over the phrase that they are part of, and collect the shared words which that adds.

    `few` of `count` members show that words between two sites or beside one vary with them.
    A list's `numbers` are part of no phrase.
    """

    def __init__(self, backbone: Backbone, found: Differences, numbers: Set[int], few: int, count: int) -> None:
        self.backbone = backbone
        self.found = found
        self.numbers = numbers
        self.few = few
        self.count = count
        self.shared: set[int] = set()

    def of(self, sites: Sequence[Site]) -> tuple[list[Site], set[int]]:
        """Return the sites, grown and joined, and their words that most members have: they make a phrase of a name."""
        out: list[Site] = []
        for start, end in map(self._grown, sites):
            if out and start <= out[-1].end and (start < end or start < out[-1].end):
                out[-1] = Site(out[-1].start, max(end, out[-1].end))
            elif out and self._is_island(out[-1].end, start):
                self.shared.update(range(out[-1].end, start))
                out[-1] = Site(out[-1].start, end)
            else:
                out.append(Site(start, end))
        differing = self.found.any
        self.shared.update(at for site in out for at in range(*site) if 0 < 2 * differing[at] < self.count)
        return self._closed(out), self.shared

    def _grown(self, site: Site) -> Site:
        """Take in the words that a few members reword together with the site."""
        start, end = site
        while start < end and self._belongs(start, start - 1, site, near=site.start - start < _ISLAND):
            start -= 1
        while start < end and self._belongs(end, end, site, near=end - site.end < _ISLAND):
            end += 1
        self.shared.update(range(start, site.start), range(site.end, end))
        return Site(start, end)

    def _belongs(self, edge: int, word: int, site: Site, *, near: bool) -> bool:
        """Tell whether a word beside a site is part of its phrase: what a few reword with it, however far."""
        if word in self.numbers or self._ends_sentence(edge - 1, edge):
            return False
        found = self.found
        if found.across(edge) >= (self.few if near else max(2, self.few)):
            return True
        return near and (found.renamed_across(edge) or found.lacked_with(word, site))

    def _is_island(self, start: int, end: int) -> bool:
        """Tell whether the words between two sites are part of one phrase: members reword across them."""
        return (
            0 < end - start <= _ISLAND
            and min(self.found.any[start:end]) >= (1 if end - start == 1 else self.few)
            and not self._ends_sentence(start - 1, end)
            and (self.found.across(start) > 0 or self.found.across(end) > 0)
        )

    def _closed(self, sites: Sequence[Site]) -> list[Site]:
        """Take in the last word of a phrase where a few members put another after it: "may" beside "may not"."""
        out: list[Site] = []
        for start, end in sites:
            last = end + (not self.shared.isdisjoint(range(start, end)) and self._goes_on(end))
            self.shared.update(range(end, last))
            if out and start <= out[-1].end:
                out[-1] = Site(out[-1].start, max(last, out[-1].end))
            else:
                out.append(Site(start, last))
        return out

    def _goes_on(self, word: int) -> bool:
        return self.found.inserted[word + 1] >= self.few and not self._ends_sentence(word - 1, word + 1)

    def _ends_sentence(self, start: int, end: int) -> bool:
        return any(_SENTENCE_ENDS & set(after) for after in self.backbone.after[start:end])
