"""Issue a site of a desk: give it the next number, and remember what it showed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from pledgewatch.desk.layout import Layout
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import FindingKey
from pledgewatch.publish.bridge import Bridge
from pledgewatch.publish.chronicle import chronicle
from pledgewatch.publish.edition import Edition, SiteReport
from pledgewatch.publish.history import History, Publication, difference, standing
from pledgewatch.publish.sealing import Seal
from pledgewatch.publish.signing.certificates import read_root
from pledgewatch.publish.signing.encoding import moment
from pledgewatch.publish.signing.manifest import Envelope, Signer
from pledgewatch.publish.site import build_site
from pledgewatch.settings import Settings

__all__ = ["issue"]


def issue(
    layout: Layout,
    edition: Edition,
    place: Path,
    settings: Settings,
    now: dt.datetime,
    signer: Signer | None,
    standings: Mapping[FindingKey, str],
    bridge: Bridge | None = None,
) -> SiteReport:
    """Write the site of an edition to `place`; the caller holds the desk's lock."""
    root = read_root(signer.certificate) if signer else ""
    edition = msgspec.structs.replace(
        edition, title=settings.publish.title, about=settings.publish.about(root), bridge=bridge
    )
    history = History(layout.published)
    history.settle(place)
    before, known = history.latest(place), history.publications()
    shown, gone = difference(standing(known), _named(edition), standings)
    seal = Seal(signer=signer, issued=now, expires=now + dt.timedelta(days=settings.publish.valid_days), before=before)
    coming = Publication(issued=moment(now), manifest=Envelope(""), shown=shown, gone=gone)
    edition = msgspec.structs.replace(edition, chronicle=chronicle([*known, coming]))

    def prepare(envelope: Envelope) -> None:
        if before is None or envelope.digest != before.digest:
            history.prepare(msgspec.structs.replace(coming, manifest=envelope))

    report = build_site(edition, place, seal, prepare, settings.limits.workers)
    history.settle(place)
    return report


def _named(edition: Edition) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with the name of whom it concerns."""
    names = {organisation.id: organisation.name for organisation in edition.organisations}
    owners = {pledge.document: pledge.organisation for pledge in edition.pledges}
    for finding in edition.findings:
        owner = finding.organisation or (owners.get(finding.document) if finding.document else None)
        yield finding, names.get(owner, "") if owner else ""
