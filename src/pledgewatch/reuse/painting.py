"""Write templates, fills and shares for a terminal, so that they can be read without colour too.

Every mark has a sign of its own beside its colour: a slot stands in brackets with its number raised behind it, own
words stand in braces. Text is shown as it is: mark-up and control characters in it are not obeyed.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy, Family, Optional, Slot
from pledgewatch.model.reuse import Text as Words
from pledgewatch.model.slots import slots_of, was_filled
from pledgewatch.model.spans import Span

if TYPE_CHECKING:
    from rich.text import Text

__all__ = [
    "KINDS",
    "MARKS",
    "Layer",
    "bar",
    "fill_in",
    "painted",
    "percent",
    "raised",
    "sign",
    "template_text",
    "visible",
]

KINDS = {
    "organisation": "yellow",
    "person": "magenta",
    "date": "blue",
    "number": "cyan",
    "place": "green",
    "choice": "bright_magenta",
    "text": "bright_black",
}
"""A colour for each kind of slot; its name or number always stands beside it."""
_LONGEST_FILL = 40
_FILLS_AT_MOST = 3
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_KEPT = frozenset("\n\t\u00a0\u00ad\u200c\u200d\u200e\u200f\u202f\u3000")
_BLANKS = frozenset("\r\f\v\u2002\u2003\u2009")
_FULL_LINE = 48
"""Signs from which a line is taken to be full: its break is the width of the paper, and the terminal has another."""
_GAP = re.compile(r"[ \t]*\n[ \t]*\n\s*")


class Mark(NamedTuple):
    """How a passage is marked: a sign before and after it, a style of rich."""

    before: str
    after: str
    style: str


MARKS = {
    "own": Mark("{", "}", "italic magenta"),
    "edit": Mark("‹", "›", "yellow"),
    "fill": Mark("[", "]", "bold cyan"),
    "unfilled": Mark("!", "!", "bold red"),
}
"""In the order in which they are laid over one another."""


class Layer(NamedTuple):
    """Spans of a document that have one mark; `after` has a note for each, such as a slot's number."""

    mark: Mark
    spans: Sequence[Span]
    after: Sequence[str] = ()


def visible(text: str) -> str:
    """Replace control characters, which a terminal would obey, one for one so that offsets stay.

    Wide and unbreakable blanks stay, and the joiners and marks that Persian and Arabic need and that move nothing else.
    """
    return "".join(
        sign if sign.isprintable() or sign in _KEPT else " " if sign in _BLANKS else "\ufffd" for sign in text
    )


def raised(number: int) -> str:
    """Write a slot's number raised, as a note in print: ¹²."""
    return str(number).translate(_RAISED)


def bar(share: float, width: int = 8) -> str:
    """Write a share of 0 to 1 as a bar of block characters, in halves of a character; a little is never nothing."""
    halves = round(min(1.0, max(0.0, share)) * width * 2)
    whole, half = divmod(max(1, halves) if share > 0 else 0, 2)
    return ("█" * whole + "▌" * half).ljust(width, "░")


def percent(share: float) -> str:
    """Write a share of 0 to 1 as a page does: rounded down, 99.7 % is not all; a little is not nothing."""
    return f"{max(math.floor(share * 100 + 1e-9), 1) if share > 0 else 0}%"


def sign(number: int, kind: str) -> str:
    """Name a slot: its number, its kind."""
    return f"{raised(number)} {_named(kind)}"


def _named(kind: str) -> str:
    return "words" if kind == "text" else kind


def template_text(family: Family, copies: Sequence[Copy], numbers: Mapping[int, int]) -> Text:
    """Return a template to be read as running text: `[Ash/Elm]¹` for a slot, `[organisation]¹` where it comes again.

    Of what these members put into a slot three are shown. What only some have stands in braces, with how many have it.
    """
    from rich.text import Text

    text = Text()
    seen: set[int] = set()
    fills = _shown_fills(family, copies, numbers)
    for item in family.template:
        if not isinstance(item, Optional):
            _append(text, item, fills, numbers, seen)
            continue
        text.append(f"{{in {item.count} of {family.size}: ", style="dim")
        for part in item.optional:
            _append(text, part, fills, numbers, seen)
        text.append("}", style="dim")
    return text


