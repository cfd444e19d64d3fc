"""Keep the letters to companies, when they were sent and what came back: right of reply, added to and never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.errors import UnknownKeyError, UsageError
from pledgewatch.model.dates import parse_date
from pledgewatch.model.identity import DocumentId, FindingKey, OrganisationId
from pledgewatch.model.reply import Reply
from pledgewatch.review.book import Clock, checked_name, checked_text, open_book, utc_now

__all__ = ["Answer", "Letter", "Replies"]

_COLUMNS = "id, organisation, what, of, date, text, findings, document, said_by, said_at"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a company answered: its words, their date, the document on the desk that holds them where there is one."""

    number: int
    date: str
    text: str
    document: DocumentId
    by: str


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it was written: to whom, about which findings; `sent` is its date, empty where it never went out."""

    number: int
    organisation: OrganisationId
    text: str
    findings: tuple[FindingKey, ...]
    by: str
    when: str
    sent: str = ""
    sent_how: str = ""
    answers: tuple[Answer, ...] = ()


class Replies:
    """The letters of one desk, in the file of its decisions."""

    def __init__(self, path: Path, clock: Clock = utc_now) -> None:
        self.path = path
        self._clock = clock

    def write(self, organisation: OrganisationId, text: str, findings: Sequence[FindingKey], *, by: str) -> int:
        """Keep a letter, and return its number.

        Raises:
            UsageError: it says nothing, or nobody writes it.
        """
        if not text.strip():
            raise UsageError("The letter says nothing.", next_step="write it.")
        return self._add(organisation, "letter", None, "", checked_text(text), findings, DocumentId(""), by)

    def note_sent(self, letter: int, date: str, how: str, *, by: str) -> None:
        """Note the day on which a letter went out, and how.

        Raises:
            UsageError: the date is none.
            UnknownKeyError: there is no such letter.
        """
        one = self.letter(letter)
        self._add(one.organisation, "sent", letter, _day(date), checked_text(how.strip()), (), DocumentId(""), by)

    def note_answer(self, letter: int, date: str, text: str, document: DocumentId, *, by: str) -> None:
        """Keep what came back.

        Raises:
            UsageError: the date is none, or nothing was answered.
            UnknownKeyError: there is no such letter.
        """
        one, said = self.letter(letter), checked_text(text.strip())
        if not said and not document:
            raise UsageError("The answer is empty.", next_step="write what came back, or name its document.")
        self._add(one.organisation, "answer", letter, _day(date), said, (), document, by)

    def letter(self, number: int) -> Letter:
        """Return a letter by its number.

        Raises:
            UnknownKeyError: there is none.
        """
        found = next((letter for letter in self.all() if letter.number == number), None)
        if found is None:
            raise UnknownKeyError("There is no such letter.", next_step="look at the list.")
        return found

    def all(self) -> list[Letter]:
        """Return every letter, oldest first, with when it was sent last and what came back."""
        if not self.path.exists():
            return []
        with open_book(self.path) as book:
            rows = book.execute(f"SELECT {_COLUMNS} FROM letters ORDER BY id").fetchall()  # noqa: S608 - our own columns
        letters = {row[0]: _letter(row) for row in rows if row[2] == "letter"}
        for row in rows:
            one = letters.get(row[3])
            if one is not None and row[2] == "sent":
                letters[row[3]] = msgspec.structs.replace(one, sent=row[4], sent_how=row[5])
            elif one is not None and row[2] == "answer":
                answer = Answer(number=row[0], date=row[4], text=row[5], document=DocumentId(row[7]), by=row[8])
                letters[row[3]] = msgspec.structs.replace(one, answers=(*one.answers, answer))
        return list(letters.values())

    def shown(self) -> dict[OrganisationId, Reply]:
        """Return what is to stand beside the findings about each organisation: its last letter that was sent."""
        found = {}
        for letter in self.all():
            if letter.sent:
                last = letter.answers[-1] if letter.answers else None
                found[letter.organisation] = Reply(
                    asked=letter.sent, answered=last.date if last else "", answer=last.text if last else ""
                )
        return found

    def _add(
        self,
        organisation: OrganisationId,
        what: Literal["letter", "sent", "answer"],
        of: int | None,
        date: str,
        text: str,
        findings: Sequence[FindingKey],
        document: DocumentId,
        by: str,
    ) -> int:
        keys = msgspec.json.encode(tuple(findings)).decode()
        values = (organisation, what, of, date, text, keys, document, checked_name(by), self._clock())
        with open_book(self.path) as book:
            cursor: sqlite3.Cursor = book.execute(
                "INSERT INTO letters (organisation, what, of, date, text, findings, document, said_by, said_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        return int(cursor.lastrowid or 0)


def _letter(row: Sequence[str]) -> Letter:
    return Letter(
        number=int(row[0]),
        organisation=OrganisationId(row[1]),
        text=row[5],
        findings=tuple(FindingKey(key) for key in msgspec.json.decode(row[6])),
        by=row[8],
        when=row[9],
    )


def _day(given: str) -> str:
    """Return a whole date, as the calendar has it."""
    try:
        date = parse_date(given.strip()[:10])
    except ValueError:
        date = None
    if date is None or date.precision != "day":
        raise UsageError(f"{given[:40]!r} is no date.", next_step="write it as 2026-01-31.")
    return str(date)
