"""Make all findings out of the evidence, the most telling first."""

from __future__ import annotations

from pledgewatch.findings.dues import overdue
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.identities import identities
from pledgewatch.findings.over_time import over_time
from pledgewatch.findings.participation import participations
from pledgewatch.findings.placeholders import placeholders
from pledgewatch.findings.record import listings
from pledgewatch.findings.shared import shared_forms
from pledgewatch.findings.silence import silences
from pledgewatch.findings.statements import statements
from pledgewatch.findings.undertaken import commitments
from pledgewatch.model.finding import Finding

__all__ = ["VERSION", "make_findings"]

VERSION = "6"
"""Raised whenever the same evidence gives other findings."""


def make_findings(evidence: Evidence) -> tuple[Finding, ...]:
    """Return every finding that the evidence bears, by falling weight, then by key.

    The weight only orders what a person looks at first; it is no score of a company and is not published.
    """
    promises = (commitments, overdue, over_time)
    kinds = (shared_forms, placeholders, *promises, identities, listings, silences, statements, participations)
    made = {finding.key: finding for kind in kinds for finding in kind(evidence)}
    return tuple(sorted(made.values(), key=lambda finding: (-finding.weight, finding.key)))
