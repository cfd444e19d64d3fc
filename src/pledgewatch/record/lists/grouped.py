"""Read a CSV that has several rows an entry: its names, addresses and details, each in a row of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pledgewatch.errors import ListError
from pledgewatch.record.lists.csv_rows import CsvRow, header_of, read_rows
from pledgewatch.record.lists.entry import as_row, refuse_entry

__all__ = ["Grouped", "date_of_entry", "date_of_list", "group_rows", "row_of_all"]


class Grouped(NamedTuple):
    """The rows of each entry by its key, in the order of the list, and of which kinds the entries are."""

    by_entry: dict[str, list[CsvRow]]
    kind_of: str
    rows: int

    @property
    def kinds(self) -> Counter[str]:
        """Count the entries by kind, as their first rows say it."""
        return Counter(found[0].fields[self.kind_of] or "none" for found in self.by_entry.values())

    def of_kind(self, wanted: Callable[[str], bool]) -> list[tuple[str, list[CsvRow]]]:
        """Return the entries of the kinds wanted, with their keys."""
        return [(key, found) for key, found in self.by_entry.items() if wanted(found[0].fields[self.kind_of])]


def group_rows(
    data: bytes, origin: str, *, key: str, needed: Sequence[str], kinds: Sequence[str], delimiter: str = ","
) -> Grouped:
    """Read the rows of every entry; `kinds` are names of the column for the kind, the first that is there counts.

    Raises:
        ListError: a column is missing or there twice, or the CSV is malformed.
    """
    header = [name.strip() for name in header_of(data, delimiter)]
    kind = next((name for name in kinds if name in header), "")
    missing = [name for name in needed if name not in header] + ([] if kind else [kinds[0]])
    twice = sorted({name for name in header if header.count(name) > 1})
    if missing or twice:
        raise ListError(
            f"The columns of {origin} changed (missing: {missing}; twice: {twice}).",
            next_step="look what the publisher changed; the last good one is kept.",
        )
    by_entry: dict[str, list[CsvRow]] = defaultdict(list)
    for row in read_rows(data, origin, delimiter=delimiter):
        by_entry[row.fields[key]].append(row)
    return Grouped(dict(by_entry), kind, sum(map(len, by_entry.values())))


def row_of_all(rows: Sequence[CsvRow]) -> str:
    """Return the rows of one entry as they stand, without their empty fields."""
    return as_row([{name: value for name, value in row.fields.items() if value} for row in rows])


def date_of_list(read: Callable[[str], str], text: str, origin: str) -> str:
    """Return the day of which a list says that it is.

    Raises:
        ListError: it is no date.
    """
    try:
        return read(text)
    except ValueError as error:
        raise ListError(f"{origin}: {error}.", next_step="fetch the file again; the last good one is kept.") from error


def date_of_entry(read: Callable[[str], str], text: str, number: int, origin: str) -> str:
    """Return a day in an entry.

    Raises:
        ListError: it is no date; the message names the row.
    """
    try:
        return read(text)
    except ValueError as error:
        raise refuse_entry(origin, number, str(error)) from error
