"""Read organisations.csv, where a person says who sent which letter, from where and when.

The table lies beside the letters. Columns: `file` (relative to the table's folder; for a line of a JSON Lines file its
id), `organisation`, `country`, `date`, `kind`, `extent`; and, where wanted, `names` (other names, separated by
semicolons), `identifier` (`lei:...; reg:...`) and `source_url`. Unknown columns and malformed values are refused.
"""

from __future__ import annotations

import csv
import io
import os.path
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast, get_args

import msgspec

from pledgewatch.errors import UsageError
from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Document, Extent

__all__ = ["COLUMNS", "FILE_NAME", "OrganisationRow", "OrganisationsTable", "read_organisations"]

FILE_NAME = "organisations.csv"
COLUMNS = ("file", "organisation", "country", "date", "kind", "extent", "names", "identifier", "source_url")

_MAX_BYTES = 64_000_000  # 200,000 rows of 300 bytes, the largest table foreseen
_MAX_ROWS = 200_000
_MAX_FIELD = 2_000
_FIX = "correct the file and run the command again."


class OrganisationRow(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one row; empty strings where a person said nothing. `line` is the line of the csv, from 1."""

    file: str
    organisation: str = ""
    country: str = ""
    date: str = ""
    kind: str = ""
    extent: Extent | None = None
    names: tuple[str, ...] = ()
    identifiers: dict[str, str] = {}
    source_url: str = ""
    line: int = 0


class OrganisationsTable(msgspec.Struct, frozen=True):
    """Hold a table's rows by the file that each names, and the folder that the names are relative to."""

    folder: str
    rows: dict[str, OrganisationRow]

    def lookup(self, origin: str, *names: str) -> OrganisationRow | None:
        """Return the row of a file by its path, or by an id that its line gave; None where there is none.

        Paths are compared as they are written, symbolic links unresolved; `names` as they stand.
        """
        for key in (self._relative(origin), *names):
            row = self.rows.get(_key(key)) if key else None
            if row is not None:
                return row
        return None

    def row_of(self, document: Document) -> OrganisationRow | None:
        """Return a document's row. Only a line of a JSON Lines file is also looked up by its own name and id."""
        relative = self._relative(document.origin)
        if not relative:
            return None
        own = (document.name, str(document.id)) if document.inside.startswith("line:") else ()
        return self.lookup(document.origin, *own)

    def unused(self, documents: Iterable[Document]) -> tuple[OrganisationRow, ...]:
        """Return the rows that name none of the documents, in the table's order: most often a misspelt file."""
        used = {row.line for row in map(self.row_of, documents) if row is not None}
        return tuple(row for row in self.rows.values() if row.line not in used)

    def _relative(self, origin: str) -> str:
        """Return a path relative to the table's folder; empty where it does not lie below it."""
        folder, path = os.path.normpath(self.folder), os.path.normpath(origin)
        if os.path.isabs(folder) != os.path.isabs(path):  # noqa: PTH117 (lexical: Path would not normalise)
            folder, path = os.path.abspath(folder), os.path.abspath(path)  # noqa: PTH100
        relative = os.path.relpath(path, folder).replace(os.sep, "/")
        return "" if relative.split("/", 1)[0] == ".." else relative


def _key(name: str) -> str:
    """Fold what two file systems may write differently for one name."""
    return unicodedata.normalize("NFC", name.strip()).removeprefix("./")


def read_organisations(path: Path, *, origin: str = "") -> OrganisationsTable:
    """Read a table; UTF-8 with or without a byte order mark, commas or (as some spreadsheets write) semicolons.

    `origin` is the table's path as the user knows it, where `path` is an archived copy: errors name it, and the files
    in the table are relative to its folder.

    Raises:
        UsageError: the file cannot be read, a column is unknown, a value malformed, a file named twice; the message
            says which line and column.
    """
    where = origin or str(path)
    rows: dict[str, OrganisationRow] = {}
    for line, fields in _records(_text(path, where), where):
        row = _row(fields, line, where)
        if _key(row.file) in rows:
            first = rows[_key(row.file)].line
            raise UsageError(f"{where}, line {line}: {row.file!r} has a row already, in line {first}.", next_step=_FIX)
        rows[_key(row.file)] = row
    return OrganisationsTable(folder=str(Path(where).parent), rows=rows)


def _text(path: Path, where: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{where} cannot be read: {error.strerror}.", next_step="check its permission.") from error
    if len(data) > _MAX_BYTES:
        raise UsageError(f"{where} has more than {_MAX_BYTES:,} bytes.", next_step="split it, one table a folder.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{where} is not UTF-8 at byte {error.start}.", next_step="save it as CSV UTF-8.") from error
    if "\0" in text:
        raise UsageError(f"{where} holds a NUL character.", next_step="save it as CSV UTF-8.")
    return text


def _delimiter(text: str) -> str:
    header = text.lstrip().split("\n", 1)[0]
    return ";" if ";" in header and "," not in header else ","


def _records(text: str, where: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Pair the fields of every row that is not blank with their columns."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        _check_header(header, where)
        for count, fields in enumerate(reader):
            if count >= _MAX_ROWS:
                raise UsageError(f"{where} has more than {_MAX_ROWS:,} rows.", next_step="split it by folder.")
            if any(field.strip() for field in fields):
                yield reader.line_num, _fields(header, fields, reader.line_num, where)
    except csv.Error as error:
        raise UsageError(f"{where}, line {reader.line_num}: {error}.", next_step=_FIX) from error


def _check_header(header: list[str], where: str) -> None:
    if "file" not in header:
        raise UsageError(f"{where} has no column 'file'.", next_step=f"begin it with {','.join(COLUMNS[:6])}.")
    for name in header:
        if name not in COLUMNS or header.count(name) > 1:
            what = "unknown" if name not in COLUMNS else "there twice"
            raise UsageError(f"{where}: the column {name!r} is {what}.", next_step=f"use only {', '.join(COLUMNS)}.")


def _fields(header: list[str], fields: list[str], line: int, where: str) -> dict[str, str]:
    if len(fields) > len(header) and any(field.strip() for field in fields[len(header) :]):
        raise UsageError(f"{where}, line {line}: more fields than columns.", next_step="quote fields that hold commas.")
    values = {name: " ".join(field.split()) for name, field in zip(header, fields, strict=False)}
    for name, value in values.items():
        if len(value) > _MAX_FIELD:
            raise UsageError(f"{where}, line {line}: {name!r} is longer than {_MAX_FIELD} characters.", next_step=_FIX)
    return values


def _row(values: dict[str, str], line: int, where: str) -> OrganisationRow:
    if not values.get("file"):
        raise UsageError(f"{where}, line {line}: 'file' is empty.", next_step="name the file that the row is about.")
    return OrganisationRow(
        file=values["file"],
        organisation=values.get("organisation", ""),
        country=values.get("country", ""),
        date=_date(values.get("date", ""), line, where),
        kind=values.get("kind", ""),
        extent=_extent(values.get("extent", ""), line, where),
        names=tuple(sorted({name.strip() for name in values.get("names", "").split(";") if name.strip()})),
        identifiers=_identifiers(values.get("identifier", "")),
        source_url=_url(values.get("source_url", ""), line, where),
        line=line,
    )


def _date(value: str, line: int, where: str) -> str:
    try:
        date = parse_date(value)
    except ValueError as error:
        raise UsageError(f"{where}, line {line}: 'date': {error}.", next_step=_FIX) from error
    return str(date) if date else ""


def _extent(value: str, line: int, where: str) -> Extent | None:
    if not value:
        return None
    folded = value.casefold()
    if folded not in get_args(Extent):
        allowed = ", ".join(get_args(Extent))
        raise UsageError(f"{where}, line {line}: 'extent' is {value!r}, not one of {allowed}.", next_step=_FIX)
    return cast(Extent, folded)


def _identifiers(value: str) -> dict[str, str]:
    """Read `scheme:value; scheme:value`; a value without a scheme is kept under `id`."""
    out: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in value.split(";"))):
        scheme, colon, rest = part.partition(":")
        out[scheme.strip().casefold() if colon else "id"] = rest.strip() if colon else part
    return dict(sorted(out.items()))


def _url(value: str, line: int, where: str) -> str:
    """Let only web addresses through: this one becomes a link on a page."""
    if value and not value.casefold().startswith(("https://", "http://")):
        raise UsageError(f"{where}, line {line}: 'source_url' is no web address: {value!r}.", next_step=_FIX)
    return value
