"""Hold in memory what a desk has on disk, and notice when either tables or decisions changed.

Tables are read again when their manifests changed and no run is at work: while one is, the desk shows what it held
before, whole, instead of half of what comes. Decisions are followed as they are made.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from pledgewatch.desk import Desk
from pledgewatch.desk.compare import given, tables_of
from pledgewatch.desk.layout import Layout
from pledgewatch.desk.read import first_of_each
from pledgewatch.desk.site import draft_edition
from pledgewatch.engine.memory import set_aside
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import FindingKey, OrganisationId
from pledgewatch.review.app.atlas import DeskAtlas, DeskPress
from pledgewatch.review.ledger import Ledger
from pledgewatch.review.queue import Chosen, Counts, Filter, counts_of, wanted
from pledgewatch.review.search import SearchIndex
from pledgewatch.review.standing import Reviewed, review
from pledgewatch.settings import load_settings
from pledgewatch.sources.archive import Archive
from pledgewatch.store.lock import is_held

__all__ = ["Holdings", "View"]

_LOOK_EVERY_SECONDS = 0.5
"""Asking the disk for twenty manifests takes 0.1 ms; twice a second nobody waits for, and nobody sees old tables."""
_FILTERS_KEPT = 64


class View:
    """What a desk holds at one moment, indexed; standings change in place as people decide."""

    def __init__(self, atlas: DeskAtlas, ledger: Ledger, folder: Path) -> None:
        self.atlas = atlas
        self.press = DeskPress(atlas)
        self.ledger = ledger
        self.folder = folder
        self.findings: dict[FindingKey, Finding] = {finding.key: finding for finding in atlas.findings}
        self.reviewed: dict[FindingKey, Reviewed] = {}
        self.ordered: tuple[Reviewed, ...] = ()
        self.version = -1
        self._lock = threading.Lock()
        self._chosen: dict[Filter, Chosen] = {}
        self._counts: dict[Filter, Counts] = {}
        self._named: dict[str, list[Finding]] = {}
        for finding in atlas.findings:
            if finding.organisation:
                self._named.setdefault(finding.organisation, []).append(finding)
        self._owners = {finding.key: atlas.organisation_of_finding(finding) for finding in atlas.findings}
        self.follow()

    def follow(self) -> None:
        """Lay the decisions beside the findings anew where somebody decided since."""
        version = self.ledger.refresh()
        if version != self.version:
            with self._lock:
                self._lay(version)

    def _lay(self, version: int) -> None:
        """Review what changed, and what stands or falls with it: the findings about the same organisations.

        Of ten thousand findings all together take 20 ms, those of one organisation none that could be felt.
        """
        changed = self.ledger.changed[max(0, self.version) : version]
        touched = self._beside(changed) if self.version >= 0 else list(self.atlas.findings)
        standings, decisions = self.atlas.edition.standings, self.atlas.edition.decisions
        for item in review(touched, self.ledger.latest):
            key = item.finding.key
            self.reviewed[key] = item
            standings[key] = item.standing
            decisions.pop(key, None)
            if item.decision is not None:
                decisions[key] = item.decision
        self.ordered = tuple(self.reviewed[finding.key] for finding in self.atlas.findings)
        self._chosen.clear()
        self._counts.clear()
        self.version = version

    def _beside(self, changed: Sequence[FindingKey]) -> list[Finding]:
        """Return the findings of these keys, and all that name the same organisations."""
        known = {key: self.findings[key] for key in changed if key in self.findings}
        for finding in tuple(known.values()):
            known |= {other.key: other for other in self._named.get(finding.organisation or "", ())}
        return list(known.values())

    def owner(self, item: Reviewed) -> OrganisationId | None:
        """Return the organisation that a finding concerns."""
        return self._owners.get(item.finding.key)

    def family(self, item: Reviewed) -> str:
        """Return the family that a finding about shared text speaks of; empty for other findings."""
        finding = item.finding
        if finding.kind != "shared-form" or finding.document is None:
            return ""
        return self.atlas.family_of_document.get(finding.document, "")

    def chosen(self, filtered: Filter) -> Chosen:
        """Return what a filter leaves, kept until somebody decides."""
        if filtered not in self._chosen:
            if len(self._chosen) >= _FILTERS_KEPT:
                self._chosen.clear()
            found = wanted(self.ordered, filtered, owner=self.owner, asked=self.ledger.asked, family=self.family)
            self._chosen[filtered] = Chosen(found, {item.finding.key: n for n, item in enumerate(found)})
        return self._chosen[filtered]

    def counts(self, filtered: Filter) -> Counts:
        """Return the counts beside a filter's choices, kept until somebody decides."""
        if filtered not in self._counts:
            if len(self._counts) >= _FILTERS_KEPT:
                self._counts.clear()
            self._counts[filtered] = counts_of(
                self.ordered, filtered, owner=self.owner, asked=self.ledger.asked, family=self.family
            )
        return self._counts[filtered]

    def of_organisation(self, organisation: OrganisationId | None) -> list[Reviewed]:
        """Return the findings of one organisation as they stand."""
        if organisation is None:
            return []
        return [self.reviewed[f.key] for f in self.atlas.findings_of_organisation.get(organisation, ())]


class Holdings:
    """The current view of a desk."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.folder = folder
        self.layout = Layout(folder)
        self.ledger = Ledger(self.layout.decisions)
        self.settings = load_settings(self.layout.settings, os.environ)
        self.search = SearchIndex(self.layout.search)
        self._clock = clock
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._stamp: tuple[object, ...] = ()
        self._view: View | None = None

    def close(self) -> None:
        """Let go of the desk's files."""
        self.ledger.close()

    @property
    def stale(self) -> bool:
        """Tell whether the tables must be read: at first, and when a run has replaced them and ended."""
        if self._view is None:
            return True
        now = self._clock()
        if now - self._looked < _LOOK_EVERY_SECONDS:
            return False
        self._looked = now
        return self._stamped() != self._stamp and not is_held(self.layout.lock)

    def look_at_once(self) -> None:
        """Ask the disk at the next request, however lately it was asked: somebody waits for what a job gave."""
        self._looked = float("-inf")

    def view(self) -> View:
        """Return what the desk holds; the first time it is read, later `refresh` reads it."""
        if self._view is None:
            self.refresh()
        assert self._view is not None
        self._view.follow()
        return self._view

    def refresh(self) -> None:
        """Read the tables; only the first reading is waited for, then the old view is shown until the new is whole."""
        if not self._lock.acquire(blocking=self._view is None):
            return
        try:
            stamp = self._stamped()
            if self._view is None or stamp != self._stamp:
                self._view, self._stamp = self._load(), stamp
                set_aside()
        finally:
            self._lock.release()

    def _stamped(self) -> tuple[object, ...]:
        manifests = sorted(self.layout.tables.glob("*/manifest.json"))
        return tuple((path.parent.name, (found := path.stat()).st_mtime_ns, found.st_ino) for path in manifests)

    def _load(self) -> View:
        layout = self.layout
        desk = Desk(self.folder, self.settings)
        documents = given(first_of_each(layout.documents.read()), tables_of(Archive(layout.archive)))
        self.ledger.refresh()
        reviewed = review(desk.findings(), self.ledger.latest)
        edition = draft_edition(layout, documents, desk.forms(), desk.settings, reviewed, layout.last_run())
        # The draft leaves out what was dismissed; the desk shows it, so that it can be taken back.
        edition = msgspec.structs.replace(
            edition, findings=tuple(item.finding for item in reviewed), standings={}, decisions={}
        )
        return View(DeskAtlas(edition), self.ledger, self.folder)
