"""The command that keeps web pages as evidence."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pledgewatch.cli.common import as_builtins, desk_option, json_option, print_line, progress, settings_of

__all__ = ["capture"]


@click.command()
@click.argument("given", metavar="URL|LIST")
@desk_option
@click.option("--allow-private", is_flag=True, help="Also addresses of this machine and of private networks.")
@click.option("--again", is_flag=True, help="Also what has not changed since it was captured last.")
@json_option
def capture(given: str, desk_folder: Path, allow_private: bool, again: bool, as_json: bool) -> None:
    """Keep a web page as evidence in the desk's archive: every request, a picture, a print, with hash and time.

    LIST is a file with an address a line. What has not changed is skipped, what fails is named at the end, and a run
    that was interrupted goes on where it was. Needs the extra 'capture' and the system's Chromium.
    """
    from pledgewatch.desk.layout import Layout
    from pledgewatch.sources.archive import Archive
    from pledgewatch.sources.capture.fetching import Limits
    from pledgewatch.sources.capture.keeping import addresses_of, capture_all
    from pledgewatch.store.lock import held

    settings_of(desk_folder, (), None)  # a malformed settings file is said before anything is fetched
    layout, urls, failed = Layout(desk_folder), addresses_of(given), 0
    desk_folder.mkdir(parents=True, exist_ok=True)
    with held(layout.lock), progress() as shown:
        shown.begin("capture", len(urls))
        archive = Archive(layout.archive)
        for one in capture_all(urls, archive, layout.work, limits=Limits(), allow_private=allow_private, again=again):
            shown.step()
            failed += one.outcome == "failed"
            if as_json:
                print_line({"type": "capture", **as_builtins(one)})
            elif one.outcome == "failed":
                click.echo(f"failed: {one.url}: {one.why}", err=True)
            else:
                click.echo(f"{one.outcome}: {one.url}{f'  {one.when}  WARC {one.warc}' if one.warc else ''}")
                for missing in one.missing:
                    click.echo(f"    without {missing}", err=True)
    if failed:
        sys.exit(3)
