"""Settle neighbourhoods of an index again, as little of each as changed.

A small neighbourhood is settled whole. Of a large one those who are read closely are settled when they are others than
before (they are some hundred, whatever its size); the others keep their copies as long as the same forms come of it,
and only who arrived is laid beside them. Who fits no form is settled among their like, as a corpus of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from pledgewatch.engine.local import Local
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy
from pledgewatch.reuse.bodies import read_bodies
from pledgewatch.reuse.find import InMemory
from pledgewatch.reuse.index.departed import departed
from pledgewatch.reuse.index.packing import pack_form, pack_tally, unpack_form, unpack_tally
from pledgewatch.reuse.index.store import HomeRow, Store, UnitRow, left_number
from pledgewatch.reuse.neighbours import ALIKE, FIRST, LARGE, MANY, MOST_UNLIKE
from pledgewatch.reuse.plan import COPIES, ROUNDS, Rounds, Task
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found, Settled, Tally, lay_beside, settle
from pledgewatch.reuse.survey import survey
from pledgewatch.reuse.vocabulary import shared_vocabulary

__all__ = ["Settler"]

_LAID = 512


class Settler:
    """Settle neighbourhoods of a store with given forms (texts by id) and settings."""

    def __init__(self, store: Store, forms: Mapping[str, str], settings: ReuseSettings) -> None:
        self.store, self.forms, self.settings = store, forms, settings

    def settle(self, home: int, arrived: Iterable[int]) -> None:
        """Bring one neighbourhood up to date; `arrived` are units that came to it, or got a document, since."""
        units, documents = self.store.size(home)
        if units > LARGE or documents > MANY:
            self._settle_large(home, units, set(arrived))
            return
        self.store.forget(home)
        if documents > 1:
            read = self._read(self.store.members(home))
            self._write(home, self._settled(read), read.numbers)

    def _settle_large(self, home: int, units: int, arrived: set[int]) -> None:
        close = self._close(home, units)
        was = self.store.home(home)
        if was is not None and was.close == close and arrived.isdisjoint(close):
            self._lay_arrived(was, arrived)
            return
        rows = list(self.store.units(close).values())
        read = self._read(rows, COPIES)
        settled = self._settled(read)
        digest = hashlib.sha256(b"".join(map(pack_form, settled.forms))).digest()
        crowded = any(row.copies > COPIES for row in rows if row.unit in arrived)
        kept = was is not None and was.forms == digest and not crowded and (close - was.close) <= arrived
        if was is None or not kept:
            self.store.forget(home)
            # Where close reading found no form, the others are let be.
            arrived = {row.unit for row in self.store.members(home)} if settled.forms else set()
            left = set[int]()
        elif not settled.forms:
            arrived, left = set(), set[int]()
        else:
            # Who is read closely no more is counted with the others from now on.
            gone = was.close - close
            arrived, left = arrived | gone, set(was.left - close - gone)
            again = (number for same in self.store.documents(gone) for number, _ in same)
            self.store.forget_copies([*read.numbers.values(), *again])
        others = self._lay(home, sorted(arrived), set(read.numbers.values()), settled.forms)
        self._write(home, settled, read.numbers, others.tallies)
        if settled.forms:
            left |= {read.units[unit].unit for unit in settled.left} | others.left
        # A further copy of a letter that fits no form is news too: two copies of one are a family.
        if was is None or not kept or left != was.left or not left.isdisjoint(arrived):
            self._settle_left(home, left)
        self.store.write_home(HomeRow(home, frozenset(close), digest, frozenset(left)))

    def _lay_arrived(self, was: HomeRow, arrived: set[int]) -> None:
        """Lay who arrived beside the forms that were found: whom these were found of is the same, so they are too."""
        forms = [unpack_form(data) for data in self.store.forms(was.home)] if arrived else []
        if not forms:
            return
        others = self._lay(was.home, sorted(arrived), set(), forms)
        self.store.write_others((form.name, pack_tally(one)) for form, one in zip(forms, others.tallies, strict=True))
        if others.left:
            left = was.left | others.left
            self._settle_left(was.home, left)
            self.store.write_home(was._replace(left=left))

    def _close(self, home: int, units: int) -> set[int]:
        """Return who is read closely, of a large neighbourhood."""
        if units <= LARGE:
            return {row.unit for row in self.store.members(home)}
        first = self.store.members(home, limit=FIRST)
        unlike = self.store.members(home, f"AND share < {ALIKE}", MOST_UNLIKE)
        forms = self.store.members(home, "AND form IS NOT NULL")
        return {row.unit for row in (*first, *unlike, *forms)} | departed(self.store, home, units)

    def _read(self, rows: Sequence[UnitRow], copies: int | None = None) -> _Read:
        ordered = sorted(rows, key=lambda row: row.key)
        units = [row for row in ordered if row.form is None]
        documents = [same[:copies] for same in self.store.documents(row.unit for row in units)]
        forms = {row.form: self.forms[row.form] for row in ordered if row.form is not None}
        return _Read(units, documents, dict(sorted(forms.items())))

    def _settled(self, read: _Read) -> Settled:
        vocabulary = shared_vocabulary()
        bodies = iter(read_bodies([one for same in read.documents for _, one in same], vocabulary))
        units = [sorted((next(bodies) for _ in same), key=lambda body: body.id) for same in read.documents]
        return settle(units, read.forms, vocabulary, self.settings)

    def _lay(self, home: int, units: Sequence[int], close: set[int], forms: Sequence[Found]) -> _Others:
        """Lay documents beside the forms that are not read closely and have no copy; add what is counted of them."""
        tallies = [unpack_tally(form.plan, self.store.others(form.name)) for form in forms]
        left: set[int] = set()
        for at in range(0, len(units), _LAID):
            part = units[at : at + _LAID]
            numbered = [
                (unit, number, document)
                for unit, same in zip(part, self.store.documents(part), strict=True)
                for number, document in same
                if number not in close and not self.store.has_copy(number)
            ]
            vocabulary = shared_vocabulary()
            bodies = read_bodies([document for _, _, document in numbered], vocabulary)
            laid = lay_beside(bodies, forms, vocabulary, self.settings)
            numbers = {document.id: number for _, number, document in numbered}
            self.store.write_copies(home, _numbered([copy for _, copy in laid.copies], numbers))
            left.update(numbered[one][0] for one in laid.left)
            for ours, theirs in zip(tallies, laid.tallies, strict=True):
                ours.merge(theirs)
        return _Others(tallies, left)

    def _write(
        self, home: int, settled: Settled, numbers: Mapping[DocumentId, int], others: Sequence[Tally] | None = None
    ) -> None:
        self.store.write_copies(home, _numbered([copy for _, copy in settled.copies], numbers))
        rest = others if others is not None else [Tally(form.plan) for form in settled.forms]
        pairs = zip(settled.forms, settled.tallies, rest, strict=True)
        rows = [(form.name, pack_form(form), pack_tally(close), pack_tally(more)) for form, close, more in pairs]
        self.store.write_families(home, rows)

    def _settle_left(self, home: int, left: Iterable[int]) -> None:
        """Settle who fits no form as a corpus of their own."""
        self.store.forget_left(home)
        pairs = [pair for same in self.store.documents(sorted(left)) for pair in same]
        numbers = {document.id: number for number, document in pairs}
        engine = Local(workers=1)
        documents = engine.scan(InMemory(sorted((document for _, document in pairs), key=lambda one: one.id)))
        copies: list[Copy] = []
        found = Rounds(engine, documents, Task({}, self.settings, list), copies.extend)
        found.settle(survey(engine, documents, {}), ROUNDS - 1)
        self.store.write_copies(left_number(home), _numbered(copies, numbers))
        rows = [(form.name, pack_form(form), msgspec.json.encode(family)) for form, family in found.families]
        self.store.write_left_families(home, rows)


def _numbered(copies: Iterable[Copy], numbers: Mapping[DocumentId, int]) -> list[tuple[int, Copy]]:
    return [(numbers[copy.document], copy) for copy in copies]


class _Read(NamedTuple):
    """Units in the order of their keys, the numbered documents of each that are read, registered forms."""

    units: list[UnitRow]
    documents: list[list[tuple[int, Document]]]
    forms: dict[str, str]

    @property
    def numbers(self) -> dict[DocumentId, int]:
        """Return the documents' numbers by id."""
        return {document.id: number for same in self.documents for number, document in same}


class _Others(NamedTuple):
    """What was counted of those who are not read closely, and the units of them that fit no form."""

    tallies: list[Tally]
    left: set[int]
