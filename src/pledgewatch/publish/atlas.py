"""Know where everything of an edition is: look records up by id, and say which page shows them.

The published site is narrower than the draft: `shown_*` hold only what a confirmed finding rests upon, and an address
is only given for what has a page. Everything is computed once, in the edition's own order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from functools import cached_property
from typing import TypeVar

from pledgewatch.model.document import Document
from pledgewatch.model.finding import Finding, FindingKind
from pledgewatch.model.identity import DocumentId, FindingKey, ListingId, OrganisationId
from pledgewatch.model.participation import Participation
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.model.promise import Promise
from pledgewatch.model.record import Listing, ListSnapshot, Statement
from pledgewatch.model.reuse import Copy, Family, Form, Single, TemplateItem
from pledgewatch.model.slots import numbered_slots
from pledgewatch.model.spans import Span
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.template_text import taken_by
from pledgewatch.publish.translated import Translators
from pledgewatch.safe import clip, slug

__all__ = ["REUSE_KINDS", "Atlas", "anchor_of", "by_weight", "is_own_commitment", "page_name"]

_LONGEST_NAME = 160

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")

REUSE_KINDS: frozenset[FindingKind] = frozenset({"shared-form"})


def by_weight(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Order findings, the most telling first; the key breaks ties."""
    return tuple(sorted(findings, key=lambda finding: (-finding.weight, finding.key)))


def _group(records: Iterable[R], key: Callable[[R], K | None]) -> dict[K, tuple[R, ...]]:
    groups: dict[K, list[R]] = defaultdict(list)
    for record in records:
        name = key(record)
        if name is not None:
            groups[name].append(record)
    return {name: tuple(group) for name, group in groups.items()}


