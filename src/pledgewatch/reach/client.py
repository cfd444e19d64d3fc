"""Be a door for any browser on this machine: a local HTTP server that shows the publication as it comes by the bridge.

`http://127.0.0.1:PORT/` is the publication; as a browser's HTTP proxy the same port also answers `http://site/` and
`http://HOST/` for each allowed site. Everything else is refused: this is no way out.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import re
import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from pledgewatch.clock import utc_now
from pledgewatch.errors import PledgewatchError, UnreachableError, UsageError
from pledgewatch.publish.signing.keys import fingerprint_of
from pledgewatch.reach.fetching import Carrier, Fetcher
from pledgewatch.reach.gateway import SITE
from pledgewatch.reach.keys import Keys
from pledgewatch.reach.texts import bytes_of
from pledgewatch.reach.volunteers import ChannelCarrier, Meeting, RelayCarrier

if TYPE_CHECKING:
    import httpx2

__all__ = ["DoorData", "Reader", "build_client", "read_door", "serve_client"]

_EMBEDDED = re.compile(rb'<script type="application/json" id="pw">(.*?)</script>', re.DOTALL)
_WANTED = 2
_MOST_DOOR = 1 << 20


class DoorData(msgspec.Struct, frozen=True):
    """What stands in a door, as far as a reader in Python needs it."""

    title: str
    root: str
    sequence: int
    keys: Keys
    brokers: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    stun: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    invite: str = ""


def read_door(page: bytes) -> DoorData:
    """Read what a door knows.

    Raises:
        UsageError: it is no door.
    """
    found = _EMBEDDED.search(page[:_MOST_DOOR])
    try:
        if not found:
            raise ValueError
        return msgspec.json.decode(found[1], type=DoorData)
    except ValueError:  # msgspec's errors are ValueErrors, too
        raise UsageError("This file is no door.", next_step="give the file that `reach door` wrote.") from None


class Reader:
    """Keeps volunteers, and fetches through them."""

    def __init__(self, door: DoorData, client: httpx2.AsyncClient, now: Callable[[], dt.datetime]) -> None:
        self.door = door
        root = fingerprint_of(bytes_of(door.root, length=32))
        self._client = client
        self._meeting = Meeting(
            brokers=door.brokers, stun=door.stun, keys=door.keys, root=root, client=client, now=now, invite=door.invite
        )
        self.fetcher = Fetcher(root=root, keys=door.keys, sequence=door.sequence, now=now, offended=self._offended)
        self._task: asyncio.Task[None] | None = None

    def begin(self, relays: Sequence[str] = ()) -> None:
        """Seek volunteers from now on; or take the relays that are given, and no volunteers."""
        for address in relays:
            self.fetcher.add(RelayCarrier(address, self._client))
        if not relays:
            self._task = asyncio.create_task(self._keep())

    async def end(self) -> None:
        """Let all go."""
        if self._task:
            self._task.cancel()
        for carrier in self.fetcher.carriers:
            await carrier.close()

    async def _keep(self) -> None:
        """Keep as many volunteers as are wanted."""
        while True:
            wait = 1.0
            if len(self.fetcher.carriers) < _WANTED:
                try:
                    wait = await self._meeting.seek(_WANTED, self.fetcher.add, self.fetcher.remove) or wait
                except UnreachableError:
                    wait = 5.0
            await asyncio.sleep(wait)

    def _offended(self, carrier: Carrier) -> None:
        if isinstance(carrier, ChannelCarrier) and carrier.ticket:
            self._meeting.accuse(carrier.ticket)


def build_client(reader: Reader, port: Callable[[], int]) -> Callable[..., object]:
    """Return the local server (ASGI); `port` says on which port it listens."""
    from starlette.requests import Request
    from starlette.responses import Response

    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)  # type: ignore[arg-type]
        response = await answer(reader, request, port())
        await response(scope, receive, send)  # type: ignore[arg-type]

    async def answer(reader: Reader, request: Request, port: int) -> Response:
        scope_path = request.scope["path"]
        target = _target(request.headers.get("host", ""), reader.door, port)
        if request.method not in ("GET", "HEAD") or target is None:
            return _said(403, "This leads outside of the bridge, and is not fetched.")
        path = _path(str(scope_path), request.url.query)
        try:
            got = await reader.fetcher.get(target, path)
        except PledgewatchError as error:
            return _said(502, str(error))
        except TimeoutError:
            return _said(504, "No volunteer is free. Next: try again.")
        headers = {"x-pledgewatch-signed": "yes" if got.signed else "no", "cache-control": "no-store"}
        if got.location:
            headers["location"] = got.location
        return Response(got.content, got.status, headers=headers, media_type=got.kind or None)

    def _said(status: int, text: str) -> Response:
        return Response(f"<!doctype html><title>{status}</title><p>{html.escape(text)}", status, media_type="text/html")

    return app


def _path(target: str, query: str) -> str:
    """Return path and query of a request; one that came to a proxy names its scheme and host, too."""
    found = re.match(r"http://[^/]*(/.*)?\Z", target, re.DOTALL)
    path = (found[1] or "/") if found else target
    return f"{path}?{query}" if query else path


def _target(host: str, door: DoorData, port: int) -> str | None:
    """Return what a request is for: the publication, an allowed site, or None for anything else."""
    if host in (f"127.0.0.1:{port}", f"localhost:{port}", SITE):
        return SITE
    return host if host in door.origins else None


def serve_client(door: DoorData, port: int, *, relay: bool, told: Callable[[int], None]) -> None:
    """Serve until the process is ended; `told` is given the port once it listens.

    Raises:
        UsageError: the port cannot be had.
    """
    try:
        listening = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise UsageError(f"Port {port} cannot be had: {error.strerror}.", next_step="give another --port.") from error
    asyncio.run(_serve(door, listening, door.relays if relay else (), told))


async def _serve(door: DoorData, listening: socket.socket, relays: Sequence[str], told: Callable[[int], None]) -> None:
    import httpx2
    import uvicorn

    port = listening.getsockname()[1]
    async with httpx2.AsyncClient(timeout=20) as client:
        reader = Reader(door, client, utc_now)
        config = uvicorn.Config(
            build_client(reader, lambda: port), log_level="warning", access_log=False, ws="none", lifespan="off"
        )
        reader.begin(relays)
        told(port)
        try:
            await uvicorn.Server(config).serve(sockets=[listening])
        finally:
            await reader.end()
