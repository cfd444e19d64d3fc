"""The commands that give what was confirmed to the world."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from pledgewatch.cli.common import as_builtins, desk_option, json_option, open_desk, print_line
from pledgewatch.cli.keys import asked_passphrase, passphrase_option

if TYPE_CHECKING:
    import datetime as dt

    from pledgewatch.publish.bridge import Bridge
    from pledgewatch.publish.edition import SiteReport
    from pledgewatch.publish.settings import PublishSettings
    from pledgewatch.publish.signing.manifest import Signer

__all__ = ["bundle", "publish"]

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@desk_option
@click.option("--out", type=_FOLDER, help="Where to write the site.  [default: DESK/site]")
@click.option("--key", type=_FILE, help="The signing key, its certificate beside it.  [default: publish.key]")
@click.option("--reach", metavar="URL", help="Put a bridge's switch on the site; URL is its meeting point.")
@passphrase_option
@json_option
def publish(
    desk_folder: Path,
    out: Path | None,
    key: Path | None,
    reach: str | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Write the static site of what a person confirmed, and of nothing else; signed where there is a key.

    The site stands complete or not at all: a run that is killed leaves the one before. See docs/publishing.md.
    """
    from pledgewatch.clock import utc_now

    desk, now = open_desk(desk_folder), utc_now()
    chosen = key or (Path(desk.settings.publish.key) if desk.settings.publish.key else None)
    signer = signer_of(chosen, passphrase_file, now)
    report = desk.publish(out, now=now, signer=signer, bridge=_bridge_of(desk.settings.publish, reach))
    if as_json:
        print_line({"type": "site", **as_builtins(report)})
    else:
        _print_report(report)
        _print_left_out(report, desk_folder)


def _bridge_of(settings: PublishSettings, address: str | None) -> Bridge | None:
    """Return the switch of the bridge that is named, by the option or in the settings, if there is one."""
    import msgspec

    from pledgewatch.reach.switch import bridge_of

    given = settings if address is None else msgspec.structs.replace(settings, reach=address)
    return bridge_of(given) if given.reach else None


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


def _print_left_out(report: SiteReport, desk_folder: Path) -> None:
    """Say what was confirmed and is not shown, and what to do about it."""
    from pledgewatch.review.standing import changed_since

    if report.changed:
        look = f"look at them again in `pledgewatch review --desk {desk_folder}`, under “Changed since decided”."
        click.echo(f"{changed_since(report.changed)} Next: {look}")
    if report.unmade:
        number = (
            "1 finding that was confirmed is" if report.unmade == 1 else f"{report.unmade:,} confirmed findings are"
        )
        click.echo(f"{number} not made any more from what the desk holds, and so not shown.")


@click.command()
@click.argument("site", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--as", "form", type=click.Choice(["html", "epub", "zip"]), required=True, help="What to make.")
@click.option("--out", type=_FILE, required=True, help="The file to write.")
@click.option("--dossier", default="", metavar="NAME", help="Only this organisation: its id, or its name.")
@click.option("--language", default="", metavar="TAG", help="HTML and EPUB hold one.  [default: the site's first]")
@click.option("--address", default="", metavar="URL", help="The site's own address, for links that leave the copy.")
@click.option("--key", type=_FILE, help="The signing key; a ZIP of the whole site has its signature already.")
@passphrase_option
@json_option
def bundle(
    site: Path,
    form: Literal["html", "epub", "zip"],
    out: Path,
    dossier: str,
    language: str,
    address: str,
    key: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Make a copy of a published site, or of one dossier, that can be handed on: one file, offline, with its proof.

    SITE is the folder that `publish` wrote. `pledgewatch verify FILE` tells whether a copy is true.
    """
    from pledgewatch.clock import utc_now
    from pledgewatch.publish.bundle.bundle import bundle as make

    signer = signer_of(key, passphrase_file, utc_now())
    made = make(site, out, form, dossier=dossier, language=language, outside=address, signer=signer)
    if as_json:
        print_line({"type": "copy", **as_builtins(made)})
        return
    signed = "signed" if made.manifest.certificate is not None else "not signed: give --key"
    click.echo(f"{made.path}: {made.pages} pages, {made.bytes / 1000:,.0f} kB, {signed}.")
