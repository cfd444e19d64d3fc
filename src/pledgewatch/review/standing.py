"""Tell how a finding stands with the people of the desk: undecided, confirmed, dismissed, or changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from pledgewatch.model.finding import Decision, Finding, Standing
from pledgewatch.model.identity import FindingKey

__all__ = [
    "Reviewed",
    "came_back",
    "changed_since",
    "confirmed_identities",
    "dismissed_identities",
    "orphans",
    "review",
]

_Pair = tuple[str, str]
"""An organisation's id and a listed entity's."""


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with what people decided about it.

    `standing` is empty for an undecided finding; `changed` where the basis is another than the one decided upon, and
    `changes` then says what is different. Only `confirmed` may be published.
    """

    finding: Finding
    standing: Standing
    decision: Decision | None = None
    changes: tuple[str, ...] = ()


def review(findings: Iterable[Finding], decisions: Mapping[FindingKey, Decision]) -> tuple[Reviewed, ...]:
    """Lay the decisions beside the findings.

    A finding that rests upon an identity that a person dismissed stands as dismissed with it, whatever was decided
    about the finding itself: who is meant is decided once, for all lists. Where the basis of a confirmed identity
    changed, what was confirmed upon it comes back with it.
    """
    findings = tuple(findings)
    dismissed = dismissed_identities(findings, decisions)
    unsettled = _unsettled(findings, decisions)
    return tuple(_one(finding, decisions, dismissed, unsettled) for finding in findings)


def _one(
    finding: Finding,
    decisions: Mapping[FindingKey, Decision],
    dismissed: frozenset[_Pair],
    unsettled: frozenset[_Pair],
) -> Reviewed:
    decision = decisions.get(finding.key)
    pair = (finding.organisation or "", finding.entity or "") if finding.kind != "identity" else ("", "")
    if pair in dismissed:
        why = "a person decided that the listed entity is not this organisation"
        return Reviewed(finding=finding, standing="dismissed", decision=decision, changes=(why,))
    if decision is None:
        return Reviewed(finding=finding, standing="")
    if decision.verb == "confirm" and pair in unsettled:
        why = "what was decided about who the listed entity is has itself come back for another look"
        return Reviewed(finding=finding, standing="changed", decision=decision, changes=(why,))
    if decision.basis_digest != finding.basis_digest:
        return Reviewed(finding=finding, standing="changed", decision=decision, changes=_changes(finding, decision))
    standing: Standing = "confirmed" if decision.verb == "confirm" else "dismissed"
    return Reviewed(finding=finding, standing=standing, decision=decision)


def _changes(finding: Finding, decision: Decision) -> tuple[str, ...]:
    """Say which facts are different from those decided upon."""
    now, then = finding.basis.facts, decision.facts
    changes = [
        f"{name}: {then.get(name, 'not there')} then, {now.get(name, 'not there')} now"
        for name in sorted(now.keys() | then.keys())
        if now.get(name) != then.get(name)
    ]
    return tuple(changes) or ("the text of a passage or row that it rests upon",)


def dismissed_identities(
    findings: Iterable[Finding], decisions: Mapping[FindingKey, Decision]
) -> frozenset[tuple[str, str]]:
    """Return the pairs of organisation and listed entity that a person said are not the same."""
    return _identities(findings, decisions, "dismiss")


def confirmed_identities(
    findings: Iterable[Finding], decisions: Mapping[FindingKey, Decision]
) -> frozenset[tuple[str, str]]:
    """Return the pairs of organisation and listed entity that a person said are the same."""
    return _identities(findings, decisions, "confirm")


def _identities(
    findings: Iterable[Finding], decisions: Mapping[FindingKey, Decision], verb: str
) -> frozenset[tuple[str, str]]:
    return frozenset(
        (finding.organisation, finding.entity)
        for finding in findings
        if finding.kind == "identity"
        and finding.organisation
        and finding.entity
        and (decision := decisions.get(finding.key)) is not None
        and decision.verb == verb
    )


def _unsettled(findings: Iterable[Finding], decisions: Mapping[FindingKey, Decision]) -> frozenset[_Pair]:
    """Return the pairs that were confirmed upon another basis than there is now."""
    changed = (
        finding
        for finding in findings
        if (decision := decisions.get(finding.key)) is not None and decision.basis_digest != finding.basis_digest
    )
    return confirmed_identities(changed, decisions)


def orphans(findings: Iterable[Finding], decisions: Mapping[FindingKey, Decision]) -> tuple[Decision, ...]:
    """Return the decisions about findings that are no longer made; they are kept, and shown."""
    keys = {finding.key for finding in findings}
    return tuple(decision for key, decision in sorted(decisions.items()) if key not in keys)


def came_back(item: Reviewed) -> bool:
    """Tell whether a finding was confirmed, and waits for another look since what it rests upon is another now."""
    return item.standing == "changed" and item.decision is not None and item.decision.verb == "confirm"


def changed_since(count: int) -> str:
    """Say how many confirmed findings have come back for another look."""
    if count == 1:
        return "1 confirmed finding changed since it was confirmed and is left out."
    return f"{count:,} confirmed findings changed since they were confirmed and are left out."
