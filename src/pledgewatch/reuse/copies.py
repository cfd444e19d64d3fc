"""Say of one member what it copied, filled in, changed, left out and added, with offsets in its own text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pledgewatch.model.reuse import Copy, Edit, Fill, Option
from pledgewatch.model.spans import Span, merge, subtract
from pledgewatch.reuse.align import Block
from pledgewatch.reuse.bodies import Body
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sites import Site
from pledgewatch.reuse.template import Layout, Member

__all__ = ["Laid", "Plan", "copy_of", "lay", "lay_all"]


class Laid(NamedTuple):
    """A member laid along a template; ranges count tokens of its body.

    `fills` has one range for each slot, None for those in a passage that the member lacks; `edits` are a range and
    the backbone tokens expected there; `own` lies between copied tokens.
    """

    taken: tuple[bool, ...]
    fills: tuple[tuple[int, int] | None, ...]
    edits: tuple[tuple[int, int, int, int], ...]
    own: tuple[tuple[int, int], ...]
    first: int
    last: int
    matched: int


class _Segment(NamedTuple):
    start: int
    end: int
    slot: int
    passage: int


def segments(plan: Layout) -> list[_Segment]:
    """Return the template's runs of text and slots in order, each with the optional passage that it is part of."""
    out: list[_Segment] = []
    edges = [*plan.optional, Site(plan.end, plan.end)]
    number, at = 0, plan.start
    for index, passage in enumerate(edges):
        for start, end, which in ((at, passage.start, -1), (passage.start, passage.end, index)):
            at = start
            while number < len(plan.slots) and plan.slots[number].end <= end:
                site = plan.slots[number]
                out += [_Segment(at, site.start, -1, which)] if at < site.start else []
                out.append(_Segment(site.start, site.end, number, which))
                at = site.end
                number += 1
            out += [_Segment(at, end, -1, which)] if at < end else []
            at = end
    return out


def lay_all(plan: Layout, members: Sequence[Member], settings: ReuseSettings) -> tuple[Plan, list[Laid]]:
    """Walk the template beside each member; return also the plan by which further members are laid.

    A slot is wide when at least half of its fills are longer than a name; in any other slot, text of that length is
    the member's own words and the fill is empty.
    """
    parts = segments(plan)
    open_plan = Plan(plan, parts, frozenset(range(len(plan.slots))))
    first = [lay(open_plan, member, settings) for member in members]
    wide = frozenset(slot for slot in open_plan.wide if _is_wide([one.fills[slot] for one in first], settings))
    final = open_plan._replace(wide=wide)
    laid = [
        lay(final, member, settings) if _outgrown(one, wide, settings) else one
        for member, one in zip(members, first, strict=True)
    ]
    return final, laid


class Plan(NamedTuple):
    """A layout with all that is the same for every member laid along it: its segments, and the slots that are wide."""

    layout: Layout
    parts: list[_Segment]
    wide: frozenset[int]


def _is_wide(fills: list[tuple[int, int] | None], settings: ReuseSettings) -> bool:
    sizes = [fill[1] - fill[0] for fill in fills if fill is not None and fill[1] > fill[0]]
    return 2 * sum(size > settings.longest_fill for size in sizes) >= max(1, len(sizes))


def _outgrown(one: Laid, wide: frozenset[int], settings: ReuseSettings) -> bool:
    return any(
        fill is not None and fill[1] - fill[0] > settings.longest_fill and slot not in wide
        for slot, fill in enumerate(one.fills)
    )


def lay(plan: Plan, member: Member, settings: ReuseSettings) -> Laid:
    """Walk a template beside one member."""
    walk = _Walk(plan, member, settings)
    taken = walk.taken
    for part in plan.parts:
        if part.passage >= 0 and not taken[part.passage]:
            continue
        if part.slot >= 0:
            walk.slot(part)
        else:
            walk.words(part)
    return walk.laid()


class _Walk:
    """Keep where the walk stands in the member's tokens and among its blocks, and what it has met."""

    def __init__(self, plan: Plan, member: Member, settings: ReuseSettings) -> None:
        self.wide = plan.wide
        self.longest = settings.longest_fill
        self.blocks = _clipped(member.blocks, plan.layout)
        self.block = 0
        self.at = self.first = self.blocks[0].b if self.blocks else member.blocks[0].b
        self.taken = [_meets(self.blocks, passage) for passage in plan.layout.optional]
        self.fills: list[tuple[int, int] | None] = [None] * len(plan.layout.slots)
        self.edits: list[tuple[int, int, int, int]] = []
        self.own: list[tuple[int, int]] = []
        self.matched = 0

    def slot(self, part: _Segment) -> None:
        """Take what lies up to the next shared token as the slot's fill."""
        end = max(self.at, self._following(part.end))
        if end - self.at > self.longest and part.slot not in self.wide:
            self.own.append((self.at, end))
            self.at = end
        self.fills[part.slot] = (self.at, end)
        self.at = end

    def _following(self, place: int) -> int:
        """Return the member's first shared token at or after a place of the template."""
        blocks = self.blocks
        while self.block < len(blocks) and blocks[self.block].a + blocks[self.block].size <= place:
            self.block += 1
        if self.block < len(blocks):
            a, b, _ = blocks[self.block]
            return b + max(0, place - a)
        return blocks[-1].b + blocks[-1].size if blocks else self.at

    def words(self, part: _Segment) -> None:
        """Walk a run of text; what differs from it is an edit, or, where it is long, the member's own words."""
        pending = part.start
        at = self.block
        while at < len(self.blocks) and self.blocks[at].a < part.end:
            a, b, size = self.blocks[at]
            low, high = max(a, part.start), min(a + size, part.end)
            if low < high:
                if pending < low or b + low - a > self.at:
                    self._differ(b + low - a, pending, low)
                self.at = b + high - a
                self.matched += high - low
                pending = high
            if a + size > part.end:
                break
            at += 1
        self.block = at
        if pending < part.end:
            self.edits.append((self.at, self.at, pending, part.end))

    def _differ(self, end: int, expected: int, expected_end: int) -> None:
        if end - self.at <= self.longest:
            self.edits.append((self.at, end, expected, expected_end))
            return
        self.own.append((self.at, end))
        if expected < expected_end:
            self.edits.append((end, end, expected, expected_end))

    def laid(self) -> Laid:
        """Return what was met."""
        return Laid(
            tuple(self.taken), tuple(self.fills), tuple(self.edits), tuple(self.own), self.first, self.at, self.matched
        )


