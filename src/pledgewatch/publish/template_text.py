"""Write a family's template: as plain text with `[A/B]` in its slots, and as pieces for a page.

On a published page fills and optional passages come only from members that have a page, never from the
template's own examples: these may name organisations about which nobody confirmed anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Optional, Slot, TemplateItem, Text
from pledgewatch.model.slots import was_filled
from pledgewatch.safe import clip

__all__ = [
    "Piece",
    "Rank",
    "counts_of",
    "fills_of",
    "numbered",
    "paragraphs",
    "pieces_of",
    "plain",
    "printed",
    "taken_by",
]

_LONGEST_FILL = 60
_SHORT_LINE = 48
"""As on a document's page: only a line shorter than this (an address, a list) keeps its break."""
_SLOT_WIDTH = 16
"""About what a name takes on a line, for telling a short line from a full one."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a template: shared text, a slot with the fills to show, or a sign around and between passages.

    `role` is `text`, `slot`, or `open` and `close` around what only some have; `within` marks what stands there.
    `again` marks a slot whose number stands earlier in the template; `counts` has how many put each of the fills there.
    """

    role: str
    text: str = ""
    slot: int = 0
    kind: str = ""
    fills: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    distinct: int = 0
    count: int = 0
    within: bool = False
    again: bool = False


Rank = tuple[bool, str]
"""What is told first: those on the record (False sorts first), then the earlier date; see `fills_of`."""


def fills_of(copies: Iterable[Copy], ranks: Mapping[DocumentId, Rank] | None = None) -> dict[int, tuple[str, ...]]:
    """Return each slot's distinct fills by the rank of their documents, then by their letters.

    White space and case do not make another fill, and a placeholder that was left open is none.
    """
    slots: dict[int, dict[str, tuple[Rank, str]]] = {}
    for copy in copies:
        for fill in (fill for fill in copy.fills if was_filled(copy, fill)):
            text = clip(" ".join(fill.text.split()), _LONGEST_FILL)
            if text:
                rank = ((ranks or {}).get(copy.document, (False, "")), text)
                known = slots.setdefault(fill.slot, {})
                known[text.casefold()] = min(rank, known.get(text.casefold(), rank))
    ordered = {slot: sorted(found.values(), key=_by_letters) for slot, found in sorted(slots.items())}
    return {slot: tuple(text for _, text in found) for slot, found in ordered.items()}


def taken_by(template: Sequence[TemplateItem], copies: Iterable[Copy]) -> Iterator[TemplateItem]:
    """Yield what these members have of a template: optional passages that none of them took are left out.

    An optional passage's count is theirs alone.
    """
    taken = Counter(option.item for copy in copies for option in copy.options if option.taken)
    for number, item in enumerate(template):
        if not isinstance(item, Optional):
            yield item
        elif taken[number]:
            yield Optional(item.optional, taken[number])


def counts_of(copies: Iterable[Copy], numbers: Mapping[int, int]) -> dict[int, list[tuple[str, int]]]:
    """Count for each number of a slot how many members put each fill there, the most frequent first.

    A member that has a slot twice counts once; the fill is written as the first by its letters writes it.
    """
    having: dict[int, dict[str, set[DocumentId]]] = {}
    written: dict[tuple[int, str], str] = {}
    for copy in copies:
        for fill in (fill for fill in copy.fills if was_filled(copy, fill)):
            text = clip(" ".join(fill.text.split()), _LONGEST_FILL)
            place = numbers.get(fill.slot, fill.slot + 1), text.casefold()
            having.setdefault(place[0], {}).setdefault(place[1], set()).add(copy.document)
            written[place] = min(text, written.get(place, text))
    return {
        number: sorted(
            ((written[number, key], len(who)) for key, who in texts.items()),
            key=lambda one: (-one[1], one[0].casefold(), one[0]),
        )
        for number, texts in sorted(having.items())
    }


def _by_letters(ranked: tuple[Rank, str]) -> tuple[Rank, str, str]:
    rank, text = ranked
    return rank, text.casefold(), text


def pieces_of(template: Iterable[TemplateItem], fills: Mapping[int, Sequence[str]], size: int) -> Iterator[Piece]:
    """Yield a template's pieces in order; `size` is the number of members, to say how many lack a passage."""
    for item in template:
        if isinstance(item, Optional):
            yield Piece(role="open", count=item.count, distinct=size)
            yield from (_simple(inner, fills, within=True) for inner in item.optional)
            yield Piece(role="close")
        else:
            yield _simple(item, fills)


