"""Say of one member what it copied, filled in, changed, left out and added, with offsets in its own text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Edit, Fill, Option
from pledgewatch.model.spans import Span, merge, subtract
from pledgewatch.reuse.backbone import written
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sites import Site
from pledgewatch.reuse.template import Layout, Member

__all__ = ["Laid", "copy_of", "lay_all"]


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


def lay_all(plan: Layout, members: Sequence[Member], settings: ReuseSettings) -> list[Laid]:
    """Walk the template beside each member.

    A slot is wide when at least half of its fills are longer than a name; in any other slot, text of that length is
    the member's own words and the fill is empty.
    """
    parts = segments(plan)
    everywhere = frozenset(range(len(plan.slots)))
    first = [_lay(plan, parts, member, everywhere, settings) for member in members]
    wide = frozenset(slot for slot in everywhere if _is_wide([one.fills[slot] for one in first], settings))
    return [
        _lay(plan, parts, member, wide, settings) if _outgrown(one, wide, settings) else one
        for member, one in zip(members, first, strict=True)
    ]


def _is_wide(fills: list[tuple[int, int] | None], settings: ReuseSettings) -> bool:
    sizes = [fill[1] - fill[0] for fill in fills if fill is not None and fill[1] > fill[0]]
    return 2 * sum(size > settings.longest_fill for size in sizes) >= max(1, len(sizes))


def _outgrown(one: Laid, wide: frozenset[int], settings: ReuseSettings) -> bool:
    return any(
        fill is not None and fill[1] - fill[0] > settings.longest_fill and slot not in wide
        for slot, fill in enumerate(one.fills)
    )


def _lay(plan: Layout, parts: list[_Segment], member: Member, wide: frozenset[int], settings: ReuseSettings) -> Laid:
    walk = _Walk(plan, member, wide, settings)
    for part in parts:
        if part.passage >= 0 and not walk.taken[part.passage]:
            continue
        if part.slot >= 0:
            walk.slot(part)
        else:
            walk.words(part)
    return walk.laid()


class _Walk:
    """Keep where the walk stands in the member's tokens, and what it has met."""

    def __init__(self, plan: Layout, member: Member, wide: frozenset[int], settings: ReuseSettings) -> None:
        self.wide = wide
        self.longest = settings.longest_fill
        self.match = _matches(plan, member)
        self.following = _following(self.match, member)
        self.base = plan.start
        self.at = self.first = member.blocks[0].b
        self.taken = [any(self.match[at - plan.start] >= 0 for at in range(*p)) for p in plan.optional]
        self.fills: list[tuple[int, int] | None] = [None] * len(plan.slots)
        self.edits: list[tuple[int, int, int, int]] = []
        self.own: list[tuple[int, int]] = []
        self.matched = 0

    def slot(self, part: _Segment) -> None:
        """Take what lies up to the next shared token as the slot's fill."""
        end = max(self.at, self.following[part.end - self.base])
        if end - self.at > self.longest and part.slot not in self.wide:
            self.own.append((self.at, end))
            self.at = end
        self.fills[part.slot] = (self.at, end)
        self.at = end

    def words(self, part: _Segment) -> None:
        """Walk a run of text; what differs from it is an edit, or, where it is long, the member's own words."""
        pending = part.start
        for at in range(part.start, part.end):
            found = self.match[at - self.base]
            if found < self.at:
                continue
            if pending < at or found > self.at:
                self._differ(found, pending, at)
            self.at = found + 1
            self.matched += 1
            pending = at + 1
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


def _matches(plan: Layout, member: Member) -> list[int]:
    """Return for each backbone token of the template the member's token, or -1."""
    out = [-1] * (plan.end - plan.start)
    for a, b, size in member.blocks:
        low, high = max(a, plan.start), min(a + size, plan.end)
        out[low - plan.start : high - plan.start] = range(b + low - a, b + high - a)
    return out


def _following(match: list[int], member: Member) -> list[int]:
    """Return for each place of the template the member's first shared token at or after it."""
    last = member.blocks[-1]
    out = [last.b + last.size] * (len(match) + 1)
    for at in range(len(match) - 1, -1, -1):
        out[at] = match[at] if match[at] >= 0 else out[at + 1]
    return out


def copy_of(
    document: DocumentId,
    family: str,
    plan: Layout,
    member: Member,
    laid: Laid,
    body: Span,
    unfilled: tuple[Span, ...],
    settings: ReuseSettings,
    *,
    primary: bool,
) -> Copy:
    """Turn tokens into offsets."""
    point = _Points(member, laid.last)
    long = [fill for fill in laid.fills if fill and fill[1] - fill[0] > settings.longest_fill]
    copied = _without((laid.first, laid.last), laid.own)
    held = sum(end - start for start, end in copied) - sum(end - start for start, end in long)
    spans = tuple(point.span(*one) for one in copied)
    fills = ((slot, point.span(*fill)) for slot, fill in enumerate(laid.fills) if fill is not None)
    return Copy(
        document=document,
        family=family,
        primary=primary,
        document_coverage=round(held / max(1, len(member.spans)), 4),
        form_coverage=round(laid.matched / max(1, plan.fixed()), 4),
        copied=spans,
        fills=tuple(Fill(slot, span.start, span.end, span.of(member.text)) for slot, span in fills),
        edits=tuple(
            Edit(*_pair(point.span(b, b_end)), written(plan.backbone, a, a_end, trim=True))
            for b, b_end, a, a_end in laid.edits
        ),
        own_words=_own(body, spans, [point.span(*fill) for fill in long], member),
        unfilled=unfilled,
        options=tuple(_options(plan, laid)),
    )


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
    member: Member
    last: int

    def span(self, start: int, end: int) -> Span:
        """Return the code points of tokens `[start, end)`; where there are none, the place before the next token."""
        spans = self.member.spans
        if start < end:
            return Span(spans[start][0], spans[end - 1][1])
        at = spans[start][0] if start < self.last else spans[self.last - 1][1]
        return Span(at, at)


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _without(whole: tuple[int, int], taken: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    left = subtract(Span(*whole), [Span(*one) for one in taken])
    return [(span.start, span.end) for span in left]


def _own(body: Span, copied: tuple[Span, ...], long: list[Span], member: Member) -> tuple[Span, ...]:
    """Return what is the member's own: outside of what it copied, and fills too long to be a name."""
    rest = [*subtract(body, copied), *long]
    return merge(_trimmed(span, member.text) for span in rest if any(c.isalnum() for c in span.of(member.text)))


def _trimmed(span: Span, text: str) -> Span:
    start, end = span.start, span.end
    while start < end and not text[start].isalnum() and text[start] not in "([{<":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
