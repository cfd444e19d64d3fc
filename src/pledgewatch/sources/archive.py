"""Keep every byte that a finding may rest upon, by SHA-256, with a journal of when and how it was obtained.

The journal is append-only and the only place of a desk that holds wall time. What it says is never changed: a file
that changed is another snapshot of the same origin, and the later line is the current one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Literal

import msgspec

from pledgewatch.errors import DeskError
from pledgewatch.model.document import Obtained, Snapshot
from pledgewatch.model.identity import Sha256
from pledgewatch.sources.media import media_type_of
from pledgewatch.store.files import append_line, whole_lines

__all__ = ["Archive", "How"]

How = Literal["file", "table", "form", "list", "crosswalk", "participants", "relations", "expected", "capture"]

_BLOCK = 1 << 20
_WITHDRAWN = Sha256("")
"""Stands in the journal for an origin that was taken out, or for the one snapshot of it that the note names."""
_SNAPSHOT = "snapshot"


def _utc_now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Archive:
    """A folder of snapshots and its journal.

    `clock` returns UTC as ISO 8601; it is asked once an entry and nowhere else.
    """

    def __init__(self, folder: Path, clock: Callable[[], str] = _utc_now) -> None:
        self.folder = folder
        self._clock = clock
        self._latest: dict[tuple[str, str], Obtained] = {}
        self._all: list[Obtained] = []
        for entry in self._read_journal():
            self._remember(entry)

    def path_of(self, sha256: Sha256) -> Path:
        """Return where a snapshot's bytes lie."""
        return self.folder / sha256[:2] / sha256

    def keep(self, path: Path, *, origin: str, how: How, note: Mapping[str, str] | None = None) -> Snapshot:
        """Copy a file into the archive and note where it came from; what is there already is not copied again.

        Raises:
            OSError: the file cannot be read; nothing was kept.
        """
        with path.open("rb") as file:
            sha256, size = _hash(file)
            known = self._latest.get((how, origin))
            same = known is not None and (known.sha256, known.note) == (sha256, dict(note or {}))
            # Of a list the one imported last counts: importing an earlier one again must bring it back.
            overtaken = how == "list" and known is not self.latest_last("list")[-1:][0] if known else False
            if known is not None and same and not overtaken and self.path_of(sha256).exists():
                return Snapshot(sha256, size, known.media_type)
            if not self.path_of(sha256).exists():
                file.seek(0)
                sha256, size = self._store(file)
        snapshot = Snapshot(sha256, size, media_type_of(self.path_of(sha256)))
        self._note(snapshot, origin, how, note or {})
        return snapshot

    def withdraw(self, origin: str, *, how: How, note: Mapping[str, str]) -> None:
        """Note that an origin no longer counts, with who said so and why; its bytes stay where they are."""
        self._note(Snapshot(_WITHDRAWN, 0, "inode/x-empty"), origin, how, note)

    def withdraw_snapshot(self, sha256: Sha256, *, origin: str, how: How, note: Mapping[str, str]) -> None:
        """Note that one snapshot of an origin no longer counts; the one before it does again, and its bytes stay."""
        self.withdraw(origin, how=how, note={**note, _SNAPSHOT: sha256})

    def withdrawn(self, how: How) -> list[Obtained]:
        """Return the entries that took out a single snapshot, unless it was brought in again since; in order."""
        out: dict[tuple[str, str], Obtained] = {}
        for entry in self._all:
            if entry.how == how and entry.sha256 == _WITHDRAWN and _SNAPSHOT in entry.note:
                out[entry.origin, entry.note[_SNAPSHOT]] = entry
            elif entry.how == how:
                out.pop((entry.origin, entry.sha256), None)
        return list(out.values())

    def keep_bytes(self, data: bytes, *, origin: str, how: How, note: Mapping[str, str] | None = None) -> Snapshot:
        """Keep bytes that were never a file of their own."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            return self.keep(Path(file.name), origin=origin, how=how, note=note)

    def current(self, how: How) -> list[Obtained]:
        """Return the latest entry of each origin, in the order of origins."""
        latest = sorted(self._latest.items())
        return [entry for (kind, _), entry in latest if kind == how and entry.sha256 != _WITHDRAWN]

    def latest_last(self, how: How) -> list[Obtained]:
        """Return the latest entry of each origin, in the order in which they were obtained."""
        return [entry for entry in self._latest.values() if entry.how == how and entry.sha256 != _WITHDRAWN]

    def history(self, how: How) -> list[Obtained]:
        """Return every entry in the order in which they were obtained, but for what was withdrawn later."""
        kept: list[Obtained] = []
        for entry in self._all:
            if entry.how != how:
                continue
            if entry.sha256 == _WITHDRAWN:
                only = entry.note.get(_SNAPSHOT)
                kept = [one for one in kept if one.origin != entry.origin or only not in {None, one.sha256}]
            else:
                kept.append(entry)
        return kept

    def read(self, sha256: Sha256) -> bytes:
        """Return a snapshot's bytes.

        Raises:
            DeskError: they are missing, or are not what was kept.
        """
        path = self.path_of(sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise DeskError(
                f"The archive lacks the snapshot {sha256}.",
                next_step="bring the archive folder back from a backup.",
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DeskError(
                f"The snapshot {sha256} was altered on disk.",
                next_step="bring the archive folder back from a backup.",
            )
        return data

    def _store(self, file: IO[bytes]) -> tuple[Sha256, int]:
        """Copy what is read into place under the hash of what was copied, not of what was seen before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as target:
                sha256, size = _hash(file, target)
                target.flush()
                os.fsync(target.fileno())
            place = self.path_of(sha256)
            place.parent.mkdir(exist_ok=True)
            Path(name).chmod(0o444)
            Path(name).replace(place)
        finally:
            Path(name).unlink(missing_ok=True)
        return sha256, size

    def _note(self, snapshot: Snapshot, origin: str, how: How, note: Mapping[str, str]) -> None:
        entry = Obtained(
            sha256=snapshot.sha256,
            size=snapshot.size,
            media_type=snapshot.media_type,
            origin=origin,
            how=how,
            when=self._clock(),
            note=dict(note),
        )
        append_line(self.folder / "journal.jsonl", msgspec.json.encode(entry))
        self._remember(entry)

    def _remember(self, entry: Obtained) -> None:
        self._all.append(entry)
        if entry.sha256 == _WITHDRAWN and _SNAPSHOT in entry.note:
            self._latest = {key: one for key, one in self._latest.items() if key[0] != entry.how}
            for one in self.history(entry.how):
                self._let_count(one)
        else:
            self._let_count(entry)

    def _let_count(self, entry: Obtained) -> None:
        self._latest.pop((entry.how, entry.origin), None)
        self._latest[(entry.how, entry.origin)] = entry

    def _read_journal(self) -> list[Obtained]:
        entries = []
        for number, line in enumerate(whole_lines(self.folder / "journal.jsonl"), 1):
            try:
                entries.append(msgspec.json.decode(line, type=Obtained))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                if _torn(error):
                    continue
                raise DeskError(
                    f"Line {number} of {self.folder / 'journal.jsonl'} is damaged.",
                    next_step="bring the journal back from a backup; the snapshots themselves are unharmed.",
                ) from None
        return entries


def _torn(error: Exception) -> bool:
    """Tell a line that a kill cut short (and the next append closed off) from one that was altered."""
    return "truncated" in str(error)


def _hash(file: IO[bytes], copy_to: IO[bytes] | None = None) -> tuple[Sha256, int]:
    hasher, size = hashlib.sha256(), 0
    while block := file.read(_BLOCK):
        hasher.update(block)
        size += len(block)
        if copy_to is not None:
            copy_to.write(block)
    return Sha256(hasher.hexdigest()), size