def _simple(item: Text | Slot, fills: Mapping[int, Sequence[str]], *, within: bool = False) -> Piece:
    if isinstance(item, Text):
        return Piece(role="text", text=item.text, within=within)
    found = tuple(fills.get(item.slot, ()))
    distinct = max(item.distinct, len(found))
    return Piece(role="slot", slot=item.slot, kind=item.kind, fills=found, distinct=distinct, within=within)


def numbered(
    pieces: Iterable[Piece], numbers: Mapping[int, int], counts: Mapping[int, Sequence[tuple[str, int]]]
) -> Iterator[Piece]:
    """Give the slots the numbers that readers see, and mark those whose number came before.

    The fills come as `counts` has them, the most frequent first; of a choice also how many have each.
    """
    seen: set[int] = set()
    for piece in pieces:
        if piece.role != "slot":
            yield piece
            continue
        number = numbers.get(piece.slot, piece.slot + 1)
        found = counts.get(number, ())
        yield msgspec.structs.replace(
            piece,
            slot=number,
            again=number in seen,
            fills=tuple(text for text, _ in found),
            counts=tuple(count for _, count in found) if piece.kind == "choice" else (),
        )
        seen.add(number)


def printed(piece: Piece, limit: int = 3) -> str:
    """Write a slot as `[A/B]`; more fills than `limit` end in an ellipsis, none known gives the slot's kind."""
    if not piece.fills:
        return f"[{piece.kind}]"
    more = "/…" if max(piece.distinct, len(piece.fills)) > limit else ""
    return f"[{'/'.join(piece.fills[:limit])}{more}]"


def plain(pieces: Iterable[Piece], limit: int = 3) -> str:
    """Write pieces as plain text; passages that only some have stand in braces."""
    signs = {"open": "{", "close": "}"}
    return "".join(
        piece.text if piece.role == "text" else printed(piece, limit) if piece.role == "slot" else signs[piece.role]
        for piece in pieces
    )


def paragraphs(pieces: Iterable[Piece], limit: int) -> Iterator[tuple[Piece, ...]]:
    """Yield pieces by paragraph, each of about `limit` signs at most, with the breaks of full lines made spaces."""
    paragraph: list[Piece] = []
    size = 0
    for piece in _reflowed(tuple(pieces)):
        for at, text in enumerate(piece.text.split("\n\n") if piece.role == "text" else [""]):
            if paragraph and (at > 0 or size > limit):
                yield tuple(paragraph)
                paragraph, size = [], 0
            for part in _cut(piece, text, limit) if piece.role == "text" else [piece]:
                if size > limit:
                    yield tuple(paragraph)
                    paragraph, size = [], 0
                paragraph.append(part)
                size += len(part.text) or _SLOT_WIDTH
    if paragraph:
        yield tuple(paragraph)


def _cut(piece: Piece, text: str, limit: int) -> Iterator[Piece]:
    while text:
        at = len(text) if len(text) <= limit else (text.rfind(" ", 0, limit) + 1 or limit)
        yield msgspec.structs.replace(piece, text=text[:at])
        text = text[at:]


def _reflowed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Make a single break a space where its line was full, and any number of blank lines one."""
    width = 0
    for piece in pieces:
        if piece.role != "text":
            width += _SLOT_WIDTH if piece.role == "slot" else 0
            yield piece
            continue
        blocks = re.sub(r"\n\s*\n\s*", "\n\n", piece.text).split("\n\n")
        flowed = [_joined(blocks[0], width), *(_joined(block, 0) for block in blocks[1:])]
        width = len(blocks[-1].rsplit("\n", 1)[-1]) + (0 if len(blocks) > 1 or "\n" in piece.text else width)
        yield msgspec.structs.replace(piece, text="\n\n".join(flowed))


def _joined(text: str, width: int) -> str:
    """Join the lines of a paragraph but for the short ones; `width` signs stand before it on its first line."""
    lines = text.split("\n")
    out = [lines[0]]
    for before, line in pairwise(lines):
        out.append("\n" if width + len(before) < _SHORT_LINE else " ")
        out.append(line)
        width = 0
    return "".join(out)
