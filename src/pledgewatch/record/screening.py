"""Screen names of organisations against the record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.identity import ListId, Sha256
from pledgewatch.model.record import Match, Screening, Searched, Verdict
from pledgewatch.record.bridging import find_bridges
from pledgewatch.record.countries import places_in
from pledgewatch.record.entities import listed_entities
from pledgewatch.record.evidence import Evidence, find_evidence
from pledgewatch.record.holdings import Record
from pledgewatch.record.index import Index, build_index
from pledgewatch.record.name_pairs import NamePair
from pledgewatch.record.names import Name, otherwise_named, read_name, without_brackets
from pledgewatch.record.verdicts import Judgement, judge

__all__ = ["Screener"]

_ORDER: dict[Verdict, int] = {"match": 0, "possible": 1, "namesake": 2}
_LONGEST = 1000
_BRACKETS, _LEAST_PART = 3, 4
_EXCHANGED = re.compile(r"\b([a-z])([A-Z])(?=[a-z]{2})")
"""A capital in the second place betrays that the first two letters were exchanged ("aBltic" for "Baltic")."""
_MOST = 20
"""Matches that are given for one name: a person reads no more, and the best come first."""


class Screener:
    """Answer for names from one record, and through the further names that a crosswalk gives its organisations.

    Building the index takes a second or two, each name half a millisecond.
    """

    def __init__(self, record: Record, crosswalk: Iterable[NamePair] = ()) -> None:
        self.record = record
        entities = listed_entities(record.listings)
        pairs = tuple(crosswalk)
        self.through = tuple(Searched(ListId("crosswalk"), sha256, "") for sha256 in _snapshots(pairs))
        self.index: Index = build_index(entities, find_bridges(pairs, entities))

    def screen(
        self,
        name: str,
        *,
        country: str = "",
        on: PartialDate | None = None,
        identifiers: Mapping[str, str] | None = None,
    ) -> Screening:
        """Answer for one name.

        `country` as a code or a name; `on` is carried into the answer, where `standing` uses it: what was listed on
        another day is still shown, with its dates. An empty name has no matches.
        """
        places = places_in(country)
        pairs = tuple(sorted((scheme.casefold(), value) for scheme, value in (identifiers or {}).items()))
        best: dict[int, Match] = {}
        for query in _readings(name):
            for evidence in find_evidence(query, self.index, pairs):
                number = evidence.listed.entity
                match = self._match(query, places, evidence)
                if number not in best or _rank(match) < _rank(best[number]):
                    best[number] = match
        return Screening(
            query=name,
            country=country,
            on=str(on or ""),
            searched=self.record.searched,
            matches=tuple(sorted(best.values(), key=_rank)[:_MOST]),
            through=self.through,
        )

    def _match(self, query: Name, country: frozenset[str], evidence: Evidence) -> Match:
        entity = self.index.entities[evidence.listed.entity]
        judgement: Judgement = judge(query, country, evidence, entity)
        return Match(
            entity=entity.id,
            entity_name=entity.name,
            entity_country=",".join(entity.countries),
            verdict=judgement.verdict,
            score=round(max(0.0, min(1.0, evidence.strength + judgement.shift)), 4),
            why=(evidence.why, *judgement.why, *entity.why),
            settle=judgement.settle,
            matched_name=evidence.listed.name.text,
            listings=entity.listings,
        )


def _snapshots(pairs: Iterable[NamePair]) -> list[Sha256]:
    return sorted({pair.snapshot for pair in pairs if pair.snapshot})


def _rank(match: Match) -> tuple[int, float, str, str]:
    return _ORDER[match.verdict], -match.score, match.entity, match.matched_name


def _readings(name: str) -> tuple[Name, ...]:
    """Return the readings of a name: as it stands, and with slips mended in its legal form and in its capitals.

    A name in another script is read without its brackets and inside them, too: lists put its short form there.
    """
    text = unicodedata.normalize("NFC", name[:_LONGEST])
    plain = read_name(text)
    if text.isascii():
        mended = read_name(_EXCHANGED.sub(r"\2\1", text), mend=True)
        return (plain,) if mended.key == plain.key else (plain, mended)
    bare, inside = without_brackets(text)
    pieces = (*((bare, *inside[:_BRACKETS]) if inside else ()), *otherwise_named(text))
    parts = [read_name(part) for part in pieces if len(part) >= _LEAST_PART]
    return tuple({(one.key, one.native): one for one in (plain, *parts)}.values())
