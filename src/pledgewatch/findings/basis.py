"""Make findings out of facts, passages and rows: their keys, digests and selectors.

The key names what a finding is about and nothing that may move; the digest names what it rests upon, so that a decision
comes back for another look when, and only when, that changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pledgewatch.model.document import Document
from pledgewatch.model.finding import Basis, Finding, FindingKind, Passage, RecordRow
from pledgewatch.model.identity import (
    DocumentId,
    FindingKey,
    ListingId,
    OrganisationId,
    digest,
    passage_digest,
    short_digest,
)
from pledgewatch.model.participation import Participation
from pledgewatch.model.record import Listing, ListSnapshot, Statement
from pledgewatch.model.spans import Span, text_quote

__all__ = ["finding", "key_of", "passage", "row_of", "row_of_participation", "row_of_statement"]

# A page shows the first passages; the whole is one link away, in the document.
_MOST_PASSAGES = 40


def key_of(kind: FindingKind, *ids: str) -> FindingKey:
    """Name a finding by its kind and the ids that it is about."""
    return FindingKey(f"{kind}-{short_digest(kind, *ids)[:12]}")


def passage(document: Document, span: Span, role: str = "") -> Passage:
    """Point at a span of an archived document with all three selectors."""
    page = next((page.number for page in document.pages if page.start <= span.start < page.end), None)
    return Passage(
        document=document.id,
        sha256=document.sha256,
        span=span,
        quote=text_quote(document.text, span),
        page=page,
        role=role,
    )


def row_of(listing: Listing, lists: ListSnapshot | None) -> RecordRow:
    """Point at the row of an archived list that a listing was read from."""
    return _row(listing.list, listing.id, listing.row, listing.row_number, listing.snapshot, lists)


def row_of_statement(statement: Statement, lists: ListSnapshot | None) -> RecordRow:
    """Point at the row of an archived list that a statement was read from."""
    return _row(statement.list, statement.id, statement.row, statement.row_number, statement.snapshot, lists)


def row_of_participation(one: Participation) -> RecordRow:
    """Point at the row of an archived list of participants."""
    return _row(one.list, one.id, one.row, one.row_number, one.snapshot, None)


def _row(name: str, listing: str, row: str, number: int, snapshot: str, lists: ListSnapshot | None) -> RecordRow:
    return RecordRow(
        list=name,
        listing=ListingId(listing),
        snapshot=lists.sha256 if lists else snapshot,  # type: ignore[arg-type]
        as_of=lists.as_of if lists else "",
        row_number=number,
        row=row,
    )


def finding(
    kind: FindingKind,
    ids: Sequence[str],
    sentence: str,
    *,
    facts: dict[str, str],
    passages: Iterable[Passage] = (),
    rows: Iterable[RecordRow] = (),
    passages_count: bool = True,
    document: DocumentId | None = None,
    documents: tuple[DocumentId, ...] = (),
    organisation: OrganisationId | None = None,
    listing: ListingId | None = None,
    entity: str | None = None,
    passage_of: str | None = None,
    weight: float = 0.0,
    favourable: bool = False,
    caveats: tuple[str, ...] = (),
    hindrance: str = "",
) -> Finding:
    """Make a finding.

    `passages_count`: whether another wording of a passage is another basis. It is not where the facts say it all and
    the passages only show where to look (the shared text of a family shifts by a word when a member joins).
    """
    basis = Basis(passages=tuple(passages)[:_MOST_PASSAGES], rows=tuple(rows), facts=facts)
    return Finding(
        key=key_of(kind, *ids),
        kind=kind,
        sentence=sentence,
        basis=basis,
        basis_digest=_digest(kind, basis, passages_count),
        document=document,
        documents=documents,
        organisation=organisation,
        listing=listing,
        entity=entity,
        passage=passage_of,
        weight=weight,
        favourable=favourable,
        caveats=caveats,
        publishable=not hindrance,
        hindrance=hindrance,
    )


def _digest(kind: str, basis: Basis, passages_count: bool) -> str:
    parts = [kind]
    parts += [f"{name}={value}" for name, value in sorted(basis.facts.items())]
    parts += [passage_digest(item.quote.exact) for item in basis.passages] if passages_count else []
    parts += [row.row for row in basis.rows]
    return digest(parts)
