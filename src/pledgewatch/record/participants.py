"""Read a list of who takes part in the UN Global Compact, and find an organisation in it.

A CSV with a header, one participant a row: `name`, `joined_on`, and where known the columns of `_COLUMNS`. To take part
is a pledge and no restriction, so that nothing of it becomes a listing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import NamedTuple

import msgspec

from pledgewatch.errors import ListError
from pledgewatch.model.dates import parse_date
from pledgewatch.model.identity import sha256_of, short_digest
from pledgewatch.model.participation import ParticipantList, Participation
from pledgewatch.record.countries import places_in, relation
from pledgewatch.record.importing import unpack
from pledgewatch.record.lists.csv_rows import CsvRow, header_of, read_rows
from pledgewatch.record.lists.entry import clean
from pledgewatch.record.lists.list_dates import read_list_date
from pledgewatch.record.names import distinctive, read_name

__all__ = [
    "Found",
    "ParticipantIndex",
    "Participants",
    "check_participants",
    "find_participant",
    "is_participants",
    "read_participants",
]

_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name", "organization", "organisation", "participant"),
    "number": ("organization_id", "organisation_id", "participant_id", "id"),
    "country": ("country",),
    "kind": ("org_type", "organization_type", "type"),
    "sector": ("sector",),
    "joined": ("joined_on", "joined"),
    "left": ("delisted_on", "left_on", "expelled_on"),
    "left_why": ("removal_reason", "left_why"),
    "status": ("status_at_export", "status", "cop_status"),
    "level": ("differentiation", "level"),
    "last_report": ("last_cop_published", "last_report", "last_cop"),
    "reports": ("n_cop_files", "reports"),
    "due": ("cop_due_on", "next_cop_due", "due_on"),
    "url": ("profile_url", "url", "source_url"),
}
"""Our names, and the headers that mean them; the first that a file has is read."""
_DATES = ("joined", "left", "last_report", "due")
_INITIATIVE = "UN Global Compact"
_NEXT = "write the columns name and joined_on, and where known status, last_report, due_on, country, profile_url."
_SPARED, _MARGIN = 2, 0.10


class Participants(msgspec.Struct, frozen=True, kw_only=True):
    """All participants of one file."""

    list: ParticipantList
    rows: tuple[Participation, ...]
    remarks: tuple[str, ...] = ()


class Found(NamedTuple):
    """A participant that bears an organisation's name, and in words how far that goes."""

    participation: Participation
    why: str


def is_participants(data: bytes) -> bool:
    """Tell by the header: it says who joined when, and how reporting stands."""
    columns = {name.strip().casefold() for name in header_of(data)}
    has = {field for field, names in _COLUMNS.items() if columns & set(names)}
    return {"name", "joined"} <= has and bool({"status", "last_report", "due"} & has) and "entity" not in columns


def read_participants(data: bytes, origin: str = "", *, list_id: str = "", as_of: str = "") -> Participants:
    """Read a list of participants, gzip or plain.

    Raises:
        ListError: malformed, or a row without a name or with a date that is none; the message names the row.
    """
    plain = unpack(data, origin)
    columns = _columns(plain, origin)
    read, sha256 = list(read_rows(plain, origin)), sha256_of(data)
    name = list_id or _slug(origin)
    rows = [_participation(row, columns, name, origin) for row in read]
    if not rows:
        raise ListError(f"{origin or 'The list'} has no rows.", next_step=_NEXT)
    try:
        day = str(parse_date(as_of) or "")
    except ValueError as error:
        raise ListError(f"{origin}: as of {error}.", next_step="give the date as 2026-11-23.") from error
    named = ParticipantList(
        id=name,
        title=f"Participants of the {_INITIATIVE} ({name})",
        sha256=sha256,
        origin=origin,
        as_of=day,
        rows=len(rows),
    )
    unique = {row.id: msgspec.structs.replace(row, snapshot=sha256) for row in rows}
    twice = len(rows) - len(unique)
    return Participants(
        list=named,
        rows=tuple(unique.values()),
        remarks=(f"{twice:,} rows are there twice and counted once",) if twice else (),
    )


def check_participants(new: ParticipantList, last: ParticipantList | None, margin: float = _MARGIN) -> None:
    """Refuse a list that lost more than a tenth of its rows since last time.

    Raises:
        ListError: it did; the last one is kept.
    """
    if last is not None and last.rows - new.rows > max(_SPARED, margin * last.rows):
        raise ListError(
            f"{new.title} has {new.rows:,} rows, last time {last.rows:,}. The last one is kept.",
            next_step="look whether the file is whole; if it is, import it with a larger margin.",
        )


def _slug(origin: str) -> str:
    stem = PurePath(origin).name.casefold().removesuffix(".gz").rsplit(".", 1)[0]
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "participants"


def _columns(data: bytes, origin: str) -> Mapping[str, str]:
    """Return which column of the file holds each of our fields."""
    header = {name.strip().casefold(): name for name in header_of(data)}
    columns = {
        field: next(header[name] for name in names if name in header)
        for field, names in _COLUMNS.items()
        if any(name in header for name in names)
    }
    missing = [field for field in ("name", "joined") if field not in columns]
    if missing:
        raise ListError(f"{origin} has no column for {', '.join(missing)}.", next_step=_NEXT)
    return columns


def _participation(row: CsvRow, columns: Mapping[str, str], name: str, origin: str) -> Participation:
    values = {field: clean(row.fields.get(column)) for field, column in columns.items()}
    if not values["name"]:
        raise ListError(f"{origin}, row {row.number}: it has no name.", next_step="fill it in, or take the row out.")
    try:
        dates = {field: read_list_date(values[field]) for field in _DATES if field in values}
    except ValueError as error:
        raise ListError(f"{origin}, row {row.number}: {error}.", next_step="write dates as 2026-11-23.") from error
    url = values.pop("url", "")
    number = values.get("number", "")
    key = (number,) if number else (values["name"], values.get("country", ""), dates.get("joined", ""))
    return Participation(
        **(values | dates),  # type: ignore[arg-type]
        id=f"p{short_digest(name, *key)}",
        list=name,
        initiative=_INITIATIVE,
        source_urls=(url,) if url else (),
        row=row.verbatim,
        row_number=row.number,
    )


class ParticipantIndex:
    """Participants by the words of their names, without legal forms."""

    def __init__(self, participations: Iterable[Participation]) -> None:
        self.by_key: dict[str, list[Participation]] = defaultdict(list)
        for one in participations:
            name = read_name(one.name)
            self.by_key[name.key or name.native].append(one)


def find_participant(names: Iterable[str], country: str, index: ParticipantIndex) -> tuple[Found, ...]:
    """Return the participants that bear one of the names, where no country speaks against it.

    A name of an ordinary word or two needs a country that agrees. Several of one name in one list are all returned:
    a person has to tell them apart.
    """
    found: dict[str, Found] = {}
    places = places_in(country)
    for text in names:
        name = read_name(text)
        for one in index.by_key.get(name.key or name.native, ()):
            about = relation(places, places_in(one.country))
            if about == "agrees" or (about == "unknown" and (distinctive(name) or name.native)):
                same = "the very same name" if text.casefold() == one.name.casefold() else f"the name {one.name!r}"
                where = f"in the same country, {one.country}" if about == "agrees" else "no country to compare"
                found.setdefault(one.id, Found(one, f"by {same}, {where}"))
    return tuple(found[key] for key in sorted(found))
