"""Read the names to be screened from a CSV file with a header: name, and where known country, identifier and date."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec

from pledgewatch.errors import UsageError
from pledgewatch.model.dates import PartialDate, parse_date

__all__ = ["Query", "read_queries"]

_COLUMNS = ("name", "country", "identifier", "date")
# A million names of 60 bytes; more is a database and not a list of names.
_MAX_BYTES = 64 << 20


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """One name to look up; `identifiers` by scheme (`lei:5493...`), `date` the day asked about, None for the run's."""

    name: str
    country: str = ""
    identifiers: dict[str, str] = {}
    date: PartialDate | None = None


def read_queries(path: Path) -> list[Query]:
    """Return the names of a CSV file in its order; columns beyond the known ones are left alone.

    Raises:
        UsageError: the file cannot be read, has no column `name`, or a date is malformed; the message names the line.
    """
    rows = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
        if "name" not in header:
            raise UsageError(
                f"{path} has no column 'name'.", next_step="begin it with a header: name, country, identifier, date."
            )
        fields = [(rows.line_num, dict(zip(header, row, strict=False))) for row in rows if any(map(str.strip, row))]
    except csv.Error as error:
        raise UsageError(f"{path}, line {rows.line_num}: {error}.", next_step="correct the file.") from error
    return [_query(values, f"{path}, line {line}") for line, values in fields if values.get("name", "").strip()]


def _text(path: Path) -> str:
    try:
        data = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", next_step="check the path.") from error
    if data is None:
        raise UsageError(f"{path} has more than {_MAX_BYTES:,} bytes.", next_step="split it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 at byte {error.start}.", next_step="save it as CSV UTF-8.") from error


def _query(values: dict[str, str], where: str) -> Query:
    found = {name: " ".join(values.get(name, "").split()) for name in _COLUMNS}
    scheme, colon, value = found["identifier"].partition(":")
    try:
        date = parse_date(found["date"])
    except ValueError as error:
        raise UsageError(f"{where}: {error}.", next_step="correct the date.") from error
    identifiers = {scheme.strip().casefold() if colon else "id": (value if colon else scheme).strip()}
    return Query(
        name=found["name"],
        country=found["country"],
        identifiers=identifiers if found["identifier"] else {},
        date=date,
    )
