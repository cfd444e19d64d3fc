"""Lay out a desk's folder: what is kept where, and which record each table holds."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pledgewatch.model.document import Document, Failure
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId, OrganisationId
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.model.promise import Promise
from pledgewatch.model.record import Listing, ListSnapshot, Screening, Statement
from pledgewatch.model.reuse import Copy, Family, Single
from pledgewatch.model.spans import Span
from pledgewatch.store.tables import Table

__all__ = ["Layout", "Screened", "Weighed"]


class Weighed(msgspec.Struct, frozen=True):
    """The promises of one document, and the body that they were looked for in; a row also where there are none."""

    document: DocumentId
    body: Span
    promises: tuple[Promise, ...]


class Screened(msgspec.Struct, frozen=True):
    """The screening of one organisation."""

    organisation: OrganisationId
    screening: Screening


class Layout:
    """The paths and tables of a desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = folder / "archive"
        self.tables = folder / "tables"
        self.work = folder / "work"
        self.forms = folder / "forms"
        self.preview = folder / "preview"
        self.site = folder / "site"
        self.decisions = folder / "decisions.db"
        self.settings = folder / "pledgewatch.toml"
        self.lock = folder / ".lock"
        table = self.tables
        self.documents = Table(table / "documents", Document, lambda row: f"{row.id}/{row.sha256}/{row.inside}")
        self.failures = Table(table / "failures", Failure, lambda row: f"{row.sha256}/{row.inside}/{row.origin}")
        self.refused = Table(table / "refused", Failure, lambda row: row.origin)
        self.organisations = Table(table / "organisations", Organisation, lambda row: row.id)
        self.pledges = Table(table / "pledges", Pledge, lambda row: row.document)
        self.families = Table(table / "families", Family, lambda row: row.family)
        self.copies = Table(table / "copies", Copy, lambda row: f"{row.document}/{row.family}")
        self.singles = Table(table / "singles", Single, lambda row: row.document)
        self.promises = Table(table / "promises", Weighed, lambda row: row.document)
        self.lists = Table(table / "lists", ListSnapshot, lambda row: row.id)
        self.listings = Table(table / "listings", Listing, lambda row: row.id)
        self.statements = Table(table / "statements", Statement, lambda row: row.id)
        self.screenings = Table(table / "screenings", Screened, lambda row: row.organisation)
        self.findings = Table(table / "findings", Finding, lambda row: row.key)
