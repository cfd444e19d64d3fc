"""Read how the members of a family differ from its backbone, place by place.

Where the members differ is known from their blocks; what stands there is read of a few only, and what was found of
these is said of all: of a slot that sixty members filled in, six names tell that it holds names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from pledgewatch.reuse.align import Block
from pledgewatch.reuse.backbone import Backbone
from pledgewatch.reuse.bodies import Body
from pledgewatch.reuse.kinds import is_name
from pledgewatch.reuse.numbering import list_numbers, starts_with_number
from pledgewatch.reuse.slips import is_rescan, is_slip, misread_at_end, misread_at_start

__all__ = ["Member", "Place", "Variations"]

_READ = 6
"""How many members' words are read at one place."""
_ASKED = 4
"""Of how many members that differ at one place it is asked whether they do so by slips; a slip asks for others."""
_MOST_SLIPS = 4
_FEW = 2
"""Of so few members every difference is looked at; of more, those at places where at least two members differ."""


class Member(NamedTuple):
    """A body laid along the backbone by the blocks that both have."""

    body: Body
    blocks: tuple[Block, ...]


class Place(NamedTuple):
    """Say how many members have other words, or none, instead of backbone tokens `[start, end)`.

    `words` have other words, of the length of a fill; `names` of these, or of those that lack a name, have a name for
    a name; `passages` have more words than a fill; `lacking` have nothing there. Misreadings (OCR) are not counted,
    and counts are estimates where not all were read.
    """

    start: int
    end: int
    words: int
    names: int
    passages: int
    lacking: int


_Gap = tuple[int, int, int, int]
"""Backbone tokens `[start, end)`, and the member's tokens `[low, high)` in their place."""
_Held = tuple[Body, int, int]


