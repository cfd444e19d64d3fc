"""Say in numbers what a run gave: the table that `examine` ends with."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pledgewatch.desk.derive import Derived
from pledgewatch.desk.layout import Layout
from pledgewatch.review.standing import Reviewed

__all__ = ["Report", "put_together"]


class Report(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="report"):
    """What a desk holds after a run, and what the run did.

    `worked` is False where nothing had changed. `on_record` counts organisations with a confirmed or unmistakable match
    that names them; `changed` counts decisions that came back for another look; `gone` are the origins of documents
    that are no longer where they were found and are kept all the same; `nameless` those of documents whose sender is
    not known, about which nothing is found. What a person dismissed is not counted.
    """

    documents: int
    failed: int
    families: int
    own_commitments: int
    organisations: int
    on_record: int
    findings: int
    undecided: int
    changed: int
    read_now: int
    snapshots: int
    gone: tuple[str, ...]
    nameless: tuple[str, ...]
    worked: bool
    as_of: str
    preview: str


def put_together(
    layout: Layout,
    reviewed: Sequence[Reviewed],
    derived: Derived,
    *,
    worked: bool,
    gone: Sequence[str],
) -> Report:
    """Count what stands in the tables."""
    findings = [item.finding for item in reviewed if item.standing != "dismissed"]
    nobody = {pledge.document for pledge in layout.pledges.read() if pledge.organisation is None}
    origins = {row.id: f"{row.origin}{f' ({row.inside})' if row.inside else ''}" for row in layout.documents.read()}
    own = [one for one in findings if one.kind == "specific-commitment" and one.basis.facts.get("words") == "own"]
    return Report(
        documents=len(origins),
        failed=len(layout.failures) + len(layout.refused),
        families=sum(1 for family in layout.families.read() if family.size > 1),
        own_commitments=len(own),
        organisations=len(layout.organisations),
        on_record=len({one.organisation for one in findings if one.kind == "listing"}),
        findings=len(findings),
        undecided=sum(1 for item in reviewed if not item.standing),
        changed=sum(1 for item in reviewed if item.standing == "changed"),
        read_now=derived.read,
        snapshots=derived.snapshots,
        gone=tuple(gone),
        nameless=tuple(sorted(origins[document] for document in nobody if document in origins)),
        worked=worked,
        as_of=derived.now.as_of,
        preview=str(layout.preview / "index.html"),
    )
