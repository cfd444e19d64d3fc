"""Keep the finished items of a step that is still under way, so that a killed run continues where it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from pledgewatch.store.files import whole_lines

__all__ = ["Spool"]

Record = TypeVar("Record")


class _Done(msgspec.Struct, frozen=True):
    """One finished item and the rows that it gave, as raw JSON."""

    key: str
    rows: list[msgspec.Raw]


class Spool(Generic[Record]):
    """Append finished items to a file; a line counts when it ends in a newline.

    The first line holds the digest of the step's settings and version: a spool of another making is thrown away.
    Lines are flushed, not synced: a killed process loses nothing, a power cut loses a little work and no truth.
    """

    def __init__(self, path: Path, decoder: msgspec.json.Decoder[Record], made_with: str) -> None:
        self.path = path
        self._decoder = decoder
        self._made_with = made_with.encode()
        self.done = dict(self._recover())
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab")
        if not self._file.tell():
            self._file.write(self._made_with + b"\n")

    def _recover(self) -> Iterator[tuple[str, list[Record]]]:
        """Yield what was finished; from the first line that a kill or a power cut spoilt, the file is cut off."""
        lines = whole_lines(self.path)
        if not lines or lines[0] != self._made_with:
            self.path.unlink(missing_ok=True)
            return
        good = len(lines[0]) + 1
        for line in lines[1:]:
            try:
                item = msgspec.json.decode(line, type=_Done)
                rows = [self._decoder.decode(row) for row in item.rows]
            except (msgspec.DecodeError, UnicodeDecodeError):
                break
            good += len(line) + 1
            yield item.key, rows
        with self.path.open("r+b") as file:
            file.truncate(good)

    def add(self, key: str, rows: list[Record]) -> None:
        """Keep the rows of one finished item."""
        encoded = [msgspec.Raw(msgspec.json.encode(row)) for row in rows]
        self._file.write(msgspec.json.encode(_Done(key, encoded)) + b"\n")
        self._file.flush()
        self.done[key] = rows

    def close(self) -> None:
        """Leave the file for a later run."""
        self._file.close()

    def remove(self) -> None:
        """Remove the file: its rows stand in a table now."""
        self._file.close()
        self.path.unlink(missing_ok=True)
