"""The commands that give what was confirmed to the world."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgewatch.cli.common import as_builtins, desk_option, json_option, open_desk, print_line
from pledgewatch.cli.keys import asked_passphrase, passphrase_option

if TYPE_CHECKING:
    import datetime as dt

    from pledgewatch.publish.edition import SiteReport
    from pledgewatch.publish.signing.manifest import Signer

__all__ = ["publish"]

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@desk_option
@click.option("--out", type=_FOLDER, help="Where to write the site.  [default: DESK/site]")
@click.option("--key", type=_FILE, help="The signing key, its certificate beside it.  [default: publish.key]")
@passphrase_option
@json_option
def publish(desk_folder: Path, out: Path | None, key: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """Write the static site of what a person confirmed, and of nothing else; signed where there is a key.

    The site stands complete or not at all: a run that is killed leaves the one before. See docs/publishing.md.
    """
    from pledgewatch.clock import utc_now

    desk, now = open_desk(desk_folder), utc_now()
    chosen = key or (Path(desk.settings.publish.key) if desk.settings.publish.key else None)
    signer = signer_of(chosen, passphrase_file, now)
    report = desk.publish(out, now=now, signer=signer)
    if as_json:
        print_line({"type": "site", **as_builtins(report)})
    else:
        _print_report(report)


def signer_of(key: Path | None, passphrase_file: Path | None, now: dt.datetime) -> Signer | None:
    """Open the signing key, if there is one."""
    from pledgewatch.publish.signing.signers import open_signer

    return open_signer(key, lambda: asked_passphrase(passphrase_file), now=now)[0] if key else None


def _print_report(report: SiteReport) -> None:
    from pledgewatch.publish.signing.certificates import read_root
    from pledgewatch.publish.signing.manifest import read_manifest

    manifest = read_manifest(report.manifest.data)[1]
    click.echo(f"{report.pages} pages, {report.bytes / 1000:,.0f} kB, {report.written} files new or changed.")
    number = f"Number {manifest.sequence}, issued {manifest.issued}, to be taken for new until {manifest.expires}."
    click.echo(number)
    if report.manifest.certificate is None:
        click.echo(
            "Not signed: a reader cannot tell a true copy from a forged one. Next: see `pledgewatch keys root -h`."
        )
    else:
        click.echo(f"Signed under the root key {read_root(report.manifest.certificate)}.")
    click.echo(f"Site: {report.path / 'index.html'}")
