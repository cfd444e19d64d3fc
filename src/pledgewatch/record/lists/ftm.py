"""Read OpenSanctions' FollowTheMoney entities from JSON Lines, flat (entities.ftm.json) or nested (targets.nested).

A line an entity with `id`, `schema`, `properties` (lists of values) and `datasets`. A Sanction is a listing of the
organisation that its property `entity` names; an organisation without one, but with the topic of a sanction, is a
listing of its dataset without a date. Persons, vessels and the rest are left out.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from pledgewatch.model.identity import ListId
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import Source
from pledgewatch.record.lists.csv_rows import decode_list
from pledgewatch.record.lists.entry import Entry, ListInfo, as_row, clean, left_out, parsed_list, refuse_entry
from pledgewatch.record.lists.list_dates import read_list_date

__all__ = ["FtmEntities"]

_INFO = ListInfo(
    id=ListId("opensanctions"),
    title="OpenSanctions entities",
    authority="OpenSanctions, from the sources that it names",
    jurisdiction="",
    instrument="Sanction",
    source_url="https://www.opensanctions.org/",
)
_ORGANISATIONS = {"Company", "Organization", "LegalEntity", "PublicBody"}
_TOPICS = ("sanction", "debarment", "export.control", "export.risk")
_IDENTIFIERS = {"lei": "leiCode", "registration": "registrationNumber", "tax": "taxNumber", "inn": "innCode",
                "ogrn": "ogrnCode", "uscc": "uscCode"}  # fmt: skip
_DATES = ("listingDate", "startDate", "endDate")
_MOST_LINES = 5_000_000


class _Entity(msgspec.Struct, frozen=True):
    id: str
    schema: str
    properties: dict[str, list[Any]] = {}
    datasets: list[str] = []
    last_change: str | None = None


class _Line(NamedTuple):
    number: int
    entity: _Entity
    row: str

    def all(self, name: str) -> list[str]:
        """Return the values of a property that are texts."""
        return [clean(value) for value in self.entity.properties.get(name, ()) if isinstance(value, str)]

    def first(self, name: str) -> str:
        """Return the first value of a property, empty where there is none."""
        return next(iter(self.all(name)), "")


class FtmEntities:
    """Recognise and parse FollowTheMoney entities."""

    describes = "OpenSanctions' FollowTheMoney entities as JSON Lines"

    def sniff(self, head: bytes) -> bool:
        """Tell by the fields that a line begins with, in any order."""
        line = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
        return line.startswith(b"{") and b'"schema"' in line and (b'"properties"' in line or b'"caption"' in line)

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every line, or refuse the list."""
        lines = list(_lines(decode_list(data, source.origin), source.origin))
        sanctions: dict[str, list[_Line]] = defaultdict(list)
        for line in lines:
            for one in _sanctions(line, source.origin):
                for target in _targets(one):
                    sanctions[target].append(one)
        organisations = [line for line in lines if line.entity.schema in _ORGANISATIONS]
        entries = [
            entry
            for line in organisations
            for entry in _entries(line, _own(line, sanctions, source.origin), source.origin)
        ]
        kinds = Counter(line.entity.schema for line in lines)
        left = {kind: count for kind, count in kinds.items() if kind not in {*_ORGANISATIONS, "Sanction"}}
        newest = max((change[:10] for line in lines if (change := line.entity.last_change)), default="")
        return parsed_list(
            _INFO,
            entries,
            source,
            rows=len(lines),
            as_of=newest,
            as_of_basis="its newest change" if newest else "",
            remarks=left_out(left),
        )


def _lines(text: str, origin: str) -> Iterator[_Line]:
    for number, line in enumerate(text.split("\n"), 1):
        if number > _MOST_LINES:
            raise refuse_entry(origin, number, f"there are more than {_MOST_LINES:,} lines")
        if not line.strip():
            continue
        try:
            entity = msgspec.json.decode(line.encode(), type=_Entity)
            value: Any = json.loads(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError) as error:
            raise refuse_entry(origin, number, f"it is no entity ({error})") from error
        yield _Line(number, entity, as_row(value))


def _targets(sanction: _Line) -> list[str]:
    return [target for target in sanction.all("entity") if target]


def _sanctions(line: _Line, origin: str) -> Iterator[_Line]:
    """Give a line that is a sanction itself."""
    if line.entity.schema == "Sanction":
        if not _targets(line):
            raise refuse_entry(origin, line.number, "the sanction names no entity")
        yield line


def _own(line: _Line, sanctions: dict[str, list[_Line]], origin: str) -> list[_Line]:
    """Return the sanctions of an organisation: those of other lines, and those nested in its own."""
    nested = []
    for value in line.entity.properties.get("sanctions", ()):
        try:
            nested.append(_Line(line.number, msgspec.convert(value, _Entity), as_row(value)))
        except msgspec.ValidationError as error:
            raise refuse_entry(origin, line.number, f"a sanction of it is malformed ({error})") from error
    return [*sanctions.get(line.entity.id, ()), *nested]


def _entries(line: _Line, sanctions: list[_Line], origin: str) -> Iterator[Entry]:
    names = [*line.all("name"), *line.all("alias"), *line.all("previousName"), *line.all("abbreviation")]
    if not names:
        raise refuse_entry(origin, line.number, "it has no name")
    topics = line.all("topics")
    if not sanctions and not any(topic.startswith(_TOPICS) for topic in topics):
        return
    base = Entry(
        name=names[0],
        key=(line.entity.id,),
        row=line.row,
        row_number=line.number,
        names=tuple(names),
        country="; ".join(dict.fromkeys([*line.all("jurisdiction"), *line.all("country")])),
        programmes=tuple(line.entity.datasets),
        source_urls=tuple(url for url in line.all("sourceUrl") if url.startswith("http")),
        identifiers={scheme: line.first(name) for scheme, name in _IDENTIFIERS.items()},
        addresses=tuple(line.all("address")),
    )
    if not sanctions:
        yield base
    for sanction in sanctions:
        yield _sanctioned(base, sanction, origin)


def _sanctioned(base: Entry, sanction: _Line, origin: str) -> Entry:
    try:
        dates = [min(map(read_list_date, sanction.all(name)), default="") for name in _DATES]
    except ValueError as error:
        raise refuse_entry(origin, sanction.number, str(error)) from error
    announced, start, end = dates
    programmes = (*sanction.all("programId"), *sanction.all("program"))
    return msgspec.structs.replace(
        base,
        key=(*base.key, sanction.entity.id),
        row=as_row([json.loads(base.row), json.loads(sanction.row)]),
        authority=sanction.first("authority"),
        jurisdiction=sanction.first("country"),
        instrument=sanction.first("program") or sanction.first("provisions") or _INFO.instrument,
        programmes=tuple(dict.fromkeys(programmes)) or base.programmes,
        announced=announced,
        start_date=start,
        end_date=end,
        summary="; ".join((*sanction.all("reason"), *sanction.all("summary"))),
        source_urls=(*(url for url in sanction.all("sourceUrl") if url.startswith("http")), *base.source_urls),
    )
