"""Survey a corpus: which documents lie in one neighbourhood, as pieces of work that can be done apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.reuse.backbone import FORM_SLOT
from pledgewatch.reuse.links import Rows, rows_of
from pledgewatch.reuse.neighbours import Mapped, Neighbourhood, neighbourhoods
from pledgewatch.reuse.sketch import Sketches, sketch
from pledgewatch.reuse.tokens import BLANK
from pledgewatch.reuse.units import Units, units_of
from pledgewatch.reuse.words import read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Work", "batches", "sketch_forms", "units_and_rows", "work_of"]

_BATCH = 256
"""Documents that are read together: fewer cost more for each, more are no cheaper."""


class Work(NamedTuple):
    """One neighbourhood: units to read closely and others, each unit as its documents' numbers; forms by id."""

    close: tuple[tuple[int, ...], ...]
    others: tuple[tuple[int, ...], ...]
    forms: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Count the documents to read closely."""
        return sum(map(len, self.close))


def sketch_forms(forms: Mapping[str, str]) -> Sketches:
    """Sketch registered forms, in the order of their ids.

    A form is no document: one who signs it unchanged must not be taken for the form itself, so its key is another.
    """
    names = sorted(forms)
    found = sketch(read_words([FORM_SLOT.sub(f" {BLANK} ", forms[name]) for name in names]))
    found.keys[:, 0] ^= _numbers(names)
    return found


def _numbers(names: Iterable[str]) -> NDArray[np.uint64]:
    import numpy as np

    digests = [hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in names]
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def units_and_rows(found: Sketches) -> tuple[Units, Rows]:
    """Return the distinct bodies of a corpus in memory and their shingles."""
    units = units_of(found.keys, found.sizes)
    owners = units.leads[found.owners]
    leading = owners >= 0
    return units, rows_of(found.shingles[leading], owners[leading], len(units))


def only(rows: Sequence[Rows], among: NDArray[np.int64], size: int) -> list[Rows]:
    """Return the rows of some units, numbered anew in the same order."""
    import numpy as np

    number = np.full(size, -1, dtype=np.int64)
    number[among] = np.arange(len(among))
    out = []
    for part in rows:
        shingle = np.repeat(np.arange(len(part.counts), dtype=np.uint64), part.counts)
        owner = number[part.owner]
        kept = owner >= 0
        shift = np.uint64(32)
        part_of = rows_of(shingle[kept] << shift, owner[kept], len(among))
        out.append(part_of._replace(sizes=part.sizes[among]))
    return out


def work_of(
    units: Units,
    rows: Sequence[Rows],
    forms: Sequence[str],
    among: NDArray[np.int64] | None = None,
    mapped: Mapped = map,
) -> Iterator[Work]:
    """Yield the neighbourhoods in which there is something to find, of all units or of some.

    The last documents are the registered `forms`, by id.
    """
    given, size = (rows, len(units)) if among is None else (only(rows, among, len(units)), len(among))
    for found in neighbourhoods(given, size, mapped):
        one = found
        if among is None and len(one.close) == 1 and units.first[one.close[0] + 1] - units.first[one.close[0]] == 1:
            continue
        if among is not None:
            one = Neighbourhood(*(tuple(among[list(part)].tolist()) for part in one))
        work = _piece(one, units, forms)
        if len(work.close) + len(work.others) + len(work.forms) > 1 or work.size > 1:
            yield work


def _piece(one: Neighbourhood, units: Units, forms: Sequence[str]) -> Work:
    documents = len(units.leads) - len(forms)
    close = [units.of(unit) for unit in one.close]
    others = [units.of(unit) for unit in one.others]
    known = [same[0] - documents for same in (*close, *others) if same[0] >= documents]
    return Work(
        tuple(same for same in close if same[0] < documents),
        tuple(same for same in others if same[0] < documents),
        tuple(forms[at] for at in sorted(known)),
    )


def batches(works: Iterable[Work]) -> Iterator[list[Work]]:
    """Yield neighbourhoods in lists of about as many documents as are cheap to read together."""
    batch: list[Work] = []
    size = 0
    for work in works:
        batch.append(work)
        size += work.size
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
