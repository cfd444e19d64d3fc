"""Tell which units differ in slips alone: re-scans of one letter, one letter quoted in a report.

They count once, or the name in them would pass for form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pledgewatch.reuse.align import align, gaps
from pledgewatch.reuse.readings import Passage, Read, Reading
from pledgewatch.reuse.slips import is_slip
from pledgewatch.reuse.vocabulary import Vocabulary

__all__ = ["Noise", "sorts_of"]

_ASKED = 2
_REMEMBERED = 4
"""With how many earlier units one is compared, and of how many that have a reading it is asked."""
_LONGEST_SLIP = 60


class Noise:
    """Tell what is no difference between two runs of tokens, and remember it."""

    def __init__(self, vocabulary: Vocabulary, largest: int) -> None:
        self.vocabulary, self.largest = vocabulary, largest
        self._known: dict[tuple[str, str], bool] = {}

    def between(self, ours: str, theirs: str) -> bool:
        """Tell whether two runs differ in slips alone, or in what numbers a list."""
        found = self._known.get((ours, theirs))
        if found is None:
            found = self._known[ours, theirs] = self._between(ours, theirs)
        return found

    def _between(self, ours: str, theirs: str) -> bool:
        light = self.vocabulary.light
        if not light.isdisjoint(ours) or not light.isdisjoint(theirs):
            ours, theirs = ("".join([c for c in side if c not in light]) for side in (ours, theirs))
        if ours == theirs:
            return True
        if max(len(ours), len(theirs)) > _LONGEST_SLIP:
            return False
        return is_slip(self.vocabulary.decode(ours), self.vocabulary.decode(theirs))

    def within(self, ours: str, theirs: str) -> bool:
        """Tell whether two passages differ in slips alone."""
        return ours == theirs or (
            bool(blocks := align(ours, theirs, self.largest))
            and sum(block.size for block in blocks) * 2 >= max(len(ours), len(theirs))
            and all(self.between(ours[g.a : g.a_end], theirs[g.b : g.b_end]) for g in gaps(blocks))
        )


def sorts_of(units: Sequence[int], texts: Mapping[int, str], reads: Mapping[int, Read], noise: Noise) -> dict[int, int]:
    """Return for each unit, the leader first, the first from which it differs in slips alone; itself, mostly.

    A unit is compared with the leader and with the two with which it has most readings in common, half of its own at
    least.
    """
    leader, text = units[0], texts[units[0]]
    sorts = {leader: leader}
    having: dict[Reading | tuple[int, int], list[int]] = {}
    inner = {unit: [one for one in reads[unit].long if not one.outer] for unit in units}
    for unit in units[1:]:
        names: list[Reading | tuple[int, int]] = [*reads[unit].short, *((p.start, p.end) for p in inner[unit])]
        asked = Counter(other for name in names for other in having.get(name, ()))
        likest = [(-count, other) for other, count in asked.items() if 2 * count >= len(names)]
        sorts[unit] = unit
        for other in (leader, *(one for _, one in sorted(likest)[:_ASKED])):
            if _readings_same(reads[unit].short, reads[other].short, text, noise) and _passages_same(
                inner[unit], inner[other], texts[unit], texts[other], noise
            ):
                sorts[unit] = other
                break
        else:
            for name in names:
                if len(having.setdefault(name, [])) < _REMEMBERED:
                    having[name].append(unit)
    return sorts


def _readings_same(ours: Sequence[Reading], theirs: Sequence[Reading], leader: str, noise: Noise) -> bool:
    """Tell whether each reading that one has and the other has not is a slip, of the other's or of the leader's."""
    there = {(start, end): tokens for start, end, tokens in theirs}
    for start, end, tokens in ours:
        if not noise.between(there.pop((start, end), leader[start:end]), tokens):
            return False
    return all(noise.between(leader[start:end], tokens) for (start, end), tokens in there.items())


def _passages_same(ours: Sequence[Passage], theirs: Sequence[Passage], text: str, other: str, noise: Noise) -> bool:
    return len(ours) == len(theirs) and all(
        p[:2] == q[:2] and noise.within(text[p.first : p.last], other[q.first : q.last])
        for p, q in zip(ours, theirs, strict=True)
    )
