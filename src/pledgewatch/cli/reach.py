"""The commands of the bridge to readers whose network blocks the publication."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgewatch.cli.common import json_option, print_line
from pledgewatch.cli.keys import asked_passphrase, passphrase_option

if TYPE_CHECKING:
    from pledgewatch.errors import UsageError
    from pledgewatch.reach.serve import Running, ServeOptions

__all__ = ["reach"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_WEEKS_LEFT_AT_LEAST = 3


@click.group()
def reach() -> None:
    """Carry the publication to readers whose network blocks it, through volunteers' browsers.

    `keys` makes the keys, `serve` runs meeting point and gateway, `door` writes the file that readers open, and
    `client` is the same reader for any browser on this machine. See docs/reach.md before you run it for others.
    """


@reach.command("keys")
@click.option("--root", type=_FILE, required=True, help="The root key's file.")
@click.option("--out", type=_FOLDER, required=True, help="The folder to write to.")
@click.option("--weeks", type=click.IntRange(1, 104), default=13, show_default=True, help="For how many weeks ahead.")
@click.option("--apart", is_flag=True, help="One file for each operator: broker.keys and gateway.keys.")
@passphrase_option
def reach_keys(root: Path, out: Path, weeks: int, apart: bool, passphrase_file: Path | None) -> None:
    """Make the keys of broker and gateway, a pair a week, each certified by the root key.

    Do it where the root key is, then bring the files to the servers. A server forgets a key when its week is over.
    """
    from pledgewatch.clock import utc_now
    from pledgewatch.publish.signing.keyfiles import load_key
    from pledgewatch.reach.keys import make_keys, save_ring, split_keys

    made = make_keys(load_key(root, "root", lambda: asked_passphrase(passphrase_file)), begin=utc_now(), weeks=weeks)
    files = split_keys(made) if apart else {"reach.keys": (made, ())}
    for name, (keys, others) in files.items():
        save_ring(out / name, keys, others)
        click.echo(f"{out / name}: {len(keys)} keys, for {weeks} weeks. Keep it to the server that uses it.")


@reach.command("serve")
@click.option("--keys", type=_FILE, required=True, help="The keys that `reach keys` made.")
@click.option("--site", type=_FOLDER, help="The signed site's folder.  [needed by the gateway]")
@click.option("--address", default="", metavar="URL", help="Where the gateway is reached, as in https://g.example.org.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8720, show_default=True, help="0: any that is free.")
@click.option("--stun-port", type=click.IntRange(0, 65_535), default=3478, show_default=True, help="Of STUN, by UDP.")
@click.option("--stun-address", "stuns", multiple=True, metavar="HOST:PORT", help="Where volunteers find STUN.")
@click.option(
    "--only", "parts", multiple=True, type=click.Choice(["broker", "gateway", "stun"]), help="Serve only this."
)
@click.option("--origin", "origins", multiple=True, metavar="URL", help="A site elsewhere that readers may read, too.")
@click.option("--invite", "invites", multiple=True, metavar="WORD", help="A group of invited volunteers and readers.")
@click.option("--tls-cert", type=_FILE, help="A TLS certificate; without it, put a proxy with TLS in front.")
@click.option("--tls-key", type=_FILE, help="Its key.")
@click.option("--proxy", "proxies", default="", metavar="ADDRESS", help="The proxy whose word on addresses is taken.")
@json_option
def reach_serve(
    keys: Path,
    site: Path | None,
    address: str,
    host: str,
    port: int,
    stun_port: int,
    stuns: tuple[str, ...],
    parts: tuple[str, ...],
    origins: tuple[str, ...],
    invites: tuple[str, ...],
    tls_cert: Path | None,
    tls_key: Path | None,
    proxies: str,
    as_json: bool,
) -> None:
    """Run the meeting point (broker), the gateway and STUN, in one process or each alone.

    Keeps no log of requests. Ends with Ctrl-C. Needs the extra 'reach'.
    """
    from pledgewatch.errors import UsageError
    from pledgewatch.reach.broker import Settings

    try:
        from pledgewatch.reach.serve import ServeOptions, serve
    except ImportError as error:
        raise _extra_missing() from error
    wanted = set(parts) or {"broker", "gateway", "stun"}
    if "gateway" in wanted and site is None:
        raise UsageError("The gateway needs the site.", next_step="name its folder with --site.")
    scheme = "https" if tls_cert else "http"
    options = ServeOptions(
        keys=keys,
        host=host,
        port=port,
        stun_port=stun_port,
        broker="broker" in wanted,
        gateway="gateway" in wanted,
        stun="stun" in wanted,
        site=site,
        origins=origins,
        settings=Settings(
            gateway=_line(address or f"{scheme}://{host}:{port}"),
            stun=tuple(f"stun:{one}" for one in stuns or (f"{host}:{stun_port}",)),
            invites=invites,
        ),
        tls=(tls_cert, tls_key) if tls_cert and tls_key else None,
        proxies=proxies,
    )
    _warn_of_keys(keys)
    serve(options, lambda running: _say_serving(options, running, as_json))


def _line(address: str) -> str:
    """Return the address of the gateway's line for volunteers."""
    return address.rstrip("/").replace("http", "ws", 1) + "/relay"


