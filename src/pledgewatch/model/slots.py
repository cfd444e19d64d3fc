"""Number a family's slots for its readers: slots that every member filled alike are one slot, wherever they stand.

A form that names its sender four times has one thing to fill in, not four. Numbers count from 1 in the order of the
template; they are for display: a document's marks, the template, the table of members and the terminal use the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from pledgewatch.model.reuse import Copy, Fill, Optional, Slot, TemplateItem
from pledgewatch.model.spans import Span

__all__ = ["numbered_slots", "slots_of", "was_filled"]

_PLACEHOLDER = re.compile(r"[\[<{(]?[\s._…-]*[\]>})]?\Z|[\[<{][^\]>}]*[\]>}]\Z")
"""Dots, strokes or nothing, with or without brackets; or anything in square, angle or curly brackets."""


class _Column(msgspec.Struct):
    """What members put into slots that go under one number: slots, kind, and each member's text, folded."""

    slots: list[int]
    kind: str
    texts: dict[str, str]


def was_filled(copy: Copy, fill: Fill) -> bool:
    """Tell whether a member put something into a slot: a placeholder that it left open is no fill."""
    span = Span(fill.start, fill.end)
    return not _PLACEHOLDER.match(fill.text.strip()) and not any(span.overlaps(left) for left in copy.unfilled)


def slots_of(template: Iterable[TemplateItem]) -> tuple[Slot, ...]:
    """Return a template's slots in order, each once, with those inside optional passages."""
    found: dict[int, Slot] = {}
    for item in template:
        for part in item.optional if isinstance(item, Optional) else (item,):
            if isinstance(part, Slot):
                found.setdefault(part.slot, part)
    return tuple(found.values())


def numbered_slots(template: Sequence[TemplateItem], copies: Iterable[Copy]) -> dict[int, int]:
    """Return the number to print for each slot of a template."""
    texts = _texts(copies)
    columns: list[_Column] = []
    for slot in slots_of(template):
        mine = texts.get(slot.slot, {})
        same = next((column for column in columns if column.kind == slot.kind and _alike(column.texts, mine)), None)
        if same is None:
            columns.append(_Column([slot.slot], slot.kind, dict(mine)))
        else:
            same.slots.append(slot.slot)
            same.texts |= mine
    return {slot: number for number, column in enumerate(columns, 1) for slot in column.slots}


def _texts(copies: Iterable[Copy]) -> dict[int, dict[str, str]]:
    texts: dict[int, dict[str, str]] = {}
    for copy in copies:
        for fill in copy.fills:
            folded = " ".join(fill.text.split()).casefold() if was_filled(copy, fill) else ""
            known = texts.setdefault(fill.slot, {})
            known[copy.document] = folded if known.get(copy.document, folded) == folded else "\n"  # filled in two ways
    return texts


def _alike(one: dict[str, str], other: dict[str, str]) -> bool:
    """Tell whether all members that filled both slots did so alike; one that left a slot out says nothing."""
    both = [member for member in one.keys() & other.keys() if one[member] and other[member]]
    return bool(both) and len(both) * 2 >= max(len(one), len(other)) and all(one[m] == other[m] != "\n" for m in both)
