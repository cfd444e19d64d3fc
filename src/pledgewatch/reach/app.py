"""Put broker and gateway on the web: their addresses, their limits, and what a browser elsewhere may ask.

Pages and doors ask from other origins, a door from none at all (it is a file); everything here may be asked by
anybody, carries no cookie, and is answered alike, so every origin is allowed.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from pledgewatch.errors import RefusedError, UnknownKeyIdError, WireError
from pledgewatch.publish.signing.encoding import to_text
from pledgewatch.reach.addresses import Masks, Rate
from pledgewatch.reach.broker import Broker, TooManyError, Volunteer
from pledgewatch.reach.gateway import Gateway, ReplayedError
from pledgewatch.reach.ohttp import MOST_REQUEST
from pledgewatch.reach.relay import Session
from pledgewatch.reach.texts import bytes_of
from pledgewatch.reach.tickets import TicketBook

__all__ = ["Served", "build_app"]

_OPEN = {"access-control-allow-origin": "*", "cache-control": "no-store", "x-content-type-options": "nosniff"}
_BODY_SECONDS = 15
_FIRST_SECONDS = 10
_SWEEP_SECONDS = 15


class Served:
    """What one process serves: a broker, a gateway, or both."""

    def __init__(
        self,
        *,
        broker: Broker | None = None,
        gateway: Gateway | None = None,
        book: TicketBook | None = None,
        ticket_for_hand: Callable[[], bytes] | None = None,
        messages_an_hour: int = 3_600,
        tickets_an_hour: int = 30,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.broker, self.gateway, self.book, self.now = broker, gateway, book, now
        self._ticket_for_hand = ticket_for_hand
        self._masks = Masks(now)
        self._messages = Rate(burst=400, an_hour=messages_an_hour, now=now)
        self._tickets = Rate(burst=5, an_hour=tickets_an_hour, now=now)

    # Anybody

    async def keys(self, request: Request) -> Response:
        """Return the keys that count now."""
        holder = self.broker or self.gateway
        assert holder is not None
        return _answer(holder.keys.data, "application/json")

    async def introduce(self, request: Request) -> Response:
        """Answer a door's introduction."""
        assert self.broker is not None
        try:
            return _answer(await self.broker.introduce(await _body(request), _address(request)))
        except UnknownKeyIdError:
            return _answer(self.broker.keys.data, "application/json", status=401)
        except TooManyError as error:
            return _answer(b"", status=429, wait=error.wait)
        except WireError:
            return _answer(b"", status=400)

    async def message(self, request: Request) -> Response:
        """Answer a sealed request that came without a volunteer."""
        assert self.gateway is not None
        wait = self._messages.take(self._masks.of(_address(request)))
        if wait:
            return _answer(b"", status=429, wait=wait)
        try:
            return _answer(await self.gateway.answer(await _body(request)), "message/ohttp-res")
        except UnknownKeyIdError:
            return _answer(self.gateway.keys.data, "application/json", status=401)
        except ReplayedError:
            return _answer(b"", status=409)
        except WireError:
            return _answer(b"", status=400)

    async def ticket(self, request: Request) -> Response:
        """Give a ticket to a volunteer who was called by hand."""
        wait = self._tickets.take(self._masks.of(_address(request)))
        if wait or self._ticket_for_hand is None:
            return _answer(b"", status=429, wait=wait or 3600)
        return _answer(b'{"ticket":"%s"}' % to_text(self._ticket_for_hand()).encode(), "application/json")

    # Volunteers

    async def volunteer(self, socket: WebSocket) -> None:
        """Hold a volunteer's line."""
        assert self.broker is not None
        await socket.accept()
        line = _SocketLine(socket)
        joined: Volunteer | None = None
        try:
            async with asyncio.timeout(_FIRST_SECONDS):
                first = await socket.receive_text()
            joined = await self.broker.join(line, _address(socket), first)
            while True:
                self.broker.hear(joined, await socket.receive_text())
        except RefusedError as error:
            await line.send(f'{{"t":"bye","why":"{error.what}"}}')
        except WireError:
            await line.send('{"t":"bye","why":"malformed"}')
        except (WebSocketDisconnect, TimeoutError, KeyError):  # KeyError: a binary message
            pass
        finally:
            if joined:
                self.broker.leave(joined)
            await line.close()

    async def relay(self, socket: WebSocket) -> None:
        """Hold the line of a volunteer who carries for a reader."""
        assert self.gateway is not None
        assert self.book is not None
        try:
            ticket = self.book.take(bytes_of(socket.query_params.get("ticket", "")), self.now())
        except (RefusedError, WireError):
            await socket.close()
            return
        await socket.accept()
        session = Session(self.gateway, ticket, socket.send_bytes)
        try:
            await session.run(_messages(socket))
        except WireError:
            if self.broker:
                await self.broker.offended(ticket.id)
        finally:
            await _SocketLine(socket).close()

    async def sweep(self) -> None:
        """Look after the volunteers, for as long as the server runs."""
        while self.broker:
            await asyncio.sleep(_SWEEP_SECONDS)
            await self.broker.sweep()


def build_app(served: Served) -> Starlette:
    """Return the web application."""
    routes: list[BaseRoute] = [Route("/keys", served.keys)]
    if served.broker:
        routes += [
            Route("/introduce", served.introduce, methods=["POST"]),
            WebSocketRoute("/volunteer", served.volunteer),
        ]
    if served.gateway:
        routes += [
            Route("/message", served.message, methods=["POST"]),
            Route("/ticket", served.ticket, methods=["POST"]),
            WebSocketRoute("/relay", served.relay),
        ]

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(served.sweep())
        yield
        sweeping.cancel()

    return Starlette(routes=routes, lifespan=lifespan)


class _SocketLine:
    """A WebSocket as the broker sees it; what can no longer be sent is lost without a word."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def send(self, text: str) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
            await self._socket.send_text(text)

    async def close(self) -> None:
        if self._socket.application_state is not WebSocketState.DISCONNECTED:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
                await self._socket.close()


async def _messages(socket: WebSocket) -> AsyncIterator[bytes]:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        yield message.get("bytes") or b""


async def _body(request: Request) -> bytes:
    """Return a body of the size that a request may have.

    Raises:
        WireError: it is larger, or does not come.
    """
    parts, size = [], 0
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > MOST_REQUEST:
                    raise WireError("a body is too large")
                parts.append(part)
    except (TimeoutError, ClientDisconnect):
        raise WireError("a body does not come") from None
    return b"".join(parts)


def _address(connection: Request | WebSocket) -> str:
    return connection.client.host if connection.client else ""


def _answer(body: bytes, kind: str = "application/octet-stream", *, status: int = 200, wait: float = 0) -> Response:
    headers = {**_OPEN, **({"retry-after": str(int(wait) + 1)} if wait else {})}
    return Response(body, status_code=status, media_type=kind, headers=headers)
