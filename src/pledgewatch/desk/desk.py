"""Run the stages in their order over one desk.

This is the only place that knows the order. Every step compares the digest of what it would be made from with that of
what it was made from, and does nothing where they are the same; a killed run continues where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from pledgewatch import __version__
from pledgewatch.desk.compare import compare, given, name_parties, tables_of, weigh
from pledgewatch.desk.layout import Layout, Run
from pledgewatch.desk.read import first_of_each, read_new
from pledgewatch.desk.record import as_of_of, hold_record, import_list, record_of, screen_new
from pledgewatch.desk.report import Report, put_together
from pledgewatch.desk.site import decided_edition, draft_edition, settings_shown
from pledgewatch.errors import NothingConfirmedError, UnknownKeyError, UsageError
from pledgewatch.findings import Evidence, make_findings
from pledgewatch.findings.basis import key_of
from pledgewatch.findings.make import VERSION as FINDINGS_VERSION
from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Document, Failure
from pledgewatch.model.finding import Decision, Finding, Verb
from pledgewatch.model.identity import OrganisationId, digest
from pledgewatch.model.party import Organisation
from pledgewatch.model.record import Screening
from pledgewatch.model.reuse import Form
from pledgewatch.progress import Progress, Silent
from pledgewatch.publish.edition import SiteReport
from pledgewatch.publish.quote import Quote, quote_of_the_day
from pledgewatch.publish.site import build_site
from pledgewatch.record.holdings import ParsedList, Record
from pledgewatch.record.importing import MARGIN
from pledgewatch.reuse.forms import load_forms, write_form
from pledgewatch.review.decisions import Decisions
from pledgewatch.review.standing import Reviewed, orphans, review
from pledgewatch.settings import Settings
from pledgewatch.sources.archive import Archive
from pledgewatch.sources.collect import TABLE_NAME, collect, walk
from pledgewatch.store.files import replace_file
from pledgewatch.store.lock import held

__all__ = ["Desk"]


class Desk:
    """A folder in which letters are examined, findings decided upon, and a site is published from."""

    def __init__(self, folder: Path, settings: Settings | None = None, progress: Progress | None = None) -> None:
        self.layout = Layout(folder)
        self.settings = settings or Settings()
        self.progress = progress or Silent()
        self.decisions = Decisions(self.layout.decisions)

    @property
    def exists(self) -> bool:
        """Tell whether anything was ever examined or imported here."""
        return self.layout.archive.exists()

    # -- the main job -------------------------------------------------------------------------------------------------

    def examine(self, paths: Sequence[Path], *, forms: Path | None = None, as_of: str = "") -> Report:
        """Read, compare, weigh, screen and find; write the preview.

        Raises:
            UsageError: a path does not exist, or organisations.csv is malformed; nothing was done.
            DeskBusyError: another process works in this desk.
        """
        now = _checked_date(as_of)
        _check_tables(paths)
        registered = load_forms(forms) if forms else ()
        with held(self.layout.lock):
            archive = Archive(self.layout.archive)
            for form in registered:
                self._register(archive, form)
            self._collect(paths, archive)
            return self._derive(archive, now)

    def _collect(self, paths: Sequence[Path], archive: Archive) -> None:
        """Bring files into the archive; remember which were refused, elsewhere at earlier runs too."""
        self.progress.begin("collecting", sum(1 for _ in walk(paths)))
        refused = [row for row in self.layout.refused.read() if not _lies_below(row.origin, paths)]
        for found in collect(paths, archive):
            if isinstance(found, Failure):
                refused.append(found)
            self.progress.step()
        self.layout.refused.replace(refused, "collect")

    def _derive(self, archive: Archive, as_of: str) -> Report:
        layout, progress = self.layout, self.progress
        read, total = read_new(layout, archive, self.settings, progress)
        tables = tables_of(archive)
        documents = given(first_of_each(layout.documents.read()), tables)
        progress.begin("naming", len(documents))
        named = name_parties(layout, documents, tables)
        progress.begin("comparing", len(documents))
        compared = compare(layout, documents, self.forms(), self.settings)
        progress.step(len(documents))
        weighed = weigh(layout, documents, self.settings, progress)
        held_anew = hold_record(layout, archive)
        now, now_basis = (as_of, "given with the run") if as_of else as_of_of(layout.lists.read())
        screened = screen_new(layout, layout.organisations.read(), now, progress)
        found = self._find(documents, now)
        shown = self._preview(documents, Run(now, now_basis))
        worked = bool(read or named or compared or weighed or held_anew or screened or found or shown)
        return put_together(layout, self.reviewed(), read=read, snapshots=total, worked=worked, as_of=now)

    def _find(self, documents: Sequence[Document], as_of: str) -> bool:
        evidence = self._evidence(documents, as_of)
        made_from = digest(
            [
                "findings",
                FINDINGS_VERSION,
                as_of,
                *(table.made_from for table in (self.layout.pledges, self.layout.singles, self.layout.promises)),
                *(table.made_from for table in (self.layout.lists, self.layout.screenings)),
                *(document.id for document in documents),
                *(f"{one} {other}" for one, other in sorted(evidence.same)),
            ]
        )
        if self.layout.findings.made_from == made_from:
            return False
        self.progress.begin("finding", 0)
        self.layout.findings.replace(make_findings(evidence), made_from)
        return True

    def _evidence(self, documents: Sequence[Document], as_of: str) -> Evidence:
        layout = self.layout
        copies, singles = layout.copies.read(), layout.singles.read()
        screenings = {row.organisation: row.screening for row in layout.screenings.read()}
        record = record_of(layout)
        return Evidence(
            documents=documents,
            organisations=layout.organisations.read(),
            pledges=layout.pledges.read(),
            families=layout.families.read(),
            copies=copies,
            promises=[promise for row in layout.promises.read() for promise in row.promises],
            unfilled={copy.document: copy.unfilled for copy in copies if copy.primary and copy.unfilled}
            | {single.document: single.unfilled for single in singles if single.unfilled},
            forms=self.forms(),
            lists=record.lists,
            listings=record.listings,
            statements=record.statements,
            screenings=screenings,
            as_of=as_of,
            same=self._same(screenings),
        )

    def _same(self, screenings: dict[OrganisationId, Screening]) -> frozenset[tuple[str, str]]:
        """Return the pairs of organisation and listed entity that a person confirmed, once for all lists."""
        latest = self.decisions.latest()
        pairs = ((organisation, match.entity) for organisation, found in screenings.items() for match in found.matches)
        decided = ((pair, latest.get(key_of("identity", *pair))) for pair in pairs)
        return frozenset(pair for pair, decision in decided if decision is not None and decision.verb == "confirm")

    # -- what a person does -------------------------------------------------------------------------------------------

    def findings(self) -> tuple[Finding, ...]:
        """Return all findings, the most telling first."""
        return tuple(sorted(self.layout.findings.read(), key=lambda finding: (-finding.weight, finding.key)))

    def reviewed(self) -> tuple[Reviewed, ...]:
        """Return all findings with what was decided about each."""
        return review(self.findings(), self.decisions.latest())

    def orphans(self) -> tuple[Decision, ...]:
        """Return the decisions about findings that are no longer made."""
        return orphans(self.findings(), self.decisions.latest())

    def decide(self, key: str, verb: Verb, *, by: str, why: str = "") -> Decision:
        """Record what a person decided about the finding whose key is, or begins with, `key`.

        Raises:
            UnknownKeyError: no finding has this key, or several begin with it.
            UsageError: nobody is named, or the finding cannot be confirmed as it stands.
        """
        if not by.strip():
            raise UsageError("A decision needs the name of who decides.", next_step="give --by NAME.")
        finding = self._finding(key)
        if verb == "confirm" and not finding.publishable:
            raise UsageError(f"{finding.key} cannot be confirmed: {finding.hindrance}.")
        return self.decisions.record(finding, verb, by=by.strip(), why=why.strip())

    def _finding(self, key: str) -> Finding:
        found = [finding for finding in self.findings() if finding.key.startswith(key)] if key else []
        exact = [finding for finding in found if finding.key == key]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if found:
            raise UnknownKeyError(
                f"{len(found)} findings have a key that begins with {key!r}.", next_step="write more of the key."
            )
        raise UnknownKeyError(
            f"No finding has the key {key!r}.", next_step=f"list them: pledgewatch findings --desk {self.layout.folder}"
        )

    # -- what the world sees ------------------------------------------------------------------------------------------

    def publish(self, out: Path | None = None) -> SiteReport:
        """Write the site of what was confirmed.

        Raises:
            NothingConfirmedError: no finding is confirmed as it stands now.
        """
        with held(self.layout.lock):
            archive = Archive(self.layout.archive)
            documents = self._documents(archive)
            confirmed = [item for item in self.reviewed() if item.standing == "confirmed" and item.finding.publishable]
            if not confirmed:
                raise NothingConfirmedError(
                    "Nothing is published: no finding is confirmed.",
                    next_step=f"look at {self.layout.preview / 'index.html'}, then "
                    f"pledgewatch decide FINDING confirm --by NAME --desk {self.layout.folder}",
                )
            edition = decided_edition(self.layout, documents, self.forms(), self.settings, confirmed)
            return build_site(edition, out or self.layout.site)

    def _preview(self, documents: Sequence[Document], now: Run) -> bool:
        """Write the preview where what it shows has changed; return whether it was written."""
        layout, reviewed = self.layout, self.reviewed()
        decided = (f"{item.finding.key} {item.standing} {item.changes}" for item in reviewed)
        forms = (msgspec.json.encode(form).decode() for form in self.forms())
        shown = digest(
            [__version__, layout.digest(), now.as_of, now.as_of_basis, *settings_shown(self.settings), *forms, *decided]
        )
        now = msgspec.structs.replace(now, preview_of=shown)
        if layout.last_run() == now and (layout.preview / "index.html").exists():
            return False
        self.progress.begin("preview", 0)
        edition = draft_edition(layout, documents, self.forms(), self.settings, reviewed, now)
        build_site(edition, layout.preview)
        replace_file(layout.run, msgspec.json.encode(now))
        return True

    def quote(self) -> Quote | None:
        """Return the quote of the day: of what is confirmed where anything is, else of the draft."""
        documents = self._documents(Archive(self.layout.archive))
        confirmed = [item for item in self.reviewed() if item.standing == "confirmed" and item.finding.publishable]
        layout, forms = self.layout, self.forms()
        if confirmed:
            found = quote_of_the_day(decided_edition(layout, documents, forms, self.settings, confirmed))
            if found is not None:
                return found
        return quote_of_the_day(
            draft_edition(layout, documents, forms, self.settings, self.reviewed(), layout.last_run())
        )

    def _documents(self, archive: Archive) -> list[Document]:
        return given(first_of_each(self.layout.documents.read()), tables_of(archive))

    # -- forms and lists ----------------------------------------------------------------------------------------------

    def forms(self) -> tuple[Form, ...]:
        """Return the known forms that are registered here."""
        return load_forms(self.layout.forms) if self.layout.forms.exists() else ()

    def add_form(self, form: Form) -> Form:
        """Register a known form; its text is kept in the archive with the place it was found."""
        with held(self.layout.lock):
            self._register(Archive(self.layout.archive), form)
        return form

    def _register(self, archive: Archive, form: Form) -> None:
        archive.keep_bytes(form.text.encode(), origin=form.url or form.title, how="form")
        write_form(self.layout.forms, form)

    def import_list(self, path: Path, *, name: str = "", as_of: str = "", margin: float = MARGIN) -> ParsedList:
        """Import one list into the record; the last good one is kept where it is refused."""
        with held(self.layout.lock):
            return import_list(
                self.layout, Archive(self.layout.archive), path, name=name, as_of=_checked_date(as_of), margin=margin
            )

    def failures(self) -> list[Failure]:
        """Return what could not be read, in the order of origins."""
        return sorted(
            (*self.layout.failures.read(), *self.layout.refused.read()), key=lambda row: (row.origin, row.inside)
        )

    def record(self) -> Record:
        """Return the record that the desk holds."""
        return record_of(self.layout)

    def organisations(self) -> list[Organisation]:
        """Return the organisations that pledge in the documents of this desk."""
        return self.layout.organisations.read()


def _checked_date(text: str) -> str:
    try:
        return str(parse_date(text) or "")
    except ValueError as error:
        raise UsageError(str(error), next_step="write the date as 2026-11-23.") from error


def _check_tables(paths: Sequence[Path]) -> None:
    """Refuse a malformed organisations.csv before anything is done."""
    from pledgewatch.parties.table import read_organisations

    for path in walk(paths):
        if path.name == TABLE_NAME:
            read_organisations(path)


def _lies_below(origin: str, paths: Sequence[Path]) -> bool:
    return any(origin == str(path) or origin.startswith(f"{str(path).rstrip('/')}/") for path in paths)
