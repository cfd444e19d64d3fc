"""Serve a volunteer's line at the gateway: one ticket, one reader, frames in and frames out, within limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from pledgewatch.errors import UnknownKeyIdError, WireError
from pledgewatch.reach.frames import Code, Frame, Kind, error_frame, read_frame
from pledgewatch.reach.gateway import Gateway, ReplayedError
from pledgewatch.reach.tickets import Ticket

__all__ = ["MOST_OPEN", "Pace", "Session", "answer_to"]

MOST_OPEN = 32
"""Exchanges that may be under way; with the largest answers that is 8 MiB, what a volunteer's page may have to hold."""
_OFFENCES = 8
"""Requests of one session that may be malformed before it is closed: a door's old key makes one, chance makes none."""
Send = Callable[[bytes], Awaitable[None]]


class Pace:
    """Let bytes pass at a rate: a second's worth at once, then as it is earned."""

    def __init__(self, bytes_a_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = bytes_a_second, clock
        self._due = clock()

    def take(self, size: int) -> float:
        """Take the way for some bytes; return how many seconds to wait before they are sent."""
        if not self._rate:
            return 0.0
        now = self._clock()
        self._due = max(self._due, now - 1) + size / self._rate
        return max(0.0, self._due - now)


async def answer_to(gateway: Gateway, frame: Frame) -> bytes:
    """Return the frame that answers a request's."""
    try:
        return Frame(Kind.RESPONSE, frame.exchange, await gateway.answer(frame.payload)).data
    except UnknownKeyIdError:
        return error_frame(frame.exchange, Code.UNKNOWN_KEY, gateway.keys.data)
    except ReplayedError:
        return error_frame(frame.exchange, Code.REPLAYED)
    except WireError:
        return error_frame(frame.exchange, Code.MALFORMED)


class Session:
    """One reader through one volunteer."""

    def __init__(self, gateway: Gateway, ticket: Ticket, send: Send) -> None:
        self._gateway, self._send = gateway, send
        self.ticket = ticket
        self.offences = 0
        self._left = ticket.megabytes << 20
        self._pace = Pace(ticket.rate << 10)
        self._open: dict[int, asyncio.Task[None]] = {}
        self._over = asyncio.Event()

    async def run(self, messages: AsyncIterator[bytes]) -> None:
        """Answer until the line ends, the limit is reached, or what comes is no use.

        Raises:
            WireError: the volunteer sent what no door sends.
        """
        try:
            async for message in messages:
                self._hear(read_frame(message))
                if self._over.is_set():
                    return
        finally:
            for task in self._open.values():
                task.cancel()

    def _hear(self, frame: Frame) -> None:
        if frame.kind is Kind.CANCEL:
            open_task = self._open.pop(frame.exchange, None)
            if open_task:
                open_task.cancel()
            return
        if frame.kind is not Kind.REQUEST or frame.exchange in self._open:
            raise WireError("a volunteer sent what no door sends")
        work = self._busy(frame) if len(self._open) >= MOST_OPEN else self._answer(frame)
        task = asyncio.create_task(work)
        self._open[frame.exchange] = task
        task.add_done_callback(lambda done: self._ended(frame.exchange, done))

    def _ended(self, exchange: int, task: asyncio.Task[None]) -> None:
        if self._open.get(exchange) is task:
            del self._open[exchange]
        if not task.cancelled() and task.exception():
            self._over.set()  # the line broke while an answer was sent

    async def _busy(self, frame: Frame) -> None:
        await self._send(error_frame(frame.exchange, Code.BUSY))

    async def _answer(self, frame: Frame) -> None:
        answer = await answer_to(self._gateway, frame)
        if answer[0] == Kind.ERROR and answer[5] == Code.MALFORMED:
            self.offences += 1
        if len(answer) > self._left or self.offences > _OFFENCES:
            self._left = 0
            self._over.set()
            answer = error_frame(frame.exchange, Code.LIMIT)
        self._left = max(0, self._left - len(answer))
        await asyncio.sleep(self._pace.take(len(answer)))
        await self._send(answer)
