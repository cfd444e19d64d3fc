"""Say of one member what it copied, filled in, changed, left out and added, with offsets in its own text.

A family of a million walks through here a member at a time: what is the same for every member stands on the Plan, and
the two inner walks hold plain tuples and local names only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pledgewatch.model.reuse import Copy, Edit, Fill, Option
from pledgewatch.model.spans import Span, merge, subtract
from pledgewatch.reuse.align import Block
from pledgewatch.reuse.backbone import Backbone
from pledgewatch.reuse.bodies import Body
from pledgewatch.reuse.differences import Site
from pledgewatch.reuse.numbering import starts_with_number
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.slips import misread_at_end, misread_at_start
from pledgewatch.reuse.template import Layout, Member

__all__ = ["Laid", "Plan", "copy_of", "lay", "lay_all"]

_Range = tuple[int, int]
_ANY = 1 << 30
_SEVERAL = 2
_WRITTEN_SHARE = 0.05
"""So many members, and this share of all, must have a passage between the words on both sides of a slot, for it to be
one in which passages are written: what one alone wrote there are its own words."""
_SENTENCE_ENDS = frozenset(".!?;:")
_NEAR = 4
"""So many words beside a slot are looked at for misreadings: two that stand side by side, or were joined or parted."""


class Laid(NamedTuple):
    """A member laid along a template; ranges count tokens of its body.

    `fills` has one range for each slot, None for those in a passage that the member lacks; `edits` are a range and
    the backbone tokens expected there; `own` lies between copied tokens.
    """

    taken: tuple[bool, ...]
    fills: tuple[_Range | None, ...]
    edits: tuple[tuple[int, int, int, int], ...]
    own: tuple[_Range, ...]
    first: int
    last: int
    matched: int


class _Segment(NamedTuple):
    start: int
    end: int
    slot: int
    passage: int


class Plan(NamedTuple):
    """A layout with all that is the same for every member laid along it.

    `parts` are its segments, `most` the tokens that each slot takes, without limit where it holds more than names;
    `fixed` counts the tokens that are no slot, `items` are the places of its optional passages among the template's
    items.
    """

    layout: Layout
    parts: tuple[_Segment, ...]
    most: tuple[int, ...]
    fixed: int
    items: tuple[int, ...]


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


def _items(parts: Sequence[_Segment]) -> tuple[int, ...]:
    """Return where among the template's items the optional passages stand."""
    places: list[int] = []
    item = 0
    for before, part in pairwise((_Segment(0, 0, -1, -1), *parts)):
        if part.passage < 0 or part.passage != before.passage:
            places += [item] if part.passage >= 0 else []
            item += 1
    return tuple(places)


def lay_all(plan: Layout, members: Sequence[Member], settings: ReuseSettings) -> tuple[Plan, list[Laid]]:
    """Walk the template beside each member; return also the plan by which further members are laid.

    A slot is wide when at least half of its fills, or several of many, are longer than a name; in any other slot, what
    is longer is cut at the sentence (see `_filled`).
    """
    parts = tuple(segments(plan))
    open_plan = Plan(plan, parts, (_ANY,) * len(plan.slots), plan.fixed(), _items(parts))
    first = [lay(open_plan, member, settings) for member in members]
    limits = [_limit([_sizes(one, slot, site) for one in first], most) for slot, (site, most) in _numbered(plan)]
    final = open_plan._replace(most=tuple(limits))
    laid = [
        lay(final, member, settings) if _outgrown(one, final.most) else one
        for member, one in zip(members, first, strict=True)
    ]
    return final, laid


def _numbered(plan: Layout) -> Iterator[tuple[int, tuple[Site, int]]]:
    return enumerate(zip(plan.slots, plan.most, strict=True))


def _sizes(one: Laid, slot: int, site: Site) -> tuple[int, bool]:
    """Return the length of a fill, and whether the member has the words on both sides of the slot."""
    fill = one.fills[slot]
    if fill is None:
        return 0, False
    start, end = fill
    loose = any(
        (low == end and expected <= site.end < expected_end)
        or (high == start and expected < site.start <= expected_end)
        for low, high, expected, expected_end in one.edits
    )
    return end - start, not loose


def _limit(sizes: list[tuple[int, bool]], most: int) -> int:
    """Return how long a fill may be: as a name, unless several, of most who fill the slot in, wrote a passage there."""
    filled = [one for one in sizes if one[0]]
    long = [size for size, _ in filled if size > most]
    if 2 * len(long) >= max(1, len(filled)):
        return _ANY
    written = [size for size, between in filled if size > most and between]
    several = max(_SEVERAL, round(_WRITTEN_SHARE * len(sizes)))
    if len(written) >= several and 2 * len(filled) >= len(sizes):
        return 2 * max(written)
    return most


