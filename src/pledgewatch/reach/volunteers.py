"""Reach volunteers from Python: introductions, WebRTC by aiortc, and the road by a relay."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from pledgewatch.errors import UnreachableError, WireError
from pledgewatch.publish.signing.encoding import to_text
from pledgewatch.reach import bhttp, ohttp
from pledgewatch.reach.describe import Description, from_sdp, read_description, to_sdp
from pledgewatch.reach.fetching import CarrierError
from pledgewatch.reach.frames import Code, Frame, Kind, read_frame
from pledgewatch.reach.keys import BROKER, Keys, best_config, read_keys
from pledgewatch.reach.texts import bytes_of

if TYPE_CHECKING:
    import httpx2
    from aiortc import RTCDataChannel, RTCPeerConnection

__all__ = ["Call", "ChannelCarrier", "Meeting", "RelayCarrier"]

_OPENING = 15.0
_STATUS = {400: Code.MALFORMED, 401: Code.UNKNOWN_KEY, 409: Code.REPLAYED, 413: Code.TOO_LARGE, 429: Code.BUSY}
_ENDS = (Code.LIMIT, Code.UNREACHABLE, Code.LEAVING)


class RelayCarrier:
    """The road without volunteers: a relay by HTTP."""

    def __init__(self, address: str, client: httpx2.AsyncClient) -> None:
        self._address, self._client = address, client

    async def ask(self, sealed: bytes) -> bytes:
        """Return the sealed answer.

        Raises:
            CarrierError: there is none.
        """
        import httpx2

        try:
            answer = await self._client.post(f"{self._address}/message", content=sealed)
        except httpx2.HTTPError:
            raise CarrierError(Code.UNREACHABLE) from None
        if answer.status_code == 200:
            return bytes(answer.content)
        raise CarrierError(_STATUS.get(answer.status_code, Code.UNREACHABLE), answer.content)

    async def close(self) -> None:
        """Nothing is held."""


class ChannelCarrier:
    """A volunteer on the other side of a data channel."""

    def __init__(
        self,
        connection: RTCPeerConnection,
        channel: RTCDataChannel,
        ticket: str,
        gone: Callable[[ChannelCarrier], None],
    ) -> None:
        self._connection, self._channel, self.ticket, self._gone = connection, channel, ticket, gone
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self._last = 0
        channel.on("message", self._hear)
        channel.on("close", self._lost)

    async def ask(self, sealed: bytes) -> bytes:
        """Return the sealed answer.

        Raises:
            CarrierError: there is none.
        """
        if self._channel.readyState != "open":
            raise CarrierError(Code.LEAVING)
        self._last += 1
        exchange = self._last
        answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[exchange] = answered
        self._channel.send(Frame(Kind.REQUEST, exchange, sealed).data)
        try:
            return await answered
        except asyncio.CancelledError:
            if self._channel.readyState == "open":
                self._channel.send(Frame(Kind.CANCEL, exchange).data)
            raise

    def _hear(self, message: object) -> None:
        try:
            frame = read_frame(message if isinstance(message, bytes) else b"")
            if frame.exchange == 0 and frame.kind is Kind.ERROR:
                return self._lost()
            waiting = self._waiting.pop(frame.exchange, None)
            if waiting is None or frame.kind not in (Kind.RESPONSE, Kind.ERROR):
                raise WireError("a volunteer sent what was not asked for")
        except WireError:
            return self._lost()
        if waiting.done():  # it was cancelled, and its answer was on the way
            return None
        if frame.kind is Kind.RESPONSE:
            waiting.set_result(frame.payload)
            return None
        waiting.set_exception(CarrierError(frame.code, frame.payload[1:]))
        return self._lost() if frame.code in _ENDS else None

    def _lost(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for answered in waiting.values():
            if not answered.done():
                answered.set_exception(CarrierError(Code.LEAVING))
        self._gone(self)

    async def close(self) -> None:
        """Let her go."""
        self._lost()
        await self._connection.close()


class Call:
    """One connection that waits for a volunteer's answer."""

    def __init__(self, stun: Sequence[str]) -> None:
        from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection

        servers = [RTCIceServer(urls=list(stun))] if stun else []
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self._channel = self._connection.createDataChannel("pw", negotiated=True, id=0, ordered=False)

    async def make(self) -> Description:
        """Return what the other side must know."""
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return from_sdp(self._connection.localDescription.sdp)

    async def take(
        self, answer: Description, ticket: str, gone: Callable[[ChannelCarrier], None]
    ) -> ChannelCarrier | None:
        """Return the volunteer once the connection stands, or None where it does not come about."""
        from aiortc import RTCSessionDescription

        opened = asyncio.Event()
        self._channel.on("open", opened.set)
        await self._connection.setRemoteDescription(RTCSessionDescription(to_sdp(answer, "answer"), "answer"))
        try:
            async with asyncio.timeout(_OPENING):
                if self._channel.readyState != "open":
                    await opened.wait()
        except TimeoutError:
            await self._connection.close()
            return None
        return ChannelCarrier(self._connection, self._channel, ticket, gone)

    async def close(self) -> None:
        """Call no longer."""
        await self._connection.close()


