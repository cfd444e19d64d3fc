"""Find who is taken for which listed organisation, for a person to decide once for all lists."""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.findings.basis import finding, row_of
from pledgewatch.findings.cases import about_others
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.words import quoted, stopped
from pledgewatch.model.finding import Finding
from pledgewatch.model.party import Organisation
from pledgewatch.model.record import Match

__all__ = ["identities"]


def identities(evidence: Evidence) -> Iterator[Finding]:
    """Yield who is taken for whom; nobody is taken for a class, or for other companies of a group."""
    for organisation_id, screening in sorted(evidence.screenings.items()):
        organisation = evidence.organisations[organisation_id]
        for match in screening.matches:
            asked = match.verdict != "namesake" or evidence.is_meant(organisation_id, match)
            if asked and not about_others(evidence, match):
                yield _identity(evidence, organisation, match)


def _identity(evidence: Evidence, organisation: Organisation, match: Match) -> Finding:
    taken = "is taken to be" if match.verdict == "match" else "may be"
    rows = [evidence.listings[key] for key in match.listings]
    settle = f" What would settle it: {stopped(match.settle)}" if match.settle and match.verdict != "match" else ""
    where = f" ({match.entity_country})" if match.entity_country else ""
    return finding(
        "identity",
        [organisation.id, match.entity],
        stopped(f"{organisation.name} {taken} the listed {quoted(match.entity_name)}{where}: {_reasons(match)}")
        + settle,
        facts={
            "organisation": organisation.name,
            "listed entity": match.entity_name,
            "country": match.entity_country,
            "verdict": match.verdict,
            "why": "; ".join(match.why),
        },
        rows=[row_of(listing, evidence.source_of(listing)) for listing in rows[:1]],
        organisation=organisation.id,
        entity=match.entity,
        weight=72.0 if match.verdict == "match" else 45.0,
        caveats=("A name alone does not settle who is meant.",),
    )


def _reasons(match: Match) -> str:
    """Join the reasons; the first one speaks of the name that was looked up, or of an identifier."""
    subject = "it" if match.why[:1] and match.why[0].startswith("has the same ") else "its name"
    return f"{subject} {'; '.join(match.why)}" if match.why else "the names are alike"
