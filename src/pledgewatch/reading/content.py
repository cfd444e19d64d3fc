"""Hold what a format's reader hands over: text with its pages and doubts, before anybody looked at its language."""

from __future__ import annotations

import re

import msgspec

from pledgewatch.model.document import Doubt, Page

__all__ = ["Content", "clean"]

_UNFIT = re.compile("[\x00\ud800-\udfff]+")


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """Hold the text of one file, and what its reader knows about it."""

    text: str
    title: str | None = None
    pages: tuple[Page, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def clean(text: str) -> tuple[str, tuple[Doubt, ...]]:
    """Replace what no text may hold (NUL, lone surrogates) by U+FFFD, one for one, and mark where.

    Offsets into the text stay what they were.
    """
    doubts = tuple(
        Doubt(found.start(), found.end(), "characters that are no text were replaced")
        for found in _UNFIT.finditer(text)
    )
    if not doubts:
        return text, ()
    return _UNFIT.sub(lambda found: "�" * len(found.group()), text), doubts
