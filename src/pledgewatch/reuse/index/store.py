"""Hold a corpus on disk so that a further document can be placed without reading the others: one SQLite file.

Every table is derived from the documents and can be made anew. What a run from scratch holds as arrays lies here by
key: units, shingles with how many own them and the least of these, the owners of shared shingles, and what came of each
neighbourhood. All changes of one `add` are one transaction: a kill leaves what was there before.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy
from pledgewatch.reuse.units import evenly, order_of

__all__ = ["HomeRow", "Shingle", "Store", "UnitRow", "left_number", "stamp_of"]

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE document (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit INTEGER, stamp INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX document_unit ON document (unit);
CREATE TABLE unit (
  unit INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, form TEXT, size INTEGER NOT NULL, copies INTEGER NOT NULL,
  nearest INTEGER NOT NULL, share REAL NOT NULL, root INTEGER NOT NULL, home INTEGER NOT NULL);
CREATE INDEX unit_home ON unit (home, key);
CREATE INDEX unit_root ON unit (root);
CREATE TABLE marks (unit INTEGER PRIMARY KEY, marks BLOB NOT NULL);
CREATE TABLE shingle (mark INTEGER PRIMARY KEY, owners INTEGER NOT NULL, anchor INTEGER NOT NULL);
CREATE TABLE posting (mark INTEGER, part INTEGER, units BLOB NOT NULL, PRIMARY KEY (mark, part)) WITHOUT ROWID;
CREATE TABLE departure (
  home INTEGER, mark INTEGER, owners INTEGER NOT NULL, least BLOB NOT NULL, PRIMARY KEY (home, mark)) WITHOUT ROWID;
CREATE INDEX departure_mark ON departure (mark);
CREATE TABLE home (home INTEGER PRIMARY KEY, close BLOB NOT NULL, forms BLOB NOT NULL, left BLOB NOT NULL);
CREATE TABLE family (
  name TEXT PRIMARY KEY, home INTEGER NOT NULL, place INTEGER NOT NULL, found BLOB NOT NULL, close BLOB NOT NULL,
  others BLOB NOT NULL);
CREATE INDEX family_home ON family (home);
CREATE TABLE left_family (name TEXT PRIMARY KEY, home INTEGER NOT NULL, found BLOB NOT NULL, family BLOB NOT NULL);
CREATE INDEX left_family_home ON left_family (home);
CREATE TABLE copy (document INTEGER PRIMARY KEY, home INTEGER NOT NULL, family TEXT NOT NULL, data BLOB NOT NULL);
CREATE INDEX copy_home ON copy (home);
CREATE INDEX copy_family ON copy (family);
"""
_PART = 4_096
"""Owners in one part of a posting: 16 kB are written again where a further unit has a shingle, not all of them."""


class UnitRow(NamedTuple):
    """A unit as it is placed: its key in order, distinct shingles, documents, nearest, root of its tree, home."""

    unit: int
    key: bytes
    form: str | None
    size: int
    copies: int
    nearest: int
    share: float
    root: int
    home: int


class Shingle(NamedTuple):
    """A shingle's owners, counted, and the least of them by key."""

    mark: int
    owners: int
    anchor: int


class HomeRow(NamedTuple):
    """What came of a large neighbourhood: who was read closely, a digest of the forms found, who fits none of them."""

    home: int
    close: frozenset[int]
    forms: bytes
    left: frozenset[int]


