"""Bring the names of a crosswalk to the listed organisations: which of them has which further name, by whose word.

A pair belongs to an organisation that has its identifier, or whose listed name it gives, legal form and all, where no
country speaks against it. A name that several organisations share, and no country or identifier tells apart, is
brought to none: a wrong bridge would make a namesake look like a match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pledgewatch.record.countries import country_codes, relation
from pledgewatch.record.entities import ListedEntity
from pledgewatch.record.name_pairs import NamePair
from pledgewatch.record.names import Name, distinctive, read_name

__all__ = ["Bridge", "find_bridges", "plain_identifier"]


class Bridge(msgspec.Struct, frozen=True):
    """A further name of the listed organisation of that number: `name` for the `listed` one, by `citation`."""

    entity: int
    name: str
    listed: str
    citation: str


def plain_identifier(value: str) -> str:
    """Write an identifier without what people put between its digits."""
    return "".join(c for c in value.casefold() if c.isalnum())


def find_bridges(pairs: Iterable[NamePair], entities: Sequence[ListedEntity]) -> tuple[Bridge, ...]:
    """Return the further names, each once, in the order of the pairs; both names of a pair are looked for."""
    by_name, by_identifier = _tables(entities)
    found: dict[Bridge, None] = {}
    for pair in pairs:
        for known, further in ((pair.name, pair.other_name), (pair.other_name, pair.name)):
            for number in _owners(pair, known, entities, by_name, by_identifier):
                entity = entities[number]
                if further not in entity.names:
                    listed = known if known in entity.names else entity.name
                    found[Bridge(number, further, listed, pair.citation)] = None
    return tuple(found)


def _tables(entities: Sequence[ListedEntity]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    by_name: dict[str, list[int]] = defaultdict(list)
    by_identifier: dict[str, list[int]] = defaultdict(list)
    for number, entity in enumerate(entities):
        for key in {key for text in entity.names for key in _keys(read_name(text))}:
            by_name[key].append(number)
        for scheme, value in entity.identifiers:
            by_identifier[f"{scheme}:{plain_identifier(value)}"].append(number)
    return by_name, by_identifier


def _keys(name: Name) -> Iterator[str]:
    """Give the keys of a name, the narrowest first: its letters as written, then with its forms as one word each."""
    if name.native:
        yield name.native
    elif name.letters:
        yield f"={name.letters}"
        if distinctive(name) or name.forms:
            yield f"{name.key} {' '.join(sorted(set(name.forms)))}"


def _owners(
    pair: NamePair,
    known: str,
    entities: Sequence[ListedEntity],
    by_name: dict[str, list[int]],
    by_identifier: dict[str, list[int]],
) -> list[int]:
    scheme, colon, value = pair.identifier.partition(":")
    if colon and (same := by_identifier.get(f"{scheme.strip().casefold()}:{plain_identifier(value)}")):
        return same
    country = set(country_codes(pair.country))
    for key in _keys(read_name(known)):
        of = {number: relation(country, set(entities[number].countries)) for number in by_name.get(key, ())}
        kept = [number for number, said in of.items() if said != "against"]
        agreeing = [number for number in kept if of[number] == "agrees"]
        if agreeing or len(kept) == 1:
            return agreeing or kept
    return []
