"""Introduce readers to volunteers. Keeps no address and no log; what it must count it counts by hashes of the day.

A reader's offers are handed to a few volunteers at once, each with a ticket that lets her into the gateway for this
reader; their answers go back together. What the broker cannot know is what is read: that passes it by.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Literal, Protocol

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from pledgewatch.errors import RefusedError, WireError
from pledgewatch.publish.signing.encoding import to_text
from pledgewatch.reach import bhttp, ohttp
from pledgewatch.reach.addresses import Masks, Rate
from pledgewatch.reach.describe import read_description
from pledgewatch.reach.handing import Handing
from pledgewatch.reach.keys import BROKER, KeyRing, Keys
from pledgewatch.reach.texts import bytes_of
from pledgewatch.reach.tickets import ID_BYTES, issue

__all__ = ["MOST_LINE", "Broker", "Line", "Settings", "TooManyError", "Volunteer"]

MOST_LINE = 4_096
"""Bytes of one message on a volunteer's line."""
_MOST_OFFERS = 4
_MOST_ROOM = 64
_PATIENCE = 8.0
_TOGETHER = 0.1
"""Seconds that answers are waited for after the first: a second volunteer is worth it, a slow one is not.

Of 13 doors opened on a busy machine the middle one waited 140 ms for the second answer, a third of its whole time.
"""
_STRIKES = 3
_TICKETS_KEPT = 50_000
_COOLING = 3_600


class TooManyError(RefusedError):
    """Somebody asks too often; `wait` says for how many seconds not to."""

    def __init__(self, wait: float) -> None:
        super().__init__("too many requests from this address")
        self.wait = wait


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator decides.

    `introductions` an hour from one address, at most `burst` at once. A mobile network may stand behind one address.
    """

    gateway: str = ""
    stun: tuple[str, ...] = ()
    invites: tuple[str, ...] = ()
    every: int = 50
    burst: int = 100
    introductions: int = 1_200
    an_address: int = 3
    megabytes: int = 2_048


class Line(Protocol):
    """A volunteer's line, as far as the broker needs it."""

    async def send(self, text: str) -> None:
        """Send a message."""

    async def close(self) -> None:
        """Close it."""


class Hello(msgspec.Struct, frozen=True, tag_field="t", tag="hello"):
    """Begin: room for so many readers; at most so many megabytes for one, so many KiB a second (0: no limit)."""

    v: Literal[1]
    room: int
    invite: str = ""
    megabytes: int = 0
    rate: int = 0


class Answer(msgspec.Struct, frozen=True, tag_field="t", tag="answer"):
    """Take a reader."""

    n: int
    description: str


class No(msgspec.Struct, frozen=True, tag_field="t", tag="no"):
    """Take a reader not."""

    n: int


class Room(msgspec.Struct, frozen=True, tag_field="t", tag="room"):
    """Have room for so many more readers."""

    room: int
    megabytes: int = 0


class Here(msgspec.Struct, frozen=True, tag_field="t", tag="here"):
    """Still be there."""


Said = Hello | Answer | No | Room | Here
_SAID: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said)


class Introduction(msgspec.Struct, frozen=True):
    """What a door sends."""

    v: Literal[1]
    offers: tuple[str, ...]
    invite: str = ""
    bad: tuple[str, ...] = ()


_INTRODUCTION = msgspec.json.Decoder(Introduction)


class Volunteer:
    """A volunteer while her line is open."""

    __slots__ = (
        "address",
        "complaints",
        "heard",
        "id",
        "invite",
        "line",
        "megabytes",
        "offered",
        "rate",
        "said_room",
        "strikes",
    )

    def __init__(self, line: Line, address: bytes, hello: Hello, heard: float) -> None:
        self.id = os.urandom(8)
        self.line, self.address, self.invite, self.heard = line, address, hello.invite, heard
        self.said_room, self.megabytes, self.rate = min(hello.room, _MOST_ROOM), hello.megabytes, hello.rate
        self.strikes = self.offered = 0
        self.complaints: set[bytes] = set()

    @property
    def room(self) -> int:
        """Return for how many more readers there is room, less those that are being offered."""
        return self.said_room - self.offered


