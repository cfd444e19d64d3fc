"""Find what was said of a pledging organisation itself; what was said of a state is never said of a company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pledgewatch.findings.basis import finding, row_of_statement
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.words import stopped
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import OrganisationId
from pledgewatch.model.party import Organisation
from pledgewatch.model.record import Statement

__all__ = ["statements"]

# The listed entity through which an organisation bears a name; empty where the name is its own.
_Bearers = Mapping[str, Mapping[OrganisationId, str]]


def statements(evidence: Evidence) -> Iterator[Finding]:
    """Yield each checked statement about a company, for every pledging organisation that bears its name."""
    bearers = _bearers(evidence)
    for statement in sorted(evidence.statements, key=lambda statement: statement.id):
        if statement.of_kind != "company" or statement.checked != "yes":
            continue
        for organisation_id, entity in sorted(_meant(statement, bearers).items()):
            yield _statement(evidence, evidence.organisations[organisation_id], entity, statement)


def _meant(statement: Statement, bearers: _Bearers) -> dict[OrganisationId, str]:
    meant: dict[OrganisationId, str] = {}
    for name in (statement.of, *statement.names):
        for organisation_id, entity in bearers.get(name.casefold(), {}).items():
            # A name of its own needs no listed entity in between, and does not fall with it.
            meant[organisation_id] = entity and meant.get(organisation_id, entity)
    return meant


def _bearers(evidence: Evidence) -> _Bearers:
    """Map each name to the organisations that bear it: their own names, and those of the entities they are."""
    bearers: defaultdict[str, dict[OrganisationId, str]] = defaultdict(dict)
    for organisation in evidence.organisations.values():
        for entity, name in _matched(evidence, organisation):
            bearers[name.casefold()].setdefault(organisation.id, entity)
        for name in (organisation.name, *organisation.names):
            bearers[name.casefold()][organisation.id] = ""
    return bearers


def _matched(evidence: Evidence, organisation: Organisation) -> Iterator[tuple[str, str]]:
    screening = evidence.screenings.get(organisation.id)
    for match in screening.matches if screening else ():
        if evidence.is_meant(organisation.id, match):
            yield match.entity, match.entity_name


def _statement(evidence: Evidence, organisation: Organisation, entity: str, statement: Statement) -> Finding:
    when = f" ({statement.date})" if statement.date else ""
    return finding(
        "statement",
        [organisation.id, statement.id],
        stopped(f"{statement.by}{when} said of {organisation.name}, in {statement.what}: {statement.summary}"),
        facts={
            "organisation": organisation.name,
            "named as": statement.of,
            "by": statement.by,
            "date": statement.date,
            "what": statement.what,
            "summary": statement.summary,
        },
        rows=[row_of_statement(statement, evidence.lists.get(statement.list))],
        organisation=organisation.id,
        entity=entity or None,
        weight=30.0,
        caveats=(
            "A statement, not a restriction.",
            f"It speaks of “{statement.of}”; that this is the same company was taken from the name alone.",
            *((f"How the row was read: {statement.read_note.rstrip('.')}.",) if statement.read_note else ()),
        ),
    )
