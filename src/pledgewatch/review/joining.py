"""Keep which organisations people said are one, and which are two; apply it to what the letters gave.

A merge lays an organisation into another; a split takes documents out of an organisation into one of their own. Both
are decisions like others: added, never changed, and they can be taken back. All of them are applied at every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.errors import UsageError
from pledgewatch.model.identity import DocumentId, OrganisationId, short_digest
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.review.book import Clock, checked_name, checked_text, open_book, take_back, utc_now

__all__ = ["Joining", "Joinings", "joined"]

_COLUMNS = "id, verb, organisation, other, documents, said, decided_by, why, decided_at"


class Joining(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decided about who is who.

    `merge`: `organisation` is taken for `other` and goes into it. `split`: `documents` are taken out of `organisation`
    and pledge for `other`, an organisation that this makes; `said` is its name. `undone` tells who took it back.
    """

    number: int
    verb: Literal["merge", "split"]
    organisation: OrganisationId
    other: OrganisationId
    documents: tuple[DocumentId, ...] = ()
    said: str = ""
    by: str
    why: str
    when: str
    undone: str = ""


class Joinings:
    """The merges and splits of one desk, in the file of its decisions."""

    def __init__(self, path: Path, clock: Clock = utc_now) -> None:
        self.path = path
        self._clock = clock

    def merge(self, one: Organisation, into: Organisation, *, by: str, why: str = "") -> None:
        """Say that an organisation is the same as another, and is to be shown under the other's name.

        Raises:
            UsageError: they are the same already, or nobody decides.
        """
        if one.id == into.id:
            raise UsageError("An organisation cannot be merged with itself.", next_step="choose another.")
        self._add("merge", one.id, into.id, (), f"{one.name} → {into.name}", by, why)

    def split(
        self, organisation: Organisation, documents: Sequence[DocumentId], name: str, *, by: str, why: str = ""
    ) -> None:
        """Say that some of an organisation's documents are of another one, and what that is called.

        Raises:
            UsageError: no document or no name is given, or nobody decides.
        """
        if not documents or not name.strip():
            raise UsageError(
                "Splitting needs documents and a name.", next_step="choose the documents that are not its own."
            )
        called = checked_name(name)
        other = OrganisationId("o" + short_digest("split", organisation.id, called, *sorted(documents)))
        self._add("split", organisation.id, other, tuple(sorted(documents)), called, by, why)

    def undo(self, number: int, *, by: str) -> None:
        """Take back a merge or a split.

        Raises:
            UsageError: there is none of this number, or it was taken back already.
        """
        name = checked_name(by)
        standing = {one.number for one in self.all() if not one.undone}
        if number not in standing:
            raise UsageError("This was taken back already.", next_step="look at the list again.")
        with open_book(self.path) as book:
            take_back(book, "joining", [number], by=name, when=self._clock())

    def all(self) -> list[Joining]:
        """Return every merge and split, oldest first, those taken back too."""
        if not self.path.exists():
            return []
        with open_book(self.path) as book:
            rows = book.execute(f"SELECT {_COLUMNS} FROM joinings ORDER BY id").fetchall()  # noqa: S608
            undone = dict(book.execute("SELECT number, undone_by FROM undone WHERE what = 'joining'").fetchall())
        return [_read(row, undone.get(row[0], "")) for row in rows]

    def standing(self) -> list[Joining]:
        """Return those that were not taken back, oldest first."""
        return [one for one in self.all() if not one.undone]

    def _add(
        self,
        verb: str,
        organisation: OrganisationId,
        other: OrganisationId,
        documents: tuple[DocumentId, ...],
        said: str,
        by: str,
        why: str,
    ) -> None:
        values = (verb, organisation, other, msgspec.json.encode(documents).decode(), said)
        with open_book(self.path) as book:
            book.execute(
                "INSERT INTO joinings (verb, organisation, other, documents, said, decided_by, why, decided_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, checked_name(by), checked_text(why.strip()), self._clock()),
            )


def _read(row: Sequence[str], undone: str) -> Joining:
    names = ("number", "verb", "organisation", "other", "documents", "said", "by", "why", "when")
    values = dict(zip(names, row, strict=True)) | {"documents": msgspec.json.decode(row[4]), "undone": undone}
    return msgspec.convert(values, Joining)


def joined(
    organisations: Iterable[Organisation], pledges: Iterable[Pledge], joinings: Iterable[Joining]
) -> tuple[tuple[Organisation, ...], tuple[Pledge, ...]]:
    """Apply merges and splits, in the order in which they were decided, to what the letters gave.

    What names an organisation that no letter gives any more is passed over; it counts again when the letter is back.
    """
    known = {one.id: one for one in organisations}
    held = {pledge.document: pledge for pledge in pledges}
    for joining in joinings:
        if joining.verb == "merge":
            _merge(known, held, joining)
        else:
            _split(known, held, joining)
    return tuple(known[key] for key in sorted(known)), tuple(held[key] for key in sorted(held))


def _merge(known: dict[OrganisationId, Organisation], held: dict[DocumentId, Pledge], joining: Joining) -> None:
    one, into = known.get(joining.organisation), known.get(joining.other)
    if one is None or into is None or one is into:
        return
    del known[one.id]
    known[into.id] = msgspec.structs.replace(
        into,
        names=tuple(sorted({*into.names, *one.names})),
        country=into.country or one.country,
        identifiers=one.identifiers | into.identifiers,
    )
    for document, pledge in held.items():
        if pledge.organisation == one.id:
            held[document] = msgspec.structs.replace(pledge, organisation=into.id)


def _split(known: dict[OrganisationId, Organisation], held: dict[DocumentId, Pledge], joining: Joining) -> None:
    whole = known.get(joining.organisation)
    mine = [d for d in joining.documents if d in held and held[d].organisation == joining.organisation]
    if whole is None or not mine:
        return
    known[joining.other] = Organisation(
        id=joining.other, name=joining.said, names=(joining.said,), country=whole.country
    )
    for document in mine:
        held[document] = msgspec.structs.replace(held[document], organisation=joining.other)
    if not any(pledge.organisation == whole.id for pledge in held.values()):
        del known[whole.id]
