"""The command that fetches lists from their publishers: the only one that uses the network."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pledgewatch.cli.common import as_builtins, desk_option, json_option, print_line, settings_of
from pledgewatch.cli.record import record

__all__ = ["publishers_", "update"]


@record.command(short_help="Fetch lists from their publishers.")
@desk_option
@click.option("--list", "names", multiple=True, metavar="ID", help="A list to fetch; may be repeated.  [default: all]")
@click.option("--from", "url", default="", metavar="URL", help="Another address of the one list, https.")
@click.option("--seconds", type=click.FloatRange(1, 86_400), default=300.0, show_default=True, help="Longest per file.")
@json_option
def update(desk_folder: Path, names: tuple[str, ...], url: str, seconds: float, as_json: bool) -> None:
    """Fetch lists from their publishers; what fails or looks wrong leaves the last good one, and is named.

    Only what changed is sent. A list must be whole, the one that was asked for, not older than stated, and not much
    shorter than before. `record publishers` shows addresses and terms. Exit code 3: some could not be had.
    """
    from pledgewatch.desk import Desk
    from pledgewatch.errors import ListError

    desk = Desk(desk_folder, settings_of(desk_folder, (), None))
    failed = False
    for one in desk.update(names, url=url, seconds=seconds):
        failed |= one.state == "failed"
        if as_json:
            print_line({"type": "update", **as_builtins(one)})
        elif one.state == "failed":
            held = f"held is the one as of {one.as_of or 'an unknown day'}" if one.sha256 else "none is held"
            click.echo(f"{one.list}: failed, {held}")
            click.echo(f"pledgewatch: {ListError(one.why)}", err=True)
        else:
            click.echo(f"{one.list}: {one.state}, {one.rows:,} rows, as of {one.as_of or 'unknown'}")
    if failed:
        sys.exit(3)


@record.command("publishers", short_help="Where lists are fetched, on what terms.")
@json_option
def publishers_(as_json: bool) -> None:
    """List where lists are fetched, in which format, what is known of their terms, and when they count as stale."""
    from pledgewatch.record.publishers import publishers

    for one in publishers().values():
        if as_json:
            print_line({"type": "publisher", **as_builtins(one)})
            continue
        click.echo(f"{one.id}: {one.format}, stale after {one.age} days")
        for line in (*one.urls, one.terms, *([one.needs] if one.needs else [])):
            click.echo(f"    {line}")
