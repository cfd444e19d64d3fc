"""Keep the record of a desk: import lists and what stands beside them, fetch lists, give what is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pledgewatch.desk.beside import (
    crosswalks,
    import_crosswalk,
    import_expected,
    import_participants,
    import_relations,
    participants,
)
from pledgewatch.desk.layout import Layout
from pledgewatch.desk.lists import import_list, record_of
from pledgewatch.desk.update import Updated, update_list
from pledgewatch.desk.withdrawing import KINDS, Withdrawn, withdraw_snapshot
from pledgewatch.errors import UsageError
from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Obtained
from pledgewatch.model.identity import ListId
from pledgewatch.model.relation import Relation
from pledgewatch.promises.expected import Subject
from pledgewatch.record.crosswalk import Crosswalk
from pledgewatch.record.dossier import Dossiers
from pledgewatch.record.fetching import Limits
from pledgewatch.record.holdings import ParsedList, Record
from pledgewatch.record.importing import MARGIN
from pledgewatch.record.name_pairs import NamePair
from pledgewatch.record.participants import Participants
from pledgewatch.record.publishers import Publisher, publishers
from pledgewatch.sources.archive import Archive
from pledgewatch.store.lock import held

__all__ = ["RecordDesk", "checked_date"]


class RecordDesk:
    """The part of a desk that holds the record; what is refused leaves the last good one."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def import_list(
        self,
        *paths: Path,
        name: str = "",
        as_of: str = "",
        margin: float = MARGIN,
        earlier: bool = False,
        again: bool = False,
    ) -> ParsedList:
        """Import one list into the record, of one file or several; the last good one is kept where it is refused."""
        day = checked_date(as_of)
        with held(self.layout.lock):
            archive = Archive(self.layout.archive)
            return import_list(
                self.layout, archive, paths, name=name, as_of=day, margin=margin, earlier=earlier, again=again
            )

    def withdraw_snapshot(self, name: str, snapshot: str = "", *, by: str, why: str) -> Withdrawn:
        """Take one snapshot of a list, or of what stands beside the lists, out of the record; its bytes stay."""
        with held(self.layout.lock):
            archive = Archive(self.layout.archive)
            return withdraw_snapshot(self.layout, archive, name, snapshot, by=by, why=why)

    def withdrawn(self) -> list[Obtained]:
        """Return which snapshots were taken out of the record, each with who did it, when and why."""
        archive = Archive(self.layout.archive)
        return [entry for how in KINDS for entry in archive.withdrawn(how)]

    def update(self, names: Sequence[str] = (), *, url: str = "", seconds: float = 300.0) -> Iterator[Updated]:
        """Fetch lists from their publishers, all that are known or those named, and yield what became of each.

        Raises:
            UsageError: no publisher is known by a name, or another address is given for more than one list.
        """
        chosen = _chosen(names, url)
        for publisher in chosen:
            with held(self.layout.lock):
                archive = Archive(self.layout.archive)
                today = dt.datetime.now(dt.UTC).date()
                done = update_list(self.layout, archive, publisher, today=today, limits=Limits(seconds=seconds))
            yield done

    def import_crosswalk(self, path: Path, *, citation: str = "") -> Crosswalk:
        """Import other names of organisations, each with its source; through them, too, listings are found."""
        with held(self.layout.lock):
            return import_crosswalk(self.layout, Archive(self.layout.archive), path, citation=citation)

    def crosswalks(self) -> list[Crosswalk]:
        """Return the crosswalks of names that are held."""
        return crosswalks(Archive(self.layout.archive))

    def import_participants(
        self, path: Path, *, name: str = "", as_of: str = "", margin: float = MARGIN
    ) -> Participants:
        """Import who takes part in an initiative; the last good list is kept where this one is refused."""
        day = checked_date(as_of)
        with held(self.layout.lock):
            archive = Archive(self.layout.archive)
            return import_participants(self.layout, archive, path, name=name, as_of=day, margin=margin)

    def import_relations(self, path: Path) -> tuple[Relation, ...]:
        """Import who belongs to whom, each relation with its source."""
        with held(self.layout.lock):
            return import_relations(self.layout, Archive(self.layout.archive), path)

    def import_expected(self, path: Path) -> tuple[Subject, ...]:
        """Import what the reporting standards expect a company to say."""
        with held(self.layout.lock):
            return import_expected(self.layout, Archive(self.layout.archive), path)

    def participants(self) -> list[Participants]:
        """Return the lists of participants that are held."""
        return participants(Archive(self.layout.archive))

    def dossiers(self) -> Dossiers:
        """Return what makes the dossiers of listed organisations from all that is held."""
        layout = self.layout
        return Dossiers(self.record(), self.names(), layout.relations.read(), layout.participations.read())

    def names(self) -> list[NamePair]:
        """Return the pairs of names of all crosswalks."""
        return self.layout.names.read()

    def record(self) -> Record:
        """Return the record that the desk holds."""
        return record_of(self.layout)


def _chosen(names: Sequence[str], url: str) -> list[Publisher]:
    known = publishers()
    if url:
        if len(names) != 1:
            raise UsageError("Another address is for one list.", next_step="name it with --list ID.")
        one = known.get(ListId(names[0]), Publisher(id=ListId(names[0]), urls=()))
        return [msgspec.structs.replace(one, urls=(url,))]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(
            f"No address is known for {', '.join(unknown)}.",
            next_step=f"give it with --from, or one of {', '.join(known)}.",
        )
    return [known[ListId(name)] for name in names] or list(known.values())


def checked_date(text: str) -> str:
    """Return a date that a person gave as it is written here, empty where none was given.

    Raises:
        UsageError: it is none.
    """
    try:
        return str(parse_date(text) or "")
    except ValueError as error:
        raise UsageError(str(error), next_step="write the date as 2026-11-23.") from error
