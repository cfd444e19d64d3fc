"""Find the placeholders that a sender left as the form has them."""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.findings.basis import finding, passage
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.words import capital, count, doubts, quoted
from pledgewatch.model.document import Document
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import passage_digest
from pledgewatch.model.spans import Span

__all__ = ["placeholders"]


def placeholders(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each placeholder that a sender left as the form has it."""
    for document_id in sorted(evidence.unfilled):
        document = evidence.documents[document_id]
        by_text: dict[str, list[Span]] = {}
        for span in evidence.unfilled[document_id]:
            by_text.setdefault(passage_digest(span.of(document.text)), []).append(span)
        for passage_key, spans in sorted(by_text.items()):
            yield _placeholder(evidence, document, passage_key, spans)


def _placeholder(evidence: Evidence, document: Document, passage_key: str, spans: list[Span]) -> Finding:
    organisation = evidence.organisation_of(document.id)
    times = "" if len(spans) == 1 else f", in {count(len(spans), 'place')}"
    return finding(
        "unfilled-placeholder",
        [document.id, passage_key],
        f"{capital(evidence.called(document.id))} has a placeholder that was not filled in: "
        f"{quoted(spans[0].of(document.text), 160)}{times}.",
        facts={
            "sender": evidence.who(document.id),
            "document": evidence.noun(document.id),
            "places": str(len(spans)),
        },
        passages=[passage(document, span, "placeholder") for span in spans],
        document=document.id,
        organisation=organisation.id if organisation else None,
        passage_of=passage_key,
        weight=78.0,
        caveats=doubts(document, spans[0]),
    )
