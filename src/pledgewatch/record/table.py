"""Print answers as a table that a person can read in a terminal.

The rows of a listed organisation come in blocks: first what restricts it by name, then, each under its own heading,
votes, measures that do not name it, and rows that nobody has fully checked. A class or an unchecked row is never read
as a restriction because it stands under one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.model.dates import parse_date
from pledgewatch.model.record import Listing, Match, Screening
from pledgewatch.record.history import History
from pledgewatch.record.holdings import Record
from pledgewatch.record.publishers import stale_on

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["nature_in_words", "print_table", "render", "render_stacked", "searched_in_words"]

_COLUMNS = ("verdict", "name as listed", "list", "ground", "since", "until", "standing", "why", "source")
_NARROWEST = 148
"""Columns of a terminal below which nine columns leave less than a word in each."""
_BLOCKS = (
    "",
    "named in a vote, which restricts nobody",
    "measures that do not name it",
    "not checked, or only in part",
)
_SUBJECTS = {"class": "names no company", "related": "names another company of the group"}
_CHECKED_WORDS = {"partly": "only partly checked", "no": "not checked"}


class _Line(NamedTuple):
    """A line of an answer: a heading, or the cells of one listing."""

    heading: str = ""
    cells: tuple[str, ...] = ()


def render(screenings: Iterable[Screening], record: Record) -> Table:
    """Return a rich table: a line a listing, the verdict and its reasons on the first line of each organisation.

    A name without matches has its line too, saying so; what was searched stands beneath the table.
    """
    from rich.table import Table
    from rich.text import Text

    asked = tuple(screenings)
    days = {one.on for one in asked}
    on = days.pop() if len(days) == 1 else ""
    table = Table(caption=Text(searched_in_words(record, on)), caption_justify="left", show_lines=False, pad_edge=False)
    for column in _COLUMNS:
        table.add_column(column, overflow="fold")
    for screening in asked:
        table.add_section()
        table.add_row(Text("asked"), Text(_asked(screening), style="bold"))
        if not screening.matches:
            table.add_row(Text("no match"), Text("nothing like it in what was searched"))
        for line in _lines(screening, record):
            if line.heading:
                table.add_row(Text(), Text(line.heading, style="italic"))
            else:
                table.add_row(*map(Text, line.cells))
    return table


def print_table(screening: Screening, record: Record) -> None:
    """Print one answer to stdout: as a table, or one cell under the other where that would be too narrow to read."""
    from rich.console import Console

    console = Console()
    wide = console.width >= _NARROWEST
    console.print(render([screening], record) if wide else render_stacked(screening, record))


def render_stacked(screening: Screening, record: Record) -> Table:
    """Return the same cells one under the other, for a narrow terminal or a pipe."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="bold")
    grid.add_column(overflow="fold")
    grid.add_row("asked", Text(_asked(screening)))
    if not screening.matches:
        grid.add_row("no match", "nothing like it in what was searched")
    for line in _lines(screening, record):
        grid.add_row()
        if line.heading:
            grid.add_row("", Text(line.heading, style="italic"))
        for column, cell in zip(_COLUMNS, line.cells, strict=False):
            if cell:
                grid.add_row(column, Text(cell))
    grid.add_row()
    grid.add_row("", Text(searched_in_words(record, screening.on)))
    return grid


def _lines(screening: Screening, record: Record) -> Iterator[_Line]:
    """Yield the lines of all matches: the verdict and its reasons stand with the first listing of each."""
    listings, history = record.by_id(), History(record.sightings)
    for match in screening.matches:
        rows = [listings[one] for one in match.listings if one in listings]
        first, heading = True, ""
        for listing in sorted(rows, key=_block):
            if _BLOCKS[_block(listing)] != heading:
                heading = _BLOCKS[_block(listing)]
                yield _Line(heading=f"{match.entity_name}: {heading}")
            yield _Line(cells=_cells(match, listing, _standing(listing, screening.on, history), first=first))
            first = False


def _block(listing: Listing) -> int:
    """Return in which block a listing stands; what is not fully checked stands there whatever else it is."""
    if listing.checked != "yes":
        return 3
    if listing.subject != "named":
        return 2
    return 1 if listing.act == "vote" else 0


def _asked(screening: Screening) -> str:
    country = f" ({screening.country})" if screening.country else ""
    return f"{screening.query}{country}{f', on {screening.on}' if screening.on else ''}"


def _cells(match: Match, listing: Listing, stood: str, *, first: bool) -> tuple[str, ...]:
    why = "; ".join((*match.why, f"to settle: {match.settle}" if match.settle else "")).strip("; ")
    return (
        f"{match.verdict} {match.score:.2f}" if first else "",
        listing.entity,
        f"{listing.instrument}, {listing.authority}",
        "; ".join(listing.grounds) or "none given",
        listing.start_date or (f"not given; notice of {listing.announced}" if listing.announced else "not given"),
        listing.end_date or (f"uncertain: {listing.end_note}" if listing.end_note else ""),
        stood,
        "; ".join(part for part in (why if first else "", nature_in_words(listing)) if part),
        listing.source_urls[0] if listing.source_urls else "none",
    )


def _standing(listing: Listing, on: str, history: History) -> str:
    """Say how a listing stood on the day that was asked about; of a vote only whether it had been held."""
    date = parse_date(on)
    return history.in_words(listing, date) if date is not None else ""


def nature_in_words(listing: Listing) -> str:
    """Say what keeps a listing from being read as "is restricted": act, subject, how far it was checked."""
    parts = (
        listing.act if listing.act != "restriction" else "",
        _SUBJECTS.get(listing.subject, ""),
        _CHECKED_WORDS.get(listing.checked, ""),
    )
    return ", ".join(part for part in parts if part)


def searched_in_words(record: Record, on: str = "") -> str:
    """Name each list that was searched, as of when, in which snapshot; or that none was.

    For a day, it also says of which lists nothing of that time is held, so that an absence from them says nothing.
    """
    held = {one.sha256 for one in record.lists}
    lists = [f"{one.title} as of {one.as_of or 'an unknown date'} [{one.sha256[:12]}]" for one in record.lists]
    if not lists:
        return "Searched: nothing, as no list has been imported."
    earlier = sum(one.snapshot.sha256 not in held and not one.own for one in record.sightings)
    before = f", and what {earlier} earlier snapshots of them had" if earlier else ""
    date = parse_date(on)
    silent = History(record.sightings).silent_on(record.lists, date) if date else ()
    titles = "; ".join(one.title for one in silent)
    gap = f" What stood on these on {on} and is gone since is not known: no snapshot up to then is held: {titles}."
    stale = "".join(
        f" Stale: {one.title}, as of {one.as_of}, is more than {age} days older than {on}."
        for one, age in (stale_on(record.lists, date) if date else ())
    )
    return f"Searched: {'; '.join(lists)}{before}.{gap if silent else ''}{stale}"
