"""Mark passages of a text in HTML, however they overlap.

Marks may cross each other, which elements may not. The text is cut wherever a mark begins or ends; over each piece
the marks are open in one order (rank, then the earlier and longer first), so that what is open stays open as long as it
can and everything closes properly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec
from markupsafe import Markup, escape

from pledgewatch.model.spans import Span
from pledgewatch.safe import visible

__all__ = ["Mark", "mark_up"]


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Mark a span: `style` is its CSS class, `label` is printed before it, `note` is its title, `anchor` its id.

    `rank` orders marks over the same text, the lowest outermost.
    """

    span: Span
    style: str
    rank: int
    label: str = ""
    note: str = ""
    anchor: str = ""

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        """Order marks from the outermost to the innermost."""
        return self.rank, self.span.start, -self.span.end, self.style, self.anchor


def mark_up(
    text: str, block: Span, marks: Iterable[Mark], *, since: int | None = None, breaks: frozenset[int] = frozenset()
) -> Markup:
    """Return the HTML of `text[block]` with its marks.

    Labels and anchors stand where a mark begins; `since` is where the block before ended, so that a mark that begins in
    the white space between the two is told from one that goes on. A newline at an offset in `breaks` stays one.
    """
    before = block.start if since is None else since
    inside = sorted((m for m in marks if m.span.overlaps(block)), key=lambda m: m.order)
    out: list[str] = []
    open_marks: list[Mark] = []
    begun: set[Mark] = set()
    for start, end in pairwise(_cuts(block, inside)):
        wanted = [m for m in inside if m.span.start <= start and end <= m.span.end]
        _switch(out, open_marks, wanted, begun, before)
        open_marks = wanted
        out.append(_piece(text, start, end, breaks))
    _switch(out, open_marks, [], begun, before)
    return Markup("".join(out))  # noqa: S704 - every piece of text was escaped where it was cut


def _cuts(block: Span, marks: Sequence[Mark]) -> list[int]:
    ends = {block.start, block.end}
    for mark in marks:
        ends.update(at for at in (mark.span.start, mark.span.end) if block.start < at < block.end)
    return sorted(ends)


def _switch(out: list[str], now: list[Mark], wanted: list[Mark], begun: set[Mark], before: int) -> None:
    kept = 0
    while kept < min(len(now), len(wanted)) and now[kept] == wanted[kept]:
        kept += 1
    out.extend("</span>" for _ in now[kept:])
    for mark in wanted[kept:]:
        out.append(_opening(mark, first=mark not in begun and mark.span.start >= before))
        begun.add(mark)


def _opening(mark: Mark, *, first: bool) -> str:
    anchor = f' id="{escape(mark.anchor)}"' if first and mark.anchor else ""
    note = f' title="{escape(visible(mark.note))}"' if first and mark.note else ""
    label = f'<small class="tag">{escape(visible(mark.label))}</small>' if first and mark.label else ""
    return f'<span class="{mark.style}"{anchor}{note}>{label}'


def _piece(text: str, start: int, end: int, breaks: frozenset[int]) -> str:
    out: list[str] = []
    at, place = start, text.find("\n", start, end)
    while place >= 0:
        if place in breaks:
            out.append(f"{escape(visible(text[at:place]))}<br>\n")
            at = place + 1
        place = text.find("\n", place + 1, end)
    out.append(str(escape(visible(text[at:end]))))
    return "".join(out)
