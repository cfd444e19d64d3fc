"""Print a template as a reader would quote it, with its slots in brackets."""

from __future__ import annotations

import re

from pledgewatch.model.reuse import Family, Slot, TemplateItem, Text

__all__ = ["print_template"]

_BEFORE_PUNCTUATION = re.compile(r"\s+(?=[,.;:!?)\]}](?:\s|\Z))")


def print_template(family: Family, most: int = 3) -> str:
    """Return the template in one paragraph, slots as `[Dahua/Hikvision]`; more than `most` fills end in `…`."""
    text = " ".join("".join(_item(item, most) for item in family.template).split())
    return _BEFORE_PUNCTUATION.sub("", text)


def _item(item: TemplateItem, most: int) -> str:
    if isinstance(item, Text):
        return item.text
    if isinstance(item, Slot):
        return _slot(item, most)
    return "".join(_item(part, most) for part in item.optional)


def _slot(slot: Slot, most: int) -> str:
    shown = list(slot.examples[:most])
    more = ["…"] if slot.distinct > len(shown) and slot.distinct > most else []
    return f"[{'/'.join(shown + more) or '…'}]"
