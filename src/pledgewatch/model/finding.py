"""Hold what was found: a sentence, what it rests upon, and what a person decided about it."""

from __future__ import annotations

from typing import Literal

import msgspec

from pledgewatch.model.identity import DocumentId, FindingKey, ListingId, OrganisationId, Sha256
from pledgewatch.model.spans import Span, TextQuote

__all__ = ["Basis", "Decision", "Finding", "FindingKind", "Passage", "RecordRow", "Standing", "Verb"]

FindingKind = Literal[
    "shared-form",
    "unfilled-placeholder",
    "no-own-commitment",
    "specific-commitment",
    "overdue-promise",
    "weakened-promise",
    "promises-compared",
    "silence",
    "identity",
    "listing",
    "pledged-principle",
    "related-measure",
    "unchecked-row",
    "statement",
    "participation",
]
Verb = Literal["confirm", "dismiss"]
Standing = Literal["", "confirmed", "dismissed", "changed"]


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A span of an archived document on which a finding rests, with all three W3C selectors' values."""

    document: DocumentId
    sha256: Sha256
    span: Span
    quote: TextQuote
    page: int | None = None
    role: str = ""


class RecordRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of an archived list on which a finding rests."""

    list: str
    listing: ListingId
    snapshot: Sha256
    as_of: str
    row_number: int
    row: str


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """All that a finding rests upon; `facts` are the values that its sentence states, in a fixed order.

    The digest covers facts, passages' texts and rows' texts, and leaves out what may move without touching the finding:
    offsets, snapshot hashes, the run's date, family numbers.
    """

    passages: tuple[Passage, ...] = ()
    rows: tuple[RecordRow, ...] = ()
    facts: dict[str, str] = {}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence, what it is about, and what it rests upon.

    `key` is made from the kind with its document, organisation and listing ids (or passage digest), nothing else.
    `sentence` says what was seen, never a motive. `caveats` are the limits to print beside it. `publishable` is False
    for what may be looked at on the desk only; `hindrance` then says why.
    """

    key: FindingKey
    kind: FindingKind
    sentence: str
    basis: Basis
    basis_digest: str
    document: DocumentId | None = None
    documents: tuple[DocumentId, ...] = ()
    organisation: OrganisationId | None = None
    listing: ListingId | None = None
    entity: str | None = None
    passage: str | None = None
    weight: float = 0.0
    favourable: bool = False
    caveats: tuple[str, ...] = ()
    publishable: bool = True
    hindrance: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decided about a finding, as it stood then.

    `facts` keeps the basis's facts and `basis_digest` its digest at the time of the decision, so that a later look can
    say what changed. `when` is UTC, ISO 8601.
    """

    key: FindingKey
    verb: Verb
    by: str
    why: str
    when: str
    basis_digest: str
    sentence: str
    facts: dict[str, str] = {}
