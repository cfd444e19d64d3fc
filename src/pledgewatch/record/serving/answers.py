"""Answer names, entities and suggestions from one record that is loaded once; knows nothing of HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.record import Listing, Match, Screening
from pledgewatch.record.dossier import Dossiers, dossier_line
from pledgewatch.record.entities import ListedEntity
from pledgewatch.record.history import History
from pledgewatch.record.name_pairs import NamePair
from pledgewatch.record.names import read_name
from pledgewatch.record.screening import Screener

__all__ = ["PROPERTIES", "Answers"]

PROPERTIES = {
    "listings": "Listings, with how each stood",
    "authorities": "Who restricts it",
    "grounds": "Grounds, as the lists give them",
    "since": "Since when",
    "countries": "Countries",
    "identifiers": "Identifiers",
    "names": "Names in the lists",
    "lists": "Lists",
    "sources": "Sources",
}
"""What can be asked of a listed organisation, by id, as people read it."""


class Answers:
    """Hold a record ready: the index of names, the organisations, how each listing stood on the day of the record."""

    def __init__(self, dossiers: Dossiers, pairs: Sequence[NamePair], on: PartialDate | None) -> None:
        self.dossiers = dossiers
        self.on = on
        self.record = dossiers.record
        self.screener = Screener(self.record, pairs)
        self._listings = self.record.by_id()
        self._history = History(self.record.sightings)
        self._by_start: list[tuple[str, str]] = sorted(
            (name.casefold(), entity.id) for entity in dossiers.entities.values() for name in entity.names
        )

    def screen(self, name: str, country: str, identifiers: Mapping[str, str], on: PartialDate | None) -> Screening:
        """Answer for a name."""
        return self.screener.screen(name, country=country, on=on or self.on, identifiers=identifiers)

    def listings_of(self, match: Match) -> list[Listing]:
        """Return the listings of a match."""
        return [self._listings[one] for one in match.listings if one in self._listings]

    def in_short(self, listings: Iterable[Listing]) -> str:
        """Say in one line who names the organisation and how each listing stands."""
        said = (f"{one.instrument or one.list} ({self._stood(one)})" for one in listings)
        return "; ".join(dict.fromkeys(said))[:400]

    def _stood(self, listing: Listing) -> str:
        return self._history.in_words(listing, self.on) if self.on else "as of an unknown day"

    def entity(self, entity_id: str) -> dict[str, Any] | None:
        """Return all that is held of a listed organisation, with its sources; None where there is none of that id."""
        found = self.dossiers.of(entity_id, self.on) if self.on else None
        return dossier_line(found) if found else None

    def values(self, entity_id: str, name: str) -> list[str]:
        """Return one property of a listed organisation, each value once; none where it is not known."""
        entity = self.dossiers.entities.get(entity_id)
        if entity is None or name not in PROPERTIES:
            return []
        rows = [self._listings[one] for one in entity.listings]
        return list(dict.fromkeys(value for value in self._values(entity, rows, name) if value))

    def _values(self, entity: ListedEntity, rows: Sequence[Listing], name: str) -> Iterable[str]:
        return {
            "listings": (f"{one.instrument or one.list}, {one.authority}: {self._stood(one)}" for one in rows),
            "authorities": (one.authority for one in rows),
            "grounds": (ground for one in rows for ground in one.grounds),
            "since": (one.start_date for one in rows),
            "countries": entity.countries,
            "identifiers": (f"{scheme}:{value}" for scheme, value in entity.identifiers),
            "names": entity.names,
            "lists": (one.list for one in rows),
            "sources": (one.source_urls[0] for one in rows if one.source_urls),
        }[name]

    def suggest(self, prefix: str, most: int = 10) -> list[ListedEntity]:
        """Return organisations with a name that begins so, or failing that with a word of it, shortest first."""
        start = " ".join(prefix.casefold().split())[:100]
        if not start:
            return []
        found = dict.fromkeys(entity for name, entity in self._by_start if name.startswith(start))
        if len(found) < most:
            word = read_name(prefix).key
            found |= dict.fromkeys(entity for name, entity in self._by_start if word and f" {word}" in f" {name}")
        entities = [self.dossiers.entities[one] for one in found]
        return sorted(entities, key=lambda one: (len(one.name), one.name, one.id))[:most]
