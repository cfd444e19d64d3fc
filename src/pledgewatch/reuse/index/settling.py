"""Settle neighbourhoods of an index again, as little of each as changed.

A small neighbourhood is settled whole. Of a large one those who are read closely are settled each time (they are some
hundred, whatever its size); the others keep their copies as long as the same forms come of it, and only who arrived is
laid beside them. Who fits no form is settled among their like, as a corpus of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pledgewatch.model.document import Document
from pledgewatch.reuse.bodies import read_bodies
from pledgewatch.reuse.find import families_among
from pledgewatch.reuse.index.departed import departed
from pledgewatch.reuse.index.packing import pack_form, pack_tally, unpack_tally
from pledgewatch.reuse.index.store import HomeRow, Store, UnitRow, own_number
from pledgewatch.reuse.neighbours import ALIKE, FIRST, LARGE, MOST_UNLIKE
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found, Settled, Tally, lay_beside, settle
from pledgewatch.reuse.vocabulary import Vocabulary

__all__ = ["Settler"]

_LAID = 512


class Settler:
    """Settle neighbourhoods of a store with given forms (texts by id) and settings."""

    def __init__(self, store: Store, forms: Mapping[str, str], settings: ReuseSettings) -> None:
        self.store, self.forms, self.settings = store, forms, settings

    def settle(self, home: int, arrived: Iterable[int]) -> None:
        """Bring one neighbourhood up to date; `arrived` are units that came to it, or got a document, since."""
        size = self.store.count("home", home)
        if size <= LARGE:
            self.store.forget(home)
            rows = self.store.members(home)
            if sum(row.copies for row in rows) > 1:
                read = self._read(rows)
                self._write(home, self._settled(read), read.numbers)
            return
        self._settle_large(home, size, set(arrived))

    def _settle_large(self, home: int, size: int, arrived: set[int]) -> None:
        close = self._close(home, size)
        read = self._read(list(self.store.units(close).values()))
        settled = self._settled(read)
        digest = hashlib.sha256(b"".join(map(pack_form, settled.forms))).digest()
        was = self.store.home(home)
        if was is None or was.forms != digest or (close - was.close) - arrived:
            self.store.forget(home)
            arrived, left = {row.unit for row in self.store.members(home)}, set[int]()
        else:
            arrived, left = arrived | (was.close - close), was.left - close
            self.store.forget_copies(close)
        others = self._lay(home, sorted(arrived - close), settled.forms)
        self._write(home, settled, read.numbers, others.tallies)
        left |= {read.units[unit].unit for unit in settled.left} | others.left
        if was is None or left != was.left or was.forms != digest:
            self._settle_left(home, left)
        self.store.write_home(HomeRow(home, frozenset(close), digest, frozenset(left)))

    def _close(self, home: int, size: int) -> set[int]:
        """Return who is read closely, of a large neighbourhood."""
        first = self.store.members(home, limit=FIRST)
        unlike = self.store.members(home, f"AND share < {ALIKE}", MOST_UNLIKE)
        forms = self.store.members(home, "AND form IS NOT NULL")
        return {row.unit for row in (*first, *unlike, *forms)} | departed(self.store, home, size)

    def _read(self, rows: Sequence[UnitRow]) -> _Read:
        ordered = sorted(rows, key=lambda row: row.key)
        units = [row for row in ordered if row.form is None]
        documents = self.store.documents([row.unit for row in units])
        forms = {row.form: self.forms[row.form] for row in ordered if row.form is not None}
        return _Read(units, documents, dict(sorted(forms.items())))

    def _settled(self, read: _Read) -> Settled:
        vocabulary = Vocabulary()
        bodies = iter(read_bodies([one for same in read.documents for _, one in same], vocabulary))
        units = [[next(bodies) for _ in same] for same in read.documents]
        return settle(units, read.forms, vocabulary, self.settings)

    def _lay(self, home: int, units: Sequence[int], forms: Sequence[Found]) -> _Others:
        """Lay units beside the forms, and add what was counted of them to what was counted of the others before."""
        tallies = [unpack_tally(form.plan, self.store.others(form.name)) for form in forms]
        left: set[int] = set()
        for at in range(0, len(units), _LAID):
            part = units[at : at + _LAID]
            numbered = [
                (unit, number, document)
                for unit, same in zip(part, self.store.documents(part), strict=True)
                for number, document in same
                if not self.store.has_copy(number)
            ]
            vocabulary = Vocabulary()
            bodies = read_bodies([document for _, _, document in numbered], vocabulary)
            laid = lay_beside(bodies, forms, vocabulary, self.settings)
            numbers = {document.id: number for _, number, document in numbered}
            self.store.write_copies(home, ((numbers[copy.document], copy) for _, copy in laid.copies))
            left.update(numbered[one][0] for one in laid.left)
            for ours, theirs in zip(tallies, laid.tallies, strict=True):
                ours.merge(theirs)
        return _Others(tallies, left)

    def _write(
        self, home: int, settled: Settled, numbers: Mapping[str, int], others: Sequence[Tally] | None = None
    ) -> None:
        self.store.write_copies(home, ((numbers[copy.document], copy) for _, copy in settled.copies))
        rest = others or [Tally(form.plan) for form in settled.forms]
        self._write_families(home, zip(settled.forms, settled.tallies, rest, strict=True))

    def _write_families(self, home: int, found: Iterable[tuple[Found, Tally, Tally]]) -> None:
        rows = ((form.name, pack_form(form), pack_tally(close), pack_tally(others)) for form, close, others in found)
        self.store.write_families(home, rows)

    def _settle_left(self, home: int, left: Iterable[int]) -> None:
        """Settle who fits no form as a corpus of their own, under a number that no neighbourhood has."""
        own = own_number(home)
        self.store.forget_own(own)
        pairs = [pair for same in self.store.documents(sorted(left)) for pair in same]
        if len(pairs) < 2:
            return
        numbers = {document.id: number for number, document in pairs}
        found = families_among([document for _, document in pairs], self.settings)
        self.store.write_copies(own, ((numbers[copy.document], copy) for copy in found.copies))
        self._write_families(own, ((form, tally, Tally(form.plan)) for form, tally in found.forms))


class _Read(NamedTuple):
    """Units in the order of their keys, the numbered documents of each, registered forms."""

    units: list[UnitRow]
    documents: list[list[tuple[int, Document]]]
    forms: dict[str, str]

    @property
    def numbers(self) -> dict[str, int]:
        """Return the documents' numbers by id."""
        return {document.id: number for same in self.documents for number, document in same}


class _Others(NamedTuple):
    """What was counted of those who are not read closely, and the units of them that fit no form."""

    tallies: list[Tally]
    left: set[int]
