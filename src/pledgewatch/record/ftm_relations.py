"""Write relations between organisations as FollowTheMoney links: one JSON object a line, each end an entity.

A source that says that one is owned, controlled, consolidated by or a part of another gives an Ownership, any other
relation an UnknownLink; both keep the source's own word as their role. No share is given, as none is computed. Who is
not on a list becomes an entity of its name or identifier only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pledgewatch.model.identity import ListingId, short_digest
from pledgewatch.model.record import Listing
from pledgewatch.model.relation import Relation
from pledgewatch.record.entities import ListedEntity
from pledgewatch.record.ftm_export import IDENTIFIERS, OTHER_IDENTIFIER, filled, tells
from pledgewatch.record.relating import identifier_key, name_key
from pledgewatch.record.relations import relations_in

__all__ = ["ftm_relations"]

_OWNED = ("subsidiary", "owned", "controlled", "consolidated", "parent", "branch of", "part of")


class _Ends:
    """The listed organisations by identifier and by name in full; a name that several bear is nobody's."""

    def __init__(self, entities: Iterable[ListedEntity]) -> None:
        self._by_identifier: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = {}
        for entity in entities:
            for scheme, value in entity.identifiers:
                self._by_identifier.setdefault(identifier_key(f"{scheme}:{value}"), entity.id)
            for name in entity.names:
                self._by_name.setdefault(name_key(name), set()).add(entity.id)
        self.made: dict[str, dict[str, Any]] = {}

    def end(self, text: str, identifier: str, dataset: str) -> str:
        """Return the id of an end, making an entity where no listed organisation is meant."""
        named = self._by_name.get(name_key(text), set())
        listed = self._by_identifier.get(identifier_key(identifier)) if identifier else None
        if listed is None and not identifier and len(named) == 1:
            (listed,) = named
        if listed is not None:
            return listed
        key = identifier_key(identifier) if identifier else f"{name_key(text)} {text.casefold()}"
        made = f"pw-end-{short_digest('end', key)}"
        self.made.setdefault(made, _entity(made, text, identifier, dataset))
        return made


def ftm_relations(
    entities: Iterable[ListedEntity], listings: Mapping[ListingId, Listing], relations: Iterable[Relation]
) -> Iterator[dict[str, Any]]:
    """Yield the links of relation files and of what lists state, then the ends that are not written otherwise."""
    ends = _Ends(one for one in entities if any(tells(listings[row]) for row in one.listings))
    for one in dict.fromkeys((*relations_in(listings.values()), *relations)):
        yield _link(one, ends)
    yield from (ends.made[key] for key in sorted(ends.made))


def _entity(made: str, text: str, identifier: str, dataset: str) -> dict[str, Any]:
    scheme, _, value = identifier.partition(":")
    properties = {IDENTIFIERS.get(scheme, OTHER_IDENTIFIER): [value]} if identifier else {}
    if not (identifier and text.startswith("LEI ")):  # an identifier is no name
        properties["name"] = [text]
    return {"id": made, "schema": "Organization", "properties": filled(properties), "datasets": [dataset]}


def _link(one: Relation, ends: _Ends) -> dict[str, Any]:
    dataset = f"relations-{one.snapshot[:12]}"
    child, parent = (
        ends.end(text, identifier, dataset)
        for text, identifier in ((one.child, one.child_identifier), (one.parent, one.parent_identifier))
    )
    owned = any(word in one.kind.casefold() for word in _OWNED)
    roles = {"owner": [parent], "asset": [child]} if owned else {"subject": [child], "object": [parent]}
    said = {
        "role": [one.kind],
        "status": [one.status],
        "startDate": [one.since],
        "endDate": [one.until],
        "sourceUrl": [one.source_url],
        "summary": [f"As stated by {one.citation}"],
        "recordId": [str(one.row_number) if one.row_number else ""],
    }
    return {
        "id": f"pw-link-{short_digest('link', one.snapshot, str(one.row_number), child, one.kind, parent)}",
        "schema": "Ownership" if owned else "UnknownLink",
        "properties": filled(roles | said),
        "datasets": [dataset],
    }
