"""Make an index of many documents at once: placed by the plan that finds families, settled like any other.

The documents are written first, to be read by number from several processes; what the plan says of units, shingles and
places is written as it comes, in order. Nothing is an index until all is there.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from pledgewatch.engine.batches import Batch, Ragged, runs
from pledgewatch.engine.local import Local, LocalTable
from pledgewatch.model.document import Document
from pledgewatch.reuse.index.store import Shingle, Store, UnitRow
from pledgewatch.reuse.neighbours import LARGE
from pledgewatch.reuse.survey import Surveyed, departed_from, marked, places, survey
from pledgewatch.reuse.units import SKETCHED, explode

__all__ = ["place_all"]

_CHUNK = 4_096
_OWNED = {"shingle": "i8", "owners": "i4", "anchor": "i4"}
_CROWD = {"unit": "i4", "home": "i4", "units": "i8"}


def place_all(store: Store, path: Path, documents: Iterable[Document], forms: Mapping[str, str], workers: int) -> None:
    """Write documents and their places into an empty store at `path`; what came of neighbourhoods is not in it yet."""
    names = sorted(forms)
    with store:
        store.add_documents(documents)
    with tempfile.TemporaryDirectory(prefix="pledgewatch-") as folder, store:
        engine = Local(Path(folder), workers)
        surveyed = survey(engine, engine.scan(_Stored(path, store.last_number())), forms)
        table = _write_units(engine, surveyed, store, names)
        _write_shingles(engine, surveyed, store)
        _write_departures(engine, surveyed, store, table)


class _Stored:
    """The documents of a store as a source; every process has a connection of its own."""

    def __init__(self, path: Path, last: int) -> None:
        self._path, self._last = path, last
        self._connection: tuple[int, sqlite3.Connection] | None = None
        self._decoder = msgspec.json.Decoder(Document)

    def chunks(self) -> Sequence[range]:
        """Return the numbers of documents in ranges."""
        return [range(at, min(at + _CHUNK, self._last + 1)) for at in range(1, self._last + 1, _CHUNK)]

    def numbers(self, chunk: range) -> NDArray[np.int64]:
        """Return the numbers of a range."""
        return np.arange(chunk.start, chunk.stop)

    def read(self, numbers: Sequence[int]) -> Iterator[Document]:
        """Yield documents by number."""
        base = self._base()
        for number in numbers:
            yield self._decoder.decode(
                base.execute("SELECT data FROM document WHERE number = ?", (number,)).fetchone()[0]
            )

    def _base(self) -> sqlite3.Connection:
        if self._connection is None or self._connection[0] != os.getpid():
            self._connection = os.getpid(), sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)
        return self._connection[1]


class _Units(NamedTuple):
    """Where all units stand, by number."""

    home: NDArray[np.int64]
    sizes: NDArray[np.int64]


def _write_units(engine: Local, surveyed: Surveyed, store: Store, names: Sequence[str]) -> _Units:
    """Write units with their places and marks, and to which unit each document belongs."""
    keys = _keys(engine, surveyed.sketched)
    placed = places(engine, surveyed)
    nearest, share = (_column(engine, placed.shares, name) for name in ("nearest", "share"))
    root, home = (_column(engine, table, "leader") for table in (placed.roots, placed.leaders))
    for batch in engine.rows(surveyed.units):
        docs: Ragged = batch["docs"]
        first, counts = docs.values[docs.first[:-1]].tolist(), docs.counts().tolist()
        units = batch["unit"].tolist()
        rows = zip(units, first, batch["size"].tolist(), counts, strict=True)
        store.write_units(
            UnitRow(
                unit,
                keys[doc],
                names[-1 - doc] if doc < 0 else None,
                size,
                count,
                int(nearest[unit]),
                float(share[unit]),
                int(root[unit]),
                int(home[unit]),
            )
            for unit, doc, size, count in rows
        )
        owners = np.repeat(batch["unit"], docs.counts())
        store.own_documents(zip(owners.tolist(), docs.values.tolist(), strict=True))
    for batch in engine.rows(marked(engine, surveyed.sketched, surveyed.units)):
        shingles: Ragged = batch["shingles"]
        bounds = shingles.first.tolist()
        for at, unit in enumerate(batch["unit"].tolist()):
            store.write_marks(unit, shingles.values[bounds[at] : bounds[at + 1]])
    return _Units(home, np.bincount(home.astype(np.int64), minlength=len(home)))


def _keys(engine: Local, sketched: LocalTable) -> dict[int, bytes]:
    """Return the key of each document's body."""
    out: dict[int, bytes] = {}
    gives = {name: SKETCHED[name] for name in ("doc", "key0", "key1")}
    for batch in engine.rows(engine.map(sketched, partial(_only, gives), gives, takes=tuple(gives))):
        pairs = np.stack((batch["key0"], batch["key1"]), axis=1).astype(">u8").tobytes()
        out.update((doc, pairs[16 * at : 16 * at + 16]) for at, doc in enumerate(batch["doc"].tolist()))
    return out


def _only(columns: Iterable[str], batch: Batch) -> Batch:
    return {name: batch[name] for name in columns}


def _column(engine: Local, table: LocalTable, name: str) -> NDArray[Any]:
    """Return a column of all units in the order of their numbers."""
    batches = list(engine.rows(table))
    units, values = (np.concatenate([batch[column] for batch in batches]) for column in ("unit", name))
    out: NDArray[Any] = np.empty_like(values)
    out[units] = values
    return out


def _write_shingles(engine: Local, surveyed: Surveyed, store: Store) -> None:
    rows = engine.map(marked(engine, surveyed.sketched, surveyed.units), explode, {"shingle": "i8", "unit": "i4"})
    owned = engine.group(rows, ("shingle",), _owned, _OWNED, within=("unit",))
    for batch in engine.rows(owned):
        columns = (batch[name].tolist() for name in _OWNED)
        store.write_shingles(Shingle(*row) for row in zip(*columns, strict=True))
    for batch in engine.rows(surveyed.rows):
        bounds = [*runs(batch["shingle"]).tolist(), len(batch["unit"])]
        for low, high in pairwise(bounds):
            store.add_owners(int(batch["shingle"][low]), batch["unit"][low:high])


def _owned(batch: Batch) -> Batch:
    """Return each shingle once, with how many own it and the least of them."""
    starts = runs(batch["shingle"])
    counts = np.diff(np.append(starts, len(batch["unit"]))).astype("i4")
    return {"shingle": batch["shingle"][starts], "owners": counts, "anchor": batch["unit"][starts]}


def _write_departures(engine: Local, surveyed: Surveyed, store: Store, units: _Units) -> None:
    sizes = units.sizes[units.home.astype(np.int64)]
    large = np.flatnonzero(sizes > LARGE)
    crowd = {"unit": large.astype("i4"), "home": units.home[large].astype("i4"), "units": sizes[large]}
    for batch in engine.rows(departed_from(engine, surveyed.rows, engine.given(crowd, _CROWD), 0.0)):
        order = np.lexsort((batch["unit"], batch["home"], batch["shingle"]))
        rows = {name: column[order] for name, column in batch.items()}
        bounds = [*runs(rows["shingle"], rows["home"]).tolist(), len(order)]
        for low, high in pairwise(bounds):
            least = rows["unit"][low:high].astype(np.int32).tobytes()
            store.write_departure(int(rows["home"][low]), int(rows["shingle"][low]), int(rows["users"][low]), least)
