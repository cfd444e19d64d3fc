"""Read one's own record: a CSV that people keep by hand, one row a measure, in the format of docs/record-format.md.

A row becomes a listing or a statement (`lists.nature` says by which rules). A listing is named by entity, authority,
country and instrument, so that correcting its date, ground or summary changes that listing and no other. Two rows of
the same name are one listing with two notices while the first is in force, and two listings once it ended.
"""

from __future__ import annotations

from pledgewatch.model.dates import parse_date
from pledgewatch.model.record import Listing, ListSnapshot, Statement
from pledgewatch.record.holdings import ParsedList
from pledgewatch.record.lists.base import BY_ROWS, Source
from pledgewatch.record.lists.own_listing import name_listings, read_listing
from pledgewatch.record.lists.own_statement import read_statement, statement_reason
from pledgewatch.record.lists.own_table import REQUIRED, Row, read_header, read_table, refuse

__all__ = ["OwnList"]


class OwnList:
    """Recognise and parse the CSV of one's own record."""

    describes = f"a CSV of your own with the columns {', '.join(REQUIRED)} (docs/record-format.md)"

    def sniff(self, head: bytes) -> bool:
        """Tell by the header: it names the entity, the authority and the instrument."""
        line = head.decode("utf-8-sig", "replace").partition("\n")[0]
        return {"entity", "authority", "instrument"} <= set(read_header(line.strip()))

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse every row, or refuse the list."""
        table = read_table(data, source.origin)
        listings: list[Listing] = []
        statements: list[Statement] = []
        for row in table.rows:
            _check(row, source.origin)
            reason = statement_reason(row, source.origin)
            if reason is None:
                listings.append(read_listing(row, source))
            else:
                statements.append(read_statement(row, source, reason.why))
        return ParsedList(
            snapshot=_snapshot(source, len(table.rows), listings, statements),
            listings=name_listings(listings),
            statements=tuple(statements),
            remarks=tuple(f"the column {name!r} is not known and only kept in the row" for name in table.unknown),
            own=True,
        )


def _check(row: Row, origin: str) -> None:
    for column in ("entity", "authority", "instrument"):
        if not row.get(column):
            raise refuse(origin, row.number, f"{column} is empty", f"fill in {column}, or take the row out")


def _snapshot(source: Source, rows: int, listings: list[Listing], statements: list[Statement]) -> ListSnapshot:
    """Name the import; a list of one's own is as of its newest date unless a date is given."""
    dates = [parse_date(text) for one in listings for text in (one.announced, one.start_date, one.end_date)]
    dates += [parse_date(one.date) for one in statements]
    newest = max((date for date in dates if date), key=lambda date: (date.last, str(date)), default=None)
    return ListSnapshot(
        id=source.list_id,
        title=f"Own record ({source.list_id})",
        publisher="kept by this newsroom",
        sha256=source.sha256,
        origin=source.origin,
        as_of=source.as_of or str(newest or ""),
        as_of_basis="given at import" if source.as_of else BY_ROWS,
        rows=rows,
    )
