"""Read a publisher's CSV strictly: the columns that are expected and no others, every row whole, the last one too."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pledgewatch.errors import ListError
from pledgewatch.record.lists.entry import as_row, refuse_entry

__all__ = ["CsvRow", "check_columns", "decode_list", "header_of", "read_rows", "values_in"]

_LONGEST_FIELD = 200_000
_LONGEST_HEADER = 20_000
_MOST_ROWS = 1_000_000
_AGAIN = "fetch the file again; the last good one is kept."


class CsvRow(NamedTuple):
    """A row: its number in the file (the header is 1), its fields by column, and the whole as one line of JSON."""

    number: int
    fields: dict[str, str]
    verbatim: str


def decode_list(data: bytes, origin: str) -> str:
    """Return the text of a list.

    Raises:
        ListError: it is not UTF-8, or holds a NUL.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ListError(f"{origin}, line {line}: the bytes are not UTF-8.", next_step=_AGAIN) from error
    if "\0" in text:
        raise ListError(f"{origin} holds a NUL character.", next_step=_AGAIN)
    return text


def header_of(data: bytes, delimiter: str = ",") -> list[str]:
    """Return the fields of the first line; empty where it is no CSV."""
    line = data[:_LONGEST_HEADER].decode("utf-8-sig", "replace").partition("\n")[0].rstrip("\r")
    try:
        return next(csv.reader([line], strict=True, delimiter=delimiter), [])
    except csv.Error:
        return []


def read_rows(data: bytes, origin: str, columns: Sequence[str] = (), delimiter: str = ",") -> list[CsvRow]:
    """Read all rows but the header; a header that is repeated among the rows is passed over.

    With `columns` the file has no header, and those are its columns.

    Raises:
        ListError: not CSV, a row with more or fewer fields than columns, or a last line that was cut off.
    """
    text = decode_list(data, origin)
    if not text.endswith(("\n", "\r")):
        raise ListError(f"{origin} ends within a line: it was cut off.", next_step=_AGAIN)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    header: list[str] = list(columns)
    rows: list[CsvRow] = []
    number = 0
    try:
        for number, fields in enumerate(reader, 1):
            if number > _MOST_ROWS:
                raise refuse_entry(origin, number, f"there are more than {_MOST_ROWS:,} rows")
            if not header:
                header = fields
            elif fields != header and any(field.strip() for field in fields):
                rows.append(_row(number, header, fields, origin))
    except csv.Error as error:
        raise refuse_entry(origin, number + 1, f"it is not CSV ({error})") from error
    return rows


def _row(number: int, header: list[str], fields: list[str], origin: str) -> CsvRow:
    if len(fields) != len(header):
        raise refuse_entry(origin, number, f"it has {len(fields)} fields, the header {len(header)}")
    values = dict(zip(header, fields, strict=True))
    return CsvRow(number, {name: value.strip() for name, value in values.items()}, as_row(values))


def check_columns(header: Sequence[str], expected: Sequence[str], origin: str) -> None:
    """Refuse a list whose columns changed: what they mean now is for a person to find out.

    Raises:
        ListError: a column is missing, new, or there twice; the message names it.
    """
    missing = [name for name in expected if name not in header]
    new = [name for name in header if name not in expected]
    twice = sorted({name for name in header if list(header).count(name) > 1})
    said = [
        f"{what} {', '.join(map(repr, names))}"
        for what, names in (("missing:", missing), ("new:", new), ("twice:", twice))
        if names
    ]
    if said:
        raise ListError(
            f"The columns of {origin} changed ({'; '.join(said)}).",
            next_step="look what the publisher changed; the last good one is kept.",
        )


def values_in(rows: Sequence[CsvRow]) -> Callable[[str], list[str]]:
    """Return what gives the values of a column over several rows of one entry, each once, in their order."""

    def values(name: str) -> list[str]:
        return list(dict.fromkeys(value for row in rows if (value := row.fields.get(name, ""))))

    return values
