"""Read the names of organisations from Wikidata: entities as JSON, and answers of its query service as JSON.

Entities come as `{"entities": {...}}` or as lines of a dump. Labels and aliases in other letters than the English label
(or the first label there is) become pairs with it; the identifier is the LEI (property P1278) where it has one. Of the
query service, the variables `item`, `itemLabel`, `other` and where known `lei`, `country` are read. Anyone can write
Wikidata, so that the citation names the item and its version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.record.lists.csv_rows import decode_list
from pledgewatch.record.lists.entry import as_row, clean
from pledgewatch.record.name_pairs import NamePair

__all__ = ["is_wikidata", "wikidata_pairs"]

_AGAIN = "export it again from Wikidata."
_MOST_NAMES = 200
_LEI = "P1278"


def is_wikidata(data: bytes) -> bool:
    """Tell by the first fields."""
    head = data[:4096].lstrip()
    if head[:1] == b"[":
        return b'"type":"item"' in head.replace(b" ", b"")
    if head[:1] != b"{":
        return False
    close = head.replace(b" ", b"").replace(b"\n", b"")
    return close.startswith((b'{"entities":', b'{"head":{"vars"')) or b'"type":"item"' in close[:200]


def wikidata_pairs(data: bytes, origin: str) -> Iterator[NamePair]:
    """Yield the pairs of names, in the order of the file.

    Raises:
        ListError: malformed; the message names the line, or the item.
    """
    close = data[:200].replace(b" ", b"").replace(b"\n", b"")
    if close.startswith(b'{"head":{"vars"'):
        yield from _answers(_object(data, origin), origin)
        return
    if close.startswith(b'{"entities":'):
        entities = _object(data, origin).get("entities")
        if not isinstance(entities, dict):
            raise ListError(f"{origin} has no entities.", next_step=_AGAIN)
        for number, item in enumerate(entities.values(), 1):
            yield from _entity(item, number, origin)
        return
    for number, line in enumerate(decode_list(data, origin).split("\n"), 1):
        text = line.strip().rstrip(",")
        if text and text not in "[]":
            yield from _entity(_object(text.encode(), f"{origin}, line {number}"), number, origin)


def _object(data: bytes, origin: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ListError(f"{origin}: it is no whole JSON ({error}).", next_step=_AGAIN) from error


def _entity(item: Any, number: int, origin: str) -> Iterator[NamePair]:
    try:
        names = [(clean(value), language) for value, language in _names(item)][:_MOST_NAMES]
        identifier, version = _lei(item), clean(str(item.get("modified") or ""))[:10]
        qid = clean(str(item["id"]))
    except (AttributeError, KeyError, TypeError) as error:
        raise ListError(f"{origin}, item {number}: it is no entity of Wikidata.", next_step=_AGAIN) from error
    main = next((name for name, language in names if language == "en"), names[0][0] if names else "")
    citation = f"Wikidata {qid}{f', version of {version}' if version else ''}"
    row = as_row({"id": qid, "labels": item.get("labels", {}), "aliases": item.get("aliases", {})})
    for name, language in dict.fromkeys(names):
        if name and name != main:
            yield NamePair(
                name=main,
                other_name=name,
                language=language,
                identifier=identifier,
                citation=citation,
                row=row,
                row_number=number,
            )


def _names(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield labels, then aliases, with their languages."""
    for label in (item.get("labels") or {}).values():
        yield label["value"], label["language"]
    for aliases in (item.get("aliases") or {}).values():
        for alias in aliases:
            yield alias["value"], alias["language"]


def _lei(item: Mapping[str, Any]) -> str:
    for claim in (item.get("claims") or {}).get(_LEI, ()):
        value = ((claim.get("mainsnak") or {}).get("datavalue") or {}).get("value")
        if isinstance(value, str) and value:
            return f"lei:{value}"
    return ""


def _answers(answer: Mapping[str, Any], origin: str) -> Iterator[NamePair]:
    bindings = (answer.get("results") or {}).get("bindings") if isinstance(answer.get("results"), dict) else None
    if not isinstance(bindings, list):
        raise ListError(f"{origin} has no results.", next_step=_AGAIN)
    for number, found in enumerate(bindings, 1):
        try:
            values = {name: clean(str(cell["value"])) for name, cell in found.items()}
            language = str(found["other"].get("xml:lang", ""))
            name, other, item = values["itemLabel"], values["other"], values["item"].rpartition("/")[2]
        except (AttributeError, KeyError, TypeError) as error:
            raise ListError(
                f"{origin}, answer {number}: it lacks item, itemLabel or other.",
                next_step="ask the query service for ?item ?itemLabel ?other, and where wanted ?lei ?country.",
            ) from error
        if name != other:
            yield NamePair(
                name=name,
                other_name=other,
                language=language,
                country=values.get("country", ""),
                identifier=f"lei:{values['lei']}" if values.get("lei") else "",
                citation=f"Wikidata {item}",
                row=as_row(found),
                row_number=number,
            )
