"""Read what listings and statements of one's own record have in common: names, checking, start."""

from __future__ import annotations

from pledgewatch.model.dates import PartialDate
from pledgewatch.record.lists import nature, own_fields
from pledgewatch.record.lists.own_table import Row, refuse

__all__ = ["checking_of", "choice", "names_of", "start_of", "summary_of"]


def choice(row: Row, column: str, allowed: tuple[str, ...], origin: str) -> str:
    """Return a value of a closed set in lower case, empty where none is given.

    Raises:
        ListError: the value is none of the set.
    """
    value = row.get(column).casefold()
    if value and value not in allowed:
        raise refuse(origin, row.number, f"{column} {value!r} is not known", f"write one of {', '.join(allowed)}")
    return value


def names_of(row: Row) -> tuple[str, ...]:
    """Return the entity and its aliases."""
    return tuple(dict.fromkeys((row.get("entity"), *own_fields.split(row.get("aliases")))))


def summary_of(row: Row) -> str:
    """Return the summary, in whichever of its two columns it stands."""
    return row.get("summary_in_your_own_words") or row.get("summary")


def checking_of(row: Row, origin: str) -> nature.Checking:
    """Say how far the row was checked; without a source it was not.

    Raises:
        ListError: the field is not yes, partly or no with a note.
    """
    checking = nature.read_checked(row.get("source_checked"), names_of(row))
    if checking is None:
        what = f"source_checked {row.get('source_checked')[:60]!r} is not known"
        raise refuse(origin, row.number, what, "write yes, partly (why) or no")
    if not row.get("source_url"):
        return checking._replace(checked="no", note="; ".join(filter(None, ("no source is given", checking.note))))
    return checking


def start_of(row: Row, checking: nature.Checking, origin: str) -> PartialDate | None:
    """Return the start as far as it was checked: `start_date` where given, else `date`."""
    explicit = own_fields.date_field(row, "start_date", origin)
    date = explicit or own_fields.date_field(row, "date", origin)
    return nature.reduce_date(date, checking.precision) if date else None
