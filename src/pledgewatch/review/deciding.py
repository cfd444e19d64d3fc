"""Tell what a decision about a finding carries with it, and what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable

from pledgewatch.errors import UsageError
from pledgewatch.model.finding import Finding
from pledgewatch.review.standing import Reviewed

__all__ = ["identity_below"]


def identity_below(finding: Finding, reviewed: Iterable[Reviewed]) -> Finding | None:
    """Return the identity that a finding rests upon and that nobody decided yet: confirming the one confirms the other.

    `reviewed` need only hold the identities of the finding's organisation.

    Raises:
        UsageError: the finding cannot be confirmed as it stands.
    """
    if not finding.publishable:
        raise UsageError(f"{finding.key} cannot be confirmed: {finding.hindrance}.")
    below = [
        item
        for item in reviewed
        if item.finding.kind == "identity"
        and finding.kind != "identity"
        and (item.finding.organisation, item.finding.entity) == (finding.organisation, finding.entity)
    ]
    for item in below:
        if item.standing == "dismissed":
            raise UsageError(
                f"{finding.key} cannot be confirmed: a person decided that the listed entity is somebody else.",
                next_step=f"decide {item.finding.key} anew if that was a mistake.",
            )
    return next((item.finding for item in below if item.standing != "confirmed"), None)
