"""Cut long lists into pages, and narrow them by what a name holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from pledgewatch.review.app.web import Asked, address

__all__ = ["Leaf", "leaf_of"]

Entry = TypeVar("Entry")

_ENTRIES = 100


class Leaf(msgspec.Struct, Generic[Entry], frozen=True, kw_only=True):
    """One page of a list: its entries, and the addresses around it."""

    entries: tuple[Entry, ...]
    total: int
    words: str
    number: int
    pages: int
    before: str
    after: str


def leaf_of(
    asked: Asked, entries: Sequence[Entry], name: Callable[[Entry], str], base: str, size: int = _ENTRIES
) -> Leaf[Entry]:
    """Return the page of a list that the address asks for, of those entries whose name holds its words."""
    words = asked.query("q", 120)
    wanted = words.casefold().split()
    found = (
        [one for one in entries if all(word in name(one).casefold() for word in wanted)] if wanted else list(entries)
    )
    pages = max(1, -(-len(found) // size))
    number = min(asked.number("page"), pages)

    def to(page: int) -> str:
        return address(base, {"q": words, "page": page}) if 1 <= page <= pages and page != number else ""

    return Leaf(
        entries=tuple(found[(number - 1) * size : number * size]),
        total=len(found),
        words=words,
        number=number,
        pages=pages,
        before=to(number - 1),
        after=to(number + 1),
    )
