"""Make what a bridge needs to be tried: keys, a signed site, and a server of its own, on loopback."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from pledgewatch.clock import utc_now
from pledgewatch.publish.signing.certificates import certify
from pledgewatch.publish.signing.keys import Key, fingerprint_of
from pledgewatch.publish.signing.manifest import LIST_NAME, MANIFEST_NAME, Listed, Signer, list_of, seal
from pledgewatch.reach.keys import make_keys, save_ring

__all__ = ["PAGES", "World", "make_world", "serving", "write_site"]

PAGES: Mapping[str, bytes] = {
    "index.html": b"<!doctype html><html lang=en><title>The front page</title><link rel=stylesheet href=style.css>"
    b"<h1>Canary sings</h1><p><a href=dossiers/one.html>One</a><img src=dot.svg alt=dot>",
    "dossiers/one.html": b"<!doctype html><title>One</title><h1>Dossier one</h1><a href=../index.html>Back</a>",
    "style.css": b"h1{color:#123456}",
    "dot.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>',
}


class World(msgspec.Struct, frozen=True):
    """A publication with its keys on disk."""

    root: Key
    signer: Signer
    ring: Path
    site: Path

    @property
    def fingerprint(self) -> str:
        """Return what a reader trusts."""
        return fingerprint_of(self.root.public)


def make_world(folder: Path, pages: Mapping[str, bytes] = PAGES) -> World:
    """Make keys and a signed site in a folder."""
    root, signing, now = Key.new(), Key.new(), utc_now()
    year = dt.timedelta(days=365)
    certificate = certify(root, signing.public, purpose="manifest", valid_from=now - year, valid_until=now + year)
    world = World(root, Signer(signing, certificate), folder / "reach.keys", folder / "site")
    save_ring(world.ring, make_keys(root, begin=now, weeks=2))
    write_site(world, pages)
    return world


def write_site(world: World, pages: Mapping[str, bytes], *, sequence: int = 1, valid_days: int = 30) -> None:
    """Write the signed site anew."""
    listed = []
    for name, data in pages.items():
        place = world.site / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        listed.append(Listed(name, len(data), hashlib.sha256(data).hexdigest()))
    now, lines = utc_now(), list_of(listed)
    expires = now + dt.timedelta(days=valid_days)
    envelope = seal(lines, world.signer, issued=now, expires=expires, sequence=sequence, title="The Example")
    (world.site / LIST_NAME).write_bytes(lines)
    beside = world.site / ".manifest.new"
    beside.write_bytes(envelope.data)
    beside.replace(world.site / MANIFEST_NAME)


@contextlib.contextmanager
def serving(options: object) -> Iterator[tuple[int, int]]:
    """Serve in a thread of this process; give the ports of the web and of STUN."""
    import uvicorn

    from pledgewatch.reach import serve as module

    assert isinstance(options, module.ServeOptions)
    ready, found = threading.Event(), []
    servers: list[uvicorn.Server] = []

    def told(running: module.Running) -> None:
        found.append((running.port, running.stun_port))
        ready.set()

    thread = threading.Thread(target=lambda: module.serve(options, told, servers.append), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield found[0]
    finally:
        for server in servers:
            server.should_exit = True
        thread.join(5)
