"""Put together what the record holds of one listed organisation, as of a day, each thing with its source.

Listings with how they stood on the day and by which notice; under which other names it is known and by whose word; why
entries of several lists are read as one organisation; who belongs to whom, where a source says so; what was said of it;
whether it takes part in the Compact. Only the listings say that anybody is restricted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.participation import Participation
from pledgewatch.model.record import Listing, Searched, Statement
from pledgewatch.model.relation import Relation
from pledgewatch.record.bridging import Bridge, find_bridges
from pledgewatch.record.entities import ListedEntity, listed_entities
from pledgewatch.record.history import History
from pledgewatch.record.holdings import Record
from pledgewatch.record.name_pairs import NamePair
from pledgewatch.record.names import read_name
from pledgewatch.record.participants import Found, ParticipantIndex, find_participant
from pledgewatch.record.relating import Relating
from pledgewatch.record.relations import relations_in

__all__ = ["Dossier", "Dossiers", "Stood", "dossier_line"]


class Stood(msgspec.Struct, frozen=True):
    """A listing, and in words how it stood on the day that was asked about."""

    listing: Listing
    words: str


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """What is held of one organisation; `searched` is what an absence would rest upon."""

    entity: ListedEntity
    on: str
    listings: tuple[Stood, ...]
    other_names: tuple[Bridge, ...]
    relations: tuple[Relation, ...]
    statements: tuple[Statement, ...]
    participations: tuple[Found, ...]
    searched: tuple[Searched, ...]


class Dossiers:
    """Make dossiers from all that a desk holds."""

    def __init__(
        self,
        record: Record,
        pairs: Sequence[NamePair] = (),
        relations: Sequence[Relation] = (),
        participations: Sequence[Participation] = (),
    ) -> None:
        self.record = record
        self.history = History(record.sightings)
        self.entities = {one.id: one for one in listed_entities(record.listings)}
        self._listings = record.by_id()
        self._bridges: dict[int, list[Bridge]] = {}
        for bridge in find_bridges(pairs, tuple(self.entities.values())):
            self._bridges.setdefault(bridge.entity, []).append(bridge)
        self._numbers = {entity: number for number, entity in enumerate(self.entities)}
        self._relating = Relating(relations, pairs)
        self._identified: dict[tuple[str, str], set[str]] = {}
        for pair in pairs if relations else ():
            if pair.identifier:
                for name in (pair.name, pair.other_name):
                    self._identified.setdefault((name, pair.citation), set()).add(pair.identifier)
        self._participants = ParticipantIndex(participations)

    def of(self, entity_id: str, on: PartialDate) -> Dossier | None:
        """Return the dossier of a listed organisation, or of the one that has a listing of that id; None if none."""
        entity = self.entities.get(entity_id) or next(
            (one for one in self.entities.values() if entity_id in one.listings), None
        )
        if entity is None:
            return None
        listings = [self._listings[one] for one in entity.listings]
        bridges = tuple(self._bridges.get(self._numbers[entity.id], ()))
        names = (*entity.names, *(bridge.name for bridge in bridges))
        rows = sorted(listings, key=lambda one: (one.start_date or "9999", one.list, one.row_number))
        return Dossier(
            entity=entity,
            on=str(on),
            listings=tuple(Stood(one, self.history.in_words(one, on)) for one in rows),
            other_names=bridges,
            relations=tuple(self._related(entity, listings, bridges)),
            statements=tuple(_said(names, self.record.statements)),
            participations=find_participant(names, ";".join(entity.countries), self._participants),
            searched=self.record.searched,
        )

    def _related(
        self, entity: ListedEntity, listings: Iterable[Listing], bridges: Iterable[Bridge]
    ) -> Iterator[Relation]:
        """Yield what lists state in its entries, and what relation files say of its identifiers and names.

        An identifier may be the list's, or that of a crosswalk's pair that gives it another name.
        """
        yield from dict.fromkeys(relations_in(listings))
        identifiers = {f"{scheme}:{value}" for scheme, value in entity.identifiers}
        identifiers.update(*(self._identified.get((one.name, one.citation), ()) for one in bridges))
        yield from self._relating.of(entity.names, sorted(identifiers))


def _said(names: Iterable[str], statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield the statements of a company that bears one of the names; what is said of a state is said of no company."""
    keys = {read_name(name).key or read_name(name).native for name in names} - {""}
    for one in statements:
        own = {read_name(name).key or read_name(name).native for name in (one.of, *one.names)}
        if one.of_kind == "company" and own & keys:
            yield one


def dossier_line(dossier: Dossier) -> dict[str, Any]:
    """Return the line that `pledgewatch record show --json` prints."""
    entity = dossier.entity
    return {
        "type": "dossier",
        "entity": entity.id,
        "name": entity.name,
        "names": list(entity.names),
        "countries": list(entity.countries),
        "identifiers": dict(entity.identifiers),
        "one_organisation_because": list(entity.why),
        "on": dossier.on,
        "listings": [{"standing": one.words, **msgspec.to_builtins(one.listing)} for one in dossier.listings],
        "other_names": [{"name": one.name, "of": one.listed, "citation": one.citation} for one in dossier.other_names],
        "relations": [msgspec.to_builtins(one) for one in dossier.relations],
        "statements": [msgspec.to_builtins(one) for one in dossier.statements],
        "participations": [
            {"why": found.why, **msgspec.to_builtins(found.participation)} for found in dossier.participations
        ],
        "searched": [{"list": one.list, "snapshot": one.snapshot, "as_of": one.as_of} for one in dossier.searched],
    }
