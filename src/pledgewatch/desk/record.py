"""Hold the record of a desk: import lists, and screen its organisations against them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from pledgewatch.desk.layout import Layout, Screened
from pledgewatch.errors import ListError
from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.identity import Sha256, digest, sha256_of
from pledgewatch.model.party import Organisation
from pledgewatch.model.record import ListSnapshot, Match, Screening
from pledgewatch.progress import Progress
from pledgewatch.record.holdings import ParsedList, Record
from pledgewatch.record.importing import MARGIN, check_against_last, read_list
from pledgewatch.record.lists.bundle import bundle
from pledgewatch.record.screening import Screener
from pledgewatch.sources.archive import Archive

__all__ = ["RECORD_VERSION", "SCREENING_VERSION", "as_of_of", "hold_record", "import_list", "record_of", "screen_new"]

RECORD_VERSION = "3"
SCREENING_VERSION = "4"


def import_list(
    layout: Layout, archive: Archive, paths: Sequence[Path], *, name: str = "", as_of: str = "", margin: float = MARGIN
) -> ParsedList:
    """Import one list, or refuse it and keep the last good one; several paths are the parts of one list.

    Raises:
        ListError: a file cannot be read, is malformed, or is much shorter than last time.
    """
    files = {path.name: _bytes_of(path) for path in paths}
    origin = " + ".join(map(str, paths))
    data = bundle(files) if len(files) > 1 else next(iter(files.values()))
    note = {key: value for key, value in (("list", name), ("as_of", as_of)) if value}
    parsed = read_list(data, origin, list_id=name or None, as_of=as_of or None)
    hold_record(layout, archive)
    held = {one.id: one for one in layout.lists.read()}
    check_against_last(parsed, held.get(parsed.snapshot.id), margin)
    archive.keep_bytes(data, origin=origin, how="list", note=note)
    hold_record(layout, archive)
    return parsed


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ListError(f"{path} cannot be read: {error.strerror}.", next_step="check the path.") from error


def hold_record(layout: Layout, archive: Archive) -> bool:
    """Derive lists, listings and statements from the archived lists; return whether they were made anew."""
    entries = archive.latest_last("list")
    made_from = digest(
        ["record", RECORD_VERSION, *(f"{entry.sha256} {sorted(entry.note.items())}" for entry in entries)]
    )
    if layout.lists.made_from == made_from:
        return False
    record = Record.of(
        read_list(
            archive.read(entry.sha256), entry.origin, list_id=entry.note.get("list"), as_of=entry.note.get("as_of")
        )
        for entry in entries
    )
    layout.listings.replace(record.listings, made_from)
    layout.statements.replace(record.statements, made_from)
    layout.lists.replace(record.lists, made_from)
    return True


def record_of(layout: Layout) -> Record:
    """Return the record that the desk holds."""
    return Record(
        lists=tuple(layout.lists.read()),
        listings=tuple(layout.listings.read()),
        statements=tuple(layout.statements.read()),
    )


def as_of_of(lists: Sequence[ListSnapshot]) -> tuple[str, str]:
    """Return the run's "now" where none is given: the newest list's date, and in words where it comes from."""
    if not lists:
        return "", "no list is held, so that nothing was looked up"
    newest = max(lists, key=lambda one: (one.as_of, one.id))
    return newest.as_of, f"the date of the newest list held, “{newest.title}”"


def screen_new(layout: Layout, organisations: Sequence[Organisation], as_of: str, progress: Progress) -> int:
    """Screen the organisations that were not screened against this record before; return how many were."""
    made_from = digest(["screening", SCREENING_VERSION, layout.lists.made_from, as_of])
    known = (
        {row.organisation: row for row in layout.screenings.read()} if layout.screenings.made_from == made_from else {}
    )
    wanted = [one for one in organisations if one.id not in known or known[one.id].looked_up != _looked_up(one)]
    if not wanted and len(known) == len(organisations):
        return 0
    progress.begin("screening", len(wanted))
    screener = Screener(record_of(layout))
    on = parse_date(as_of)
    rows = dict(known)
    for organisation in wanted:
        rows[organisation.id] = Screened(organisation.id, _looked_up(organisation), _screen(organisation, screener, on))
        progress.step()
    layout.screenings.replace((rows[organisation.id] for organisation in organisations), made_from)
    return len(wanted)


def _looked_up(organisation: Organisation) -> Sha256:
    return sha256_of(msgspec.json.encode(organisation))


def _screen(organisation: Organisation, screener: Screener, on: PartialDate | None) -> Screening:
    """Screen an organisation under all its names; of several answers about one listed entity the best counts."""
    names = dict.fromkeys((organisation.name, *organisation.names))
    answers = [
        screener.screen(name, country=organisation.country or "", on=on, identifiers=organisation.identifiers)
        for name in names
    ]
    best: dict[str, Match] = {}
    for match in (match for answer in answers for match in answer.matches):
        held = best.setdefault(match.entity, match)
        if _rank(match) < _rank(held):
            best[match.entity] = match
    return msgspec.structs.replace(answers[0], matches=tuple(sorted(best.values(), key=_rank)))


def _rank(match: Match) -> tuple[int, float, str]:
    return ("match", "possible", "namesake").index(match.verdict), -match.score, match.entity