class Told(msgspec.Struct, frozen=True):
    """What a broker answers."""

    v: int
    answers: tuple[dict[str, object], ...] = ()
    wait: float = 0


class Meeting:
    """Ask brokers for volunteers."""

    def __init__(
        self,
        *,
        brokers: Sequence[str],
        stun: Sequence[str],
        keys: Keys,
        root: str,
        client: httpx2.AsyncClient,
        now: Callable[[], dt.datetime],
        invite: str = "",
    ) -> None:
        self._brokers, self._stun, self._keys, self._root = brokers, stun, keys, root
        self._client, self._now, self._invite = client, now, invite
        self._bad: list[str] = []

    def accuse(self, ticket: str) -> None:
        """Name a volunteer who sent what does not open, at the next introduction."""
        self._bad = [*self._bad, ticket][-8:]

    async def seek(
        self, count: int, met: Callable[[ChannelCarrier], None], gone: Callable[[ChannelCarrier], None]
    ) -> float:
        """Ask for some volunteers and give each as soon as she is there; return seconds to wait if there was none.

        Raises:
            UnreachableError: no broker answers.
        """
        calls = [Call(self._stun) for _ in range(count)]
        offers = [to_text((await call.make()).data) for call in calls]
        told = await self._introduce(offers)
        taken: list[asyncio.Task[bool]] = []
        for one in told.answers:
            at, description = one.get("offer"), bytes_of(str(one.get("description")))
            if isinstance(at, int) and 0 <= at < count:
                ticket = str(one.get("ticket"))
                taken.append(asyncio.create_task(_taken(calls[at], read_description(description), ticket, met, gone)))
        met_by = {one.get("offer") for one in told.answers}
        for at, call in enumerate(calls):
            if at not in met_by:
                await call.close()
        return 0 if any([await task for task in taken]) else told.wait or 3

    async def _introduce(self, offers: Sequence[str]) -> Told:
        import httpx2

        wish = {"v": 1, "offers": offers, "invite": self._invite, "bad": self._bad}
        self._bad = []
        for broker in self._brokers:
            for _ in range(2):  # a key that is no longer known is learned at the first
                with contextlib.suppress(httpx2.HTTPError, WireError, msgspec.DecodeError, UnicodeDecodeError):
                    told = await self._ask(broker, wish)
                    if told is not None:
                        return told
        raise UnreachableError("No meeting point answers.", next_step="try again, or take a road by --relay.")

    async def _ask(self, broker: str, wish: dict[str, object]) -> Told | None:
        config = best_config(self._keys, BROKER, root=self._root, now=self._now())
        if config is None:
            raise UnreachableError("The keys in this door have run out.", next_step="get a new door.")
        request = bhttp.Request(method="POST", authority="broker", path="/introduce", content=json.dumps(wish).encode())
        sealed, asking = ohttp.encapsulate(config, bhttp.write_request(request))
        answer = await self._client.post(f"{broker}/introduce", content=sealed)
        if answer.status_code == 401:
            keys = read_keys(answer.content)
            if best_config(keys, BROKER, root=self._root, now=self._now()) is not None:
                self._keys = keys
            return None
        if answer.status_code != 200:
            return None
        return msgspec.json.decode(bhttp.read_response(asking.open(answer.content)).content, type=Told)


async def _taken(
    call: Call,
    description: Description,
    ticket: str,
    met: Callable[[ChannelCarrier], None],
    gone: Callable[[ChannelCarrier], None],
) -> bool:
    carrier = await call.take(description, ticket, gone)
    if carrier is not None:
        met(carrier)
    return carrier is not None
