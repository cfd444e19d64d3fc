"""Lay out a desk's folder: what is kept where, and which record each table holds."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pledgewatch.model.document import Document, Failure
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId, OrganisationId, Sha256, digest
from pledgewatch.model.participation import Participation
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.model.promise import Promise
from pledgewatch.model.record import Listing, ListSnapshot, Screening, Sighting, Statement
from pledgewatch.model.relation import Relation
from pledgewatch.model.reuse import Copy, Family, Single
from pledgewatch.record.name_pairs import NamePair, pair_key
from pledgewatch.store.tables import Table

__all__ = ["Layout", "Run", "Screened", "Weighed"]


class Run(msgspec.Struct, frozen=True):
    """What the last run was made with: its "now", where that came from, and what the preview shows."""

    as_of: str = ""
    as_of_basis: str = ""
    preview_of: str = ""


class Weighed(msgspec.Struct, frozen=True):
    """The promises of one document, and the digest of what was weighed; a row also where there are none."""

    document: DocumentId
    weighed: Sha256
    promises: tuple[Promise, ...]


class Screened(msgspec.Struct, frozen=True):
    """The screening of one organisation, and the digest of the names and identifiers that were looked up."""

    organisation: OrganisationId
    looked_up: Sha256
    screening: Screening


def _relation_key(row: Relation) -> str:
    return f"{row.snapshot}/{row.row_number}/{row.child}/{row.kind}/{row.parent}"


class Layout:
    """The paths and tables of a desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = folder / "archive"
        self.tables = folder / "tables"
        self.work = folder / "work"
        self.index = folder / "index"
        self.forms = folder / "forms"
        self.preview = folder / "preview"
        self.site = folder / "site"
        self.published = folder / "published"
        self.readers = folder / "readers.json"
        self.translations = folder / "translations.jsonl"
        self.decisions = folder / "decisions.db"
        self.settings = folder / "pledgewatch.toml"
        self.users = folder / "review" / "users.json"
        self.key = folder / "review" / "key"
        self.jobs = folder / "review" / "jobs"
        self.pictures = folder / "index" / "pages"
        self.search = folder / "index" / "search.db"
        self.lock = folder / ".lock"
        self.reader = folder / "reader.fitted"
        self.run = self.tables / "run.json"
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
        self.sightings = Table(table / "sightings", Sighting, lambda row: f"{row.snapshot.id}/{row.snapshot.sha256}")
        self.names = Table(table / "names", NamePair, pair_key)
        self.relations = Table(table / "relations", Relation, _relation_key)
        self.participations = Table(table / "participations", Participation, lambda row: row.id)
        self.screenings = Table(table / "screenings", Screened, lambda row: row.organisation)
        self.findings = Table(table / "findings", Finding, lambda row: row.key)

    def digest(self) -> Sha256:
        """Return one digest of all tables as they stand."""
        letters = (self.documents, self.failures, self.refused, self.organisations, self.pledges)
        compared = (self.families, self.copies, self.singles, self.promises)
        record = (self.lists, self.listings, self.statements, self.sightings, self.participations, self.relations)
        last = (self.screenings, self.findings)
        return digest(table.digest for table in (*letters, *compared, *record, *last))

    def last_run(self) -> Run:
        """Return what the last run was made with; an empty record before the first, or where the file is damaged."""
        try:
            return msgspec.json.decode(self.run.read_bytes(), type=Run)
        except (OSError, msgspec.DecodeError):
            return Run()