class Atlas:
    """Index one edition; addresses are relative to the site's root."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.documents: dict[DocumentId, Document] = {d.id: d for d in edition.documents}
        self.organisations: dict[OrganisationId, Organisation] = {o.id: o for o in edition.organisations}
        self.pledges: dict[DocumentId, Pledge] = {p.document: p for p in edition.pledges}
        self.families: dict[str, Family] = {f.family: f for f in edition.families}
        self.forms: dict[str, Form] = {f.id: f for f in edition.forms}
        self.singles: dict[DocumentId, Single] = {s.document: s for s in edition.singles}
        self.listings: dict[ListingId, Listing] = {entry.id: entry for entry in edition.listings}
        self.statements: dict[str, Statement] = {s.id: s for s in edition.statements}
        self.participations: dict[str, Participation] = {one.id: one for one in edition.participations}
        self.lists: dict[tuple[str, str], ListSnapshot] = {
            (s.id, s.sha256): s for s in (*edition.earlier_lists, *edition.lists)
        }
        self.findings = by_weight(edition.findings)
        self.homes: dict[FindingKey, str] = {}
        """Where each finding stands in full; filled by the pages that print it, before the pages that link to it."""
        self.translators = Translators(edition.translations)
        self._slot_numbers: dict[str, dict[int, int]] = {}
        self.places: dict[DocumentId, tuple[Span, ...]] = {}
        """The span of each page of each document; filled by the document pages' plan."""

    @cached_property
    def copies_of(self) -> dict[DocumentId, tuple[Copy, ...]]:
        """Give a document's copies, the primary one first."""
        ordered = sorted(self.edition.copies, key=lambda c: (not c.primary, -c.document_coverage, c.family))
        return _group(ordered, lambda copy: copy.document)

    @cached_property
    def members_of(self) -> dict[str, tuple[Copy, ...]]:
        """Give the primary copies of a family in the order of their documents."""
        ordered = sorted((copy for copy in self.edition.copies if copy.primary), key=lambda copy: copy.document)
        return _group(ordered, lambda copy: copy.family)

    @cached_property
    def promises_of(self) -> dict[DocumentId, tuple[Promise, ...]]:
        """Give a document's promises in reading order."""
        ordered = sorted(self.edition.promises, key=lambda p: (p.start, p.end, p.text))
        return _group(ordered, lambda promise: promise.document)

    @cached_property
    def findings_of_organisation(self) -> dict[OrganisationId, tuple[Finding, ...]]:
        """Give an organisation's findings, the most telling first."""
        return _group(self.findings, self.organisation_of_finding)

    @cached_property
    def findings_of_document(self) -> dict[DocumentId, tuple[Finding, ...]]:
        """Give the findings that are about a document or quote it, the most telling first."""
        groups: dict[DocumentId, list[Finding]] = defaultdict(list)
        for finding in self.findings:
            for document in sorted(_rests_upon(finding)):
                groups[document].append(finding)
        return {document: tuple(found) for document, found in groups.items()}

    @cached_property
    def pledges_of(self) -> dict[OrganisationId, tuple[Pledge, ...]]:
        """Give an organisation's pledges whose documents are shown, oldest first, undated last."""
        shown = (p for p in self.edition.pledges if p.document in self.shown_documents)
        ordered = sorted(shown, key=lambda p: (self.date_of(p.document) or "9999", p.document))
        return _group(ordered, lambda pledge: pledge.organisation)

    @cached_property
    def shown_documents(self) -> dict[DocumentId, Document]:
        """Give the documents that have a page: all in a draft, else those a confirmed finding rests upon."""
        if self.edition.draft:
            return dict(sorted(self.documents.items()))
        wanted = {document for finding in self.findings for document in _rests_upon(finding)}
        return {d: self.documents[d] for d in sorted(wanted) if d in self.documents}

    @cached_property
    def shown_organisations(self) -> dict[OrganisationId, Organisation]:
        """Give the organisations that have a page, by name; being quoted as another's equal gives none."""
        everyone = sorted(self.edition.organisations, key=lambda o: (o.name.casefold(), o.id))
        if self.edition.draft:
            return {o.id: o for o in everyone}
        wanted = {self.organisation_of_finding(f) for f in self.findings}
        return {o.id: o for o in everyone if o.id in wanted}

    @cached_property
    def shown_families(self) -> dict[str, Family]:
        """Give the families that have a page, the largest first."""
        ordered = sorted(self.edition.families, key=lambda f: (-f.size, f.family))
        return {f.family: f for f in ordered if self.edition.draft or self._is_confirmed(f)}

    def _is_confirmed(self, family: Family) -> bool:
        members = (copy.document for copy in self.members_of.get(family.family, ()))
        return any(self.reuse_is_shown(document) for document in members)

    def reuse_is_shown(self, document: DocumentId) -> bool:
        """Tell whether what a document shares may be shown: in the draft, or where that was confirmed of itself."""
        return self.edition.draft or document in self._sharing

    @cached_property
    def _sharing(self) -> frozenset[DocumentId]:
        """Give the documents of which it is found that they share a text; asked for at every mention of one."""
        return frozenset(f.document for f in self.findings if f.kind in REUSE_KINDS and f.document is not None)

    def is_settled(self, finding: Finding) -> bool:
        """Tell whether a finding is an identity that a person has settled; a published edition holds no other."""
        if finding.kind != "identity":
            return False
        return not self.edition.draft or self.edition.standings.get(finding.key) == "confirmed"

    def template_of(self, family: Family) -> tuple[TemplateItem, ...]:
        """Give a family's template: in print, without what only members have that are not shown."""
        if self.edition.draft:
            return family.template
        return tuple(taken_by(family.template, self.shown_copies(family.family)))

    def slot_numbers(self, family: str) -> dict[int, int]:
        """Give the number to print for each of a family's slots."""
        if family not in self._slot_numbers and family in self.families:
            template = self.families[family].template
            self._slot_numbers[family] = numbered_slots(template, self.shown_copies(family))
        return self._slot_numbers.get(family, {})

    def shown_copies(self, family: str) -> tuple[Copy, ...]:
        """Give the members of a family that have a page; the others are only counted."""
        members = self.members_of.get(family, ())
        return tuple(c for c in members if c.document in self.shown_documents and self.reuse_is_shown(c.document))

    def copy_of(self, document: DocumentId) -> Copy | None:
        """Give a document's primary copy."""
        return next((copy for copy in self.copies_of.get(document, ()) if copy.primary), None)

    def organisation_of(self, document: DocumentId) -> OrganisationId | None:
        """Give the organisation that pledges in a document."""
        pledge = self.pledges.get(document)
        return pledge.organisation if pledge else None

    def organisation_of_finding(self, finding: Finding) -> OrganisationId | None:
        """Give the organisation that a finding concerns, directly or through its document."""
        if finding.organisation is not None:
            return finding.organisation
        return self.organisation_of(finding.document) if finding.document is not None else None

    def name_of(self, document: DocumentId) -> str:
        """Say whose document it is: the organisation, else the name given in it, else the file's name."""
        owner = self.organisation_of(document)
        pledge, found = self.pledges.get(document), self.documents.get(document)
        names = (
            self.organisations[owner].name if owner in self.organisations else "",
            pledge.name.value if pledge and pledge.name else "",
            (found and (found.organisation or found.title or found.name)) or "",
            str(document),
        )
        return clip(next(name for name in names if name), _LONGEST_NAME)

    def date_of(self, document: DocumentId) -> str:
        """Give a document's date as ISO 8601 as far as it is known; empty where it is not."""
        pledge, found = self.pledges.get(document), self.documents.get(document)
        if pledge and pledge.date:
            return pledge.date.value
        return (found and found.date) or ""

    def family_href(self, family: str) -> str | None:
        """Give the page of a family."""
        return f"families/{slug(family)}.html" if family in self.shown_families else None

    def organisation_href(self, organisation: OrganisationId | None) -> str | None:
        """Give the page of an organisation."""
        if organisation is None or organisation not in self.shown_organisations:
            return None
        return f"organisations/{slug(organisation)}.html"

    def document_href(self, document: DocumentId, span: Span | None = None) -> str | None:
        """Give the page of a document; with a span, the very place, on the page of the document that holds it."""
        if document not in self.shown_documents:
            return None
        stem = f"documents/{slug(document)}"
        if span is None:
            return f"{stem}.html"
        places = self.places.get(document, ())
        number = next((n for n, place in enumerate(places, 1) if span.start < place.end), max(1, len(places)))
        return f"{page_name(stem, number)}#{anchor_of(span)}"


def page_name(stem: str, number: int) -> str:
    """Name a page of several: `stem.html`, `stem.2.html`; a slug holds no dot, so none is another's name."""
    return f"{stem}.html" if number == 1 else f"{stem}.{number}.html"


def anchor_of(span: Span) -> str:
    """Name a place in a document."""
    return f"s{span.start}-{span.end}"


def is_own_commitment(finding: Finding) -> bool:
    """Tell a checkable commitment in the sender's own words from one that it shares with a form or with others."""
    return finding.kind == "specific-commitment" and finding.basis.facts.get("words") != "shared"


def _rests_upon(finding: Finding) -> frozenset[DocumentId]:
    named = {passage.document for passage in finding.basis.passages}
    return frozenset(named | {finding.document} if finding.document is not None else named)
