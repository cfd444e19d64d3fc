"""Read how the members of a family differ from its backbone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pledgewatch.reuse.align import Block
from pledgewatch.reuse.backbone import Backbone
from pledgewatch.reuse.bodies import Body
from pledgewatch.reuse.kinds import is_name
from pledgewatch.reuse.numbering import list_numbers, starts_with_number
from pledgewatch.reuse.slips import is_slip

__all__ = ["Member", "Variation", "Variations"]


class Member(NamedTuple):
    """A body laid along the backbone by the blocks that both have."""

    body: Body
    blocks: tuple[Block, ...]


class Variation(NamedTuple):
    """One member's difference: instead of backbone tokens `[start, end)` it has `size` tokens that read `text`.

    `slip` where it is only another spelling of the same (OCR), `name` where names stand on both sides.
    """

    start: int
    end: int
    size: int
    text: str
    slip: bool
    name: bool


class Variations:
    """Read members one by one; what one reading found is kept for the next, because members differ at the same places.

    `numbers` are the backbone's tokens that number a list; `numbered` the places before which a member has such a
    number and the backbone none.
    """

    def __init__(self, backbone: Backbone) -> None:
        self.backbone = backbone
        self.numbers = list_numbers(backbone)
        self.numbered: set[int] = set()
        self._seen: dict[tuple[int, int, str], Variation | None] = {}

    def read(self, member: Member) -> list[Variation]:
        """Return a member's differences in order; another number of a list's item is none."""
        out: list[Variation] = []
        seen, encoded = self._seen, member.body.encoded
        at = here = -1
        for a, b, size in member.blocks:
            if at >= 0:
                key = (at, a, encoded[here:b])
                if key not in seen:
                    seen[key] = self._variation(member.body, at, a, here, b)
                found = seen[key]
                if found is not None:
                    out.append(found)
            at, here = a + size, b + size
        return out

    def _variation(self, body: Body, start: int, end: int, low: int, high: int) -> Variation | None:
        if start < end and start in self.numbers:
            start += 1
            low += low < high and starts_with_number(body, low)
        elif low < high and starts_with_number(body, low):
            self.numbered.add(start)
            low += 1
        if start == end and low == high:
            return None
        theirs, ours = body.cut(low, high), " ".join(self.backbone.words[start:end])
        named = is_name(theirs or ours) and (is_name(ours) or not ours)
        return Variation(start, end, high - low, theirs.casefold(), is_slip(ours, theirs), named)
