"""Keep what people say of a finding without deciding: notes, and that a reply of the company is to be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.errors import UsageError
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import FindingKey
from pledgewatch.review.book import Clock, checked_name, checked_text, open_book, take_back, utc_now

__all__ = ["Remark", "RemarkKind", "Remarks", "remark_of"]

RemarkKind = Literal["note", "ask"]

_COLUMNS = "id, key, kind, said_by, text, said_at"


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said of a finding, and when; `ask`: that the company is to be asked for a reply."""

    number: int
    key: FindingKey
    kind: RemarkKind
    by: str
    text: str
    when: str


class Remarks:
    """The remarks of one desk, in the file of its decisions."""

    def __init__(self, path: Path, clock: Clock = utc_now) -> None:
        self.path = path
        self._clock = clock

    def say(self, finding: Finding, kind: RemarkKind, *, by: str, text: str = "") -> None:
        """Add a remark about a finding.

        Raises:
            UsageError: nobody speaks, or a note says nothing.
        """
        name, said = checked_name(by), checked_text(text.strip())
        if kind == "note" and not said:
            raise UsageError("The note says nothing.", next_step="write what is to be kept.")
        with open_book(self.path) as book:
            book.execute(
                "INSERT INTO remarks (key, kind, said_by, text, said_at, sentence) VALUES (?, ?, ?, ?, ?, ?)",
                (finding.key, kind, name, said, self._clock(), finding.sentence),
            )

    def take_back(self, key: FindingKey, *, by: str) -> Remark:
        """Take back the last thing that was said of a finding.

        Raises:
            UsageError: nothing was said of it.
        """
        name = checked_name(by)
        with open_book(self.path) as book:
            book.execute("BEGIN IMMEDIATE")
            row = book.execute(
                f"SELECT {_COLUMNS} FROM remarks WHERE key = ?"  # noqa: S608 - our own columns
                " AND id NOT IN (SELECT number FROM undone WHERE what = 'remark') ORDER BY id DESC LIMIT 1",
                (key,),
            ).fetchone()
            if row is None:
                raise UsageError(f"Nothing was said about {key}.", next_step="look at its history.")
            take_back(book, "remark", [int(row[0])], by=name, when=self._clock())
        return remark_of(row)

    def all(self) -> list[Remark]:
        """Return what was said and not taken back, oldest first."""
        if not self.path.exists():
            return []
        with open_book(self.path) as book:
            rows = book.execute(
                f"SELECT {_COLUMNS} FROM remarks"  # noqa: S608 - our own columns
                " WHERE id NOT IN (SELECT number FROM undone WHERE what = 'remark') ORDER BY id"
            )
            return [remark_of(row) for row in rows]


def remark_of(row: Sequence[str]) -> Remark:
    """Read a row of the table as it is kept."""
    return msgspec.convert(dict(zip(("number", "key", "kind", "by", "text", "when"), row, strict=True)), Remark)
