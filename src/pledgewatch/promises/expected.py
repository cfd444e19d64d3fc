"""Read what the reporting standards expect a company to say: one subject a row of a CSV file.

Columns: standard, identifier, group, item_in_own_words, principle_numbers (`1;2`, `1-10` or empty), url,
source_checked. Others are ignored. The file holds identifiers, links and own words only, never a standard's text.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import msgspec

from pledgewatch.errors import ListError

__all__ = ["Subject", "expected_subjects", "is_expected", "parse_expected"]

_COLUMNS = ("standard", "identifier", "item_in_own_words", "principle_numbers")
_MOST_BYTES, _MOST_ROWS, _LONGEST = 5_000_000, 10_000, 500
_NUMBERS = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?\Z")


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one thing that a standard expects to be said, in own words."""

    standard: str
    identifier: str
    words: str
    group: str = ""
    principles: tuple[int, ...] = ()
    url: str = ""
    checked: str = ""


def expected_subjects(path: Path) -> tuple[Subject, ...]:
    """Read the subjects of a file, in its order.

    Raises:
        ListError: it cannot be read, lacks a column, is too large, or names principles that do not exist.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ListError(f"{path.name} cannot be read: {error}", next_step="check the path") from error
    return parse_expected(data, path.name)


def is_expected(data: bytes) -> bool:
    """Tell by its first line whether a file is such a list."""
    head = data[:2000].decode("utf-8-sig", errors="replace").partition("\n")[0]
    columns = [column.strip().strip('"') for column in head.split(",")]
    return all(column in columns for column in _COLUMNS)


def parse_expected(data: bytes, name: str) -> tuple[Subject, ...]:
    """Read the subjects of a file's bytes, in its order; `name` is for what is said of errors.

    Raises:
        ListError: it is no UTF-8, lacks a column, is too large, or names principles that do not exist.
    """
    try:
        text = data.decode("utf-8-sig") if len(data) <= _MOST_BYTES else ""
    except UnicodeDecodeError as error:
        raise ListError(f"{name} cannot be read: {error}", next_step="save it as CSV in UTF-8") from error
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise ListError(f"{name} has no column {', '.join(missing)}", next_step="name the columns in its first line")
    subjects = tuple(_subject(row, f"{name}, line {reader.line_num}") for row in reader)
    if len(subjects) > _MOST_ROWS:
        raise ListError(f"{name} has more than {_MOST_ROWS} rows", next_step="leave out what is not expected")
    return subjects


def _subject(row: dict[str, str | None], where: str) -> Subject:
    words = (row["item_in_own_words"] or "").strip()[:_LONGEST]
    if not words:
        raise ListError(f"{where}: no words say what is expected", next_step="fill in item_in_own_words")
    return Subject(
        standard=(row["standard"] or "").strip(),
        identifier=(row["identifier"] or "").strip(),
        words=words,
        group=(row.get("group") or "").strip(),
        principles=_principles(row["principle_numbers"] or "", where),
        url=(row.get("url") or "").strip(),
        checked=(row.get("source_checked") or "").strip(),
    )


def _principles(text: str, where: str) -> tuple[int, ...]:
    numbers: set[int] = set()
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        found = _NUMBERS.match(part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last <= 10:
            raise ListError(f"{where}: {part!r} names no principles", next_step="write 1;2 or 1-10")
        numbers.update(range(first, last + 1))
    return tuple(sorted(numbers))
