"""Read a crosswalk: which other name an organisation has, in another script or language, and who says so.

A CSV with a header (`name`, `other_name`, and where known `script`, `language`, `country`, `identifier`, `citation`),
the same fields as JSON Lines, files of GLEIF and of Wikidata, or a published list with names in several scripts. A pair
is a claim of its source about a name, no listing: it helps to find a listing, and its citation is shown wherever it
did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.model.identity import Sha256, sha256_of
from pledgewatch.record.gleif_names import gleif_pairs, is_gleif
from pledgewatch.record.importing import HEAD, read_list, unpack
from pledgewatch.record.list_names import list_pairs
from pledgewatch.record.lists import READERS
from pledgewatch.record.lists.csv_rows import decode_list, header_of, read_rows
from pledgewatch.record.lists.entry import as_row, clean
from pledgewatch.record.name_pairs import NamePair
from pledgewatch.record.wikidata_names import is_wikidata, wikidata_pairs

__all__ = ["COLUMNS", "Crosswalk", "read_crosswalk"]

COLUMNS = ("name", "other_name", "script", "language", "country", "identifier", "citation")
_NEEDED = ("name", "other_name")
_LONGEST = 300
_MOST = 5_000_000
_NEXT = "write the columns name, other_name, and where known script, language, country, identifier, citation."


class Crosswalk(msgspec.Struct, frozen=True, kw_only=True):
    """All pairs of one file, which bytes and in which format they are, and in words what was left out."""

    sha256: Sha256
    origin: str
    format: str
    pairs: tuple[NamePair, ...]
    remarks: tuple[str, ...] = ()


def read_crosswalk(data: bytes, origin: str = "", *, citation: str = "") -> Crosswalk:
    """Read a crosswalk, gzip or plain, in a format known by its content.

    `citation` is for pairs of a file of one's own that name no source; GLEIF, Wikidata and lists are their own source.

    Raises:
        ListError: malformed, without its columns, or a pair without a source; the message names the row.
    """
    plain = unpack(data, origin)
    known, found = _pairs(plain, origin, citation)
    sha256 = sha256_of(data)
    pairs = [pair for pair in found if pair is None or max(len(pair.name), len(pair.other_name)) <= _LONGEST]
    kept = tuple(msgspec.structs.replace(pair, snapshot=sha256) for pair in pairs if pair is not None)
    if not kept:
        raise ListError(f"{origin or 'The crosswalk'} holds no pair of names.", next_step=_NEXT)
    left = len(found) - len(kept)
    remarks = (f"{left:,} rows have no two names and are left out",) if left else ()
    return Crosswalk(sha256=sha256, origin=origin, format=known, pairs=kept, remarks=remarks)


def _pairs(plain: bytes, origin: str, citation: str) -> tuple[str, list[NamePair | None]]:
    """Return the format and the pairs; None stands for a row that has no two names."""
    if is_gleif(plain):
        return "GLEIF", list(gleif_pairs(plain, origin))
    if is_wikidata(plain):
        return "Wikidata", list(wikidata_pairs(plain, origin))
    json_lines = plain.lstrip()[:1] == b"{"
    if not {"name", "other_name"} & set(header_of(plain)) and any(one.sniff(plain[:HEAD]) for one in READERS):
        return "list", list(list_pairs(read_list(plain, origin)))
    rows = _json_rows(plain, origin) if json_lines else _csv_rows(plain, origin)
    return "own", [_pair(number, fields, verbatim, citation, origin) for number, fields, verbatim in rows]


def _csv_rows(data: bytes, origin: str) -> Iterator[tuple[int, Mapping[str, str], str]]:
    header = [name.strip() for name in header_of(data)]
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise ListError(f"{origin} has no column {', '.join(missing)}.", next_step=_NEXT)
    for row in read_rows(data, origin):
        yield row.number, row.fields, row.verbatim


def _json_rows(data: bytes, origin: str) -> Iterator[tuple[int, Mapping[str, str], str]]:
    for number, line in enumerate(decode_list(data, origin).split("\n"), 1):
        if number > _MOST:
            raise ListError(f"{origin} has more than {_MOST:,} lines.", next_step="split it.")
        if not line.strip():
            continue
        try:
            value: dict[str, Any] = msgspec.json.decode(line.encode(), type=dict[str, Any])
        except (msgspec.MsgspecError, RecursionError) as error:
            raise ListError(f"{origin}, line {number}: it is no object ({error}).", next_step=_NEXT) from error
        fields = {name: field for name, field in value.items() if isinstance(field, str)}
        for other in _others(value):
            yield number, fields | {"other_name": other}, as_row(value)


def _others(value: Mapping[str, Any]) -> Iterable[str]:
    """Return the other names of a line: one, or a list of them."""
    found = value.get("other_name", "")
    names = found if isinstance(found, list) else [found]
    return [name for name in names if isinstance(name, str)] or [""]


def _pair(number: int, fields: Mapping[str, str], row: str, citation: str, origin: str) -> NamePair | None:
    values = {name: clean(fields.get(name)) for name in COLUMNS}
    if not values["name"] or not values["other_name"]:
        return None
    values["citation"] = values["citation"] or citation
    if not values["citation"]:
        raise ListError(
            f"{origin}, row {number}: it does not say who gives this name.",
            next_step="fill in the column citation, or name one source for the whole file.",
        )
    return NamePair(**values, row=row, row_number=number)  # type: ignore[arg-type]