def _say_serving(options: ServeOptions, running: Running, as_json: bool) -> None:
    place = f"{'https' if options.tls else 'http'}://{options.host}:{running.port}"
    parts = [name for name in ("broker", "gateway", "stun") if getattr(options, name)]
    if as_json:
        print_line({"type": "serving", "address": place, "stun_port": running.stun_port, "parts": parts})
    else:
        stun = f", STUN on port {running.stun_port}" if options.stun else ""
        click.echo(f"{', '.join(parts)}: {place}{stun}")


def _warn_of_keys(keys: Path) -> None:
    """Say when the keys end soon: after that no door opens."""
    from pledgewatch.clock import utc_now
    from pledgewatch.reach.keys import load_ring

    now = utc_now()
    last = load_ring(keys, now=now).last_day()
    if last is not None and (last - now).days < 7 * _WEEKS_LEFT_AT_LEAST:
        click.echo(f"The keys end on {last:%Y-%m-%d}. Next: pledgewatch reach keys, where the root key is.", err=True)


@reach.command("door")
@click.option("--keys", type=_FILE, required=True, help="The keys that `reach keys` made; their public halves go in.")
@click.option("--site", type=_FOLDER, required=True, help="The signed site: its title, its number, who signed it.")
@click.option("--broker", "brokers", multiple=True, metavar="URL", help="A meeting point; several are tried in turn.")
@click.option("--relay", "relays", multiple=True, metavar="URL", help="A way without volunteers.")
@click.option("--stun-address", "stuns", multiple=True, metavar="HOST:PORT", help="A STUN server.")
@click.option("--origin", "origins", multiple=True, metavar="HOST", help="A site elsewhere that the gateway allows.")
@click.option("--invite", default="", metavar="WORD", help="Of which group this door is.")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="The door's own words."
)
@click.option("--apart", is_flag=True, help="Broker and gateway have different operators, which the door says.")
@click.option("--out", type=_FILE, required=True, help="The file to write, as in door.html.")
@json_option
def reach_door(
    keys: Path,
    site: Path,
    brokers: tuple[str, ...],
    relays: tuple[str, ...],
    stuns: tuple[str, ...],
    origins: tuple[str, ...],
    invite: str,
    language: str,
    apart: bool,
    out: Path,
    as_json: bool,
) -> None:
    """Write the door: one file that shows the publication where it is blocked; pass it on in any chat.

    It holds the publication's public root key. Its words say what is not protected; read them before you hand it out.
    """
    import gzip

    from pledgewatch.clock import utc_now
    from pledgewatch.publish.signing.keys import fingerprint_of
    from pledgewatch.reach.door import DoorSettings, write_door
    from pledgewatch.reach.keys import load_ring
    from pledgewatch.reach.signed_site import SignedSite
    from pledgewatch.store.files import replace_file

    now = utc_now()
    ring, manifest = load_ring(keys, now=now), SignedSite(site).manifest
    settings = DoorSettings(
        title=manifest.title,
        root=ring.root(),
        sequence=manifest.sequence,
        written=int(now.timestamp()),
        keys=ring.public(now),
        brokers=brokers,
        relays=relays,
        stun=tuple(f"stun:{one}" for one in stuns),
        origins=origins,
        invite=invite,
        language=language,
        together=not apart,
    )
    page = write_door(settings)
    replace_file(out, page)
    small = len(gzip.compress(page, 9))
    if as_json:
        print_line({"type": "door", "path": str(out), "bytes": len(page), "compressed": small})
    else:
        click.echo(f"door: {out}, {len(page) / 1000:.1f} kB, compressed {small / 1000:.1f} kB")
        click.echo(f"fingerprint: {fingerprint_of(ring.root())} (tell it by another road)")


def _extra_missing() -> UsageError:
    from pledgewatch.errors import UsageError

    return UsageError("This needs the extra 'reach'.", next_step="python -m pip install 'pledgewatch[reach]'")


@reach.command("client")
@click.argument("door", type=_FILE)
@click.option("--port", type=click.IntRange(0, 65_535), default=8730, show_default=True, help="0: any that is free.")
@click.option("--relay", is_flag=True, help="Take the door's relays, and no volunteers: no WebRTC.")
@json_option
def reach_client(door: Path, port: int, relay: bool, as_json: bool) -> None:
    """Be the door DOOR for any browser on this machine: a local server that shows the publication.

    Open http://127.0.0.1:PORT/, or set it as the browser's HTTP proxy and open http://site/. It fetches the
    publication and the sites that its publisher allows, and nothing else. Volunteers learn this machine's address.
    """
    from pledgewatch.errors import UsageError

    try:
        from pledgewatch.reach.client import read_door, serve_client
    except ImportError as error:
        raise _extra_missing() from error
    try:
        data = read_door(door.read_bytes())
    except OSError as error:
        raise UsageError(f"{door} cannot be read: {error.strerror}.", next_step="check the path.") from error
    if relay and not data.relays:
        raise UsageError("This door knows no relay.", next_step="leave --relay out.")

    def told(port: int) -> None:
        place = f"http://127.0.0.1:{port}/"
        if as_json:
            print_line({"type": "client", "address": place})
        else:
            click.echo(f"{data.title}: {place}")

    serve_client(data, port, relay=relay, told=told)
