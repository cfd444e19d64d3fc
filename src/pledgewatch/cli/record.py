"""The commands of the record: import lists, list them, screen names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgewatch.cli.common import as_builtins, desk_option, json_option, open_desk, print_line, settings_of

if TYPE_CHECKING:
    from pledgewatch.model.record import Screening
    from pledgewatch.record.holdings import Record

__all__ = ["record", "screen"]


@click.group()
def record() -> None:
    """Hold the record: lists of who is restricted, by whom, on what ground, from when to when."""


@record.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@desk_option
@click.option("--list", "name", default="", metavar="ID", help="Name a list of your own.  [default: its file's name]")
@click.option("--as-of", default="", metavar="DATE", help="As of when it stands, where it does not say.")
@click.option("--margin", type=click.FloatRange(0, 1), help="Share of rows that it may have lost.  [default: 0.1]")
@click.option("--together", is_flag=True, help="The files are the parts of one list, as OFAC publishes it.")
@json_option
def import_(
    files: tuple[Path, ...],
    desk_folder: Path,
    name: str,
    as_of: str,
    margin: float | None,
    together: bool,
    as_json: bool,
) -> None:
    """Import lists, in a format known by its content; a list that is damaged or much shorter than before is refused.

    Known: a CSV of your own (docs/record-format.md), and lists of the United States, Canada, Australia, the European
    Union, the United Kingdom and the United Nations as docs/record-lists.md says, also gzip-compressed.
    """
    from pledgewatch.desk import Desk
    from pledgewatch.errors import ListError
    from pledgewatch.record.importing import MARGIN

    desk = Desk(desk_folder, settings_of(desk_folder, (), None))
    failed = False
    for parts in [files] if together else [(file,) for file in files]:
        try:
            parsed = desk.import_list(*parts, name=name, as_of=as_of, margin=MARGIN if margin is None else margin)
        except ListError as error:
            failed = True
            click.echo(f"pledgewatch: {error}", err=True)
            continue
        if as_json:
            print_line({"type": "list", **as_builtins(parsed.snapshot), "remarks": parsed.remarks})
            continue
        count = f"{len(parsed.listings):,} listings, {len(parsed.statements):,} statements"
        click.echo(
            f"{parsed.snapshot.id}: {count}, as of {parsed.snapshot.as_of or 'unknown'} ({parsed.snapshot.title})"
        )
        for remark in parsed.remarks[:10]:
            click.echo(f"    {remark}", err=True)
        if len(parsed.remarks) > 10:
            click.echo(f"    and {len(parsed.remarks) - 10:,} more remarks; see --json", err=True)
    if failed:
        sys.exit(3)


@record.command("list")
@desk_option
@json_option
def list_(desk_folder: Path, as_json: bool) -> None:
    """List what the record holds: each list, its snapshot, and as of when it stands."""
    held = open_desk(desk_folder).record()
    for one in held.lists:
        if as_json:
            print_line({"type": "list", **as_builtins(one)})
        else:
            click.echo(
                f"{one.id}  {one.title}  {one.rows:,} rows  as of {one.as_of or 'unknown'}  sha256 {one.sha256[:12]}"
            )


@click.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@desk_option
@click.option("--country", default="", metavar="CC", help="The country of the names given.")
@click.option(
    "--names", "file", type=click.Path(path_type=Path), help="CSV with a header: name[, country, identifier, date]."
)
@click.option("--on", default="", metavar="DATE", help="The day asked about.  [default: the newest list's date]")
@json_option
def screen(names: tuple[str, ...], desk_folder: Path, country: str, file: Path | None, on: str, as_json: bool) -> None:
    """Look names up in the record: who is listed, by whom, since when, and how sure it is that they are meant."""
    from pledgewatch.desk.record import as_of_of
    from pledgewatch.errors import UsageError
    from pledgewatch.model.dates import parse_date
    from pledgewatch.record.queries import Query, read_queries
    from pledgewatch.record.screening import Screener

    queries = [Query(name=name) for name in names] + (read_queries(file) if file else [])
    if not any(query.name.strip() for query in queries):
        raise click.UsageError("Give a NAME, or --names FILE.csv.")
    held = open_desk(desk_folder).record()
    try:
        default = parse_date(on or as_of_of(held.lists)[0])
    except ValueError as error:
        raise UsageError(str(error), next_step="write the date as 2026-11-23.") from error
    screener = Screener(held)
    for query in queries:
        answer = screener.screen(
            query.name, country=query.country or country, on=query.date or default, identifiers=query.identifiers
        )
        _print_screening(answer, held, as_json)


def _print_screening(screening: Screening, held: Record, as_json: bool) -> None:
    from pledgewatch.record.lines import to_line
    from pledgewatch.record.table import print_table

    if as_json:
        print_line(to_line(screening, held))
    else:
        print_table(screening, held)