class Store:
    """Read and write the tables; `with store:` makes all changes inside one transaction."""

    def __init__(self, path: Path, *, building: bool = False) -> None:
        fresh = not path.exists()
        self.base = sqlite3.connect(path, isolation_level=None)
        # What is still being built is thrown away by a kill anyhow, and need not be written twice.
        self.base.execute(f"PRAGMA journal_mode = {'OFF' if building else 'WAL'}")
        self.base.execute(f"PRAGMA synchronous = {'OFF' if building else 'NORMAL'}")
        self.base.execute("PRAGMA cache_size = -65536")
        self._decoder = msgspec.json.Decoder(Document)
        if fresh:
            self.base.executescript("BEGIN;" + _SCHEMA + "COMMIT;")

    def __enter__(self) -> Store:
        self.base.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.base.execute("ROLLBACK" if kind else "COMMIT")

    def close(self) -> None:
        """Close the file."""
        self.base.close()

    def meta(self, name: str) -> str:
        """Return what was noted, empty where nothing was."""
        row = self.base.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def note(self, name: str, value: str) -> None:
        """Note something of the whole."""
        self.base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def has(self, document: str) -> bool:
        """Tell whether a document is in the index."""
        return self.base.execute("SELECT 1 FROM document WHERE id = ?", (document,)).fetchone() is not None

    def add_document(self, document: Document, unit: int | None) -> int:
        """Keep a document; return its number."""
        found = self.base.execute(
            "INSERT INTO document (id, unit, stamp, data) VALUES (?, ?, ?, ?)",
            (document.id, unit, stamp_of(document), _compared(document)),
        )
        return int(found.lastrowid or 0)

    def add_documents(self, documents: Iterable[Document]) -> None:
        """Keep documents whose units are not known yet; of those with one id the first."""
        rows = ((one.id, stamp_of(one), _compared(one)) for one in documents)
        self.base.executemany("INSERT OR IGNORE INTO document (id, stamp, data) VALUES (?, ?, ?)", rows)

    def stamps(self) -> dict[str, int]:
        """Return the stamp of every document by its id."""
        return dict(self.base.execute("SELECT id, stamp FROM document"))

    def own_documents(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Note to which unit documents belong; pairs of unit and document, of which those below zero are forms."""
        self.base.executemany("UPDATE document SET unit = ? WHERE number = ?", pairs)

    def last_number(self) -> int:
        """Return the number of the last document, 0 where there is none."""
        return int(self.base.execute("SELECT coalesce(max(number), 0) FROM document").fetchone()[0])

    def homes(self) -> list[int]:
        """Return the neighbourhoods in which there may be something to find."""
        query = "SELECT home FROM unit GROUP BY home HAVING sum(copies) > 1 ORDER BY home"
        return [row[0] for row in self.base.execute(query)]

    def documents(self, units: Iterable[int]) -> list[list[tuple[int, Document]]]:
        """Return the documents of some units, each with its number, in the order in which copies stand."""
        out = []
        for unit in units:
            rows = self.base.execute("SELECT number, data FROM document WHERE unit = ?", (unit,))
            same = [(number, self._decoder.decode(data)) for number, data in rows]
            out.append(sorted(same, key=lambda one: (order_of(one[1].id), one[1].id)))
        return out

    def all_documents(self) -> Iterator[Document]:
        """Yield all documents by id."""
        return (self._decoder.decode(row[0]) for row in self.base.execute("SELECT data FROM document ORDER BY id"))

    def some_documents(self, most: int) -> Iterator[Document]:
        """Yield a document of each of so many units, spread over the order of their keys."""
        units = self.base.execute("SELECT unit FROM unit WHERE form IS NULL ORDER BY key").fetchall()
        return (same[0][1] for same in self.documents(units[at][0] for at in evenly(len(units), most)))

    def unit_of_key(self, key: bytes) -> UnitRow | None:
        """Return the unit of a body, None where the body is new."""
        row = self.base.execute("SELECT * FROM unit WHERE key = ?", (key,)).fetchone()
        return UnitRow(*row) if row else None

    def units(self, units: Iterable[int]) -> dict[int, UnitRow]:
        """Return some units by number."""
        query = "SELECT * FROM unit WHERE unit = ?"
        return {unit: UnitRow(*self.base.execute(query, (unit,)).fetchone()) for unit in units}

    def members(self, home: int, where: str = "", limit: int = -1) -> list[UnitRow]:
        """Return the units of a neighbourhood in the order of their keys."""
        query = f"SELECT * FROM unit WHERE home = ? {where} ORDER BY key LIMIT ?"  # noqa: S608 (our own words)
        return [UnitRow(*row) for row in self.base.execute(query, (home, limit))]

    def count(self, column: str, value: int) -> int:
        """Count the units of a root or a home."""
        query = f"SELECT count(*) FROM unit WHERE {column} = ?"  # noqa: S608 (our own words)
        return int(self.base.execute(query, (value,)).fetchone()[0])

    def write_units(self, rows: Iterable[UnitRow]) -> None:
        """Write units, new or changed."""
        self.base.executemany("INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def shingles(self, marks: Sequence[int]) -> dict[int, Shingle]:
        """Return those of some shingles that anybody has."""
        query = "SELECT * FROM shingle WHERE mark = ?"
        found = (self.base.execute(query, (mark,)).fetchone() for mark in marks)
        return {row[0]: Shingle(*row) for row in found if row}

    def write_shingles(self, rows: Iterable[Shingle]) -> None:
        """Write shingles, new or changed."""
        self.base.executemany("INSERT OR REPLACE INTO shingle VALUES (?, ?, ?)", rows)

    def owners(self, mark: int) -> NDArray[np.int32]:
        """Return who owns a shingle that two have."""
        rows = self.base.execute("SELECT units FROM posting WHERE mark = ? ORDER BY part", (mark,)).fetchall()
        return np.frombuffer(b"".join(row[0] for row in rows), dtype=np.int32)

    def add_owners(self, mark: int, units: Sequence[int] | NDArray[np.int32]) -> None:
        """Add owners to a shingle."""
        row = self.base.execute(
            "SELECT part, units FROM posting WHERE mark = ? ORDER BY part DESC LIMIT 1", (mark,)
        ).fetchone()
        part, held = row or (0, b"")
        whole = held + np.array(units, dtype=np.int32).tobytes()
        pieces = [whole[at : at + 4 * _PART] for at in range(0, len(whole), 4 * _PART)]
        self.base.executemany(
            "INSERT OR REPLACE INTO posting VALUES (?, ?, ?)",
            ((mark, part + at, piece) for at, piece in enumerate(pieces)),
        )

    def next_unit(self) -> int:
        """Return the number of the next unit."""
        return int(self.base.execute("SELECT coalesce(max(unit) + 1, 0) FROM unit").fetchone()[0])

    def write_marks(self, unit: int, marks: NDArray[np.int64]) -> None:
        """Keep the marks of a unit's shingles."""
        self.base.execute("INSERT INTO marks VALUES (?, ?)", (unit, marks.tobytes()))

    def marks(self, unit: int) -> NDArray[np.int64]:
        """Return the marks of a unit's shingles, in order."""
        row = self.base.execute("SELECT marks FROM marks WHERE unit = ?", (unit,)).fetchone()
        return np.frombuffer(row[0], dtype=np.int64)

    def has_departures(self, home: int) -> bool:
        """Tell whether a neighbourhood's departures were noted."""
        return self.base.execute("SELECT 1 FROM departure WHERE home = ? LIMIT 1", (home,)).fetchone() is not None

    def departure(self, home: int, mark: int) -> bytes | None:
        """Return the three least of a neighbourhood that have a shingle, None where none was noted."""
        query = "SELECT least FROM departure WHERE home = ? AND mark = ?"
        row = self.base.execute(query, (home, mark)).fetchone()
        return row[0] if row else None

    def departures(self, home: int, least: float) -> Iterator[bytes]:
        """Yield the three least that have each of a neighbourhood's departures, the commonest first."""
        query = "SELECT least FROM departure WHERE home = ? AND owners >= ? ORDER BY owners DESC, mark"
        return (row[0] for row in self.base.execute(query, (home, least)))

    def write_departure(self, home: int, mark: int, owners: int, least: bytes) -> None:
        """Note a departure."""
        self.base.execute("INSERT OR REPLACE INTO departure VALUES (?, ?, ?, ?)", (home, mark, owners, least))

    def count_departures(self, counts: Iterable[tuple[int, int]]) -> None:
        """Note how many have a shingle now, wherever it is a departure; pairs of owners and mark."""
        self.base.executemany("UPDATE departure SET owners = ? WHERE mark = ?", counts)

    def drop_departures(self, home: int) -> None:
        """Forget the departures of a neighbourhood."""
        self.base.execute("DELETE FROM departure WHERE home = ?", (home,))

    def home(self, home: int) -> HomeRow | None:
        """Return what came of a large neighbourhood, None where it has to be settled whole."""
        row = self.base.execute("SELECT * FROM home WHERE home = ?", (home,)).fetchone()
        return HomeRow(row[0], _unpacked(row[1]), row[2], _unpacked(row[3])) if row else None

    def write_home(self, row: HomeRow) -> None:
        """Note what came of a large neighbourhood."""
        values = row.home, _packed(row.close), row.forms, _packed(row.left)
        self.base.execute("INSERT OR REPLACE INTO home VALUES (?, ?, ?, ?)", values)

    def forget(self, home: int) -> None:
        """Forget all that came of a neighbourhood, and of those in it that fit no form."""
        self.base.execute("DELETE FROM home WHERE home = ?", (home,))
        self.base.execute("DELETE FROM family WHERE home = ?", (home,))
        self.base.execute("DELETE FROM copy WHERE home = ?", (home,))
        self.forget_left(home)

    def forget_left(self, home: int) -> None:
        """Forget what came of those of a neighbourhood that fit no form."""
        self.base.execute("DELETE FROM left_family WHERE home = ?", (home,))
        self.base.execute("DELETE FROM copy WHERE home = ?", (left_number(home),))

    def forget_copies(self, numbers: Iterable[int]) -> None:
        """Forget the copies of some documents."""
        self.base.executemany("DELETE FROM copy WHERE document = ?", ((number,) for number in numbers))

    def has_copy(self, number: int) -> bool:
        """Tell whether a document has a copy."""
        return self.base.execute("SELECT 1 FROM copy WHERE document = ?", (number,)).fetchone() is not None

    def write_copies(self, home: int, copies: Iterable[tuple[int, Copy]]) -> None:
        """Write the copies of documents, given by number."""
        encode = msgspec.json.Encoder().encode
        self.base.executemany(
            "INSERT OR REPLACE INTO copy VALUES (?, ?, ?, ?)",
            ((number, home, copy.family, encode(copy)) for number, copy in copies),
        )

    def copies(self) -> Iterator[Copy]:
        """Yield all copies by document."""
        decode = msgspec.json.Decoder(Copy).decode
        query = "SELECT copy.data FROM copy JOIN document ON number = document ORDER BY id"
        return (decode(row[0]) for row in self.base.execute(query))

    def copy(self, document: str) -> Copy | None:
        """Return a document's copy."""
        query = "SELECT copy.data FROM copy JOIN document ON number = document WHERE id = ?"
        row = self.base.execute(query, (document,)).fetchone()
        return msgspec.json.decode(row[0], type=Copy) if row else None

    def write_families(self, home: int, rows: Iterable[tuple[str, bytes, bytes, bytes]]) -> None:
        """Write families: name, form as found, what was counted of those read closely and of the others."""
        self.base.executemany(
            "INSERT OR REPLACE INTO family VALUES (?, ?, ?, ?, ?, ?)",
            ((row[0], home, place, *row[1:]) for place, row in enumerate(rows)),
        )

    def forms(self, home: int) -> list[bytes]:
        """Return the forms of a neighbourhood as they were found, in their order."""
        return [row[0] for row in self.base.execute("SELECT found FROM family WHERE home = ? ORDER BY place", (home,))]

    def write_others(self, rows: Iterable[tuple[str, bytes]]) -> None:
        """Write what was counted of those who are not read closely; pairs of a family's name and the count."""
        self.base.executemany("UPDATE family SET others = ? WHERE name = ?", ((data, name) for name, data in rows))

    def others(self, family: str) -> bytes | None:
        """Return what was counted of the members of a family that are not read closely."""
        row = self.base.execute("SELECT others FROM family WHERE name = ?", (family,)).fetchone()
        return row[0] if row else None

    def families(self) -> Iterator[tuple[bytes, bytes, bytes, list[str]]]:
        """Yield the families of neighbourhoods: form as found, the two counts, the members by id."""
        query = "SELECT id FROM copy JOIN document ON number = document WHERE family = ? ORDER BY id"
        rows = self.base.execute("SELECT name, found, close, others FROM family ORDER BY name").fetchall()
        for name, found, close, others in rows:
            yield found, close, others, [row[0] for row in self.base.execute(query, (name,))]

    def write_left_families(self, home: int, rows: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Write the families of those of a neighbourhood that fit no form: name, form as found, family."""
        self.base.executemany(
            "INSERT OR REPLACE INTO left_family VALUES (?, ?, ?, ?)", ((row[0], home, *row[1:]) for row in rows)
        )

    def left_families(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the families of those that fit no form of their neighbourhood: form as found, family."""
        yield from self.base.execute("SELECT found, family FROM left_family ORDER BY name")

    def size(self, home: int) -> tuple[int, int]:
        """Return how many units and documents a neighbourhood has; a registered form counts as one."""
        query = "SELECT count(*), coalesce(sum(copies), 0) FROM unit WHERE home = ?"
        units, documents = self.base.execute(query, (home,)).fetchone()
        return units, documents


def stamp_of(document: Document) -> int:
    """Return a number that is another when what is compared of a document is."""
    text = f"{document.body.start} {document.body.end} {document.text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little", signed=True)


def _compared(document: Document) -> bytes:
    """Return a document as it is kept: what is compared, and nothing else."""
    return msgspec.json.encode(Document(id=document.id, text=document.text, parts={"body": document.body}))


def left_number(home: int) -> int:
    """Return the number under which the copies of those of a neighbourhood are kept that fit no form of it."""
    return -1 - home


def _packed(units: Iterable[int]) -> bytes:
    return np.array(sorted(units), dtype=np.int32).tobytes()


def _unpacked(units: bytes) -> frozenset[int]:
    return frozenset(np.frombuffer(units, dtype=np.int32).tolist())
