"""Read the CSV of one's own record into rows, refusing what is malformed by row number.

UTF-8 with or without byte-order mark, commas, double quotes, one header line. The columns are documented in
docs/record-format.md; `REQUIRED` must be there, `OPTIONAL` may be, others are kept in the verbatim row and remarked on.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import NamedTuple

from pledgewatch.errors import ListError

__all__ = ["OPTIONAL", "REQUIRED", "Row", "Table", "read_header", "read_table", "refuse"]

REQUIRED = ("entity", "authority", "country", "instrument", "date")
OPTIONAL = (
    "aliases", "principle_numbers", "summary_in_your_own_words", "summary", "source_url", "ground", "end_date",
    "source_checked", "kind", "act", "subject", "announced", "start_date", "end_note", "first_citation",
    "amending_citations", "identifiers", "country_of_entity", "address", "statement_of", "statement_of_kind",
    "listing_id",
)  # fmt: skip
_LONGEST_FIELD = 100_000
_MOST_ROWS = 1_000_000


class Row(NamedTuple):
    """A row: its number as a spreadsheet shows it (the header is 1), and its fields by column, stripped."""

    number: int
    fields: dict[str, str]
    verbatim: str

    def get(self, column: str) -> str:
        """Return a field, empty where the column is missing."""
        return self.fields.get(column, "")


class Table(NamedTuple):
    """All rows, and the columns that the format does not know."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...]


def refuse(origin: str, row: int, what: str, what_next: str) -> ListError:
    """Make the error that names the row; nothing of the list is imported."""
    return ListError(f"{origin or 'The list'}, row {row}: {what}.", next_step=f"{what_next}; nothing was imported.")


def read_header(line: str) -> list[str]:
    """Return the column names of a header line, lower case; empty where it is no CSV."""
    try:
        return [name.strip().casefold() for name in next(csv.reader([line], strict=True), [])]
    except csv.Error:
        return []


def _decode(data: bytes, origin: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse(origin, line, "the bytes are not UTF-8", "save the file as CSV UTF-8") from error


def read_table(data: bytes, origin: str = "") -> Table:
    """Read all rows.

    Raises:
        ListError: not UTF-8, a column missing or twice, a row with more or fewer fields, a quote left open.
    """
    text = _decode(data, origin)
    if "\0" in text:
        raise refuse(
            origin, text[: text.index("\0")].count("\n") + 1, "there is a NUL character", "save it again as CSV"
        )
    lines = _lines(text, origin)
    _, header = next(lines)
    columns = [name.strip().casefold() for name in header]
    _check_header(columns, origin)
    rows = tuple(_row(number, columns, fields, origin) for number, fields in lines if any(f.strip() for f in fields))
    known = {*REQUIRED, *OPTIONAL}
    return Table(rows, tuple(name for name in columns if name not in known))


def _lines(text: str, origin: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    csv.field_size_limit(_LONGEST_FIELD)
    number = 0
    try:
        for number, fields in enumerate(reader, 1):
            if number > _MOST_ROWS:
                raise refuse(origin, number, f"there are more than {_MOST_ROWS:,} rows", "split the list")
            yield number, fields
    except csv.Error as error:
        raise refuse(
            origin, number + 1, f"it is not CSV ({error})", "close the quotes and double those inside"
        ) from error


def _check_header(columns: list[str], origin: str) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise refuse(origin, 1, f"the column {', '.join(missing)} is missing", "name the columns in the first row")
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise refuse(origin, 1, f"the column {', '.join(twice) or '(without a name)'} is there twice", "rename one")


def _row(number: int, columns: list[str], fields: list[str], origin: str) -> Row:
    if len(fields) != len(columns):
        what = f"it has {len(fields)} fields, the header {len(columns)}"
        raise refuse(origin, number, what, "put fields that hold a comma in double quotes")
    verbatim = json.dumps(dict(zip(columns, fields, strict=True)), ensure_ascii=False)
    return Row(number, {name: field.strip() for name, field in zip(columns, fields, strict=True)}, verbatim)
