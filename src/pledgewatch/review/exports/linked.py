"""Write findings for tools that link: W3C Web Annotations on the documents, and FollowTheMoney entities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.finding import Passage
from pledgewatch.record.countries import country_codes
from pledgewatch.record.ftm_export import sanction_of, tells
from pledgewatch.review.exports.gather import Gathered, finding_rows
from pledgewatch.review.standing import Reviewed
from pledgewatch.safe import safe_url

__all__ = ["as_annotations", "as_ftm"]

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def as_annotations(held: Gathered) -> bytes:
    """Return one annotation a passage, in a collection: https://www.w3.org/TR/annotation-model/.

    Each target has all three selectors (quote, position, page), since a single one gets orphaned.
    """
    found = [one for item in held.items for one in _annotations(held, item)]
    collection = {
        "@context": _CONTEXT,
        "id": "urn:pledgewatch:annotations",
        "type": "AnnotationCollection",
        "label": "Findings and the passages that they rest upon",
        "total": len(found),
        "first": {"id": "urn:pledgewatch:annotations:1", "type": "AnnotationPage", "startIndex": 0, "items": found},
    }
    return msgspec.json.format(msgspec.json.encode(collection), indent=1) + b"\n"


def _annotations(held: Gathered, item: Reviewed) -> Iterator[dict[str, Any]]:
    finding, decision = item.finding, item.decision
    for number, passage in enumerate(finding.basis.passages, 1):
        body = {"type": "TextualBody", "value": finding.sentence, "format": "text/plain", "purpose": "assessing"}
        made: dict[str, Any] = {
            "id": f"urn:pledgewatch:finding:{finding.key}:{number}",
            "type": "Annotation",
            "motivation": "assessing",
            "body": [body, {"type": "TextualBody", "value": item.standing or "undecided", "purpose": "tagging"}],
            "target": _target(held.documents.get(passage.document), passage),
        }
        if decision is not None:
            made |= {"creator": {"type": "Person", "name": decision.by}, "created": decision.when}
        yield made


def _target(document: Document | None, passage: Passage) -> dict[str, Any]:
    source = safe_url(document.source_url) if document and document.source_url else None
    position = {"type": "TextPositionSelector", "start": passage.span.start, "end": passage.span.end}
    quote = {"type": "TextQuoteSelector", **msgspec.to_builtins(passage.quote)}
    selectors: list[dict[str, Any]] = [quote, position]
    if passage.page:
        page = {"type": "FragmentSelector", "conformsTo": "http://tools.ietf.org/rfc/rfc3778"}
        selectors.append({**page, "value": f"page={passage.page}"})
    archived = f"urn:sha256:{passage.sha256}" if passage.sha256 else f"urn:pledgewatch:document:{passage.document}"
    target: dict[str, Any] = {"source": source or archived, "selector": selectors}
    return target | ({"cached": archived} if source else {})


def as_ftm(held: Gathered) -> bytes:
    """Return FollowTheMoney entities, one a line: organisations, documents, what ties them, findings, sanctions."""
    entities = [*_organisations(held), *_documents(held), *_notes(held), *_sanctions(held)]
    ordered = sorted(entities, key=lambda one: (one["schema"], one["id"]))
    return b"".join(msgspec.json.encode(one) + b"\n" for one in ordered)


def _entity(key: str, schema: str, properties: Mapping[str, Sequence[str | None]]) -> dict[str, Any]:
    kept = {name: [value for value in dict.fromkeys(values) if value] for name, values in properties.items()}
    return {"id": key, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


def _owners(held: Gathered) -> set[str]:
    return {row.organisation_id for row in finding_rows(held)} - {""}


def _organisations(held: Gathered) -> Iterator[dict[str, Any]]:
    wanted = _owners(held)
    for key, one in held.organisations.items():
        if key in wanted:
            codes = [code.casefold() for code in country_codes(one.country)] if one.country else []
            aliases = [name for name in one.names if name != one.name]
            yield _entity(key, "Organization", {"name": [one.name], "alias": aliases, "country": codes})


def _documents(held: Gathered) -> Iterator[dict[str, Any]]:
    named = {passage.document for item in held.items for passage in item.finding.basis.passages}
    named |= {item.finding.document for item in held.items if item.finding.document}
    for key in sorted(named & held.documents.keys()):
        document, pledge = held.documents[key], held.pledges.get(key)
        properties: dict[str, Sequence[str | None]] = {
            "fileName": [document.name],
            "title": [document.title],
            "mimeType": [document.media_type],
            "date": [pledge.date.value if pledge and pledge.date else document.date],
            "sourceUrl": [safe_url(document.source_url) if document.source_url else None],
        }
        yield _entity(key, "Document", properties)
        if pledge and pledge.organisation in _owners(held):
            tie: dict[str, Sequence[str | None]] = {
                "document": [key],
                "entity": [pledge.organisation],
                "role": ["pledges in it"],
            }
            yield _entity(f"{key}-{pledge.organisation}", "Documentation", tie)


def _notes(held: Gathered) -> Iterator[dict[str, Any]]:
    for row in finding_rows(held):
        yield _entity(
            row.key,
            "Note",
            {
                "name": [row.kind],
                "description": [row.sentence],
                "entity": [row.organisation_id],
                "summary": [f"standing: {row.standing}", *row.caveats.split("\n")],
            },
        )


def _sanctions(held: Gathered) -> Iterator[dict[str, Any]]:
    """Yield the listings of organisations whom a person or an unmistakable match identified with the listed entity."""
    for item in held.items:
        finding = item.finding
        listing = held.listings.get(finding.listing or "")
        if finding.kind == "listing" and finding.organisation and listing is not None and tells(listing):
            yield sanction_of(finding.organisation, listing)
