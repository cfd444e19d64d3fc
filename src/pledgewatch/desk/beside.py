"""Hold what stands beside the lists of a desk: other names of organisations, who belongs to whom, who takes part.

Each file is a snapshot in the archive; importing a file of the same path again replaces what it gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from pledgewatch.desk.layout import Layout
from pledgewatch.desk.lists import bytes_of
from pledgewatch.model.document import Obtained
from pledgewatch.model.identity import OrganisationId, digest
from pledgewatch.model.participation import Participation
from pledgewatch.model.party import Organisation
from pledgewatch.model.relation import Relation
from pledgewatch.promises.expected import Subject, parse_expected
from pledgewatch.record.crosswalk import Crosswalk, read_crosswalk
from pledgewatch.record.participants import (
    ParticipantIndex,
    Participants,
    check_participants,
    find_participant,
    read_participants,
)
from pledgewatch.record.relations import read_relations
from pledgewatch.sources.archive import Archive, How
from pledgewatch.store.tables import Table

__all__ = [
    "crosswalks",
    "expected",
    "hold_beside",
    "import_crosswalk",
    "import_expected",
    "import_participants",
    "import_relations",
    "participants",
    "participants_of",
    "taking_part",
]

BESIDE_VERSION = "1"
Row = TypeVar("Row", bound=msgspec.Struct)


def import_crosswalk(layout: Layout, archive: Archive, path: Path, *, citation: str = "") -> Crosswalk:
    """Import a crosswalk of names, or refuse it.

    Raises:
        ListError: it cannot be read, is malformed, or does not say who gives its names.
    """
    data = bytes_of(path)
    read = read_crosswalk(data, str(path), citation=citation)
    archive.keep_bytes(data, origin=str(path), how="crosswalk", note={"citation": citation} if citation else {})
    hold_beside(layout, archive)
    return read


def import_participants(
    layout: Layout, archive: Archive, path: Path, *, name: str, as_of: str, margin: float
) -> Participants:
    """Import a list of participants, or refuse it and keep the last good one.

    Raises:
        ListError: it cannot be read, is malformed, or is much shorter than last time.
    """
    data = bytes_of(path)
    read = read_participants(data, str(path), list_id=name, as_of=as_of)
    held = {one.list.id: one.list for one in participants(archive)}
    check_participants(read.list, held.get(read.list.id), margin)
    note = {key: value for key, value in (("list", name), ("as_of", as_of)) if value}
    archive.keep_bytes(data, origin=str(path), how="participants", note=note)
    hold_beside(layout, archive)
    return read


def import_relations(layout: Layout, archive: Archive, path: Path) -> tuple[Relation, ...]:
    """Import who belongs to whom, or refuse it.

    Raises:
        ListError: it cannot be read, is malformed, or gives a relation without its source.
    """
    data = bytes_of(path)
    read = read_relations(data, str(path))
    archive.keep_bytes(data, origin=str(path), how="relations")
    hold_beside(layout, archive)
    return read


def import_expected(layout: Layout, archive: Archive, path: Path) -> tuple[Subject, ...]:
    """Import what the reporting standards expect a company to say, or refuse it.

    Raises:
        ListError: it cannot be read or is malformed.
    """
    data = bytes_of(path)
    read = parse_expected(data, str(path))
    archive.keep_bytes(data, origin=str(path), how="expected")
    return read


def expected(archive: Archive) -> tuple[Subject, ...]:
    """Return the subjects of all files that the archive holds, each once."""
    read = (parse_expected(archive.read(one.sha256), one.origin) for one in archive.latest_last("expected"))
    return tuple(dict.fromkeys(subject for subjects in read for subject in subjects))


def hold_beside(layout: Layout, archive: Archive) -> bool:
    """Derive names, relations and participations from the archive; return whether any was made anew."""
    made = (
        _hold(layout.names, archive, "crosswalk", lambda one: _crosswalk(archive, one).pairs),
        _hold(layout.relations, archive, "relations", lambda one: read_relations(archive.read(one.sha256), one.origin)),
        _hold(layout.participations, archive, "participants", lambda one: _participants(archive, one).rows),
    )
    return any(made)


def _hold(table: Table[Row], archive: Archive, how: How, read: Callable[[Obtained], Iterable[Row]]) -> bool:
    entries = archive.latest_last(how)
    noted = (f"{one.origin} {one.sha256} {sorted(one.note.items())}" for one in entries)
    made_from = digest([how, BESIDE_VERSION, *noted])
    if table.made_from == made_from or (not entries and not table.made_from):
        return False
    table.replace({table.key(row): row for one in entries for row in read(one)}.values(), made_from)
    return True


def crosswalks(archive: Archive) -> list[Crosswalk]:
    """Return the crosswalks that the archive holds."""
    return [_crosswalk(archive, entry) for entry in archive.current("crosswalk")]


def participants_of(archive: Archive, entry: Obtained) -> str:
    """Return which list of participants an entry is of.

    Raises:
        ListError: today's reader refuses it.
    """
    return _participants(archive, entry).list.id


def participants(archive: Archive) -> list[Participants]:
    """Return the lists of participants that the archive holds; of two of one name the later one counts."""
    read = (_participants(archive, entry) for entry in archive.latest_last("participants"))
    return list({one.list.id: one for one in read}.values())


def taking_part(
    organisations: Sequence[Organisation],
    rows: Sequence[Participation],
    listed_names: Mapping[OrganisationId, Sequence[str]],
) -> dict[OrganisationId, tuple[tuple[Participation, str], ...]]:
    """Return which participants bear an organisation's name, each with how far the name goes.

    `listed_names` are those of the listed organisations that it is taken for; what is found by one of them says so.
    """
    index = ParticipantIndex(rows)
    found = {one.id: _found(one, listed_names.get(one.id, ()), index) for one in organisations} if rows else {}
    return {key: value for key, value in found.items() if value}


def _found(
    organisation: Organisation, listed_names: Sequence[str], index: ParticipantIndex
) -> tuple[tuple[Participation, str], ...]:
    country = organisation.country or ""
    own = find_participant((organisation.name, *organisation.names), country, index)
    known = {each.participation.id for each in own}
    through = [one for one in find_participant(listed_names, country, index) if one.participation.id not in known]
    said = "a name of the listed organisation that it is taken for"
    return (
        *((each.participation, each.why) for each in own),
        *((each.participation, f"{each.why}, {said}") for each in through),
    )


def _crosswalk(archive: Archive, entry: Obtained) -> Crosswalk:
    return read_crosswalk(archive.read(entry.sha256), entry.origin, citation=entry.note.get("citation", ""))


def _participants(archive: Archive, entry: Obtained) -> Participants:
    note = entry.note
    return read_participants(
        archive.read(entry.sha256), entry.origin, list_id=note.get("list", ""), as_of=note.get("as_of", "")
    )