def _clipped(blocks: tuple[Block, ...], plan: Layout) -> tuple[Block, ...]:
    """Return the blocks as far as they lie within the template."""
    if not blocks or (blocks[0].a >= plan.start and blocks[-1].a + blocks[-1].size <= plan.end):
        return blocks
    out = []
    for a, b, size in blocks:
        low, high = max(a, plan.start), min(a + size, plan.end)
        if low < high:
            out.append(Block(low, b + low - a, high - low))
    return tuple(out)


def _meets(blocks: tuple[Block, ...], passage: Site) -> bool:
    return any(block.a < passage.end and passage.start < block.a + block.size for block in blocks)


def copy_of(
    family: str,
    plan: Plan,
    member: Member,
    laid: Laid,
    unfilled: tuple[Span, ...],
    settings: ReuseSettings,
    *,
    primary: bool,
) -> Copy:
    """Turn tokens into offsets."""
    body = member.body
    point = _Points(body, laid.last)
    long = [fill for fill in laid.fills if fill and fill[1] - fill[0] > settings.longest_fill]
    copied = _without((laid.first, laid.last), laid.own) if laid.own else [(laid.first, laid.last)]
    held = sum(end - start for start, end in copied) - sum(end - start for start, end in long)
    spans = tuple(point.span(*one) for one in copied if one[0] < one[1])
    whole = laid.first == 0 and laid.last == len(body.starts) and not laid.own and not long
    return Copy(
        document=body.id,
        family=family,
        primary=primary,
        document_coverage=round(held / max(1, len(body.starts)), 4),
        form_coverage=round(laid.matched / max(1, plan.layout.fixed()), 4),
        copied=spans,
        fills=tuple(_fill(slot, fill, point) for slot, fill in enumerate(laid.fills) if fill is not None),
        edits=tuple(_edit(edit, point, plan.layout) for edit in laid.edits),
        own_words=() if whole else _own(body.span, spans, [point.span(*fill) for fill in long], body.text),
        unfilled=unfilled,
        options=tuple(_options(plan.layout, laid)) if plan.layout.optional else (),
    )


def _fill(slot: int, fill: tuple[int, int], point: _Points) -> Fill:
    start, end = point.ends(*fill)
    return Fill(slot, start, end, point.body.text[start:end])


def _edit(edit: tuple[int, int, int, int], point: _Points, plan: Layout) -> Edit:
    start, end = point.ends(edit[0], edit[1])
    return Edit(start, end, plan.expected(edit[2], edit[3]))


def _options(plan: Layout, laid: Laid) -> Iterable[Option]:
    """Give what the member took of each optional passage, numbered as the template's items are."""
    item = 0
    for index, part in enumerate(top_level(plan)):
        if part >= 0:
            yield Option(index, int(laid.taken[item]))
            item += 1


def top_level(plan: Layout) -> list[int]:
    """Return for each item of the template the optional passage that it is, or -1 for text and slots."""
    out: list[int] = []
    for part in segments(plan):
        if part.passage < 0:
            out.append(-1)
        elif not out or out[-1] != part.passage:
            out.append(part.passage)
    return out


class _Points(NamedTuple):
    body: Body
    last: int

    def ends(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points of tokens `[start, end)`; where there are none, the place before the next token."""
        if start < end:
            return self.body.starts[start], self.body.ends[end - 1]
        at = self.body.starts[start] if start < self.last else self.body.ends[self.last - 1]
        return at, at

    def span(self, start: int, end: int) -> Span:
        """Return the same as a span."""
        return Span(*self.ends(start, end))


def _without(whole: tuple[int, int], taken: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    left = subtract(Span(*whole), [Span(*one) for one in taken])
    return [(span.start, span.end) for span in left]


def _own(body: Span, copied: tuple[Span, ...], long: list[Span], text: str) -> tuple[Span, ...]:
    """Return what is the member's own: outside of what it copied, and fills too long to be a name."""
    rest = [*subtract(body, copied), *long]
    return merge(_trimmed(span, text) for span in rest if any(c.isalnum() for c in span.of(text)))


def _trimmed(span: Span, text: str) -> Span:
    start, end = span.start, span.end
    while start < end and not text[start].isalnum() and text[start] not in "([{<":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
