"""Hold that one organisation belongs to another, by the word of a source."""

from __future__ import annotations

import msgspec

from pledgewatch.model.identity import Sha256

__all__ = ["Relation"]


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """Say that `child` stands to `parent` in a relation, in the source's own word, with its citation.

    An organisation is named, or known by an identifier (`scheme:value`), or both. No share is computed and no relation
    is inferred from others: what the source does not say of the two is not said. `status` as the source has it.
    """

    child: str
    parent: str
    kind: str
    citation: str
    child_identifier: str = ""
    parent_identifier: str = ""
    since: str = ""
    until: str = ""
    status: str = ""
    source_url: str = ""
    row: str = ""
    row_number: int = 0
    snapshot: Sha256 = Sha256("")
