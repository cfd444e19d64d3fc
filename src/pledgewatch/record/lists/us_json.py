"""Read the lists of the United States that come as JSON of one shape: `list_id`, `extracted`, `count`, `entities`.

Each entity has name, aliases, country, address, status, effective_date, federal_register and notes; most lists fill
few of them. What a list says of itself is in data/us_lists.toml. The BIS Entity List has a module of its own.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import msgspec

from pledgewatch.model.identity import ListId
from pledgewatch.model.record import Citation
from pledgewatch.record.citations import read_citations
from pledgewatch.record.data import load
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.entry import Entry, ListInfo, as_row, clean, parsed_list, refuse_entry
from pledgewatch.record.lists.identifiers import find_identifiers
from pledgewatch.record.lists.list_dates import find_dates, read_list_date
from pledgewatch.record.lists.us_actions import read_actions
from pledgewatch.record.lists.us_file import UsEntity, is_us_file, read_us_file

__all__ = ["UsJsonList"]

_AGAIN = "fetch the file again; the last good one is kept."
_STANDS = {"", "active", "partially modified"}


class _Says(msgspec.Struct, frozen=True):
    words: str
    grounds: tuple[str, ...]
    principles: tuple[int, ...]


class UsJsonList:
    """Recognise and parse any of these lists."""

    @property
    def describes(self) -> str:
        """Name the format for people."""
        return f"the JSON of a list of the United States ({', '.join(_lists())})"

    def sniff(self, head: bytes) -> bool:
        """Tell by the object's list_id."""
        return is_us_file(head, _lists())

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every entity, or refuse the list."""
        file = read_us_file(data, source.origin, _lists())
        remarks: list[str] = []
        entries = [
            entry
            for number, raw in enumerate(file.entities, 1)
            for entry in _entries(_entity(raw, number, source.origin), raw, number, source.origin, remarks)
        ]
        info = _lists()[file.list_id]
        return parsed_list(
            info,
            [_as_of_notice(entry) for entry in entries] if info.anew else entries,
            source,
            rows=len(file.entities),
            as_of=file.extracted,
            as_of_basis="the date on which the list was extracted, as it says",
            remarks=tuple(remarks),
        )


@cache
def _lists() -> dict[str, ListInfo]:
    infos = (
        ListInfo(**(one | {"id": ListId(one["id"])}), jurisdiction="United States")
        for one in load("us_lists.toml")["list"]
    )
    return {info.id: info for info in infos}


@cache
def _says() -> tuple[_Says, ...]:
    return msgspec.convert(load("us_lists.toml")["says"], tuple[_Says, ...])


def _entity(raw: msgspec.Raw, number: int, origin: str) -> UsEntity:
    try:
        entity = msgspec.json.decode(raw, type=UsEntity)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise refuse_entry(origin, number, f"it is malformed ({error})") from error
    if not clean(entity.name):
        raise refuse_entry(origin, number, "it has no name")
    return entity


def _entries(entity: UsEntity, raw: msgspec.Raw, number: int, origin: str, remarks: list[str]) -> list[Entry]:
    """Give one entry, or one for each action where the notes tell several apart."""
    value: Any = json.loads(bytes(raw))
    notes = clean(entity.notes)
    base = Entry(
        name=entity.name,
        key=(clean(entity.name), clean(entity.country)),
        row=as_row(value),
        row_number=number,
        names=tuple(entity.aliases),
        country=clean(entity.country),
        summary=notes,
        identifiers=find_identifiers(notes),
        addresses=(clean(entity.address),) if clean(entity.address) else (),
        **_said(notes),
    )
    actions = read_actions(notes)
    if actions:
        return [msgspec.structs.replace(base, key=(*base.key, *action.key), **action.fields) for action in actions]
    return [_whole(base, entity, notes, number, origin, remarks)]


def _whole(base: Entry, entity: UsEntity, notes: str, number: int, origin: str, remarks: list[str]) -> Entry:
    """Fill the dates of an entry that is one action; a citation's date stands in where the list gives no other."""
    citations = _citations(entity.federal_register, number, remarks)
    try:
        start = read_list_date(entity.effective_date)
    except ValueError as error:
        raise refuse_entry(origin, number, str(error)) from error
    status = clean(entity.status)
    return msgspec.structs.replace(
        base,
        key=(*base.key, start),
        start_date=start or (citations[0].date if citations else ""),
        announced=_dated(notes, "Listing Date"),
        end_date=_dated(notes, "Expires:"),
        end_note="" if status.casefold() in _STANDS else f"the list says {status!r}",
        citations=citations,
    )


def _as_of_notice(entry: Entry) -> Entry:
    """Take the date of an entry for what it is on a list that is issued anew: the day of the notice that names it."""
    key = tuple(part for part in entry.key if part != entry.start_date)
    return msgspec.structs.replace(entry, key=key, start_date="", announced=entry.start_date)


def _dated(notes: str, words: str) -> str:
    """Return the date that follows some words of the notes, empty where there is none before the next semicolon."""
    after = notes.partition(words)[2].partition(";")[0]
    return next(iter(find_dates(after)), "")


def _citations(text: str | None, number: int, remarks: list[str]) -> tuple[Citation, ...]:
    read = read_citations(text or "")
    remarks.extend(f"entry {number}: {remark}" for remark in read.remarks)
    return read.citations


def _said(notes: str) -> dict[str, Any]:
    """Return the grounds that an entry's own words give, and the principles of the same words."""
    found = [one for one in _says() if one.words in notes.casefold()]
    return {
        "grounds": tuple(ground for one in found for ground in one.grounds),
        "principles": tuple(sorted({number for one in found for number in one.principles})),
    }
