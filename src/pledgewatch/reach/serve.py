"""Run broker, gateway and STUN in one process, or any of them alone."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import datetime as dt
import socket
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pledgewatch.errors import UsageError
from pledgewatch.reach.app import Served, build_app
from pledgewatch.reach.broker import Broker, Settings
from pledgewatch.reach.frames import MOST_MESSAGE
from pledgewatch.reach.gateway import Gateway
from pledgewatch.reach.keys import load_ring
from pledgewatch.reach.origins import Origins
from pledgewatch.reach.signed_site import SignedSite
from pledgewatch.reach.stun import StunProtocol
from pledgewatch.reach.tickets import TicketBook, issue

__all__ = ["Running", "ServeOptions", "serve", "served_by"]

_BACKLOG = 1_024
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
_KEPT_BYTES = 1 << 26


class ServeOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What is served, and where."""

    keys: Path
    host: str = "127.0.0.1"
    port: int = 8720
    stun_port: int = 3478
    broker: bool = True
    gateway: bool = True
    stun: bool = True
    site: Path | None = None
    origins: tuple[str, ...] = ()
    settings: Settings = Settings()
    tls: tuple[Path, Path] | None = None
    proxies: str = ""


class Running(msgspec.Struct, frozen=True):
    """Where the parts are reached, once they listen."""

    port: int
    stun_port: int


def served_by(options: ServeOptions, *, now: Callable[[], float] = time.time) -> Served:
    """Put together what is served.

    Raises:
        KeyFileError: the keys cannot be used.
        ReachError: the site is none that is signed.
    """
    ring = load_ring(options.keys, now=dt.datetime.fromtimestamp(now(), dt.UTC))

    def at() -> dt.datetime:
        return dt.datetime.fromtimestamp(now(), dt.UTC)

    site = SignedSite(options.site) if options.site else None
    by_hand = Ed25519PrivateKey.generate()  # for volunteers whom a friend calls by hand: only this process takes them
    own = by_hand.public_key().public_bytes_raw()
    return Served(
        broker=Broker(ring, options.settings, clock=now) if options.broker else None,
        gateway=Gateway(ring, site, Origins(options.origins), now=at) if options.gateway else None,
        book=TicketBook(lambda: (*ring.ticket_publics(at()), own)),
        ticket_for_hand=lambda: issue(by_hand, now=now(), megabytes=options.settings.megabytes),
        now=now,
    )


def serve(
    options: ServeOptions,
    told: Callable[[Running], None],
    held: Callable[[uvicorn.Server], None] = lambda server: None,
) -> None:
    """Serve until the process is ended; `told` is called once everything listens.

    `held` is given the server, for whoever wants to end it without ending the process.

    Raises:
        UsageError: a port cannot be had.
    """
    app = build_app(served_by(options))
    listening = _listen(options.host, options.port, socket.SOCK_STREAM)
    datagrams = _listen(options.host, options.stun_port, socket.SOCK_DGRAM) if options.stun else None
    certificate, key = options.tls or (None, None)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        ws="websockets-sansio",
        ws_max_size=MOST_MESSAGE,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        backlog=_BACKLOG,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=2,
        proxy_headers=bool(options.proxies),
        forwarded_allow_ips=options.proxies or None,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    server = uvicorn.Server(config)
    held(server)
    _keep_freed_memory()
    asyncio.run(_serve(server, listening, datagrams, told))


def _keep_freed_memory() -> None:
    """Let the C library keep what is freed: it gives a quarter of a megabyte, an answer, back to the system each time.

    To have it back, emptied, took more than half of the processor's time: 0.27 s for 64 MiB, without it 0.12 s.
    """
    with contextlib.suppress(OSError, AttributeError):  # another C library
        kept = ctypes.CDLL(None).mallopt
        kept(_MMAP_THRESHOLD, _KEPT_BYTES >> 1)
        kept(_TRIM_THRESHOLD, _KEPT_BYTES)


async def _serve(
    server: uvicorn.Server, listening: socket.socket, datagrams: socket.socket | None, told: Callable[[Running], None]
) -> None:
    if datagrams is not None:
        await asyncio.get_running_loop().create_datagram_endpoint(StunProtocol, sock=datagrams)
    told(Running(listening.getsockname()[1], datagrams.getsockname()[1] if datagrams else 0))
    await server.serve(sockets=[listening])


def _listen(host: str, port: int, kind: socket.SocketKind) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small messages at once (TCP_NODELAY) only where a socket says that it speaks TCP.
    listening = socket.socket(family, kind, socket.IPPROTO_TCP if kind is socket.SOCK_STREAM else 0)
    try:
        if kind is socket.SOCK_STREAM:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        if kind is socket.SOCK_STREAM:
            listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise UsageError(f"Port {port} cannot be had: {error.strerror}.", next_step="give another port.") from error
    listening.setblocking(False)
    return listening
