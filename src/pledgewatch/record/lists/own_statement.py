"""Make a statement of a row of one's own record: who says what, of whom. Never a listing."""

from __future__ import annotations

from typing import Literal, cast

from pledgewatch.model.identity import short_digest
from pledgewatch.model.record import Statement
from pledgewatch.record.countries import country_codes
from pledgewatch.record.lists import nature, own_fields
from pledgewatch.record.lists.base import Source, folded
from pledgewatch.record.lists.own_row import checking_of, choice, names_of, start_of, summary_of
from pledgewatch.record.lists.own_table import Row

__all__ = ["read_statement", "statement_reason"]

_Kind = Literal["state", "company", "other"]


def statement_reason(row: Row, origin: str) -> nature.Derived | None:
    """Return why the row is a statement, or None where it is a listing; the column `kind` wins."""
    kind = choice(row, "kind", ("listing", "statement"), origin)
    if kind == "listing":
        return None
    if kind == "statement" or row.get("statement_of"):
        return nature.Derived("statement", "")
    return nature.is_statement(row.get("entity"), row.get("instrument"))


def read_statement(row: Row, source: Source, why: str) -> Statement:
    """Make a statement of whom `statement_of` names; of a row of context, of what its aliases name."""
    checking = checking_of(row, source.origin)
    names = tuple(name for name in names_of(row) if not name.startswith("["))
    of = row.get("statement_of") or next(iter(names), "")
    date = start_of(row, checking, source.origin)
    return Statement(
        id="s"
        + short_digest(
            source.list_id,
            *(folded(part) for part in (row.get("authority"), row.get("instrument"), of, row.get("date"))),
        ),
        list=source.list_id,
        by=row.get("authority"),
        of=of,
        of_kind=_of_kind(row, of, source.origin),
        names=names,
        date=str(date or ""),
        what=row.get("instrument"),
        summary=summary_of(row),
        grounds=own_fields.split(row.get("ground")),
        principles=own_fields.principles(row, source.origin),
        source_urls=own_fields.urls(row, source.origin),
        checked=checking.checked,
        checked_note=checking.note,
        read_note=f"read as a statement: {why}" if why else "",
        row=row.verbatim,
        row_number=row.number,
        snapshot=source.sha256,
    )


def _of_kind(row: Row, of: str, origin: str) -> _Kind:
    explicit = choice(row, "statement_of_kind", ("state", "company", "other"), origin)
    if explicit:
        return cast("_Kind", explicit)
    if country_codes(of) or " state " in f" {summary_of(row).casefold()} ":
        return "state"
    return "other" if row.get("entity").startswith("[") else "company"
