"""Write a family's template: as plain text with `[A/B]` in its slots, and as pieces for a page.

On a published page fills, optional passages and wordings come only from members that have a page, never from the
template's own examples: these may name organisations about which nobody confirmed anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Choice, Copy, Fill, Optional, Slot, TemplateItem, Text
from pledgewatch.model.spans import Span
from pledgewatch.publish.safe import clip

__all__ = [
    "Piece",
    "Rank",
    "fills_of",
    "masked",
    "paragraphs",
    "pieces_of",
    "plain",
    "printed",
    "taken_by",
    "was_filled",
]

_LONGEST_FILL = 60
_PLACEHOLDER = re.compile(r"[\[<{(]?[\s._…-]*[\]>})]?\Z|[\[<{][^\]>}]*[\]>}]\Z")
"""Dots, strokes or nothing, with or without brackets; or anything in square, angle or curly brackets."""
_SHORT_LINE = 48
"""As on a document's page: only a line shorter than this (an address, a list) keeps its break."""
_NAMES_AT_MOST = 200
"""Fills that are masked where two forms are compared; a family of thousands has the rest unmasked."""
_SLOT_WIDTH = 16
"""About what a name takes on a line, for telling a short line from a full one."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a template: shared text, or a slot with the fills to show; `note` says who has it, if not all do.

    `role` is `text`, `slot`, `open` and `close` (around what only some have) or `or` (between wordings).
    """

    role: str
    text: str = ""
    slot: int = 0
    kind: str = ""
    fills: tuple[str, ...] = ()
    distinct: int = 0
    count: int = 0


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


def was_filled(copy: Copy, fill: Fill) -> bool:
    """Tell whether a member put something into a slot: a placeholder that it left open is no fill."""
    span = Span(fill.start, fill.end)
    return not _PLACEHOLDER.match(fill.text.strip()) and not any(span.overlaps(left) for left in copy.unfilled)


def taken_by(template: Sequence[TemplateItem], copies: Iterable[Copy]) -> Iterator[TemplateItem]:
    """Yield what these members have of a template: optional passages and wordings that none of them took are left out.

    An optional passage's count is theirs alone.
    """
    taken: dict[int, list[int]] = {}
    for copy in copies:
        for option in copy.options:
            taken.setdefault(option.item, []).append(option.taken)
    for number, item in enumerate(template):
        if isinstance(item, Optional):
            count = taken.get(number, []).count(1)
            yield from (Optional(item.optional, count),) if count else ()
        elif isinstance(item, Choice):
            chosen = tuple(item.choice[n] for n in sorted(set(taken.get(number, ()))) if 0 <= n < len(item.choice))
            yield from (Choice(chosen),) if len(chosen) > 1 else (part for wording in chosen for part in wording)
        else:
            yield item


def masked(passages: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Put `[…]` for fills and placeholders in passages that differ; what is nothing else, or the same again, goes.

    Two forms are compared for their wording: whose name stands in the one and not in the other says nothing of that.
    """
    known = sorted(filter(None, names), key=lambda name: (-len(name), name))[:_NAMES_AT_MOST]
    placeholder = r"[\[<{][^\[\]<>{}]{0,80}[\]>}]"
    pattern = re.compile("|".join([placeholder, *(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known)]))
    said = (pattern.sub("[…]", " ".join(passage.split())).strip(" .,;:") for passage in passages)
    return tuple(dict.fromkeys(text for text in said if any(sign.isalnum() for sign in text)))


def _by_letters(ranked: tuple[Rank, str]) -> tuple[Rank, str, str]:
    rank, text = ranked
    return rank, text.casefold(), text


def pieces_of(template: Sequence[TemplateItem], fills: Mapping[int, Sequence[str]], size: int) -> Iterator[Piece]:
    """Yield a template's pieces in order; `size` is the number of members, to say how many lack a passage."""
    for item in template:
        if isinstance(item, Optional):
            yield Piece(role="open", count=item.count, distinct=size)
            yield from (_simple(inner, fills) for inner in item.optional)
            yield Piece(role="close")
        elif isinstance(item, Choice):
            yield from _wordings(item, fills)
        else:
            yield _simple(item, fills)


def _wordings(choice: Choice, fills: Mapping[int, Sequence[str]]) -> Iterator[Piece]:
    yield Piece(role="open")
    for number, wording in enumerate(choice.choice):
        if number:
            yield Piece(role="or")
        yield from (_simple(inner, fills) for inner in wording)
    yield Piece(role="close")


def _simple(item: Text | Slot, fills: Mapping[int, Sequence[str]]) -> Piece:
    if isinstance(item, Text):
        return Piece(role="text", text=item.text)
    found = tuple(fills.get(item.slot, ()))
    return Piece(role="slot", slot=item.slot, kind=item.kind, fills=found, distinct=max(item.distinct, len(found)))


def printed(piece: Piece, limit: int = 3) -> str:
    """Write a slot as `[A/B]`; more fills than `limit` end in an ellipsis, none known gives the slot's kind."""
    if not piece.fills:
        return f"[{piece.kind}]"
    more = "/…" if max(piece.distinct, len(piece.fills)) > limit else ""
    return f"[{'/'.join(piece.fills[:limit])}{more}]"


def plain(pieces: Iterable[Piece], limit: int = 3) -> str:
    """Write pieces as plain text; passages that only some have stand in braces, wordings apart by a stroke."""
    signs = {"open": "{", "close": "}", "or": " | "}
    return "".join(
        piece.text if piece.role == "text" else signs.get(piece.role) or printed(piece, limit) for piece in pieces
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
            for part in _cut(text, limit) if piece.role == "text" else [piece]:
                if size > limit:
                    yield tuple(paragraph)
                    paragraph, size = [], 0
                paragraph.append(part)
                size += len(part.text) or _SLOT_WIDTH
    if paragraph:
        yield tuple(paragraph)


def _cut(text: str, limit: int) -> Iterator[Piece]:
    while text:
        at = len(text) if len(text) <= limit else (text.rfind(" ", 0, limit) + 1 or limit)
        yield Piece(role="text", text=text[:at])
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
        yield Piece(role="text", text="\n\n".join(flowed))


def _joined(text: str, width: int) -> str:
    """Join the lines of a paragraph but for the short ones; `width` signs stand before it on its first line."""
    lines = text.split("\n")
    out = [lines[0]]
    for before, line in pairwise(lines):
        out.append("\n" if width + len(before) < _SHORT_LINE else " ")
        out.append(line)
        width = 0
    return "".join(out)
