"""Survey a corpus: which documents lie in one neighbourhood, as pieces of work that can be done apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.reuse.backbone import FORM_SLOT
from pledgewatch.reuse.neighbours import Neighbourhood, Units, distinct_units, neighbourhoods
from pledgewatch.reuse.sketch import Sketches, joined, sketch
from pledgewatch.reuse.tokens import BLANK
from pledgewatch.reuse.words import read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Survey", "Work", "batches", "survey"]

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


class Survey(NamedTuple):
    """The distinct bodies of a corpus; units from `documents` on are registered forms, `forms` their ids."""

    units: Units
    documents: int
    forms: tuple[str, ...]

    def work(self, among: NDArray[np.int64] | None = None) -> Iterator[Work]:
        """Yield the neighbourhoods in which there is something to find, of all units or of some."""
        sketches = self.units.sketches if among is None else _only(self.units.sketches, among)
        for one in neighbourhoods(sketches):
            if among is not None:
                one = Neighbourhood(*(tuple(among[list(part)].tolist()) for part in one))
            work = self._piece(one)
            if len(work.close) + len(work.others) + len(work.forms) > 1 or work.size > 1:
                yield work

    def _piece(self, one: Neighbourhood) -> Work:
        close = [self._members(unit) for unit in one.close]
        others = [self._members(unit) for unit in one.others]
        forms = [same[0] - self.documents for same in (*close, *others) if same[0] >= self.documents]
        return Work(
            tuple(same for same in close if same[0] < self.documents),
            tuple(same for same in others if same[0] < self.documents),
            tuple(self.forms[at] for at in sorted(forms)),
        )

    def _members(self, unit: int) -> tuple[int, ...]:
        low, high = self.units.first[unit], self.units.first[unit + 1]
        return tuple(self.units.documents[low:high].tolist())

    def unit_of(self) -> NDArray[np.int64]:
        """Return the unit of each document, -1 for an empty one."""
        import numpy as np

        out = np.full(self.documents + len(self.forms), -1, dtype=np.int64)
        out[self.units.documents] = np.repeat(np.arange(len(self.units.first) - 1), np.diff(self.units.first))
        return out


def survey(parts: Sequence[Sketches], forms: Mapping[str, str]) -> Survey:
    """Put together the sketches of a corpus, in the order of its documents, and the registered forms by id."""
    names = tuple(sorted(forms))
    documents = sum(len(part.sizes) for part in parts)
    marked = [FORM_SLOT.sub(f" {BLANK} ", forms[name]) for name in names]
    known = sketch(read_words(marked)) if marked else None
    if known is not None:
        # A form is no document: one who signs it unchanged must not be taken for the form itself.
        known.keys[:, 0] ^= _numbers(names)
    return Survey(distinct_units(joined([*parts, *([known] if known else [])])), documents, names)


def _numbers(names: Iterable[str]) -> NDArray[np.uint64]:
    import numpy as np

    digests = [hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in names]
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def _only(sketches: Sketches, among: NDArray[np.int64]) -> Sketches:
    import numpy as np

    number = np.full(len(sketches.sizes), -1, dtype=np.int64)
    number[among] = np.arange(len(among))
    owners = number[sketches.owners]
    kept = owners >= 0
    return Sketches(sketches.shingles[kept], owners[kept], sketches.sizes[among], sketches.keys[among])


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
