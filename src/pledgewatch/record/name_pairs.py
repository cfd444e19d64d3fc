"""Hold one organisation's two names, as a source of names tells them."""

from __future__ import annotations

import msgspec

from pledgewatch.model.identity import Sha256

__all__ = ["NamePair", "pair_key"]


class NamePair(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation under two names, as `citation` has it; `identifier` as `scheme:value`, empty where none."""

    name: str
    other_name: str
    script: str = ""
    language: str = ""
    country: str = ""
    identifier: str = ""
    citation: str = ""
    row: str = ""
    row_number: int = 0
    snapshot: Sha256 = Sha256("")


def pair_key(pair: NamePair) -> str:
    """Name a pair by its snapshot, its row, and its other name, as one row may give several."""
    return f"{pair.snapshot}/{pair.row_number}/{pair.name}/{pair.other_name}"
