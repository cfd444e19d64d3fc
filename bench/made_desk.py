"""Make a desk of any number of findings: the plainly invented ones of the tests, over and over with other names."""

from __future__ import annotations

from pathlib import Path

import msgspec
from tests.publish import fixture
from tests.review.desks import desk_of

from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId, FindingKey, OrganisationId
from pledgewatch.publish.edition import Edition

__all__ = ["made_desk"]

_FINDINGS_A_DOCUMENT = 10


def made_desk(folder: Path, findings: int) -> Path:
    """Write a desk of so many findings, on a tenth as many documents and organisations."""
    return desk_of(folder, _edition(findings))


def _edition(findings: int) -> Edition:
    draft = fixture.draft()
    base = [one for one in draft.findings if one.document or one.organisation]
    copies = max(1, findings // _FINDINGS_A_DOCUMENT)
    sources, senders = draft.documents, draft.organisations
    documents = [msgspec.structs.replace(sources[n % len(sources)], id=DocumentId(f"d{n:020x}")) for n in range(copies)]
    organisations = [
        msgspec.structs.replace(
            senders[n % len(senders)], id=OrganisationId(f"o{n:020x}"), name=f"{senders[n % len(senders)].name} {n}"
        )
        for n in range(copies)
    ]
    made = [_finding(base[n % len(base)], n, n % copies) for n in range(findings)]
    pledges = [
        msgspec.structs.replace(
            draft.pledges[n % len(draft.pledges)], document=documents[n].id, organisation=organisations[n].id
        )
        for n in range(copies)
    ]
    return msgspec.structs.replace(
        draft,
        documents=(*sources, *documents),
        organisations=(*senders, *organisations),
        pledges=(*draft.pledges, *pledges),
        findings=tuple(made),
    )


def _finding(one: Finding, number: int, place: int) -> Finding:
    return msgspec.structs.replace(
        one,
        key=FindingKey(f"{one.kind}-{number:012x}"),
        document=DocumentId(f"d{place:020x}"),
        organisation=OrganisationId(f"o{place:020x}"),
        sentence=f"{one.sentence} ({number:,})",
        weight=round(one.weight + number % 997 / 1_000, 6),
        entity=None,
    )
