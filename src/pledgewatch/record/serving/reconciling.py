"""Speak the Reconciliation Service API (0.2) that OpenRefine uses: manifest, queries, extension, suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.record.serving.answers import PROPERTIES, Answers

__all__ = ["MOST_QUERIES", "BadQueryError", "extend", "manifest", "reconcile", "suggest_entities", "suggest_properties"]

MOST_QUERIES = 100
"""Queries of one request; OpenRefine sends ten."""
_MOST_IDS = 1_000
_MOST_RESULTS = 20
_TYPE = {"id": "Organization", "name": "Listed organisation"}
_ASKED = {"country": "Country", "on": "Day asked about"}
"""Properties of a query that are no identifiers; every other one is taken for an identifier's scheme."""


class BadQueryError(ValueError):
    """The request does not fit; the message says what."""


def manifest(base: str) -> dict[str, Any]:
    """Describe the service; `base` is its own address."""
    service = {"service_url": base}
    return {
        "versions": ["0.1", "0.2"],
        "name": "Pledgewatch: listed organisations of this record",
        "identifierSpace": f"{base}/entity/",
        "schemaSpace": f"{base}/schema/",
        "defaultTypes": [_TYPE],
        "view": {"url": f"{base}/entity/{{{{id}}}}"},
        "batchSize": 10,
        "suggest": {
            "entity": {**service, "service_path": "/suggest/entity"},
            "property": {**service, "service_path": "/suggest/property"},
            "type": {**service, "service_path": "/suggest/type"},
        },
        "extend": {"propose_properties": {**service, "service_path": "/properties"}, "property_settings": []},
    }


def reconcile(text: str, answers: Answers) -> dict[str, Any]:
    """Answer a batch of queries, as the JSON that comes in the field `queries`.

    Raises:
        BadQueryError: no JSON of that shape, or too many queries.
    """
    queries = _object(text, "queries")
    if len(queries) > MOST_QUERIES:
        raise BadQueryError(f"{len(queries)} queries in one request; at most {MOST_QUERIES}")
    return {key: {"result": _answer(query, answers)} for key, query in queries.items()}


def _object(text: str, field: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text.encode(), type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise BadQueryError(f"{field} is no object ({error})") from error


def _answer(query: Any, answers: Answers) -> list[dict[str, Any]]:
    if isinstance(query, str):
        query = {"query": query}
    if not isinstance(query, Mapping) or not isinstance(query.get("query", ""), str):
        raise BadQueryError("a query is an object with the field query")
    limit = query.get("limit", 5)
    limit = min(_MOST_RESULTS, max(1, limit)) if isinstance(limit, int) else 5
    country, on, identifiers = _properties(query.get("properties"))
    found = answers.screen(query.get("query", ""), country, identifiers, on)
    return [
        {
            "id": match.entity,
            "name": match.entity_name,
            "type": [_TYPE],
            "score": round(100 * match.score, 2),
            "match": match.verdict == "match",
            "description": f"{match.verdict}: {'; '.join(match.why)}. {answers.in_short(answers.listings_of(match))}",
            "features": [{"id": "verdict", "value": match.verdict}],
        }
        for match in found.matches[:limit]
    ]


def _properties(given: Any) -> tuple[str, PartialDate | None, dict[str, str]]:
    values: dict[str, str] = {}
    for one in given if isinstance(given, list) else []:
        value = one.get("v") if isinstance(one, Mapping) else None
        first = value[0] if isinstance(value, list) and value else value
        text = first.get("id") or first.get("name") if isinstance(first, Mapping) else first
        if isinstance(text, str | int) and isinstance(one.get("pid"), str):
            values[one["pid"].casefold()] = str(text)
    try:
        on = parse_date(values.pop("on", ""))
    except ValueError as error:
        raise BadQueryError(str(error)) from error
    return values.pop("country", ""), on, values


def extend(text: str, answers: Answers) -> dict[str, Any]:
    """Give properties of organisations by their ids, as the JSON that comes in the field `extend`.

    Raises:
        BadQueryError: no JSON of that shape, or too many ids.
    """
    asked = _object(text, "extend")
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list) or len(ids) > _MOST_IDS:
        raise BadQueryError(f"extend has ids, at most {_MOST_IDS}, and properties")
    names = [one["id"] for one in properties if isinstance(one, Mapping) and one.get("id") in PROPERTIES]
    return {
        "meta": [{"id": name, "name": PROPERTIES[name]} for name in names],
        "rows": {
            str(one): {name: [{"str": value} for value in answers.values(str(one), name)] for name in names}
            for one in ids
        },
    }


def suggest_entities(prefix: str, answers: Answers) -> dict[str, Any]:
    """Suggest organisations while a person types."""
    found = answers.suggest(prefix)
    return {
        "result": [
            {"id": one.id, "name": one.name, "description": ", ".join(one.countries), "notable": [_TYPE]}
            for one in found
        ]
    }


def suggest_properties(prefix: str) -> dict[str, Any]:
    """Suggest what a query may say beside the name, and what can be asked of an organisation."""
    start = prefix.casefold()
    known = (_ASKED | {"lei": "LEI", "registration": "Registration number"} | PROPERTIES).items()
    return {"result": [{"id": key, "name": name} for key, name in known if start in f"{key} {name}".casefold()]}
