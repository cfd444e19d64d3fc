"""Ask nomenklatura's matcher about the same pairs: a second opinion beside ours, which it never changes.

It needs the extra `ftm`, and with it PyICU, which is compiled against libicu; nothing else here does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Any

import msgspec

from pledgewatch.errors import UsageError
from pledgewatch.model.record import Match, Screening
from pledgewatch.record.countries import country_codes
from pledgewatch.record.entities import ListedEntity
from pledgewatch.record.ftm_export import IDENTIFIERS, OTHER_IDENTIFIER

__all__ = ["Opinion", "SecondOpinion"]

_ALGORITHM = "logic-v2"
_MOST = 20
"""Names of either side that are compared: each with each."""


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """What another matcher says of one match: its score from 0 to 1, in its own words why, and which matcher it is."""

    entity: str
    entity_name: str
    score: float
    why: str
    by: str


class SecondOpinion:
    """nomenklatura's matcher by rules, with its own settings; loading it takes some seconds."""

    def __init__(self) -> None:
        """Load the library.

        Raises:
            UsageError: the extra is not installed.
        """
        try:
            matching = import_module("nomenklatura.matching")
            self._proxy: Any = import_module("followthemoney.proxy").EntityProxy
        except ImportError as error:
            raise UsageError(
                f"A second opinion needs the extra 'ftm' ({error.name or error} is missing).",
                next_step="apt-get install libicu-dev pkg-config g++, then python -m pip install 'pledgewatch[ftm]'",
            ) from error
        self._matcher: Any = matching.get_algorithm(_ALGORITHM)
        self._config: Any = self._matcher.default_config()
        self.by = f"{_ALGORITHM} of nomenklatura {version('nomenklatura')}"

    def of(
        self, screening: Screening, entities: Mapping[str, ListedEntity], identifiers: Mapping[str, str]
    ) -> list[Opinion]:
        """Return its opinion of each match of an answer, in our order."""
        asked = self._entity("asked", [screening.query], country_codes(screening.country), identifiers.items())
        return [self._opinion(asked, match, entities[match.entity]) for match in screening.matches]

    def _opinion(self, asked: Any, match: Match, entity: ListedEntity) -> Opinion:
        names = list(dict.fromkeys((match.matched_name, entity.name, *entity.names)))
        listed = self._entity(entity.id, names, entity.countries, entity.identifiers)
        result = self._matcher.compare(asked, listed, self._config)
        said = (f"{name}: {one.detail}" for name, one in result.explanations.items() if one.detail and one.score)
        return Opinion(
            entity=entity.id,
            entity_name=entity.name,
            score=round(float(result.score), 4),
            why="; ".join(said),
            by=self.by,
        )

    def _entity(
        self, key: str, names: Sequence[str], countries: Iterable[str], identifiers: Iterable[tuple[str, str]]
    ) -> Any:
        properties: dict[str, list[str]] = {
            "name": list(names[:_MOST]),
            "country": [code.casefold() for code in countries],
        }
        for scheme, value in identifiers:
            properties.setdefault(IDENTIFIERS.get(scheme, OTHER_IDENTIFIER), []).append(value)
        return self._proxy.from_dict({"id": key, "schema": "Organization", "properties": properties})
