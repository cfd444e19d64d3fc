"""Find since when those who pledge take part in an initiative, what they reported and what was due; never a listing."""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.findings.basis import finding, row_of_participation
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.timing import day, parsed
from pledgewatch.findings.words import quoted, stopped
from pledgewatch.model.dates import compare
from pledgewatch.model.finding import Finding
from pledgewatch.model.participation import Participation
from pledgewatch.model.party import Organisation

__all__ = ["participations"]


def participations(evidence: Evidence) -> Iterator[Finding]:
    """Yield each participant that bears the name of an organisation that pledges, for a person to settle."""
    for organisation_id, found in sorted(evidence.participations.items()):
        organisation = evidence.organisations.get(organisation_id)
        if organisation is not None:
            for one, why in found:
                yield _participation(organisation, one, why, several=len(found))


def _participation(organisation: Organisation, one: Participation, why: str, *, several: int) -> Finding:
    more = (f"The list has {several} participants of such a name.",) if several > 1 else ()
    status = f", with the status {quoted(one.status)}" if one.status else ""
    return finding(
        "participation",
        [organisation.id, one.id],
        stopped(f"{organisation.name}, listed as {quoted(one.name)}, {_joined(one)}{status}. {_reported(one)}"),
        facts={
            "organisation": organisation.name,
            "participant": one.name,
            "initiative": one.initiative,
            "joined": one.joined,
            "left": one.left,
            "status": one.status,
            "last report": one.last_report,
            "due": one.due,
            "why": why,
        },
        rows=[row_of_participation(one)],
        organisation=organisation.id,
        weight=28.0,
        caveats=(
            "To take part is a pledge; it is neither a certificate nor a restriction.",
            f"That it is the same organisation was taken from the name alone: {why}.",
            *more,
        ),
    )


def _joined(one: Participation) -> str:
    joined, left = parsed(one.joined), parsed(one.left)
    since = f", which it joined {day(joined)}" if joined else ", from a date that the list does not give"
    until = f", and left {day(left)}{f' ({one.left_why})' if one.left_why else ''}" if left else ""
    return f"{'took' if left else 'takes'} part in the {one.initiative}{since}{until}"


def _reported(one: Participation) -> str:
    """Say what was reported and what was due, and that nothing came only where the list is of a later day."""
    last, due = parsed(one.last_report), parsed(one.due)
    told = f"Its last report in the list is of {last}" if last else "The list gives no report of it"
    if due is None:
        return told
    open_ = last is None or compare(last, due) == "before"
    return f"{told}; the next was due {day(due)}" if open_ else told
