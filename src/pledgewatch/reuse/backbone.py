"""Hold the text along which a family's members are laid: tokens, and how its source writes them."""

from __future__ import annotations

import re
from typing import NamedTuple

from pledgewatch.reuse.bodies import Body
from pledgewatch.reuse.tokens import TOKEN, normalise, offsets

__all__ = ["FORM_SLOT", "Backbone", "backbone_of_body", "backbone_of_form", "written"]

FORM_SLOT = re.compile(r"\[[^\[\]]{1,400}\]")
"""What a registered form marks as a slot."""

_SPACE = re.compile(r"[^\S\n]+")
_LONGEST_SEPARATOR = 12


class Backbone(NamedTuple):
    """Tokens with their spelling and what stands after each; `slots` are those that a form itself marks as slots."""

    words: tuple[str, ...]
    after: tuple[str, ...]
    slots: tuple[int, ...] = ()


def backbone_of_body(body: Body, first: int, last: int) -> Backbone:
    """Return tokens `[first, last)` of a body."""
    spans = list(zip(body.starts[first : last + 1], body.ends[first : last + 1], strict=True))
    return _backbone(body.text, spans, body.span.end, 0, last - first)


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
    return _backbone(text, spans, len(text), 0, len(spans))._replace(slots=tuple(slots))


def _backbone(text: str, spans: list[tuple[int, int]], end: int, first: int, last: int) -> Backbone:
    words = tuple(text[a:b] for a, b in spans[first:last])
    ends = [b for _, b in spans[first:last]]
    starts = [a for a, _ in spans[first + 1 : last + 1]] + [end]
    between = [text[a : min(b, a + 80)] for a, b in zip(ends, starts, strict=False)]
    # Nine in ten are one space, which needs no pattern.
    after = tuple([sign if sign == " " else _separator(sign) for sign in between])
    return Backbone(words, after)


def _separator(text: str) -> str:
    text = _SPACE.sub(" ", text)
    return text if len(text) <= _LONGEST_SEPARATOR else "\n" if "\n" in text else " "


def written(backbone: Backbone, start: int, end: int, *, trim: bool = False) -> str:
    """Return tokens `[start, end)` as the source writes them; `trim` cuts what stands after the last."""
    pieces = [word + after for word, after in zip(backbone.words[start:end], backbone.after[start:end], strict=True)]
    if trim and pieces:
        pieces[-1] = backbone.words[end - 1]
    text = "".join(pieces)
    expected = [normalise(word) for word in backbone.words[start:end]]
    if [normalise(word) for word in TOKEN.findall(text)] == expected:
        return text
    return " ".join(backbone.words[start:end])
