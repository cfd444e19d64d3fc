"""Keep decisions in a SQLite file that is only ever added to.

A decision is a row; deciding again adds a row, and the last one of a key stands. Nothing is updated or deleted, so that
who decided what, when and why can always be told. WAL mode lets several people and a running `examine` work at once.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from pledgewatch.errors import DeskError, UsageError
from pledgewatch.model.finding import Decision, Finding, Verb
from pledgewatch.model.identity import FindingKey

__all__ = ["Decisions"]

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
"""

# Long enough for a colleague's transaction on a slow disk; the write itself takes milliseconds.
_WAIT_SECONDS = 30.0


def _utc_now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _check(by: str, why: str) -> None:
    if not by.strip():
        raise UsageError("A decision needs the name of who decides.", next_step="give --by NAME.")
    try:
        f"{by}{why}".encode()
    except UnicodeEncodeError:
        raise UsageError(
            "The name or the reason holds bytes that are no text.", next_step="write it in the terminal's encoding."
        ) from None


class Decisions:
    """The decisions of one desk."""

    def __init__(self, path: Path, clock: Callable[[], str] = _utc_now) -> None:
        self.path = path
        self._clock = clock

    def record(self, finding: Finding, verb: Verb, *, by: str, why: str = "") -> Decision:
        """Add a decision about a finding as it stands now, together with the whole finding as it was.

        Raises:
            UsageError: `by` names nobody, or it or `why` holds bytes that are no text.
            DeskError: the file cannot be used.
        """
        _check(by, why)
        decision = Decision(
            key=finding.key,
            verb=verb,
            by=by,
            why=why,
            when=self._clock(),
            basis_digest=finding.basis_digest,
            sentence=finding.sentence,
            facts=finding.basis.facts,
        )
        with self._open() as connection:
            connection.execute(
                "INSERT INTO decisions (key, verb, decided_by, why, decided_at, basis_digest, sentence, facts, finding)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    decision.key,
                    verb,
                    by,
                    why,
                    decision.when,
                    decision.basis_digest,
                    decision.sentence,
                    msgspec.json.encode(decision.facts).decode(),
                    msgspec.json.encode(finding).decode(),
                ),
            )
        return decision

    def latest(self) -> dict[FindingKey, Decision]:
        """Return the decision that stands for each key ever decided."""
        return {decision.key: decision for decision in self.history()}

    def history(self) -> list[Decision]:
        """Return every decision, oldest first."""
        if not self.path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute(
                "SELECT key, verb, decided_by, why, decided_at, basis_digest, sentence, facts"
                " FROM decisions ORDER BY id"
            ).fetchall()
        names = ("key", "verb", "by", "why", "when", "basis_digest", "sentence")
        return [
            msgspec.convert(dict(zip(names, row[:7], strict=True)) | {"facts": msgspec.json.decode(row[7])}, Decision)
            for row in rows
        ]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS)
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
                f"The decisions in {self.path} cannot be used: {error}.",
                next_step="keep a copy of the file, and bring it back from a backup; nothing was changed.",
            ) from error