def _outgrown(one: Laid, most: tuple[int, ...]) -> bool:
    return any(fill is not None and fill[1] - fill[0] > limit for fill, limit in zip(one.fills, most, strict=True))


def lay(plan: Plan, member: Member, settings: ReuseSettings) -> Laid:
    """Walk a template beside one member.

    A slot takes what lies up to the next shared token, but for the number of a list's item. What differs from a run of
    text is an edit, or, where it is longer than a fill, the member's own words.
    """
    layout, parts, most, _, _ = plan
    blocks = _clipped(member.blocks, layout)
    taken = [_meets(blocks, passage) for passage in layout.optional] if layout.optional else []
    fills: list[_Range | None] = [None] * len(layout.slots)
    edits: list[tuple[int, int, int, int]] = []
    own: list[_Range] = []
    matched, number, count = 0, 0, len(blocks)
    a, at, size = blocks[0] if count else (0, member.blocks[0].b, 0)
    stop, b, first = a + size, at, at
    for start, end, slot, _ in _taken_parts(parts, taken):
        if slot >= 0:
            while stop <= end and number + 1 < count:
                number += 1
                a, b, size = blocks[number]
                stop = a + size
            until = b + size if stop <= end else b + end - a if a < end else b
            if a > end and b > at:
                until -= _misread_before(layout.backbone, end, a, member.body, at, b)
            if slot in layout.numbered and until > at and starts_with_number(member.body, at):
                edits.append((at, at + 1, start, start))
                at += 1
            if until - at > most[slot]:
                whole = a <= end < stop and not (edits and edits[-1][1] == at and edits[-1][3] == start)
                fills[slot] = _filled(layout.backbone, start, member.body, (at, until), most[slot] * whole, own)
            else:
                fills[slot] = (at, max(at, until))
            at = max(at, until)
        elif a <= start and end <= stop and b + start - a == at:
            at += end - start
            matched += end - start
        else:
            at, shared, number, pending = _words(blocks, number, start, end, at, settings.longest_fill, edits, own)
            a, b, size = blocks[number] if count else (0, at, 0)
            stop, matched = a + size, matched + shared
            if pending < end:
                more = _misread_after(layout.backbone, pending, end, member.body, at, b)
                edits.append((at, at + more, pending, end))
                at += more
    last = _end_of_copy(own, at, first)
    return Laid(tuple(taken), tuple(fills), tuple(edits), tuple(own), first, last, matched)


def _taken_parts(parts: Sequence[_Segment], taken: Sequence[bool]) -> Sequence[_Segment]:
    return parts if all(taken) else [part for part in parts if part.passage < 0 or taken[part.passage]]


def _end_of_copy(own: list[_Range], at: int, first: int) -> int:
    """Drop own words at the end of a walk, for after the last shared token nothing is copied; return where it ends."""
    while own and own[-1][1] == at and own[-1][0] > first:
        at = own.pop()[0]
    return at


def _words(
    blocks: tuple[Block, ...],
    number: int,
    start: int,
    end: int,
    at: int,
    longest: int,
    edits: list[tuple[int, int, int, int]],
    own: list[_Range],
) -> tuple[int, int, int, int]:
    """Walk a run of text; return where the walk stands in the member, the tokens shared, its block, what it lacks."""
    pending, matched, count = start, 0, len(blocks)
    while number < count:
        a, b, size = blocks[number]
        if a >= end:
            break
        stop = a + size
        low, high = (a if a > start else start), (stop if stop < end else end)
        if low < high:
            until = b + low - a
            if until - at > longest:
                own.append((at, until))
                if pending < low:
                    edits.append((until, until, pending, low))
            elif pending < low or until > at:
                edits.append((at, until, pending, low))
            at = b + high - a
            matched += high - low
            pending = high
        if stop > end:
            break
        number += 1
    return at, matched, max(0, min(number, count - 1)), pending


def _filled(backbone: Backbone, slot: int, body: Body, passage: _Range, most: int, own: list[_Range]) -> _Range:
    """Return what of a passage between the words on both sides of a slot is its fill; add to `own` what is left."""
    start, end = passage
    low, high = _sentence_in(backbone, slot, body, passage, most) if most else (start, start)
    own += [one for one in ((start, low), (high, end)) if one[0] < one[1]]
    return low, high


def _sentence_in(backbone: Backbone, slot: int, body: Body, passage: _Range, most: int) -> _Range:
    """Return what of a passage fills a slot: whatever is one sentence.

    Of several sentences it is the first, where that is as short as a name, or the last where the slot begins one.
    """
    start, end = passage
    breaks = [at for at in range(start + 1, end) if _breaks(body.text[body.ends[at - 1] : body.starts[at] + 1])]
    if not breaks:
        return passage
    begins = slot > 0 and not _SENTENCE_ENDS.isdisjoint(backbone.after[slot - 1])
    piece = (breaks[-1], end) if begins else (start, breaks[0])
    return piece if piece[1] - piece[0] <= most else (start, start)


