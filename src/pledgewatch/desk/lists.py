"""Hold the lists of a desk: import one or refuse it, and derive from all snapshots what is held and what is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from pledgewatch.desk.layout import Layout
from pledgewatch.errors import ListError
from pledgewatch.model.document import Obtained
from pledgewatch.model.identity import ListId, digest, sha256_of
from pledgewatch.model.record import Listing, Sighting, Statement
from pledgewatch.record.history import find_gone, noted_as_gone
from pledgewatch.record.holdings import ParsedList, Record
from pledgewatch.record.importing import MARGIN, check_against_last, read_list
from pledgewatch.record.lists.bundle import bundle
from pledgewatch.sources.archive import Archive

__all__ = ["RECORD_VERSION", "bytes_of", "hold_record", "import_list", "keep_list", "list_of", "record_of"]

RECORD_VERSION = "5"
_EARLIER = "earlier"


def import_list(
    layout: Layout,
    archive: Archive,
    paths: Sequence[Path],
    *,
    name: str = "",
    as_of: str = "",
    margin: float = MARGIN,
    earlier: bool = False,
    again: bool = False,
) -> ParsedList:
    """Import one list, or refuse it and keep the last good one; several paths are the parts of one list.

    `earlier`: a snapshot from before the held one, kept for what it says of its day; `again`: also one that was
    withdrawn.

    Raises:
        ListError: a file cannot be read, is malformed, or is much shorter than last time.
    """
    files = {path.name: bytes_of(path) for path in paths}
    origin = " + ".join(map(str, paths))
    data = bundle(files) if len(files) > 1 else next(iter(files.values()))
    note = {key: value for key, value in (("list", name), ("as_of", as_of)) if value}
    if earlier:
        note[_EARLIER] = "yes"
    return keep_list(layout, archive, data, origin, note, margin, again=again)


def keep_list(
    layout: Layout,
    archive: Archive,
    data: bytes,
    origin: str,
    note: Mapping[str, str],
    margin: float = MARGIN,
    *,
    again: bool = False,
) -> ParsedList:
    """Read a list, hold it against the last one, and keep it; where it is refused, nothing is kept.

    Raises:
        ListError: it is malformed, much shorter or older than the last one, said to be earlier and is not, or was
            withdrawn.
    """
    if not again:
        _check_not_withdrawn(archive, data, origin)
    parsed = read_list(data, origin, list_id=note.get("list"), as_of=note.get("as_of"))
    hold_record(layout, archive)
    held = {one.id: one for one in layout.lists.read()}.get(parsed.snapshot.id)
    if note.get(_EARLIER):
        _check_earlier(parsed, held.as_of if held else "")
    else:
        check_against_last(parsed, held, margin)
    archive.keep_bytes(data, origin=origin, how="list", note=note)
    hold_record(layout, archive)
    return parsed


def _check_not_withdrawn(archive: Archive, data: bytes, origin: str) -> None:
    """Refuse bytes that a person took out of the record.

    Raises:
        ListError: they were withdrawn; the message says by whom and why.
    """
    sha256 = sha256_of(data)
    for entry in archive.withdrawn("list"):
        if entry.note["snapshot"] == sha256:
            raise ListError(
                f"{origin} is the snapshot {sha256[:12]}, which {entry.note['by']} withdrew: {entry.note['why']}.",
                next_step="leave it out, or import it with --again, which brings it back.",
            )


def _check_earlier(parsed: ParsedList, held: str) -> None:
    name, as_of = parsed.snapshot.title or parsed.snapshot.id, parsed.snapshot.as_of
    if parsed.own:
        raise ListError(
            f"{name} is a record of your own, of which earlier states are not kept.",
            next_step="import it without --earlier, or give its rows an end_date.",
        )
    if not as_of or not held or as_of >= held:
        raise ListError(
            f"{name} is as of {as_of or 'an unknown day'}, which is not before the held one"
            f" ({held or 'none, or of an unknown day'}).",
            next_step="say as of when it stands with --as-of, or import it without --earlier.",
        )


def bytes_of(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        ListError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ListError(f"{path} cannot be read: {error.strerror}.", next_step="check the path.") from error


def hold_record(layout: Layout, archive: Archive) -> bool:
    """Derive lists, listings, statements and sightings from the archived lists; return whether they were made anew."""
    entries = archive.history("list")
    made_from = digest(["record", RECORD_VERSION, *(f"{entry.origin} {_read_as(entry)}" for entry in entries)])
    if layout.lists.made_from == made_from:
        return False
    held = _Held(layout)
    record = Record.of(held.of(entry) or _read(archive, entry) for entry in _held(entries))
    sightings = tuple(_sightings(layout, archive, entries))
    gone = tuple(_gone(archive, entries, sightings, record))
    layout.listings.replace((*record.listings, *gone), made_from)
    layout.statements.replace(record.statements, made_from)
    layout.sightings.replace(sightings, made_from)
    layout.lists.replace(record.lists, made_from)
    return True


class _Held:
    """What the tables hold already, so that importing one list does not parse all the others again."""

    def __init__(self, layout: Layout) -> None:
        held = {(one.id, one.sha256): one for one in layout.lists.read()}
        self._listings: dict[tuple[str, str], list[Listing]] = {key: [] for key in held}
        self._statements: dict[tuple[str, str], list[Statement]] = {key: [] for key in held}
        for listing in layout.listings.read() if held else ():
            self._listings.get((listing.list, listing.snapshot), []).append(listing)
        for statement in layout.statements.read() if held else ():
            self._statements.get((statement.list, statement.snapshot), []).append(statement)
        self._known = {
            (one.read_as, one.snapshot.origin): one.snapshot
            for one in layout.sightings.read()
            if held.get((one.snapshot.id, one.snapshot.sha256)) == one.snapshot
        }

    def of(self, entry: Obtained) -> ParsedList | None:
        """Return the list of an entry that was read in the same way before and is held; None where it is not."""
        snapshot = self._known.get((_read_as(entry), entry.origin))
        if snapshot is None:
            return None
        key = (snapshot.id, snapshot.sha256)
        return ParsedList(
            snapshot=snapshot, listings=tuple(self._listings[key]), statements=tuple(self._statements[key])
        )


def _held(entries: Sequence[Obtained]) -> list[Obtained]:
    """Return the last of each origin, the one imported last at the end; earlier states are not among them."""
    latest: dict[str, Obtained] = {}
    for entry in entries:
        if not entry.note.get(_EARLIER):
            latest.pop(entry.origin, None)
            latest[entry.origin] = entry
    return list(latest.values())


def _read(archive: Archive, entry: Obtained) -> ParsedList:
    data = archive.read(entry.sha256)
    return read_list(data, entry.origin, list_id=entry.note.get("list"), as_of=entry.note.get("as_of"))


def list_of(archive: Archive, entry: Obtained) -> ListId:
    """Return which list an entry is of.

    Raises:
        ListError: today's reader refuses it.
    """
    return _read(archive, entry).snapshot.id


def _read_as(entry: Obtained) -> str:
    return f"{RECORD_VERSION} {entry.sha256} {sorted(entry.note.items())}"


def _sightings(layout: Layout, archive: Archive, entries: Sequence[Obtained]) -> Iterator[Sighting]:
    """Yield one sighting a snapshot of a list; those read before are not read again.

    A snapshot that today's reader refuses tells nothing, and is left in the archive; the held ones are read elsewhere.
    """
    known = {(one.read_as, one.snapshot.origin): one for one in layout.sightings.read()}
    latest: dict[tuple[ListId, str], Sighting] = {}
    for number, entry in enumerate(entries):
        key = (_read_as(entry), entry.origin)
        try:
            one = known[key] if key in known else _sighting(_read(archive, entry), entry)
        except ListError:
            continue
        latest[(one.snapshot.id, one.snapshot.sha256)] = msgspec.structs.replace(one, number=number)
    yield from latest.values()


def _sighting(parsed: ParsedList, entry: Obtained) -> Sighting:
    return Sighting(
        snapshot=parsed.snapshot,
        listings=tuple(listing.id for listing in parsed.listings),
        number=0,
        own=parsed.own,
        earlier=bool(entry.note.get(_EARLIER)),
        read_as=_read_as(entry),
    )


def _gone(
    archive: Archive, entries: Sequence[Obtained], sightings: Sequence[Sighting], record: Record
) -> Iterator[Listing]:
    """Yield the listings that are gone from a held list, as the last snapshot that had them has them, with a note."""
    held: dict[ListId, list[Listing]] = {one.id: [] for one in record.lists}
    for listing in record.listings:
        held[listing.list].append(listing)
    of = {(_read_as(entry), entry.origin): entry for entry in entries}
    parsed: dict[str, dict[str, Listing]] = {}
    for absent in find_gone([one for one in sightings if one.snapshot.id in held], held):
        last = absent.last
        if last.snapshot.sha256 not in parsed:
            again = _read(archive, of[(last.read_as, last.snapshot.origin)])
            parsed[last.snapshot.sha256] = {one.id: one for one in again.listings}
        noted = noted_as_gone(parsed[last.snapshot.sha256][absent.listing], absent, held[last.snapshot.id])
        if noted is not None:
            yield noted


def record_of(layout: Layout) -> Record:
    """Return the record that the desk holds."""
    return Record(
        lists=tuple(layout.lists.read()),
        listings=tuple(layout.listings.read()),
        statements=tuple(layout.statements.read()),
        sightings=tuple(layout.sightings.read()),
    )
