"""Offer what a person does with a desk: examine, decide, publish, keep forms.

A run that was killed continues where it was: `derive` does only what is not done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

import msgspec

from pledgewatch import __version__
from pledgewatch.clock import utc_now
from pledgewatch.desk.compare import given, tables_of
from pledgewatch.desk.derive import GIVEN, Derived, derive
from pledgewatch.desk.issue import issue
from pledgewatch.desk.layout import Layout, Run
from pledgewatch.desk.learning import checked_reader, hold_reader, labelled_by
from pledgewatch.desk.read import first_of_each
from pledgewatch.desk.recordkeeping import RecordDesk, checked_date
from pledgewatch.desk.report import Report, put_together
from pledgewatch.desk.site import decided_edition, draft_edition, settings_shown
from pledgewatch.errors import NothingConfirmedError, UnknownKeyError
from pledgewatch.model.document import Document, Failure
from pledgewatch.model.finding import Decision, Finding, Verb
from pledgewatch.model.identity import FindingKey, digest
from pledgewatch.model.party import Organisation
from pledgewatch.model.reuse import Form
from pledgewatch.model.translation import OF_QUOTE, Translation
from pledgewatch.progress import Progress, Silent
from pledgewatch.promises.fitted.labelled import Labelled
from pledgewatch.publish.bridge import Bridge
from pledgewatch.publish.edition import SiteReport
from pledgewatch.publish.quote import Quote, quote_of_the_day, quote_sentence
from pledgewatch.publish.signing.manifest import Signer
from pledgewatch.publish.site import MANIFEST, build_site
from pledgewatch.reuse.forms import load_forms, write_form
from pledgewatch.review.book import checked_name
from pledgewatch.review.deciding import identity_below
from pledgewatch.review.decisions import Decisions
from pledgewatch.review.replies import Replies
from pledgewatch.review.standing import Reviewed, came_back, changed_since, orphans, review
from pledgewatch.review.translations import Translations
from pledgewatch.settings import Settings
from pledgewatch.sources.archive import Archive
from pledgewatch.sources.collect import TABLE_NAME, collect, collect_named, walk
from pledgewatch.store.files import replace_file
from pledgewatch.store.lock import held

__all__ = ["Desk"]


class Desk(RecordDesk):
    """A folder in which letters are examined, findings decided upon, and a site is published from."""

    def __init__(self, folder: Path, settings: Settings | None = None, progress: Progress | None = None) -> None:
        super().__init__(Layout(folder))
        self.settings = settings or Settings()
        self.progress = progress or Silent()
        self.decisions = Decisions(self.layout.decisions)

    @property
    def exists(self) -> bool:
        """Tell whether anything was ever examined or imported here."""
        return self.layout.archive.exists()

    # -- the main job -------------------------------------------------------------------------------------------------

    def examine(
        self,
        paths: Sequence[Path],
        *,
        forms: Path | None = None,
        as_of: str = "",
        reader: Path | None = None,
        without_reader: bool = False,
    ) -> Report:
        """Read, compare, weigh, screen and find; write the preview.

        `reader` is the file of a fitted reader: the desk keeps a copy and reads with it from now on, until another
        takes its place or it is taken away by `without_reader`.

        Raises:
            UsageError: a path does not exist, or organisations.csv or the reader is malformed; nothing was done.
            DeskBusyError: another process works in this desk.
        """
        now = checked_date(as_of)
        _check_tables(paths)
        registered = load_forms(forms) if forms else ()
        data = checked_reader(reader) if reader else None
        with held(self.layout.lock):
            hold_reader(self.layout, data, without=without_reader)
            archive = Archive(self.layout.archive)
            for form in registered:
                self._register(archive, form)
            self._collect(paths, archive)
            derived = self._derive(archive, now)
            shown = self._preview(derived.documents, derived.now)
            gone = [entry.origin for entry in archive.current("file") if _is_gone(entry.origin, paths)]
            return put_together(self.layout, self.reviewed(), derived, worked=derived.worked or shown, gone=gone)

    def take_in(self, files: Sequence[tuple[Path, str]], *, as_of: str = "") -> Report:
        """Examine files that came with a name of their own (uploaded), and whatever else is new.

        Without files it brings the desk up to what people decided of who is who.

        Raises:
            UsageError: an organisations.csv among them is malformed; nothing was done.
            DeskBusyError: another process works in this desk.
        """
        from pledgewatch.parties.table import read_organisations

        for path, origin in files:
            if PurePath(origin).name == TABLE_NAME:
                read_organisations(path, origin=origin)
        with held(self.layout.lock):
            archive = Archive(self.layout.archive)
            self.progress.begin("collecting", len(files))
            given = {origin for _, origin in files}
            refused = [row for row in self.layout.refused.read() if row.origin not in given]
            for found in collect_named(files, archive):
                if isinstance(found, Failure):
                    refused.append(found)
                self.progress.step()
            self.layout.refused.replace(refused, "collect")
            derived = self._derive(archive, as_of or self._given_date())
            shown = self._preview(derived.documents, derived.now)
            return put_together(self.layout, self.reviewed(), derived, worked=derived.worked or shown, gone=())

    def _given_date(self) -> str:
        """Return the "now" that a user gave to the last run; empty where it followed the lists."""
        last = self.layout.last_run()
        return last.as_of if last.as_of_basis == GIVEN else ""

    def _derive(self, archive: Archive, as_of: str = "") -> Derived:
        return derive(self.layout, archive, self.forms(), self.settings, self.progress, self.decisions, as_of=as_of)

    def _collect(self, paths: Sequence[Path], archive: Archive) -> None:
        """Bring files into the archive; remember which were refused, elsewhere at earlier runs too."""
        self.progress.begin("collecting", sum(1 for _ in walk(paths)))
        refused = [row for row in self.layout.refused.read() if not _lies_below(row.origin, paths)]
        for found in collect(paths, archive):
            if isinstance(found, Failure):
                refused.append(found)
            self.progress.step()
        self.layout.refused.replace(refused, "collect")

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

    def decide(self, key: str, verb: Verb, *, by: str, why: str = "") -> tuple[Decision, ...]:
        """Record what a person decided about the finding whose key is, or begins with, `key`.

        A finding about a listed entity rests upon who is meant: confirming it confirms that too, where it was not
        decided yet, since its sentence says so. Returns the decisions that were recorded, the one asked for first.

        Raises:
            UnknownKeyError: no finding has this key, or several begin with it.
            UsageError: nobody is named, or the finding cannot be confirmed as it stands.
        """
        checked_name(by)
        finding = self._finding(key)
        also = identity_below(finding, self.reviewed()) if verb == "confirm" else None
        return self.decisions.record_with(finding, verb, () if also is None else (also,), by=by, why=why)

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

    def publish(
        self,
        out: Path | None = None,
        *,
        now: dt.datetime | None = None,
        signer: Signer | None = None,
        bridge: Bridge | None = None,
    ) -> SiteReport:
        """Write the site of what was confirmed, as it stands on the documents and lists that the desk holds now.

        `now` is when the site is issued, by default the clock's; it is signed where there is a signer, and has
        the switch of a bridge to blocked readers where there is one. Where nothing is confirmed any more, a site that
        was published before is replaced by an empty one: what was withdrawn must not stay.

        Raises:
            NothingConfirmedError: no finding is confirmed as it stands now.
        """
        place, when = out or self.layout.site, now or utc_now()
        with held(self.layout.lock):
            derived = self._derive(Archive(self.layout.archive), self._given_date())
            latest = self.decisions.latest()
            reviewed = review(self.findings(), latest)
            confirmed = _confirmed(reviewed)
            edition = decided_edition(
                self.layout, derived.documents, self.forms(), self.settings, confirmed, derived.now
            )
            standings = {item.finding.key: item.standing for item in reviewed}
            emptied = not confirmed and (place / MANIFEST).exists()
            if confirmed or emptied:
                report = issue(self.layout, edition, place, self.settings, when, signer, standings, bridge)
        changed = sum(map(came_back, reviewed))
        if not confirmed:
            raise self._nothing_confirmed(place if emptied else None, changed)
        gone = orphans((item.finding for item in reviewed), latest)
        unmade = sum(decision.verb == "confirm" for decision in gone)
        return msgspec.structs.replace(report, changed=changed, unmade=unmade)

    def _nothing_confirmed(self, emptied: Path | None, changed: int) -> NothingConfirmedError:
        told = f" {changed_since(changed)}" if changed else ""
        what = (
            f"Nothing is confirmed; the site in {emptied} was emptied of what it showed."
            if emptied
            else "Nothing is published: no finding is confirmed."
        )
        decide = f"pledgewatch decide FINDING confirm --by NAME --desk {self.layout.folder}"
        next_step = (
            f"look at them again: pledgewatch review --desk {self.layout.folder}"
            if changed
            else f"look at {self.layout.preview / 'index.html'}, then {decide}"
        )
        return NothingConfirmedError(what + told, next_step=next_step)

    def translate(self, finding: str, *, passage: int = 0, language: str, text: str, by: str) -> Translation:
        """Keep a translation of a finding's sentence, of one of its passages, or of the quote of the day (`quote`).

        Raises:
            UnknownKeyError: there is no such finding, passage or quote.
        """
        key, original = self._original(finding, passage)
        store = Translations(self.layout.translations)
        return store.add(key, passage=passage, language=language, text=text, by=by, original=original)

    def _original(self, finding: str, passage: int) -> tuple[FindingKey, str]:
        if finding == OF_QUOTE:
            quote, _ = self.quote()
            if quote is None or passage:
                raise UnknownKeyError("There is no such quote.", next_step="pledgewatch quote shows the one there is.")
            return OF_QUOTE, quote_sentence(quote)
        found = self._finding(finding)
        if passage > len(found.basis.passages):
            raise UnknownKeyError(
                f"{found.key} rests upon {len(found.basis.passages)} passages.", next_step="count from 1."
            )
        return found.key, found.basis.passages[passage - 1].quote.exact if passage else found.sentence

    def _preview(self, documents: Sequence[Document], now: Run) -> bool:
        """Write the preview where what it shows has changed; return whether it was written."""
        layout, reviewed = self.layout, self.reviewed()
        decided = (f"{item.finding.key} {item.standing} {item.changes}" for item in reviewed)
        made_of = [*settings_shown(self.settings), *decided]
        made_of += [msgspec.json.encode(form).decode() for form in self.forms()]
        made_of += [f"{one} {reply}" for one, reply in sorted(Replies(layout.decisions).shown().items())]
        made_of += [msgspec.json.encode(one).decode() for one in Translations(layout.translations).current()]
        shown = digest([__version__, layout.digest(), now.as_of, now.as_of_basis, *made_of])
        now = msgspec.structs.replace(now, preview_of=shown)
        if layout.last_run() == now and (layout.preview / "index.html").exists():
            return False
        self.progress.begin("preview", 0)
        edition = draft_edition(layout, documents, self.forms(), self.settings, reviewed, now)
        build_site(edition, layout.preview)
        replace_file(layout.run, msgspec.json.encode(now))
        return True

    def quote(self) -> tuple[Quote | None, bool]:
        """Return the quote of the day, and whether it is a draft: of what is confirmed where that gives one."""
        documents = self._documents(Archive(self.layout.archive))
        layout, forms, now = self.layout, self.forms(), self.layout.last_run()
        confirmed = _confirmed(self.reviewed())
        decided = decided_edition(layout, documents, forms, self.settings, confirmed, now) if confirmed else None
        found = quote_of_the_day(decided) if decided is not None else None
        if found is not None:
            return found, False
        return quote_of_the_day(draft_edition(layout, documents, forms, self.settings, self.reviewed(), now)), True

    def withdraw(self, origins: Sequence[str], *, by: str, why: str) -> list[str]:
        """Take documents out of the desk by their origins; their bytes stay in the archive, and who did it and why.

        Returns the origins taken out. The next `examine` makes the findings without them.

        Raises:
            UnknownKeyError: nothing came from one of the origins; nothing was taken out.
        """
        with held(self.layout.lock):
            archive = Archive(self.layout.archive)
            known = {entry.origin for entry in archive.current("file")}
            wanted = [sorted(one for one in known if _lies_below(one, [Path(origin)])) for origin in origins]
            for origin, found in zip(origins, wanted, strict=True):
                if not found:
                    raise UnknownKeyError(
                        f"No document came from {origin!r}.", next_step="give a path as the preview shows it."
                    )
            taken = sorted({origin for found in wanted for origin in found})
            for origin in taken:
                archive.withdraw(origin, how="file", note={"by": by, "why": why})
        return taken

    def _documents(self, archive: Archive) -> list[Document]:
        return given(first_of_each(self.layout.documents.read()), tables_of(archive))

    def labelled(self) -> list[Labelled]:
        """Return the sentences that people confirmed or dismissed as promises, for a reader to learn from."""
        return labelled_by(self.decisions, self._documents(Archive(self.layout.archive)))

    # -- forms -------------------------------------------------------------------------------------------------------

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

    def failures(self) -> list[Failure]:
        """Return what could not be read, in the order of origins."""
        return sorted(
            (*self.layout.failures.read(), *self.layout.refused.read()), key=lambda row: (row.origin, row.inside)
        )

    def organisations(self) -> list[Organisation]:
        """Return the organisations that pledge in the documents of this desk."""
        return self.layout.organisations.read()


def _confirmed(reviewed: Iterable[Reviewed]) -> list[Reviewed]:
    return [item for item in reviewed if item.standing == "confirmed" and item.finding.publishable]


def _check_tables(paths: Sequence[Path]) -> None:
    """Refuse a malformed organisations.csv before anything is done."""
    from pledgewatch.parties.table import read_organisations

    for path in walk(paths):
        if path.name == TABLE_NAME:
            read_organisations(path)


def _is_gone(origin: str, paths: Sequence[Path]) -> bool:
    """Tell whether a file below the paths of this run is no longer where it was found."""
    return _lies_below(origin, paths) and not Path(origin).exists()


def _lies_below(origin: str, paths: Sequence[Path]) -> bool:
    return any(origin == str(path) or origin.startswith(f"{str(path).rstrip('/')}/") for path in paths)
