"""Hold the text along which a family's members are laid: tokens, and how its source writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from pledgewatch.reuse.bodies import Body
from pledgewatch.reuse.tokens import TOKEN, normalise, offsets

__all__ = ["FORM_SLOT", "Backbone", "backbone_of_body", "backbone_of_form", "written"]

FORM_SLOT = re.compile(r"\[[^\[\]]{1,400}\]")
"""What a registered form marks as a slot."""

_SPACE = re.compile(r"[^\S\n]+")
_LONGEST_SEPARATOR = 12
_PARTING = frozenset({" ", "\n", ", ", ". ", ".\n", ",\n", "; ", ": ", ":\n", "\n\n", ".\n\n", " (", ") ", "."})
"""Separators that leave words in plain letters and figures the words they are, whatever stands around them."""


class Backbone(NamedTuple):
    """Tokens with their spelling and what stands after each; `slots` are those that a form itself marks as slots."""

    words: tuple[str, ...]
    after: tuple[str, ...]
    slots: tuple[int, ...] = ()


def backbone_of_body(body: Body, first: int, last: int) -> Backbone:
    """Return tokens `[first, last)` of a body."""
    starts, ends = body.starts[first : last + 1].tolist(), body.ends[first:last].tolist()
    return _backbone(body.text, starts, ends, body.span.end)


def backbone_of_form(text: str) -> Backbone:
    """Return a form's tokens, each of its placeholders as one."""
    spans: list[tuple[int, int]] = []
    slots: list[int] = []
    at = 0
    for found in FORM_SLOT.finditer(text):
        spans += offsets(text, at, found.start())
        slots.append(len(spans))
        spans.append(found.span())
        at = found.end()
    spans += offsets(text, at)
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    return _backbone(text, starts, ends, len(text))._replace(slots=tuple(slots))


def _backbone(text: str, starts: Sequence[int], ends: Sequence[int], last: int) -> Backbone:
    """Return the tokens with these starts and ends; what follows the last one reaches to the next start, or `last`."""
    words = tuple([text[start:end] for start, end in zip(starts, ends, strict=False)])
    between = [text[a : b if b < a + 80 else a + 80] for a, b in zip(ends, [*starts[1:], last], strict=False)]
    # Nine in ten are one space, which needs no pattern.
    after = tuple([sign if sign == " " else _separator(sign) for sign in between])
    return Backbone(words, after)


def _separator(text: str) -> str:
    text = _SPACE.sub(" ", text)
    return text if len(text) <= _LONGEST_SEPARATOR else "\n" if "\n" in text else " "


def written(backbone: Backbone, start: int, end: int, *, trim: bool = False) -> str:
    """Return tokens `[start, end)` as the source writes them; `trim` cuts what stands after the last."""
    words, after = backbone.words[start:end], backbone.after[start:end]
    text = "".join(chain.from_iterable(zip(words, after, strict=True)))
    if trim and after:
        text = text[: len(text) - len(after[-1])]
    if _PARTING.issuperset(after) and (plain := "".join(words)).isascii() and plain.isalnum():
        return text
    expected = [normalise(word) for word in words]
    if [normalise(word) for word in TOKEN.findall(text)] == expected:
        return text
    return " ".join(words)
