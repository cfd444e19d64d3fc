"""Find what sources say of who belongs to whom, of one organisation: by its identifiers, or by its name in full.

Only relations that a source states of it are given, as they are stated; none is drawn from two others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pledgewatch.model.relation import Relation
from pledgewatch.record.bridging import plain_identifier
from pledgewatch.record.name_pairs import NamePair
from pledgewatch.record.names import read_name

__all__ = ["Relating", "identifier_key", "name_key"]


class Relating:
    """Relations by the organisations at either end; crosswalk's pairs name those known by an identifier only."""

    def __init__(self, relations: Sequence[Relation], pairs: Iterable[NamePair] = ()) -> None:
        self._by_identifier: dict[str, dict[int, None]] = {}
        self._by_name: dict[str, dict[int, None]] = {}
        self._relations = tuple(relations)
        for number, one in enumerate(self._relations):
            for text, identifier in ((one.child, one.child_identifier), (one.parent, one.parent_identifier)):
                table, key = (
                    (self._by_identifier, identifier_key(identifier)) if identifier else (self._by_name, name_key(text))
                )
                table.setdefault(key, {})[number] = None
        self._named: dict[str, str] = {}
        for pair in pairs if relations else ():
            if pair.identifier:
                self._named.setdefault(identifier_key(pair.identifier), f"{pair.name} ({pair.citation})")

    def of(self, names: Iterable[str], identifiers: Iterable[str]) -> Iterator[Relation]:
        """Yield the relations of an organisation, in the order of their files; identifiers as `scheme:value`.

        A relation that has an identifier is found by it and never by a name.
        """
        found: dict[int, None] = {}
        for identifier in identifiers:
            found |= self._by_identifier.get(identifier_key(identifier), {})
        for key in {name_key(name) for name in names} - {""}:
            found |= self._by_name.get(key, {})
        for number in sorted(found):
            one = self._relations[number]
            yield msgspec.structs.replace(
                one,
                child=self._called(one.child, one.child_identifier),
                parent=self._called(one.parent, one.parent_identifier),
            )

    def _called(self, text: str, identifier: str) -> str:
        """Name an organisation that a relation knows by its identifier only, where a crosswalk names it."""
        name = self._named.get(identifier_key(identifier)) if identifier else None
        return f"{text}, {name}," if name and text.startswith("LEI ") else text


def name_key(text: str) -> str:
    """Return a name with its legal form, which must be the same: "Grau AG" is not "Grau GmbH"."""
    name = read_name(text)
    return name.native or (f"{name.key} {' '.join(sorted(set(name.forms)))}" if name.key else "")


def identifier_key(text: str) -> str:
    """Write `scheme:value` without what people put between the characters of the value."""
    scheme, _, value = text.partition(":")
    return f"{scheme.strip().casefold()}:{plain_identifier(value)}"