class Variations:
    """Where members differ: `places`, of `count` members that differ in other words (re-scans of a letter are one).

    `numbers` are the backbone's tokens that number a list, `numbered` the places before which members have such a
    number and the backbone none, `echoes` the places where one member has a name that it has elsewhere too.
    """

    def __init__(self, backbone: Backbone, members: Sequence[Member], longest: int) -> None:
        self.backbone = backbone
        self.numbers = list_numbers(backbone)
        self.numbered: set[int] = set()
        self._least = 1 if len(members) <= _FEW else 2
        plain = [(member.body, _gaps(member.blocks)) for member in members]
        read = self._real(plain)
        self._differing = self._counted([gaps for _, gaps in read])
        self._most: dict[tuple[int, int], int] = {}
        distinct = self._distinct(read)
        self.count = len(distinct)
        held: dict[tuple[int, int], list[_Held]] = {}
        for body, gaps in distinct:
            for start, end, low, high in gaps:
                held.setdefault((start, end), []).append((body, low, high))
        self.places = [self._place(*where, held[where], longest) for where in sorted(held) if self._matters(*where)]
        self.echoes = sorted({echo for body, gaps in read for echo in self._echoes(body, gaps)})

    def _real(self, read: Sequence[tuple[Body, list[_Gap]]]) -> list[tuple[Body, list[_Gap]]]:
        """Return the gaps without the words at their edges that the member has misread; these are no difference.

        Where several members have one gap, it is a slip of all, or the backbone's, if it is one of the first few.
        """
        asked: Counter[tuple[int, int]] = Counter()
        out: list[tuple[Body, list[_Gap]]] = []
        for body, gaps in read:
            real: list[_Gap] = []
            for gap in gaps:
                start, end, low, high = gap
                place = start, end
                if start < end and low < high and asked[place] < _ASKED:
                    start, end, low, high = self._trimmed(body, gap)
                    asked[place] += 1 if (start, end) == place else -_MOST_SLIPS
                if start < end or low < high:
                    real.append((start, end, low, high))
            out.append((body, real))
        return out

    def _trimmed(self, body: Body, gap: _Gap) -> _Gap:
        start, end, low, high = gap
        ours = self.backbone.words[start:end]
        first, last = body.cut(low, low + 1), body.cut(high - 1, high)
        # What is misread begins or ends alike: most gaps need no further look.
        if ours[0][0] != first[0] and ours[0][-1] != first[-1] and ours[-1][0] != last[0] and ours[-1][-1] != last[-1]:
            return gap
        theirs = [body.cut(at, at + 1) for at in range(low, high)]
        if ours[0][0] == theirs[0][0] or ours[0][-1] == theirs[0][-1]:
            here, there = misread_at_start(ours, theirs)
            start, low = start + here, low + there
        if start < end and low < high and (ours[-1][0] == theirs[-1][0] or ours[-1][-1] == theirs[-1][-1]):
            here, there = misread_at_end(ours[start - end :], theirs[low - high :])
            end, high = end - here, high - there
        return start, end, low, high

    def _counted(self, read: Sequence[Sequence[_Gap]]) -> list[int]:
        """Return how many members differ at each place between two tokens (even) and at each token (odd)."""
        steps = [0] * (2 * len(self.backbone.words) + 2)
        for gaps in read:
            for start, end, _, _ in gaps:
                steps[2 * start + (start < end)] += 1
                steps[2 * end + (start == end)] -= 1
        return list(accumulate(steps))

    def _matters(self, start: int, end: int) -> bool:
        return self._most_differing(start, end) >= self._least

    def _most_differing(self, start: int, end: int) -> int:
        """Return how many members differ at most at a token of a range, or between two; members share their places."""
        most = self._most.get((start, end))
        if most is None:
            found = self._differing[2 * start + 1 : 2 * end : 2] if start < end else [self._differing[2 * start]]
            most = self._most[start, end] = max(found)
        return most

    def _distinct(self, read: Sequence[tuple[Body, list[_Gap]]]) -> list[tuple[Body, list[_Gap]]]:
        """Return the members that differ in other words: of those who differ in slips alone the first."""
        kept: list[tuple[Body, list[_Gap]]] = []
        known: dict[tuple[tuple[int, int], ...], list[list[_Held]]] = {}
        for body, gaps in read:
            said = [gap for gap in gaps if self._matters(*gap[:2])]
            held = [(body, low, high) for _, _, low, high in said]
            like = known.setdefault(tuple([gap[:2] for gap in said]), [])
            if not any(all(map(_same, held, other)) for other in like):
                like.append(held)
                kept.append((body, gaps))
        return kept

    def _place(self, start: int, end: int, held: Sequence[_Held], longest: int) -> Place:
        ours = " ".join(self.backbone.words[start:end])
        numbered = start < end and start in self.numbers
        filled = [one for one in held if one[1] < one[2] <= one[1] + longest]
        empty = sum([low == high for _, low, high in held])
        read = filled if len(filled) <= _READ else [filled[at * len(filled) // _READ] for at in range(_READ)]
        words, names = self._read(read, start, end, ours, numbered)
        share = len(filled) / max(1, len(read))
        lacking = 0 if is_slip(ours, "") else empty
        named = round(names * share) + (lacking if ours and is_name(ours) else 0)
        return Place(start + numbered, end, round(words * share), named, len(held) - len(filled) - empty, lacking)

    def _read(self, read: Sequence[_Held], start: int, end: int, ours: str, numbered: bool) -> tuple[int, int]:
        """Count the members that have other words in a place, and those that have a name for a name."""
        words = names = 0
        named = not ours or is_name(ours)
        for body, low, high in read:
            number = starts_with_number(body, low)
            if number and not numbered:
                self.numbered.add(start)
            theirs = body.cut(low + number, high)
            if (theirs or end - start > numbered) and not is_slip(ours, theirs):
                words += 1
                names += named and is_name(theirs or ours)
        return words, names

    def _echoes(self, body: Body, gaps: Sequence[_Gap]) -> Iterator[tuple[int, int]]:
        """Yield where few members have a name, and this one has it elsewhere too: so it has filled in a form."""
        rare = [gap for gap in gaps if gap[0] < gap[1] and gap[2] < gap[3] and self._rare(gap)]
        if not rare:
            return
        texts = [body.encoded[low:high] for _, _, low, high in gaps]
        for start, end, low, high in rare:
            if texts.count(body.encoded[low:high]) > 1:
                ours, theirs = " ".join(self.backbone.words[start:end]), body.cut(low, high)
                if is_name(ours) and is_name(theirs) and not is_slip(ours, theirs):
                    yield start, end

    def _rare(self, gap: _Gap) -> bool:
        return self._most_differing(gap[0], gap[1]) <= _FEW


def _same(one: _Held, other: _Held) -> bool:
    """Tell whether two members have the same in a place, but for slips."""
    body, low, high = one
    there, first, last = other
    if body.encoded[low:high] == there.encoded[first:last]:
        return True
    return low < high and first < last and is_rescan(body.cut(low, high), there.cut(first, last))


def _gaps(blocks: tuple[Block, ...]) -> list[_Gap]:
    out: list[_Gap] = []
    at = here = -1
    for a, b, size in blocks:
        if at >= 0:
            out.append((at, a, here, b))
        at, here = a + size, b + size
    return out