def _breaks(between: str) -> bool:
    """Tell whether a sentence or a paragraph ends before a token, of which the first letter comes last."""
    signs = between[:-1]
    return "\n\n" in signs or (
        between[-1].isupper() and any(sign.isspace() for sign in signs) and not _SENTENCE_ENDS.isdisjoint(signs)
    )


def _misread_before(backbone: Backbone, start: int, end: int, body: Body, first: int, last: int) -> int:
    """Count a member's tokens before `last` that are the backbone's before `end`, misread: they are no fill."""
    low = max(first, last - _NEAR)
    theirs = [body.cut(at, at + 1) for at in range(low, last)]
    return misread_at_end(backbone.words[max(start, end - _NEAR) : end], theirs)[1]


def _misread_after(backbone: Backbone, start: int, end: int, body: Body, first: int, last: int) -> int:
    """Count a member's tokens from `first` on that are the backbone's from `start` on, misread."""
    theirs = [body.cut(at, at + 1) for at in range(first, min(last, first + _NEAR))]
    return misread_at_start(backbone.words[start : min(end, start + _NEAR)], theirs)[1]


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
    start, end = passage
    return any(a < end and start < a + size for a, _, size in blocks)


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
    taken, ranges, _, own, first, last, matched = laid
    words = len(body.starts)
    longest = settings.longest_fill
    large = [(fill, slot) for slot, fill in enumerate(ranges) if fill and fill[1] - fill[0] > longest]
    long = [fill for fill, slot in large if fill[1] - fill[0] > plan.layout.most[slot]]
    held = last - first - sum([end - start for start, end in own]) - sum([end - start for start, end in long])
    copied = _copied(body, laid)
    whole = not first and last == words and not own and not long
    return Copy(
        document=body.id,
        family=family,
        primary=primary,
        document_coverage=round(held / (words or 1), 4),
        form_coverage=round(matched / (plan.fixed or 1), 4),
        copied=copied,
        fills=_fills(body, laid),
        edits=_edits(body, laid, plan.layout) if laid.edits else (),
        own_words=() if whole else _own(body, copied, long),
        unfilled=unfilled,
        options=tuple([Option(item, int(took)) for item, took in zip(plan.items, taken, strict=True)]),
    )


def _copied(body: Body, laid: Laid) -> tuple[Span, ...]:
    """Return what lies between the first and the last shared token, the member's own words cut out."""
    starts, ends = body.starts, body.ends
    if not laid.own:
        return (Span(starts[laid.first], ends[laid.last - 1]),) if laid.first < laid.last else ()
    left = subtract(Span(laid.first, laid.last), [Span(*one) for one in laid.own])
    return tuple([Span(starts[one.start], ends[one.end - 1]) for one in left])


def _fills(body: Body, laid: Laid) -> tuple[Fill, ...]:
    _, text, _, _, starts, ends = body
    out: list[Fill] = []
    for slot, fill in enumerate(laid.fills):
        if fill is not None:
            start, end = fill
            if start < end:
                low, high = starts[start], ends[end - 1]
                out.append(Fill(slot, low, high, text[low:high]))
            else:
                place = _place(body, start, laid.last)
                out.append(Fill(slot, place, place, ""))
    return tuple(out)


def _edits(body: Body, laid: Laid, plan: Layout) -> tuple[Edit, ...]:
    out: list[Edit] = []
    for start, end, expected, expected_end in laid.edits:
        if start < end:
            low, high = body.starts[start], body.ends[end - 1]
        else:
            low = high = _place(body, start, laid.last)
        out.append(Edit(low, high, plan.expected(expected, expected_end)))
    return tuple(out)


def _place(body: Body, token: int, last: int) -> int:
    """Return where nothing stands: the code point of the next copied token, or the end of the last."""
    return body.starts[token] if token < last else body.ends[last - 1]


def _own(body: Body, copied: tuple[Span, ...], long: Sequence[_Range]) -> tuple[Span, ...]:
    """Return what is the member's own: outside of what it copied, and fills too long to be a name."""
    text = body.text
    rest = [*subtract(body.span, copied), *[Span(body.starts[start], body.ends[end - 1]) for start, end in long]]
    return merge([_trimmed(span, text) for span in rest if any(c.isalnum() for c in span.of(text))])


def _begins(sign: str) -> bool:
    """Tell whether own words may begin with a sign: a letter or figure, a bracket, a vowel sign (Thai, Arabic)."""
    return sign.isalnum() or sign in "([{<" or unicodedata.category(sign).startswith("M")


def _trimmed(span: Span, text: str) -> Span:
    start, end = span.start, span.end
    while start < end and not _begins(text[start]):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
