"""Make the table of a family's members: a row a document, a column a slot, and beside them what is its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from markupsafe import Markup

from pledgewatch.model.reuse import Copy, Family, Fill, Slot, TemplateItem
from pledgewatch.model.slots import slots_of, was_filled
from pledgewatch.model.spans import cut
from pledgewatch.publish.atlas import Atlas
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import paragraph, table
from pledgewatch.publish.press import Press
from pledgewatch.publish.shares import own_share, share_of
from pledgewatch.publish.template_text import counts_of
from pledgewatch.safe import clip

__all__ = ["member_table", "slot_table"]

_COLUMNS_AT_MOST = 5
"""Slots that get a column of their own; more do not fit beside the name, and stand under one another in the last."""
_FEW = 3
"""Columns of slots beside which names have room in one line."""
_OTHER_FILLS_AT_MOST = 8
_EDITS_AT_MOST = 3
_FILL_AT_MOST = 90
_TOLD_AT_MOST = 6
"""The most frequent fills that are told of each slot of a long family."""
_SLOTS_AT_MOST = 24
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_]+(?:['’][^\W_]+)*")


class _Filled(msgspec.Struct, frozen=True):
    """What stands in a slot: `state` is `filled`, `unfilled` (a placeholder, shown) or `empty`."""

    state: str
    text: str


def member_table(press: Press, family: Family, members: Sequence[Copy]) -> Iterator[Section]:
    """Yield the table of members, each with its fills under the numbers that the template has."""
    say = press.words.text
    numbers = press.atlas.slot_numbers(family.family)
    template = press.atlas.template_of(family)
    slots = _columns(template, numbers)
    kinds = {numbers[slot.slot]: slot.kind for slot in _numbered_once(template, numbers)}
    rows = tuple(_member_row(press, copy, slots, numbers, kinds) for copy in members)
    heads = [press.block("slot_name.html", number=numbers[slot.slot], kind=slot.kind) for slot in slots]
    hidden = family.size - len(members)
    note = paragraph(press.words("family.hidden", n=hidden)) if hidden > 0 else Markup("")
    if rows:
        yield table(
            press,
            "members",
            rows,
            caption=say("family.members_caption"),
            columns=[say("member.name"), *heads, say("member.own")],
            title=say("family.members"),
            intro=note,
            style="members many" if len(slots) > _FEW else "members",
        )


def _columns(template: Iterable[TemplateItem], numbers: Mapping[int, int]) -> list[Slot]:
    """Choose the slots that get a column, one of a number: organisations first, then those with the most fills."""
    slots = _numbered_once(template, numbers)
    slots.sort(key=lambda slot: (slot.kind != "organisation", -slot.distinct, slot.slot))
    return sorted(slots[:_COLUMNS_AT_MOST], key=lambda slot: numbers[slot.slot])


def _numbered_once(template: Iterable[TemplateItem], numbers: Mapping[int, int]) -> list[Slot]:
    first = {numbers[slot.slot]: slot for slot in reversed(slots_of(template))}
    return [slot for _, slot in sorted(first.items())]


def _member_row(
    press: Press, copy: Copy, slots: Sequence[Slot], numbers: Mapping[int, int], kinds: Mapping[int, str]
) -> Markup:
    fills: dict[int, _Filled] = {}
    for fill in copy.fills:
        number = numbers.get(fill.slot, fill.slot + 1)
        if fills.get(number, _Filled("empty", "")).state == "empty":
            fills[number] = _filled(copy, fill)
    columns = {numbers[slot.slot] for slot in slots}
    others = [
        (number, kinds.get(number, "text"), filled)
        for number, filled in sorted(fills.items())
        if number not in columns and filled.state != "empty"
    ]
    own = own_share(copy)
    return press.block(
        "member_row.html",
        copy=copy,
        share=share_of(copy),
        own=own,
        tenths=round(own * 10),
        slots=[(numbers[slot.slot], slot.kind) for slot in slots],
        fills=fills,
        others=others[:_OTHER_FILLS_AT_MOST],
        more=len(others) - _OTHER_FILLS_AT_MOST,
        words=_own_words(press.atlas, copy),
        edits=_edits(copy, press.atlas.documents[copy.document].text),
    )


def _filled(copy: Copy, fill: Fill) -> _Filled:
    text = clip(" ".join(fill.text.split()), _FILL_AT_MOST)
    if was_filled(copy, fill):
        return _Filled("filled", text)
    return _Filled("unfilled" if text else "empty", text)


def _own_words(atlas: Atlas, copy: Copy) -> int:
    document = atlas.documents[copy.document]
    return sum(len(_WORD.findall(span.of(document.text))) for span in cut(copy.own_words, document.body))


def _edits(copy: Copy, text: str) -> list[tuple[str, str]]:
    first = copy.edits[:_EDITS_AT_MOST]
    return [(clip(text[edit.start : edit.end], 50), clip(edit.expected, 50)) for edit in first]


def slot_table(press: Press, family: Family, members: Sequence[Copy]) -> Iterator[Section]:
    """Yield what the members of a long family put into each slot, the most frequent first, and how many left it."""
    say = press.words
    numbers = press.atlas.slot_numbers(family.family)
    slots = _numbered_once(press.atlas.template_of(family), numbers)
    counts = counts_of(members, numbers)
    left = _left(members, numbers)
    blocks = tuple(
        press.block(
            "slot_row.html",
            number=numbers[slot.slot],
            kind=slot.kind,
            told=counts.get(numbers[slot.slot], [])[:_TOLD_AT_MOST],
            distinct=len(counts.get(numbers[slot.slot], [])),
            most=len(members),
            empty=left.get((numbers[slot.slot], "empty"), 0),
            unfilled=left.get((numbers[slot.slot], "unfilled"), 0),
        )
        for slot in slots[:_SLOTS_AT_MOST]
    )
    more = len(slots) - len(blocks)
    rest = paragraph(say("family.more_slots", n=more)) if more > 0 else Markup("")
    if blocks:
        yield Section(
            key="slots",
            title=say.text("family.slots"),
            intro=paragraph(say("family.slots_intro")),
            opening=Markup('<div class="slots">'),
            blocks=blocks,
            closing=Markup("</div>") + rest,
        )


def _left(members: Iterable[Copy], numbers: Mapping[int, int]) -> dict[tuple[int, str], int]:
    """Count for each number the members that put nothing there, and those that left its placeholder."""
    left: dict[tuple[int, str], int] = {}
    for copy in members:
        states = {(numbers.get(fill.slot, fill.slot + 1), _filled(copy, fill).state) for fill in copy.fills}
        for place in states:
            left[place] = left.get(place, 0) + 1
    return left
