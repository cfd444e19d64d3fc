"""Keep each table as Parquet parts behind a manifest that is replaced atomically, last.

Rows are dealt to parts by a hash of their key, and the number of parts follows from the number of rows alone: the same
rows give the same bytes whatever the order in which they came, and a new row rewrites one part only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from pledgewatch.engine.memory import without_collection
from pledgewatch.errors import TableError
from pledgewatch.model.identity import sha256_of
from pledgewatch.store.files import replace_file
from pledgewatch.store.schema import columns

__all__ = ["Table", "write_parquet"]

Record = TypeVar("Record", bound=msgspec.Struct)

# A part of 4,096 letters of 2 kB is some 3 MB of Parquet, rewritten in a fifth of a second.
_ROWS_A_PART = 4096
_FORMAT = 1


class _Part(msgspec.Struct, frozen=True):
    """One Parquet file: its name, its rows, and the digest of the rows that it was written from."""

    file: str
    rows: int
    made_of: str


class _Manifest(msgspec.Struct, frozen=True):
    """What a table is at present. `made_from` is the digest of inputs, settings and stage version."""

    table: str
    format: int
    made_from: str
    rows: int
    parts: dict[str, _Part]


class Table(Generic[Record]):
    """One table of a desk: read whole, replaced whole, one file a part."""

    def __init__(self, folder: Path, record: type[Record], key: Callable[[Record], str]) -> None:
        self.folder = folder
        self.record = record
        self.key = key

    @property
    def made_from(self) -> str:
        """Return the digest that the table was made from; empty where there is no table, or an unreadable one."""
        try:
            return self._manifest().made_from
        except TableError:
            return ""

    @property
    def digest(self) -> str:
        """Return a digest of the table's rows."""
        manifest = self._manifest()
        return sha256_of(msgspec.json.encode({name: part.made_of for name, part in sorted(manifest.parts.items())}))

    def __len__(self) -> int:
        return self._manifest().rows

    def read(self) -> list[Record]:
        """Return all rows in key order; none where the table has not been made.

        Raises:
            TableError: a part is missing or damaged.
        """
        manifest = self._manifest()
        while True:
            try:
                return self._read_parts(manifest)
            except TableError:
                # A run that replaced the table meanwhile has swept away the parts that the older manifest named.
                newer = self._manifest()
                if newer == manifest:
                    raise
                manifest = newer

    def _read_parts(self, manifest: _Manifest) -> list[Record]:
        if not manifest.parts:
            return []
        parts = [self.folder / part.file for _, part in sorted(manifest.parts.items())]
        decoder = msgspec.json.Decoder(self.record)
        with without_collection(), _connect() as connection:
            rows = [row for path in parts for row in _read_part(connection, decoder, path)]
        return sorted(rows, key=self.key)

    def replace(self, rows: Iterable[Record], made_from: str) -> None:
        """Replace the table: changed parts are written first, the manifest last, what it no longer names is removed."""
        ordered = sorted(rows, key=self.key)
        old = self._manifest_or_none()
        kept = {part.made_of: part for part in old.parts.values()} if old else {}
        self.folder.mkdir(parents=True, exist_ok=True)
        parts = {name: self._write_part(name, dealt, kept) for name, dealt in self._deal(ordered).items()}
        manifest = _Manifest(self.folder.name, _FORMAT, made_from, len(ordered), parts)
        replace_file(self.folder / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest)))
        self._sweep({part.file for part in parts.values()} | {"manifest.json"})

    def _deal(self, rows: list[Record]) -> dict[str, list[Record]]:
        digits = 0
        while len(rows) > _ROWS_A_PART * 16**digits:
            digits += 1
        dealt: dict[str, list[Record]] = {}
        for row in rows:
            name = hashlib.sha256(self.key(row).encode()).hexdigest()[:digits] or "all"
            dealt.setdefault(name, []).append(row)
        return dict(sorted(dealt.items()))

    def _write_part(self, name: str, rows: list[Record], kept: dict[str, _Part]) -> _Part:
        lines = b"\n".join(msgspec.json.encode(row) for row in rows)
        made_of = sha256_of(repr(sorted(columns(self.record).items())).encode() + lines)
        part = _Part(f"{name}-{made_of[:12]}.parquet", len(rows), made_of)
        # The name is compared, too: a part kept from a table of another size would make the manifest another.
        if kept.get(made_of) == part and (self.folder / part.file).exists():
            return part
        write_parquet(lines, columns(self.record), self.folder / part.file)
        return part

    def _manifest(self) -> _Manifest:
        path = self.folder / "manifest.json"
        if not path.exists():
            return _Manifest(self.folder.name, _FORMAT, "", 0, {})
        try:
            return msgspec.json.decode(path.read_bytes(), type=_Manifest)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise TableError(
                f"The manifest {path} is damaged.",
                next_step=f"delete the folder {path.parent.parent} and run `pledgewatch examine` again; it is derived.",
            ) from error

    def _manifest_or_none(self) -> _Manifest | None:
        try:
            return self._manifest()
        except TableError:
            return None

    def _sweep(self, wanted: set[str]) -> None:
        for path in self.folder.iterdir():
            if path.name not in wanted:
                path.unlink(missing_ok=True)


def _connect() -> Any:
    """Open an in-memory DuckDB that may not reach the network and uses one thread, for one order of rows."""
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={"threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False},
    )


def write_parquet(lines: bytes, schema: dict[str, str], path: Path) -> None:
    """Write lines of JSON as a Parquet file, in one step; `schema` names the columns and their DuckDB types."""
    beside = path.with_suffix(".ndjson.new")
    beside.write_bytes(lines)
    longest = max(map(len, lines.split(b"\n")), default=0) + 16
    wanted = ", ".join(f"'{name}': '{column}'" for name, column in schema.items())
    target = path.with_suffix(".parquet.new")
    with _connect() as connection:
        # COPY takes no parameter for its target; the column names are those of our own records.
        connection.execute(
            f"COPY (SELECT * FROM read_json(?, format='newline_delimited', columns={{{wanted}}}, "  # noqa: S608
            f"maximum_object_size={max(longest, 1 << 20)})) TO '{_quoted(target)}' (FORMAT parquet, COMPRESSION zstd)",
            [str(beside)],
        )
    target.replace(path)
    beside.unlink()


def _read_part(connection: Any, decoder: msgspec.json.Decoder[Record], path: Path) -> list[Record]:
    import duckdb

    try:
        found = connection.execute("SELECT to_json(t) FROM read_parquet(?) AS t", [str(path)])
        return [decoder.decode(line) for (line,) in found.fetchall()]
    except (msgspec.DecodeError, UnicodeDecodeError, OSError, RuntimeError, duckdb.Error) as error:
        raise TableError(
            f"The table part {path} is damaged ({type(error).__name__}).",
            next_step=f"delete the folder {path.parent.parent} and run `pledgewatch examine` again; it is derived.",
        ) from error


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
