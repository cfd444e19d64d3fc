"""Open the file in which people's work is kept: only ever added to, by several people and programs at once.

Deciding again, taking back, noting: each is a row more. Nothing is updated or deleted, so that who did what, when and
why can always be told. WAL mode lets several people and a running `examine` work at once.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pledgewatch.errors import DeskError, UsageError

__all__ = ["Clock", "checked_name", "checked_text", "open_book", "take_back", "utc_now"]

Clock = Callable[[], str]
"""Gives UTC as ISO 8601."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS decisions (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    verb TEXT NOT NULL CHECK (verb IN ('confirm', 'dismiss')),
    decided_by TEXT NOT NULL CHECK (decided_by <> ''),
    why TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    basis_digest TEXT NOT NULL,
    sentence TEXT NOT NULL,
    facts TEXT NOT NULL,
    finding TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS decisions_by_key ON decisions (key, id);
CREATE TRIGGER IF NOT EXISTS decisions_stand BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'a decision is never changed; decide again'); END;
CREATE TRIGGER IF NOT EXISTS decisions_stay BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'a decision is never deleted; decide again'); END;

CREATE TABLE IF NOT EXISTS companions (decision INTEGER PRIMARY KEY, of INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS undone (
    id INTEGER PRIMARY KEY,
    what TEXT NOT NULL CHECK (what IN ('decision', 'remark', 'joining')),
    number INTEGER NOT NULL,
    undone_by TEXT NOT NULL CHECK (undone_by <> ''),
    why TEXT NOT NULL,
    undone_at TEXT NOT NULL,
    UNIQUE (what, number)
);
CREATE TRIGGER IF NOT EXISTS undone_stand BEFORE UPDATE ON undone BEGIN SELECT RAISE(ABORT, 'never changed'); END;
CREATE TRIGGER IF NOT EXISTS undone_stay BEFORE DELETE ON undone BEGIN SELECT RAISE(ABORT, 'never deleted'); END;

CREATE TABLE IF NOT EXISTS remarks (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('note', 'ask')),
    said_by TEXT NOT NULL CHECK (said_by <> ''),
    text TEXT NOT NULL,
    said_at TEXT NOT NULL,
    sentence TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS remarks_stand BEFORE UPDATE ON remarks BEGIN SELECT RAISE(ABORT, 'never changed'); END;
CREATE TRIGGER IF NOT EXISTS remarks_stay BEFORE DELETE ON remarks BEGIN SELECT RAISE(ABORT, 'never deleted'); END;

CREATE TABLE IF NOT EXISTS joinings (
    id INTEGER PRIMARY KEY,
    verb TEXT NOT NULL CHECK (verb IN ('merge', 'split')),
    organisation TEXT NOT NULL,
    other TEXT NOT NULL,
    documents TEXT NOT NULL,
    said TEXT NOT NULL,
    decided_by TEXT NOT NULL CHECK (decided_by <> ''),
    why TEXT NOT NULL,
    decided_at TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS joinings_stand BEFORE UPDATE ON joinings BEGIN SELECT RAISE(ABORT, 'never changed'); END;
CREATE TRIGGER IF NOT EXISTS joinings_stay BEFORE DELETE ON joinings BEGIN SELECT RAISE(ABORT, 'never deleted'); END;

CREATE TABLE IF NOT EXISTS letters (
    id INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('letter', 'sent', 'answer')),
    of INTEGER,
    date TEXT NOT NULL,
    text TEXT NOT NULL,
    findings TEXT NOT NULL,
    document TEXT NOT NULL,
    said_by TEXT NOT NULL CHECK (said_by <> ''),
    said_at TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS letters_stand BEFORE UPDATE ON letters BEGIN SELECT RAISE(ABORT, 'never changed'); END;
CREATE TRIGGER IF NOT EXISTS letters_stay BEFORE DELETE ON letters BEGIN SELECT RAISE(ABORT, 'never deleted'); END;
"""

# Long enough for a colleague's transaction on a slow disk; the write itself takes milliseconds.
_WAIT_SECONDS = 30.0
_LONGEST_NAME = 120
_LONGEST_TEXT = 20_000


def utc_now() -> str:
    """Return the time in UTC as ISO 8601, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def checked_name(by: str) -> str:
    """Return the name of who acts, without the white space around it.

    Raises:
        UsageError: it names nobody, is too long, or holds bytes that are no text.
    """
    name = by.strip()
    if not name:
        raise UsageError("A decision needs the name of who decides.", next_step="give --by NAME.")
    if len(name) > _LONGEST_NAME:
        raise UsageError(f"A name of {len(name):,} characters is no name.", next_step="give --by NAME.")
    return checked_text(name)


def checked_text(text: str) -> str:
    """Return a text that can be kept.

    Raises:
        UsageError: it holds bytes that are no text, or is longer than a note may be.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(
            "The name or the reason holds bytes that are no text.", next_step="write it in the terminal's encoding."
        ) from None
    if len(text) > _LONGEST_TEXT:
        raise UsageError(
            f"A text of {len(text):,} characters is too long.", next_step=f"write at most {_LONGEST_TEXT:,}."
        )
    return text


@contextmanager
def open_book(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection in a transaction that is written at the end of the block, or not at all.

    Raises:
        DeskError: the file cannot be used.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.executescript(_SCHEMA)
            with connection:
                yield connection
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise DeskError(
            f"The decisions in {path} cannot be used: {error}.",
            next_step="keep a copy of the file, and bring it back from a backup; nothing was changed.",
        ) from error


def take_back(
    book: sqlite3.Connection,
    what: Literal["decision", "remark", "joining"],
    numbers: Iterable[int],
    *,
    by: str,
    when: str,
    why: str = "",
) -> None:
    """Note that rows no longer count, with who took them back; what was taken back already stays so."""
    book.executemany(
        "INSERT OR IGNORE INTO undone (what, number, undone_by, why, undone_at) VALUES (?, ?, ?, ?, ?)",
        [(what, number, by, why, when) for number in numbers],
    )
