"""The command that looks names up in the record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgewatch.cli.common import as_builtins, desk_option, json_option, open_desk, print_line

if TYPE_CHECKING:
    from pledgewatch.model.dates import PartialDate
    from pledgewatch.model.record import ListSnapshot, Screening
    from pledgewatch.record.holdings import Record
    from pledgewatch.record.second_opinion import Opinion

__all__ = ["day_asked", "screen"]


@click.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@desk_option
@click.option("--country", default="", metavar="CC", help="The country of the names given.")
@click.option(
    "--names", "file", type=click.Path(path_type=Path), help="CSV with a header: name[, country, identifier, date]."
)
@click.option("--on", default="", metavar="DATE", help="The day asked about.  [default: the newest list's date]")
@click.option("--second-opinion", "second", is_flag=True, help="Also what nomenklatura makes of each (extra 'ftm').")
@json_option
def screen(
    names: tuple[str, ...], desk_folder: Path, country: str, file: Path | None, on: str, second: bool, as_json: bool
) -> None:
    """Look names up in the record: who is listed, by whom, since when, and how sure it is that they are meant.

    With --on, each listing says how it stood on that day, by which notice, or that the lists held do not tell. A second
    opinion changes no verdict.
    """
    from pledgewatch.record.queries import Query, read_queries
    from pledgewatch.record.screening import Screener
    from pledgewatch.record.second_opinion import SecondOpinion

    queries = [Query(name=name) for name in names] + (read_queries(file) if file else [])
    if not any(query.name.strip() for query in queries):
        raise click.UsageError("Give a NAME, or --names FILE.csv.")
    other = SecondOpinion() if second else None
    desk = open_desk(desk_folder)
    held = desk.record()
    default = day_asked(on, held.lists)
    screener = Screener(held, desk.names())
    entities = {one.id: one for one in screener.index.entities} if other else {}
    for query in queries:
        answer = screener.screen(
            query.name, country=query.country or country, on=query.date or default, identifiers=query.identifiers
        )
        _print_screening(answer, held, other.of(answer, entities, query.identifiers) if other else None, as_json)


def day_asked(on: str, lists: Sequence[ListSnapshot]) -> PartialDate | None:
    """Return the day that is asked about, or the newest list's date where none is given.

    Raises:
        UsageError: it is no date.
    """
    from pledgewatch.desk.record import as_of_of
    from pledgewatch.errors import UsageError
    from pledgewatch.model.dates import parse_date

    try:
        return parse_date(on or as_of_of(lists)[0])
    except ValueError as error:
        raise UsageError(str(error), next_step="write the date as 2026-11-23.") from error


def _print_screening(screening: Screening, held: Record, opinions: list[Opinion] | None, as_json: bool) -> None:
    from pledgewatch.record.lines import to_line
    from pledgewatch.record.table import print_table

    if as_json:
        said = {} if opinions is None else {"second_opinions": as_builtins(opinions)}
        print_line(to_line(screening, held) | said)
        return
    print_table(screening, held)
    for at, opinion in enumerate(opinions or ()):
        if not at:
            click.echo(f"Second opinion, by {opinion.by}; it changes nothing above:")
        click.echo(f"    {opinion.score:.2f}  {opinion.entity_name}  ({opinion.why or 'no reason given'})")
