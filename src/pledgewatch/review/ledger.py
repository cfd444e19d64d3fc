"""Follow the file of decisions as colleagues and programs add to it, reading only what is new.

SQLite says in a number whether any other connection wrote (`data_version`); asking for it takes microseconds, so every
request may. What was read stays in memory: decisions that stand, what was said, what was taken back.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.model.finding import Decision
from pledgewatch.model.identity import FindingKey
from pledgewatch.review.book import open_book
from pledgewatch.review.decisions import NEVER, Numbered, row_of
from pledgewatch.review.remarks import Remark, remark_of

__all__ = ["Event", "Ledger"]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a finding's history: who did what, when, why; `undone` names who took it back, and when."""

    what: Literal["confirm", "dismiss", "note", "ask"]
    key: FindingKey
    by: str
    when: str
    why: str
    sentence: str = ""
    undone: str = ""


class Ledger:
    """All that people did on a desk, up to date at each `refresh`."""

    def __init__(self, path: Path) -> None:
        with open_book(path):
            pass  # makes the file and its tables
        self._lock = threading.Lock()
        self._book = sqlite3.connect(path, timeout=30.0, check_same_thread=False)
        self._seen = -1
        self._last = {"decisions": 0, "remarks": 0, "undone": 0}
        self._decisions: dict[FindingKey, list[Numbered]] = {}
        self._remarks: dict[FindingKey, list[Remark]] = {}
        self._undone: dict[tuple[str, int], tuple[str, str]] = {}
        self.latest: dict[FindingKey, Decision] = {}
        self.changed: list[FindingKey] = []
        """What somebody did something about, in the order in which it was read; only added to."""

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    def refresh(self) -> int:
        """Read what was added since; return how many changes there were ever."""
        with self._lock:
            seen = int(self._book.execute("PRAGMA data_version").fetchone()[0])
            if seen != self._seen:
                self._seen = seen
                changed = [*self._read_decisions(), *self._read_remarks(), *self._read_undone()]
                for key in changed:
                    self._settle(key)
                self.changed += changed
            return len(self.changed)

    def number_of(self, key: FindingKey) -> int:
        """Return the number of the decision that stands, `NEVER` where none does."""
        standing = self._standing(key)
        return standing.number if standing else NEVER

    def remarks(self, key: FindingKey) -> list[Remark]:
        """Return what was said of a finding and not taken back, oldest first."""
        return [one for one in self._remarks.get(key, ()) if ("remark", one.number) not in self._undone]

    def asked(self, key: FindingKey) -> bool:
        """Tell whether somebody said that the company is to be asked."""
        return any(one.kind == "ask" for one in self.remarks(key))

    def events(self, key: FindingKey) -> list[Event]:
        """Return a finding's history, oldest first, with what was taken back."""
        decided = [self._event(one) for one in self._decisions.get(key, ())]
        said = [
            Event(what=r.kind, key=key, by=r.by, when=r.when, why=r.text, undone=self._who("remark", r.number))
            for r in self._remarks.get(key, ())
        ]
        return sorted((*decided, *said), key=lambda event: event.when)

    def recent(self, most: int) -> list[Event]:
        """Return the newest events of the desk, newest first."""
        keys = self._decisions.keys() | self._remarks.keys()
        every = [event for key in sorted(keys) for event in self.events(key)]
        return sorted(every, key=lambda event: event.when, reverse=True)[:most]

    def people(self) -> list[str]:
        """Return who ever decided something that stands, by name."""
        return sorted({decision.by for decision in self.latest.values()})

    @contextmanager
    def _rows(self, table: str, columns: str) -> Iterator[list[tuple[str, ...]]]:
        query = f"SELECT {columns} FROM {table} WHERE id > ? ORDER BY id"  # noqa: S608 - our own names
        rows = self._book.execute(query, (self._last[table],)).fetchall()
        yield rows
        if rows:
            self._last[table] = int(rows[-1][0])

    def _read_decisions(self) -> Iterator[FindingKey]:
        columns = "id, key, verb, decided_by, why, decided_at, basis_digest, sentence, facts"
        with self._rows("decisions", columns) as rows:
            for row in rows:
                one = row_of(row)
                self._decisions.setdefault(one.decision.key, []).append(one)
                yield one.decision.key

    def _read_remarks(self) -> Iterator[FindingKey]:
        with self._rows("remarks", "id, key, kind, said_by, text, said_at") as rows:
            for row in rows:
                one = remark_of(row)
                self._remarks.setdefault(one.key, []).append(one)
                yield one.key

    def _read_undone(self) -> Iterator[FindingKey]:
        with self._rows("undone", "id, what, number, undone_by, undone_at") as rows:
            gone = {(row[1], int(row[2])): (row[3], row[4]) for row in rows}
        self._undone |= gone
        numbers = {number for what, number in gone if what == "decision"}
        for key, decided in self._decisions.items():
            if any(one.number in numbers for one in decided):
                yield key
        if any(what == "remark" for what, _ in gone):
            yield from self._remarks

    def _settle(self, key: FindingKey) -> None:
        standing = self._standing(key)
        if standing is None:
            self.latest.pop(key, None)
        else:
            self.latest[key] = standing.decision

    def _standing(self, key: FindingKey) -> Numbered | None:
        kept = (one for one in reversed(self._decisions.get(key, ())) if ("decision", one.number) not in self._undone)
        return next(kept, None)

    def _who(self, what: str, number: int) -> str:
        return ", ".join(self._undone.get((what, number), ()))

    def _event(self, one: Numbered) -> Event:
        d = one.decision
        undone = self._who("decision", one.number)
        return Event(what=d.verb, key=d.key, by=d.by, when=d.when, why=d.why, sentence=d.sentence, undone=undone)
