"""Answer in the shape of yente's /match: FollowTheMoney entities in, scored entities out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pledgewatch.model.record import Listing, Match
from pledgewatch.record.serving.answers import Answers
from pledgewatch.record.serving.reconciling import MOST_QUERIES, BadQueryError

__all__ = ["match_queries"]

_MOST_RESULTS, _RESULTS = 20, 5
_SCHEMES = {
    "leiCode": "lei",
    "registrationNumber": "registration",
    "taxNumber": "tax",
    "innCode": "inn",
    "ogrnCode": "ogrn",
    "uscCode": "uscc",
    "swiftBic": "swift",
    "idNumber": "id",
}
"""FollowTheMoney's properties that are identifiers, and our name of the scheme."""
_ORGANISATIONS = frozenset({"", "Thing", "LegalEntity", "Organization", "Company", "PublicBody"})


def match_queries(body: Any, limit: int, answers: Answers) -> dict[str, Any]:
    """Answer a batch of example entities.

    Raises:
        BadQueryError: the body has no `queries` of that shape, or too many.
    """
    queries = body.get("queries") if isinstance(body, Mapping) else None
    if not isinstance(queries, Mapping) or len(queries) > MOST_QUERIES:
        raise BadQueryError(f"the body is an object with queries, at most {MOST_QUERIES}")
    most = min(_MOST_RESULTS, max(1, limit or _RESULTS))
    return {
        "responses": {str(key): _response(query, most, answers) for key, query in queries.items()},
        "limit": most,
        "matcher": {"name": "pledgewatch", "description": "verdict with reasons; score orders, and is no probability"},
    }


def _response(query: Any, most: int, answers: Answers) -> dict[str, Any]:
    if not isinstance(query, Mapping) or not isinstance(query.get("properties"), Mapping):
        raise BadQueryError("a query is an object with schema and properties")
    schema, given = query.get("schema", ""), query["properties"]
    names = _texts(given, "name") + _texts(given, "alias") + _texts(given, "weakAlias")
    identifiers = {ours: value[0] for theirs, ours in _SCHEMES.items() if (value := _texts(given, theirs))}
    country = "; ".join(_texts(given, "country") + _texts(given, "jurisdiction"))
    best: dict[str, Match] = {}
    if schema in _ORGANISATIONS:
        for name in names[:10] or ([""] if identifiers else []):
            for match in answers.screen(name, country, identifiers, None).matches:
                held = best.setdefault(match.entity, match)
                best[match.entity] = min(held, match, key=_rank)
    found = sorted(best.values(), key=_rank)[:most]
    return {
        "status": 200,
        "results": [_result(match, answers) for match in found],
        "total": {"value": len(best), "relation": "eq"},
        "query": {"id": query.get("id"), "schema": schema or "LegalEntity", "properties": dict(given)},
    }


def _texts(given: Mapping[str, Any], name: str) -> list[str]:
    value = given.get(name, [])
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str) and text.strip()]


def _rank(match: Match) -> tuple[int, float, str]:
    return ("match", "possible", "namesake").index(match.verdict), -match.score, match.entity


def _result(match: Match, answers: Answers) -> dict[str, Any]:
    listings = answers.listings_of(match)
    names = tuple(dict.fromkeys((match.entity_name, *(name for one in listings for name in one.names))))
    return {
        "id": match.entity,
        "caption": match.entity_name,
        "schema": "Organization",
        "properties": {
            "name": [match.entity_name],
            "alias": list(names[1:]),
            "country": [code.casefold() for code in match.entity_country.split(",") if code],
            "topics": _topics(listings),
            "sourceUrl": sorted({one.source_urls[0] for one in listings if one.source_urls}),
        },
        "datasets": sorted({str(one.list) for one in listings}),
        "referents": [],
        "target": True,
        "score": match.score,
        "match": match.verdict == "match",
        "features": {},
        "explanations": {
            "verdict": {"detail": match.verdict, "score": match.score},
            "why": {"detail": "; ".join(match.why)},
            "settle": {"detail": match.settle},
            "record": {"detail": answers.in_short(listings)},
        },
    }


def _topics(listings: list[Listing]) -> list[str]:
    """Give the topic of a sanction only where something restricts the organisation by name."""
    named = any(one.subject == "named" and one.act != "vote" and one.checked == "yes" for one in listings)
    return ["sanction"] if named else []
