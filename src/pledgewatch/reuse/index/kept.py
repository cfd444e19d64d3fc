"""Keep the families of a corpus up to date as documents are added, at a cost in proportion to what is added.

What is found is what a run from scratch would find: both place units by the same rules, and settle neighbourhoods by
the same functions; a test holds the two to each other. Documents are never taken out: make the index anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from types import TracebackType

import msgspec

from pledgewatch.engine.batches import Batch
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId, digest
from pledgewatch.model.reuse import Copy, Family, Form, Single
from pledgewatch.reuse.find import Reuse
from pledgewatch.reuse.finish import finished_copies, finished_families
from pledgewatch.reuse.forms import letter_body
from pledgewatch.reuse.index.build import place_all
from pledgewatch.reuse.index.packing import unpack_form, unpack_tally
from pledgewatch.reuse.index.place import Sketch, place
from pledgewatch.reuse.index.settling import Settler
from pledgewatch.reuse.index.store import Store, stamp_of
from pledgewatch.reuse.passages import RARITY_SAMPLE
from pledgewatch.reuse.placeholders import placeholders
from pledgewatch.reuse.seconds import Asked, FormIndex, Seconds, asked_of, second_copies
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found, family_of
from pledgewatch.reuse.sketch import sketches
from pledgewatch.reuse.substance import Rarity
from pledgewatch.reuse.survey import sketched_forms
from pledgewatch.reuse.units import sketched_rows

__all__ = ["ReuseIndex"]

_DEFAULTS = ReuseSettings()
VERSION = "3"
_FEW, _MANY = 20, 2_000
"""Documents from which on an index is made as a whole: placing one by one costs some milliseconds each."""
_FAMILY = msgspec.json.Decoder(Family)


class ReuseIndex:
    """The families of a corpus in one file, `reuse.db` of a folder.

    `made_from` says of what an index was made beside the documents: another version, other settings or forms find
    other families, so that such an index is begun anew when it is opened. `workers` make an index of many documents, 0
    stands for all cores; more than one only where the caller holds no threads, for they are forked.
    """

    def __init__(
        self, folder: Path, forms: Sequence[Form] = (), settings: ReuseSettings = _DEFAULTS, workers: int = 1
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.forms = {form.id: letter_body(form.text) for form in sorted(forms, key=lambda form: form.id)}
        self.settings = settings
        self.workers = workers
        encoded = (msgspec.json.encode(one).decode() for one in (settings, self.forms))
        made_from = digest(["index", VERSION, *encoded])
        self._path = folder / "reuse.db"
        self._made_from = made_from
        self.store = Store(self._path)
        if self.store.meta("made_from") != made_from:
            self.store.close()
            _remove(self._path)
            self.store = Store(self._path)
            with self.store:
                self.store.note("made_from", made_from)
                self._place_forms()

    def __enter__(self) -> ReuseIndex:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.store.close()

    def _place_forms(self) -> None:
        if self.forms:
            names = sorted(self.forms)
            for name, sketch in zip(names, _rows(sketched_forms(self.forms)), strict=True):
                place(self.store, sketch, form=name)

    def add(self, documents: Iterable[Document]) -> list[Copy | None]:
        """Add documents, those left out that are in the index; return each one's copy, None where it has none.

        All or nothing: what is killed in the middle leaves the index as it was. An empty index to which thousands are
        given is made at once, in several processes, and tells of no copies: ask `copy` for them.
        """
        rest = iter(documents)
        given = list(islice(rest, _MANY))
        if len(given) == _MANY and not self.store.last_number():
            self._build(chain(given, rest))
            return []
        given += rest
        with self.store:
            new = list({one.id: one for one in given if not self.store.has(one.id)}.values())
            self._settle(*self._placed(new))
        return [self.store.copy(one.id) for one in given]

    def hold(self, documents: Sequence[Document]) -> None:
        """Bring the index to exactly these documents: add what is new; begin anew where one is gone or changed.

        Where more than one in a hundred is new, beginning anew costs less than adding them one by one.
        """
        known = self.store.stamps()
        same = sum(known.get(one.id) == stamp_of(one) for one in documents)
        new = [one for one in documents if one.id not in known]
        if same < len(known) or len(new) > max(_FEW, len(documents) // 100):
            self._build(documents)
        else:
            self.add(new)

    def _build(self, documents: Iterable[Document]) -> None:
        """Make the whole index beside the empty one, and put it in its place."""
        path = self._path.with_suffix(".new")
        _remove(path)
        store = Store(path, building=True)
        with store:
            store.note("made_from", self._made_from)
        place_all(store, path, documents, self.forms, self.workers)
        with store:
            settler = Settler(store, self.forms, self.settings)
            for home in store.homes():
                settler.settle(home, ())
        store.close()
        self.store.close()
        _remove(self._path)
        path.replace(self._path)
        self.store = Store(self._path)

    def _placed(self, documents: Sequence[Document]) -> tuple[set[int], set[int]]:
        """Place documents; return the neighbourhoods that changed, and the documents' units."""
        homes: set[int] = set()
        units: set[int] = set()
        for document, sketch in zip(documents, _sketched(documents), strict=True):
            if not sketch.words:
                self.store.add_document(document, None)
                continue
            unit, touched = place(self.store, sketch)
            self.store.add_document(document, unit)
            homes |= touched
            units.add(unit)
        return homes, units

    def _settle(self, homes: set[int], units: set[int]) -> None:
        settler = Settler(self.store, self.forms, self.settings)
        arrived: dict[int, set[int]] = {}
        for row in self.store.units(units).values():
            arrived.setdefault(row.home, set()).add(row.unit)
        for home in sorted(homes | set(arrived)):
            if self.store.count("home", home):
                settler.settle(home, arrived.get(home, ()))
            else:
                self.store.forget(home)

    def copy(self, document: str) -> Copy | None:
        """Return a document's primary copy, None where it has none."""
        return self.store.copy(document)

    def result(self) -> Reuse:
        """Return all families, copies and singles, as `find_families` of all documents does."""
        found = [
            *self._families(),
            *((unpack_form(form), _FAMILY.decode(data)) for form, data in self.store.left_families()),
        ]
        primary = {copy.document: copy for copy in self.store.copies()}
        documents = list(self.store.all_documents())
        seconds = dict(self._seconds(documents, primary, FormIndex(form for form, _ in found)))
        copies = sorted(
            finished_copies(primary.values(), seconds), key=lambda copy: (copy.document, not copy.primary, copy.family)
        )
        singles = [one for one in documents if one.id not in primary]
        rarity = Rarity(one.body.of(one.text) for one in self.store.some_documents(RARITY_SAMPLE))
        return Reuse(
            families=finished_families(found, self.forms, self.settings, rarity),
            copies=tuple(copies),
            singles=tuple(Single(document=one.id, unfilled=placeholders(one.text, one.body)) for one in singles),
        )

    def _families(self) -> Iterator[tuple[Found, Family]]:
        for data, close, others, members in self.store.families():
            form = unpack_form(data)
            tally = unpack_tally(form.plan, close)
            tally.merge(unpack_tally(form.plan, others))
            tally.names = [DocumentId(name) for name in members]
            yield form, family_of(form, tally)

    def _seconds(
        self, documents: Sequence[Document], primary: Mapping[DocumentId, Copy], forms: FormIndex
    ) -> Iterator[tuple[DocumentId, Seconds]]:
        pairs = [
            (one, asked_of(primary[one.id], self.settings) if one.id in primary else Asked(None, ()))
            for one in documents
        ]
        asked = [(one, left) for one, left in pairs if left is not None]
        texts = [one for one, _ in asked]
        for one, found in zip(
            texts, second_copies(texts, [left for _, left in asked], forms, self.settings), strict=True
        ):
            if found.copies:
                yield one.id, found


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sketched(documents: Sequence[Document]) -> Iterator[Sketch]:
    for part in sketches(documents):
        yield from _rows(sketched_rows(part))


def _rows(batch: Batch) -> Iterator[Sketch]:
    """Yield the sketches of a batch in its order."""
    shingles = batch["shingles"]
    bounds = shingles.first.tolist()
    halves = (batch[name].tolist() for name in ("key0", "key1"))
    keys = [high.to_bytes(8, "big") + low.to_bytes(8, "big") for high, low in zip(*halves, strict=True)]
    for at, (key, words) in enumerate(zip(keys, batch["words"].tolist(), strict=True)):
        yield Sketch(key, words, shingles.values[bounds[at] : bounds[at + 1]])