class Broker:
    """The meeting point."""

    def __init__(self, ring: KeyRing, settings: Settings, *, clock: Callable[[], float] = time.time) -> None:
        self._ring, self._settings, self._clock = ring, settings, clock
        self._masks = Masks(clock)
        self._rate = Rate(burst=settings.burst, an_hour=settings.introductions, now=clock)
        self._groups = {invite: Handing[Volunteer](self._masks, clock) for invite in ("", *settings.invites)}
        self._volunteers: dict[bytes, Volunteer] = {}
        self._by_address: dict[bytes, int] = {}
        self._cooling: dict[bytes, float] = {}
        self._waiting: dict[int, tuple[Volunteer, asyncio.Future[str]]] = {}
        self._tickets: OrderedDict[bytes, Volunteer] = OrderedDict()
        self._number = 0
        self._loaded_until = 0.0

    @property
    def volunteers(self) -> int:
        """Return how many lines are held."""
        return len(self._volunteers)

    @property
    def keys(self) -> Keys:
        """Return the certificates of the keys that count now."""
        return self._ring.public(self._now())

    def _now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._clock(), dt.UTC)

    # Volunteers

    async def join(self, line: Line, address: str, first: str) -> Volunteer:
        """Take a volunteer in with her first message.

        Raises:
            RefusedError: there are too many from her address, she was dropped lately, or her invite is unknown.
            WireError: the message is none.
        """
        hello = _said(first)
        if not isinstance(hello, Hello) or hello.room < 0:
            raise WireError("malformed")
        mask = self._masks.of(address)
        if self._by_address.get(mask, 0) >= self._settings.an_address:
            raise RefusedError("full")
        if self._cooling.get(mask, 0) > self._clock():
            raise RefusedError("dropped")
        if hello.invite not in self._groups:
            raise RefusedError("invite")
        volunteer = Volunteer(line, mask, hello, self._clock())
        self._by_address[mask] = self._by_address.get(mask, 0) + 1
        self._volunteers[volunteer.id] = volunteer
        self._groups[hello.invite].add(volunteer)
        await line.send(
            _json(t="welcome", gateway=self._settings.gateway, stun=self._settings.stun, every=self._settings.every)
        )
        return volunteer

    def hear(self, volunteer: Volunteer, text: str) -> None:
        """Take a message from a volunteer.

        Raises:
            WireError: it is none; she is to be dropped.
        """
        said = _said(text)
        volunteer.heard = self._clock()
        if isinstance(said, Answer):
            self._settle(volunteer, said.n, said.description)
        elif isinstance(said, No):
            self._settle(volunteer, said.n, "")
        elif isinstance(said, Room):
            volunteer.said_room, volunteer.megabytes = max(0, min(said.room, _MOST_ROOM)), said.megabytes
        elif isinstance(said, Hello):
            raise WireError("malformed")

    def leave(self, volunteer: Volunteer) -> None:
        """Let a volunteer go whose line is closed."""
        if self._volunteers.pop(volunteer.id, None) is None:
            return
        self._groups[volunteer.invite].remove(volunteer)
        for asked, answered in self._waiting.values():
            if asked is volunteer and not answered.done():
                answered.set_result("")  # a reader waits for others now, not for who has gone
        left = self._by_address.get(volunteer.address, 1) - 1
        if left:
            self._by_address[volunteer.address] = left
        else:
            self._by_address.pop(volunteer.address, None)

    async def drop(self, volunteer: Volunteer, why: str) -> None:
        """Send a volunteer away, and for an hour whoever comes from her address, when she did harm."""
        if why == "dropped":
            self._cooling[volunteer.address] = self._clock() + _COOLING
        self.leave(volunteer)
        await volunteer.line.send(_json(t="bye", why=why))
        await volunteer.line.close()

    async def sweep(self) -> None:
        """Send those away who have been silent for twice as long as was asked, and forget who has cooled down."""
        now = self._clock()
        silent = [one for one in self._volunteers.values() if one.heard < now - 2 * self._settings.every]
        for volunteer in silent:
            await self.drop(volunteer, "silent")
        self._cooling = {mask: until for mask, until in self._cooling.items() if until > now}

    async def offended(self, ticket: bytes, network: bytes = b"gateway") -> None:
        """Take a complaint about whoever holds a ticket; complaints from several networks drop her."""
        volunteer = self._tickets.get(ticket)
        if volunteer is None or volunteer.id not in self._volunteers:
            return
        volunteer.complaints.add(network)
        if len(volunteer.complaints) >= _STRIKES:
            await self.drop(volunteer, "dropped")

    async def _strike(self, volunteer: Volunteer) -> None:
        volunteer.strikes += 1
        if volunteer.strikes >= _STRIKES and volunteer.id in self._volunteers:
            await self.drop(volunteer, "silent")

    # Readers

    async def introduce(self, sealed: bytes, address: str) -> bytes:
        """Return the sealed answer to a sealed introduction.

        Raises:
            TooManyError: this address asks too often.
            UnknownKeyIdError: it is sealed to a key that is not known here.
            WireError: it is malformed.
        """
        wait = self._rate.take(self._masks.of(address))
        if wait:
            raise TooManyError(wait)
        opened, answering = ohttp.decapsulate(self._secrets(), sealed)
        wanted = _introduction(bhttp.read_request(opened))
        network = self._masks.of(address, network=True)
        for ticket in wanted.bad[:8]:
            await self.offended(bytes_of(ticket, length=ID_BYTES), network)
        answers = await self._ask(wanted, network)
        content: dict[str, object] = {"v": 1, "answers": answers}
        if not answers:
            content["wait"] = 3 if self._volunteers else 5
        fields = (("content-type", "application/json"),)
        return answering.seal(
            bhttp.write_response(bhttp.Response(status=200, fields=fields, content=msgspec.json.encode(content)))
        )

    async def _ask(self, wanted: Introduction, network: bytes) -> list[dict[str, object]]:
        group = self._groups.get(wanted.invite)
        if group is None:
            return []
        chosen = group.choose(network, len(wanted.offers))
        asked = [
            asyncio.create_task(self._offer(volunteer, at, offer))
            for at, (volunteer, offer) in enumerate(zip(chosen, wanted.offers, strict=False))
        ]
        return await _gathered(asked)

    async def _offer(self, volunteer: Volunteer, at: int, offer: str) -> dict[str, object] | None:
        """Hand an offer to a volunteer; return her answer, or None."""
        self._number += 1
        number = self._number
        ticket = self._ticket(volunteer)
        answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (volunteer, answered)
        volunteer.offered += 1
        try:
            await volunteer.line.send(_json(t="offer", n=number, description=offer, ticket=to_text(ticket)))
            async with asyncio.timeout(_PATIENCE):
                description = await answered
        except TimeoutError:
            await self._strike(volunteer)
            return None
        finally:
            self._waiting.pop(number, None)
            volunteer.offered -= 1  # she says herself, by `room`, when a reader fills it
        if not description:
            return None
        return {"offer": at, "description": description, "ticket": to_text(ticket[:ID_BYTES])}

    def _settle(self, volunteer: Volunteer, number: int, description: str) -> None:
        waiting = self._waiting.get(number)
        if waiting is None:  # too late
            return
        if waiting[0] is not volunteer:
            raise WireError("malformed")
        if description:
            read_description(bytes_of(description))
        if not waiting[1].done():
            waiting[1].set_result(description)

    def _ticket(self, volunteer: Volunteer) -> bytes:
        most = self._settings.megabytes
        megabytes = min(most, volunteer.megabytes) if volunteer.megabytes else most
        self._load()
        ticket = issue(self._ticket_key, now=self._clock(), megabytes=megabytes, rate=volunteer.rate)
        self._tickets[ticket[:ID_BYTES]] = volunteer
        if len(self._tickets) > _TICKETS_KEPT:
            self._tickets.popitem(last=False)
        return ticket

    def _secrets(self) -> dict[int, X25519PrivateKey]:
        self._load()
        return self._opening

    def _load(self) -> None:
        """Load the keys of the hour: loading one takes longer than using it."""
        if self._clock() > self._loaded_until:
            now = self._now()
            self._opening = self._ring.secrets(BROKER, now)
            self._ticket_key = self._ring.ticket_key(now)
            self._loaded_until = self._clock() + 60


async def _gathered(asked: Iterable[asyncio.Task[dict[str, object] | None]]) -> list[dict[str, object]]:
    """Return the answers that came by a moment after the first; the others are waited for no longer."""
    pending = set(asked)
    found: list[dict[str, object]] = []
    while pending and not found:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        found += [answer for task in done if (answer := task.result())]
    if pending:
        done, _ = await asyncio.wait(pending, timeout=_TOGETHER)
        found += [answer for task in done if (answer := task.result())]
    return found


def _said(text: str) -> Said:
    if len(text) > MOST_LINE:
        raise WireError("malformed")
    try:
        return _SAID.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        raise WireError("malformed") from None


def _introduction(request: bhttp.Request) -> Introduction:
    if request.method != "POST" or request.path != "/introduce":
        raise WireError("this is no introduction")
    try:
        wanted = _INTRODUCTION.decode(request.content)
    except (msgspec.DecodeError, UnicodeError):
        raise WireError("this is no introduction") from None
    if not 1 <= len(wanted.offers) <= _MOST_OFFERS:
        raise WireError("an introduction has one to four offers")
    for offer in wanted.offers:
        read_description(bytes_of(offer))
    return wanted


def _json(**fields: object) -> str:
    return msgspec.json.encode(fields).decode()
