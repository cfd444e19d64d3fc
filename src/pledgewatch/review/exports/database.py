"""Write findings with all they rest upon as an SQLite file that Datasette opens: tables with keys between them."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from pledgewatch.review.exports.gather import FindingRow, Gathered, finding_rows

__all__ = ["as_sqlite"]

_TYPES = {float: "REAL", bool: "INTEGER"}
_SCHEMA = """
CREATE TABLE organisations (id TEXT PRIMARY KEY, name TEXT, names TEXT, country TEXT);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, name TEXT, origin TEXT, organisation_id TEXT REFERENCES organisations(id), date TEXT,
    language TEXT, extent TEXT, media_type TEXT, sha256 TEXT, source_url TEXT, text TEXT
);
CREATE TABLE passages (
    finding TEXT REFERENCES findings(key), number INTEGER, document_id TEXT REFERENCES documents(id), page INTEGER,
    start INTEGER, "end" INTEGER, exact TEXT, prefix TEXT, suffix TEXT, role TEXT, PRIMARY KEY (finding, number)
);
CREATE TABLE list_rows (
    finding TEXT REFERENCES findings(key), number INTEGER, list TEXT, listing TEXT, as_of TEXT, row_number INTEGER,
    row TEXT, PRIMARY KEY (finding, number)
);
CREATE TABLE facts (finding TEXT REFERENCES findings(key), name TEXT, value TEXT, PRIMARY KEY (finding, name));
CREATE TABLE remarks (
    number INTEGER PRIMARY KEY, finding TEXT REFERENCES findings(key), kind TEXT, said_by TEXT, text TEXT, said_at TEXT
);
CREATE INDEX findings_by_kind ON findings (kind);
CREATE INDEX findings_by_standing ON findings (standing);
CREATE INDEX findings_by_organisation ON findings (organisation_id);
CREATE INDEX passages_by_document ON passages (document_id);
"""


def as_sqlite(held: Gathered) -> bytes:
    """Return the file's bytes."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "findings.db"
        book = sqlite3.connect(path)
        with book:
            book.execute(_findings_table())
            book.executescript(_SCHEMA)
            for table, rows in _tables(held):
                _fill(book, table, rows)
        book.execute("VACUUM")
        book.close()
        return path.read_bytes()


def _findings_table() -> str:
    fields = msgspec.structs.fields(FindingRow)
    columns = ", ".join(f"{field.name} {_TYPES.get(field.type, 'TEXT')}" for field in fields if field.name != "key")
    tied = (("organisation_id", "organisations"), ("document_id", "documents"))
    keys = ", ".join(f"FOREIGN KEY ({name}) REFERENCES {table}(id)" for name, table in tied)
    return f"CREATE TABLE findings (key TEXT PRIMARY KEY, {columns}, {keys})"


def _fill(book: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    rows = list(rows)
    if rows:
        places = ", ".join("?" * len(rows[0]))
        book.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 - our own names


def _tables(held: Gathered) -> Iterator[tuple[str, Iterable[tuple[object, ...]]]]:
    findings = [item.finding for item in held.items]
    yield "organisations", ((o.id, o.name, "\n".join(o.names), o.country) for o in held.organisations.values())
    yield "documents", _documents(held)
    yield "findings", (_nulled(msgspec.structs.astuple(row)) for row in finding_rows(held))
    yield (
        "passages",
        (
            (
                f.key,
                n,
                p.document,
                p.page,
                p.span.start,
                p.span.end,
                p.quote.exact,
                p.quote.prefix,
                p.quote.suffix,
                p.role,
            )
            for f in findings
            for n, p in enumerate(f.basis.passages, 1)
        ),
    )
    yield (
        "list_rows",
        (
            (f.key, n, r.list, r.listing, r.as_of, r.row_number, r.row)
            for f in findings
            for n, r in enumerate(f.basis.rows, 1)
        ),
    )
    yield "facts", ((f.key, name, value) for f in findings for name, value in f.basis.facts.items())
    said = (one for f in findings for one in held.remarks.get(f.key, ()))
    yield "remarks", ((one.number, one.key, one.kind, one.by, one.text, one.when) for one in said)


def _nulled(values: tuple[object, ...]) -> tuple[object, ...]:
    """Turn empty text into NULL, so that a key that points nowhere breaks no reference."""
    return tuple(None if value == "" else value for value in values)


def _documents(held: Gathered) -> Iterator[tuple[object, ...]]:
    for key, one in sorted(held.documents.items()):
        pledge = held.pledges.get(key)
        owner = pledge.organisation if pledge and pledge.organisation in held.organisations else None
        date = pledge.date.value if pledge and pledge.date else one.date
        kept = (one.language.code, one.extent, one.media_type, one.sha256, one.source_url, one.text)
        yield (key, one.name, one.origin, owner, date, *kept)
