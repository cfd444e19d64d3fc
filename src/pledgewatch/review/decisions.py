"""Keep decisions: a decision is a row, deciding again adds a row, and the last one that was not taken back stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import msgspec

from pledgewatch.errors import MeanwhileError, UsageError
from pledgewatch.model.finding import Decision, Finding, Verb
from pledgewatch.model.identity import FindingKey
from pledgewatch.review.book import Clock, checked_name, checked_text, open_book, take_back, utc_now

__all__ = ["NEVER", "Decisions", "Numbered", "row_of"]

NEVER = 0
"""The number of the decision that stands where none does."""

_COLUMNS = "id, key, verb, decided_by, why, decided_at, basis_digest, sentence, facts"
_NAMES = ("key", "verb", "by", "why", "when", "basis_digest", "sentence")


class Numbered(msgspec.Struct, frozen=True):
    """A decision with its number in the file; numbers grow in the order in which decisions were made."""

    number: int
    decision: Decision


class Decisions:
    """The decisions of one desk."""

    def __init__(self, path: Path, clock: Clock = utc_now) -> None:
        self.path = path
        self._clock = clock

    def record(self, finding: Finding, verb: Verb, *, by: str, why: str = "", seen: int | None = None) -> Decision:
        """Add a decision about a finding as it stands now, together with the whole finding as it was.

        `seen` is the number of the decision that whoever decides knew of (`NEVER` for none): where another stands
        meanwhile, nothing is recorded.

        Raises:
            UsageError: `by` names nobody, or it or `why` holds bytes that are no text.
            MeanwhileError: a colleague decided since; the message names her.
            DeskError: the file cannot be used.
        """
        return self.record_with(finding, verb, (), by=by, why=why, seen=seen)[0]

    def record_with(
        self, finding: Finding, verb: Verb, also: Sequence[Finding], *, by: str, why: str = "", seen: int | None = None
    ) -> tuple[Decision, ...]:
        """Record a decision, and confirm with it what it rests upon (`also`: an identity); both are taken back as one.

        Raises as `record` does.
        """
        name, reason = checked_name(by), checked_text(why.strip())
        decision = _decision(finding, verb, name, reason, self._clock())
        below = [
            (one, _decision(one, "confirm", name, reason or f"with {finding.key}, which says so", self._clock()))
            for one in also
        ]
        with open_book(self.path) as book:
            book.execute("BEGIN IMMEDIATE")
            if seen is not None:
                _refuse_overtaken(book, finding.key, seen)
            number = _insert(book, finding, decision)
            for other, confirmed in below:
                book.execute("INSERT INTO companions VALUES (?, ?)", (_insert(book, other, confirmed), number))
        return (decision, *(confirmed for _, confirmed in below))

    def undo(self, key: FindingKey, *, by: str, why: str = "", seen: int | None = None) -> Decision:
        """Take back the decision that stands, and what was confirmed with it; the one before stands again.

        Raises:
            UsageError: nothing stands that could be taken back.
            MeanwhileError: a colleague decided since.
        """
        name, reason = checked_name(by), checked_text(why.strip())
        with open_book(self.path) as book:
            book.execute("BEGIN IMMEDIATE")
            standing = _standing(book, key)
            if seen is not None:
                _refuse_overtaken(book, key, seen)
            if standing is None:
                raise UsageError(f"Nothing is decided about {key}.", next_step="look at its history.")
            rows = [standing.number, *_companions(book, standing.number)]
            take_back(book, "decision", rows, by=name, when=self._clock(), why=reason)
        return standing.decision

    def latest(self) -> dict[FindingKey, Decision]:
        """Return the decision that stands for each key."""
        return {one.decision.key: one.decision for one in self.standing()}

    def standing(self) -> list[Numbered]:
        """Return every decision that was not taken back, oldest first, with its number."""
        return self._read("WHERE id NOT IN (SELECT number FROM undone WHERE what = 'decision') ORDER BY id")

    def decided(self) -> list[tuple[Finding, Verb]]:
        """Return every finding about which a decision stands, as it was decided upon, with the last such decision."""
        if not self.path.exists():
            return []
        with open_book(self.path) as book:
            rows = book.execute(
                "SELECT key, finding, verb FROM decisions"
                " WHERE id NOT IN (SELECT number FROM undone WHERE what = 'decision') ORDER BY id"
            )
            last = {key: (msgspec.json.decode(finding, type=Finding), verb) for key, finding, verb in rows}
        return list(last.values())

    def history(self) -> list[Decision]:
        """Return every decision ever made, oldest first, those taken back too."""
        return [one.decision for one in self._read("ORDER BY id")]

    def _read(self, order: str) -> list[Numbered]:
        if not self.path.exists():
            return []
        with open_book(self.path) as book:
            return [row_of(row) for row in book.execute(f"SELECT {_COLUMNS} FROM decisions {order}")]  # noqa: S608


def row_of(row: Sequence[str]) -> Numbered:
    """Read a row of the table as it is kept: its number, then the decision's columns."""
    values = dict(zip(_NAMES, row[1:8], strict=True)) | {"facts": msgspec.json.decode(row[8])}
    return Numbered(int(row[0]), msgspec.convert(values, Decision))


def _decision(finding: Finding, verb: Verb, by: str, why: str, when: str) -> Decision:
    return Decision(
        key=finding.key,
        verb=verb,
        by=by,
        why=why,
        when=when,
        basis_digest=finding.basis_digest,
        sentence=finding.sentence,
        facts=finding.basis.facts,
    )


def _insert(book: sqlite3.Connection, finding: Finding, decision: Decision) -> int:
    cursor = book.execute(
        "INSERT INTO decisions (key, verb, decided_by, why, decided_at, basis_digest, sentence, facts, finding)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            decision.key,
            decision.verb,
            decision.by,
            decision.why,
            decision.when,
            decision.basis_digest,
            decision.sentence,
            msgspec.json.encode(decision.facts).decode(),
            msgspec.json.encode(finding).decode(),
        ),
    )
    return int(cursor.lastrowid or 0)


def _standing(book: sqlite3.Connection, key: FindingKey) -> Numbered | None:
    row = book.execute(
        f"SELECT {_COLUMNS} FROM decisions WHERE key = ?"  # noqa: S608 - our own columns
        " AND id NOT IN (SELECT number FROM undone WHERE what = 'decision') ORDER BY id DESC LIMIT 1",
        (key,),
    ).fetchone()
    return None if row is None else row_of(row)


def _refuse_overtaken(book: sqlite3.Connection, key: FindingKey, seen: int) -> None:
    standing = _standing(book, key)
    number = NEVER if standing is None else standing.number
    if number == seen:
        return
    if standing is None:
        raise MeanwhileError("Meanwhile the decision that stood here was taken back.", next_step="look at it again.")
    raise MeanwhileError(
        f"Meanwhile {standing.decision.by} {standing.decision.verb}ed this.",
        next_step="look at it again, and decide anew where you differ.",
    )


def _companions(book: sqlite3.Connection, number: int) -> list[int]:
    rows = book.execute(
        "SELECT decision FROM companions WHERE of = ?"
        " AND decision NOT IN (SELECT number FROM undone WHERE what = 'decision')",
        (number,),
    )
    return [int(row[0]) for row in rows]
