"""Lay a long page out on several: sections of blocks flow until a page is full.

Every page of the site stays under LIMIT, styles included, so that it opens on an old phone over a bad line. Blocks are
finished HTML of bounded size; a section that goes on says so on the next page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from markupsafe import Markup

__all__ = ["LIMIT", "NOTHING", "Section", "bytes_of", "flow"]

NOTHING = Markup("")
LIMIT = 60_000
"""The most bytes that a page may have, its styles counted."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A heading with what stands under it: `opening` and `closing` wrap the blocks (a table, a list).

    `keep` keeps a first block with what stands above it only; `continued` is True on a page where the section goes on.
    """

    key: str
    title: str
    blocks: tuple[Markup, ...]
    intro: Markup = NOTHING
    opening: Markup = NOTHING
    closing: Markup = NOTHING
    style: str = ""
    continued: bool = False

    @property
    def frame(self) -> int:
        """Count the bytes that the section takes without its blocks; 160 for the elements around its title."""
        parts = (self.title, self.intro, self.opening, self.closing, self.style, self.key)
        return 160 + sum(bytes_of(part) for part in parts)


def bytes_of(text: str) -> int:
    """Count the bytes of a text in UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def flow(sections: Iterable[Section], *, first: int, rest: int) -> tuple[tuple[Section, ...], ...]:
    """Lay sections out on pages that have room for `first` bytes, then `rest` bytes each.

    A block larger than a page gets a page of its own: blocks are to be made small enough by those who make them.
    """
    pages: list[list[Section]] = [[]]
    room = first
    for section in sections:
        start = 0
        while start < len(section.blocks) or start == 0:
            taken = _fitting(section.blocks[start:], room - section.frame)
            if (section.blocks and not taken and pages[-1]) or (
                not section.blocks and section.frame > room and pages[-1]
            ):
                pages.append([])
                room = rest
                continue
            taken = taken or min(1, len(section.blocks) - start)
            part = _part(section, start, taken)
            pages[-1].append(part)
            room -= part.frame + sum(bytes_of(block) for block in part.blocks)
            start += taken
            if not section.blocks:
                break
    return tuple(tuple(page) for page in pages)


def _fitting(blocks: Sequence[Markup], room: int) -> int:
    taken = 0
    for block in blocks:
        room -= bytes_of(block)
        if room < 0:
            break
        taken += 1
    return taken


def _part(section: Section, start: int, count: int) -> Section:
    blocks = section.blocks[start : start + count]
    intro = section.intro if start == 0 else Markup("")
    return msgspec.structs.replace(section, blocks=blocks, intro=intro, continued=start > 0)
