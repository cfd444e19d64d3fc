"""Know where everything is on the desk: the publication's atlas with the desk's own addresses."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import quote

from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId, OrganisationId
from pledgewatch.model.spans import Span
from pledgewatch.publish.atlas import Atlas, anchor_of
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.press import Press
from pledgewatch.publish.words import words_of

__all__ = ["DeskAtlas", "DeskPress", "finding_href"]


def finding_href(finding: Finding) -> str:
    """Give the page of a finding."""
    return f"finding/{quote(finding.key, safe='')}"


class DeskAtlas(Atlas):
    """Index what a desk holds; every record has a page."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(edition)
        self.homes = {finding.key: finding_href(finding) for finding in self.findings}

    def family_href(self, family: str) -> str | None:
        """Give the page of a family."""
        return f"family/{quote(family, safe='')}" if family in self.families else None

    def organisation_href(self, organisation: OrganisationId | None) -> str | None:
        """Give the page of an organisation."""
        if organisation is None or organisation not in self.organisations:
            return None
        return f"organisation/{quote(organisation, safe='')}"

    def document_href(self, document: DocumentId, span: Span | None = None) -> str | None:
        """Give the page of a document, open at the very place where a span is given."""
        if document not in self.documents:
            return None
        stem = f"document/{quote(document, safe='')}"
        return stem if span is None else f"{stem}?span={span.start},{span.end}#{anchor_of(span)}"

    @cached_property
    def family_of_document(self) -> dict[DocumentId, str]:
        """Give the family that each document belongs to first."""
        return {copy.document: copy.family for copy in self.edition.copies if copy.primary}


class DeskPress(Press):
    """Print parts of the desk's pages with the publication's templates, and with the desk's own."""

    packages = ("pledgewatch.review.app", "pledgewatch.publish")

    def __init__(self, atlas: DeskAtlas) -> None:
        super().__init__(atlas, words_of("en"))
        self.atlas: DeskAtlas = atlas
