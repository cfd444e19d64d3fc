"""Bring every derived table of a desk up to what it holds: the one place that knows the order of the stages.

Every step compares the digest of what it would be made from with that of what it was made from, and does nothing where
they are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from pledgewatch.desk.beside import expected, hold_beside, taking_part
from pledgewatch.desk.compare import compare, given, name_parties, tables_of, weigh
from pledgewatch.desk.layout import Layout, Run
from pledgewatch.desk.lists import hold_record, record_of
from pledgewatch.desk.read import first_of_each, read_new
from pledgewatch.desk.record import as_of_of, screen_new
from pledgewatch.findings import Evidence, make_findings
from pledgewatch.findings.basis import key_of
from pledgewatch.findings.make import VERSION as FINDINGS_VERSION
from pledgewatch.model.document import Document
from pledgewatch.model.identity import OrganisationId, digest
from pledgewatch.model.record import Screening
from pledgewatch.model.reuse import Form
from pledgewatch.progress import Progress
from pledgewatch.promises.expected import Subject
from pledgewatch.record.entities import names_of
from pledgewatch.record.holdings import Record
from pledgewatch.review.decisions import Decisions
from pledgewatch.settings import Settings
from pledgewatch.sources.archive import Archive

__all__ = ["GIVEN", "Derived", "derive"]

GIVEN = "given with the run"
"""How the run's "now" is explained where the user gave it; otherwise it follows the newest list."""


class Derived(msgspec.Struct, frozen=True):
    """What a desk holds once its tables are up to date, and whether anything had to be done for it."""

    documents: tuple[Document, ...]
    now: Run
    read: int
    snapshots: int
    worked: bool


def derive(
    layout: Layout,
    archive: Archive,
    forms: Sequence[Form],
    settings: Settings,
    progress: Progress,
    decisions: Decisions,
    *,
    as_of: str = "",
) -> Derived:
    """Run every stage that has something new to do."""
    read, snapshots = read_new(layout, archive, settings, progress)
    tables = tables_of(archive)
    documents = given(first_of_each(layout.documents.read()), tables)
    progress.begin("naming", len(documents))
    named = name_parties(layout, documents, tables)
    progress.begin("comparing", len(documents))
    compared = compare(layout, documents, forms, settings)
    progress.step(len(documents))
    weighed = weigh(layout, _signed(layout, documents), settings, progress)
    held_anew = hold_record(layout, archive) | hold_beside(layout, archive)
    now = Run(as_of, GIVEN) if as_of else Run(*as_of_of(layout.lists.read()))
    screened = screen_new(layout, layout.organisations.read(), now.as_of, progress)
    found = _find(layout, documents, forms, decisions, now.as_of, expected(archive), progress)
    worked = any((read, named, compared, weighed, held_anew, screened, found))
    return Derived(tuple(documents), now, read, snapshots, worked)


def _signed(layout: Layout, documents: Sequence[Document]) -> list[Document]:
    """Return the documents with their senders, given or recognised: a promise may speak of its sender by name."""
    names = {pledge.document: pledge.name.value for pledge in layout.pledges.read() if pledge.name is not None}
    return [
        msgspec.structs.replace(document, organisation=names.get(document.id, document.organisation))
        for document in documents
    ]


def _find(
    layout: Layout,
    documents: Sequence[Document],
    forms: Sequence[Form],
    decisions: Decisions,
    as_of: str,
    subjects: Sequence[Subject],
    progress: Progress,
) -> bool:
    same = _same({row.organisation: row.screening for row in layout.screenings.read()}, decisions)
    tables = (layout.pledges, layout.singles, layout.promises, layout.lists, layout.screenings, layout.participations)
    made_from = digest(
        [
            "findings",
            FINDINGS_VERSION,
            as_of,
            *(table.made_from for table in tables),
            *(msgspec.json.encode(document).decode() for document in documents),
            *(f"{one} {other}" for one, other in sorted(same)),
            *(msgspec.json.encode(subject).decode() for subject in subjects),
        ]
    )
    if layout.findings.made_from == made_from:
        return False
    progress.begin("finding", 0)
    layout.findings.replace(make_findings(_evidence(layout, documents, forms, as_of, same, subjects)), made_from)
    return True


def _evidence(
    layout: Layout,
    documents: Sequence[Document],
    forms: Sequence[Form],
    as_of: str,
    same: frozenset[tuple[str, str]],
    subjects: Sequence[Subject],
) -> Evidence:
    copies, singles = layout.copies.read(), layout.singles.read()
    record, organisations = record_of(layout), layout.organisations.read()
    screenings = {row.organisation: row.screening for row in layout.screenings.read()}
    return Evidence(
        documents=documents,
        organisations=organisations,
        pledges=layout.pledges.read(),
        families=layout.families.read(),
        copies=copies,
        promises=[promise for row in layout.promises.read() for promise in row.promises],
        unfilled={copy.document: copy.unfilled for copy in copies if copy.primary and copy.unfilled}
        | {single.document: single.unfilled for single in singles if single.unfilled},
        forms=forms,
        lists=record.lists,
        listings=record.listings,
        statements=record.statements,
        earlier=[one.snapshot for one in record.sightings],
        participations=taking_part(organisations, layout.participations.read(), _listed_names(screenings, record)),
        screenings=screenings,
        expected=subjects,
        as_of=as_of,
        same=same,
    )


def _listed_names(
    screenings: Mapping[OrganisationId, Screening], record: Record
) -> dict[OrganisationId, tuple[str, ...]]:
    """Return the names of the listed organisations that each organisation is unmistakably taken for."""
    listings = record.by_id()
    names = {
        organisation: (
            name
            for match in found.matches
            if match.verdict == "match"
            for one in match.listings
            for name in names_of(listings[one])
        )
        for organisation, found in screenings.items()
    }
    return {organisation: tuple(dict.fromkeys(found)) for organisation, found in names.items()}


def _same(screenings: dict[OrganisationId, Screening], decisions: Decisions) -> frozenset[tuple[str, str]]:
    """Return the uncertain pairs of organisation and listed entity that a person confirmed, once for all lists.

    An unmistakable match gives its findings anyway, so that confirming it makes nothing anew.
    """
    latest = decisions.latest()
    pairs = (
        (organisation, match.entity)
        for organisation, found in screenings.items()
        for match in found.matches
        if match.verdict != "match"
    )
    decided = ((pair, latest.get(key_of("identity", *pair))) for pair in pairs)
    return frozenset(pair for pair, decision in decided if decision is not None and decision.verb == "confirm")
