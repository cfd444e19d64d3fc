"""Write a family's template: as plain text with `[A/B]` in its slots, and as pieces for a page.

On a published page the fills come only from members that have a page, never from the template's own examples: these
may name organisations about which nobody confirmed anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Choice, Copy, Optional, Slot, TemplateItem, Text
from pledgewatch.publish.safe import clip

__all__ = ["Piece", "Rank", "fills_of", "pieces_of", "plain", "printed"]

_LONGEST_FILL = 60


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

    White space and case do not make another fill.
    """
    slots: dict[int, dict[str, tuple[Rank, str]]] = {}
    for copy in copies:
        for fill in copy.fills:
            text = clip(" ".join(fill.text.split()), _LONGEST_FILL)
            if text:
                rank = ((ranks or {}).get(copy.document, (False, "")), text)
                known = slots.setdefault(fill.slot, {})
                known[text.casefold()] = min(rank, known.get(text.casefold(), rank))
    ordered = {slot: sorted(found.values(), key=_by_letters) for slot, found in sorted(slots.items())}
    return {slot: tuple(text for _, text in found) for slot, found in ordered.items()}


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