def _shown_fills(family: Family, copies: Sequence[Copy], numbers: Mapping[int, int]) -> dict[int, str]:
    """Return for each number its fills as they are shown, three at most; of a choice how many have each."""
    choices = {numbers[slot.slot] for slot in slots_of(family.template) if slot.kind == "choice"}
    return {
        number: "/".join(
            [f"{text} ×{count}" if number in choices else text for text, count in found[:_FILLS_AT_MOST]]
            + ["…"] * (len(found) > _FILLS_AT_MOST)
        )
        for number, found in _fills_by_number(copies, numbers).items()
    }


def _append(
    text: Text, part: Words | Slot, fills: Mapping[int, str], numbers: Mapping[int, int], seen: set[int]
) -> None:
    if isinstance(part, Words):
        text.append(visible(_flowed(part.text)))
        return
    number = numbers.get(part.slot, part.slot + 1)
    shown = "" if number in seen else visible(fills.get(number, ""))
    text.append(f"[{shown or _named(part.kind)}]{raised(number)}", style=f"bold {KINDS[part.kind]}")
    seen.add(number)


def _flowed(text: str) -> str:
    """Join lines to paragraphs, with one blank line between two."""
    return "\n\n".join(re.sub(r"\s+", " ", part) for part in _GAP.split(text))


def shortened(text: str, limit: int = _LONGEST_FILL) -> str:
    """Write a fill in one line of bounded length."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _fills_by_number(copies: Sequence[Copy], numbers: Mapping[int, int]) -> dict[int, list[tuple[str, int]]]:
    """Count what these members put under each number, the most frequent first, then by letters."""
    found: dict[int, Counter[str]] = {}
    for copy in copies:
        filled = [fill for fill in copy.fills if was_filled(copy, fill)]
        for number, text in {(numbers.get(fill.slot, fill.slot + 1), shortened(fill.text)) for fill in filled}:
            found.setdefault(number, Counter())[text] += 1
    return {
        number: sorted(counts.items(), key=lambda one: (-one[1], one[0].casefold(), one[0]))
        for number, counts in found.items()
    }


def fill_in(copies: Iterable[Copy], numbers: Mapping[int, int], kind: str, number: int) -> Text:
    """Return what a member put under a number: its words, `left unfilled` with the placeholder, or `left out`."""
    from rich.text import Text

    said = Text("–", style="dim")
    for copy in copies:
        for fill in (fill for fill in copy.fills if numbers.get(fill.slot, fill.slot + 1) == number):
            if was_filled(copy, fill):
                return Text(visible(shortened(fill.text)), style=KINDS[kind])
            left = shortened(fill.text)
            said = Text(f"left unfilled: {visible(left)}", style=MARKS["unfilled"].style) if left else Text("left out")
    return said


def painted(document: Document, shown: Span, layers: Iterable[Layer]) -> Text:
    """Return a passage of a document with its marks; of marks that overlap, the later layer's is seen."""
    from rich.text import Text

    places = [(layer, at) for layer in layers for at in range(len(layer.spans))]
    over = [-1] * len(shown)
    for number, (layer, at) in enumerate(places):
        span = layer.spans[at]
        start, end = (max(0, min(len(shown), edge - shown.start)) for edge in (span.start, span.end))
        over[start:end] = [number] * max(0, end - start)
    source = _unwrapped(visible(shown.of(document.text)))
    text = Text()
    start = 0
    for end in range(1, len(source) + 1):
        if end < len(source) and over[end] == over[start]:
            continue
        if over[start] < 0:
            text.append(source[start:end])
        else:
            layer, at = places[over[start]]
            note = layer.after[at] if layer.after else ""
            text.append(f"{layer.mark.before}{source[start:end]}{layer.mark.after}{note}", style=layer.mark.style)
        start = end
    return text


def _unwrapped(text: str) -> str:
    """Make the breaks of full lines spaces, one for one so that offsets stay."""
    lines = text.split("\n")
    out = lines[:1]
    for before, line in pairwise(lines):
        out += [" " if len(before) >= _FULL_LINE and line.strip() else "\n", line]
    return "".join(out)
