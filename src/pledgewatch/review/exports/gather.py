"""Gather what is handed on: findings as they stand, and the rows that they rest upon, flat enough for a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId, OrganisationId
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.model.record import Listing
from pledgewatch.model.reply import Reply
from pledgewatch.review.remarks import Remark
from pledgewatch.review.standing import Reviewed

__all__ = ["FindingRow", "Gathered", "finding_rows"]


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """All that an export is made from; `items` are the findings that are handed on."""

    items: tuple[Reviewed, ...]
    documents: Mapping[DocumentId, Document]
    organisations: Mapping[OrganisationId, Organisation]
    pledges: Mapping[DocumentId, Pledge]
    listings: Mapping[str, Listing]
    remarks: Mapping[str, tuple[Remark, ...]] = {}
    replies: Mapping[OrganisationId, Reply] = {}
    as_of: str = ""


class FindingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as a row of a table."""

    key: str
    kind: str
    standing: str
    sentence: str
    organisation: str
    organisation_id: str
    country: str
    document: str
    document_id: str
    document_date: str
    document_source: str
    listing: str
    weight: float
    favourable: bool
    publishable: bool
    decided: str
    decided_by: str
    decided_at: str
    why: str
    changes: str
    caveats: str
    quotes: str
    rows: str
    notes: str
    asked: str
    answered: str
    as_of: str


def finding_rows(held: Gathered) -> Iterator[FindingRow]:
    """Yield each finding as a row, in the order given."""
    for item in held.items:
        yield _row(held, item)


def _row(held: Gathered, item: Reviewed) -> FindingRow:
    finding, decision = item.finding, item.decision
    document = held.documents.get(finding.document) if finding.document else None
    pledge = held.pledges.get(finding.document) if finding.document else None
    owner = finding.organisation or (pledge.organisation if pledge else None)
    organisation = held.organisations.get(owner) if owner else None
    reply = held.replies.get(owner) if owner else None
    date = pledge.date.value if pledge and pledge.date else (document.date or "" if document else "")
    return FindingRow(
        key=finding.key,
        kind=finding.kind,
        standing=item.standing or "undecided",
        sentence=finding.sentence,
        organisation=organisation.name if organisation else "",
        organisation_id=owner or "",
        country=(organisation.country or "") if organisation else "",
        document=document.name if document else "",
        document_id=finding.document or "",
        document_date=date,
        document_source=(document.source_url or "") if document else "",
        listing=finding.listing or "",
        weight=round(finding.weight, 6),
        favourable=finding.favourable,
        publishable=finding.publishable,
        decided=decision.verb if decision else "",
        decided_by=decision.by if decision else "",
        decided_at=decision.when if decision else "",
        why=decision.why if decision else "",
        changes="; ".join(item.changes),
        caveats="\n".join(finding.caveats),
        quotes="\n".join(passage.quote.exact for passage in finding.basis.passages),
        rows="\n".join(f"{row.list} {row.row_number} ({row.as_of})" for row in finding.basis.rows),
        notes="\n".join(one.text for one in held.remarks.get(finding.key, ()) if one.kind == "note"),
        asked=reply.asked if reply else "",
        answered=reply.answered if reply else "",
        as_of=held.as_of,
    )
