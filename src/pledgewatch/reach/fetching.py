"""Fetch over several volunteers at once, each range a sealed request of its own.

Any volunteer can serve any range, so the death of one costs what was in flight. What does not come in time is asked of
another; whichever answer comes first counts. Everything is opened, and checked against the signed head, before it is
given. The same in JavaScript is web/fetcher.js.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import statistics
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

import msgspec

from pledgewatch.errors import ForgedError, RefusedError, UnknownKeyIdError, UnreachableError, WireError
from pledgewatch.publish.signing.manifest import Checked
from pledgewatch.reach import bhttp, ohttp
from pledgewatch.reach.frames import Code
from pledgewatch.reach.gateway import MOST_CONTENT, SITE
from pledgewatch.reach.keys import GATEWAY, Keys, best_config, read_keys
from pledgewatch.reach.proofs import Proof, check_head, check_proof, read_proof
from pledgewatch.reach.signed_site import file_of

__all__ = ["Carrier", "CarrierError", "Fetched", "Fetcher"]

FIRST = 65_536
_IN_FLIGHT = 8
_TRIES = 40
"""For one range; many, since each volunteer who leaves fails all that is in flight on her."""
_BACK_OFF = 0.02
_LEAST, _MOST = 0.25, 0.9
"""Seconds after which a range is asked again of another: three times the usual, within these."""
_WAIT_FOR_CARRIERS = 60.0
_MOST_BYTES = 1 << 30
_CONTENT_RANGE = re.compile(r"bytes (\d{1,12})-\d{1,12}/(\d{1,12})\Z")


class CarrierError(UnreachableError):
    """A volunteer did not bring an answer; `code` says why, `payload` what she said with it."""

    def __init__(self, code: Code, payload: bytes = b"") -> None:
        super().__init__(f"a volunteer brought no answer ({code.name.lower().replace('_', ' ')})")
        self.code, self.payload = code, payload


class Carrier(Protocol):
    """A volunteer, or a relay: brings a sealed request to the gateway, and its answer back."""

    async def ask(self, sealed: bytes) -> bytes:
        """Return the sealed answer.

        Raises:
            CarrierError: there is none.
        """

    async def close(self) -> None:
        """Let her go."""


class Fetched(msgspec.Struct, frozen=True):
    """A whole file; `signed` where the publication signed it."""

    status: int
    kind: str
    content: bytes
    signed: bool
    location: str = ""


class _Part(msgspec.Struct, frozen=True):
    response: bhttp.Response
    proof: Proof | None
    begin: int
    total: int


class Fetcher:
    """Fetch files through whichever carriers there are at the time."""

    def __init__(
        self,
        *,
        root: str,
        keys: Keys,
        sequence: int,
        now: Callable[[], dt.datetime],
        offended: Callable[[Carrier], None] = lambda carrier: None,
    ) -> None:
        """Trust a root key (its fingerprint), and take no site that is older than a number."""
        self._root, self._keys, self._now, self._offended = root, keys, now, offended
        self._least = sequence
        self._carriers: dict[Carrier, int] = {}
        self._changed = asyncio.Event()
        self._times: deque[float] = deque([0.3], maxlen=16)
        self.head: Checked | None = None

    @property
    def carriers(self) -> tuple[Carrier, ...]:
        """Return who carries."""
        return tuple(self._carriers)

    def add(self, carrier: Carrier) -> None:
        """Take a carrier in."""
        self._carriers[carrier] = 0
        self._changed.set()

    def remove(self, carrier: Carrier) -> None:
        """Let a carrier go."""
        self._carriers.pop(carrier, None)
        self._changed.set()

    async def get(self, authority: str, path: str) -> Fetched:
        """Fetch a whole file.

        Raises:
            UnreachableError: nobody brings it.
            ForgedError: what came is not what was signed.
            ExpiredError: the site, or a key, is old.
        """
        for _ in range(3):  # the site may change while a file is fetched; then it is begun anew
            found = await self._whole(authority, path)
            if found is not None:
                return found
        raise ForgedError("the site changed three times while a file was fetched")

    async def _whole(self, authority: str, path: str) -> Fetched | None:
        first = await self._part(authority, path, 0, FIRST)
        response, proof = first.response, first.proof
        if response.status not in (200, 206):
            return Fetched(
                response.status, response.field("content-type"), response.content, False, response.field("location")
            )
        if proof is not None and proof.size != first.total:
            raise ForgedError("a file has another size than was signed")
        content = bytearray(first.total)
        content[: len(response.content)] = response.content
        waiting = [
            asyncio.create_task(self._fill(authority, path, begin, size, first, content))
            for begin, size in _cut(len(response.content), first.total)
        ]
        try:
            fits = await asyncio.gather(*waiting)
        finally:
            for task in waiting:
                task.cancel()
        if not all(fits):
            return None
        whole = bytes(content)
        if proof is not None:
            proof.check_content(whole)
        return Fetched(200, response.field("content-type"), whole, proof is not None)

    async def _fill(self, authority: str, path: str, begin: int, size: int, first: _Part, content: bytearray) -> bool:
        """Fetch a part, in several answers where they are shorter; False where the file is another by now."""
        while size:
            part = await self._part(authority, path, begin, size)
            found = part.response.content
            if part.total != first.total or (part.proof and part.proof.sha256) != (first.proof and first.proof.sha256):
                return False
            if part.begin != begin or not 0 < len(found) <= size:
                raise ForgedError("an answer holds another part than was asked for")
            content[begin : begin + len(found)] = found
            begin, size = begin + len(found), size - len(found)
        return True

    async def _part(self, authority: str, path: str, begin: int, size: int) -> _Part:
        """Fetch one range: from one carrier, and from a second where the first is late."""
        tried: set[Carrier] = set()
        for turn in range(_TRIES):
            await asyncio.sleep(min(0.5, turn * _BACK_OFF))
            asked = {asyncio.create_task(self._ask(authority, path, begin, size, tried))}
            try:
                done, pending = await asyncio.wait(asked, timeout=self._patience())
                if not done and len(self._carriers) > 1:
                    asked = pending | {asyncio.create_task(self._ask(authority, path, begin, size, tried))}
                found = await _first_of(asked)
                if found is not None:
                    return found
            finally:
                for task in asked:
                    task.cancel()
        raise UnreachableError("Nobody brings it.", next_step="try again; other volunteers may come.")

    def _patience(self) -> float:
        return min(_MOST, max(_LEAST, 3 * statistics.median(self._times)))

    async def _ask(self, authority: str, path: str, begin: int, size: int, tried: set[Carrier]) -> _Part | None:
        """Ask one carrier; None where it is to be tried again."""
        carrier = await self._take(tried)
        tried.add(carrier)
        begun = asyncio.get_running_loop().time()
        try:
            config = best_config(self._keys, GATEWAY, root=self._root, now=self._now())
            if config is None:
                raise UnknownKeyIdError("The keys have run out.", next_step="get a new door.")
            known = self.head.manifest.sequence if self.head else 0
            fields = (("range", f"bytes={begin}-{begin + size - 1}"), ("pw-sequence", str(known)))
            request = bhttp.Request(authority=authority, path=path, fields=fields)
            sealed, asking = ohttp.encapsulate(config, bhttp.write_request(request))
            response = bhttp.read_response(asking.open(await carrier.ask(sealed)))
        except CarrierError as error:
            await self._failed(carrier, error)
            return None
        except UnknownKeyIdError:
            raise
        except WireError:
            self._offended(carrier)
            await self._leave(carrier)
            return None
        finally:
            if carrier in self._carriers:
                self._carriers[carrier] -= 1
            self._changed.set()
        self._times.append(asyncio.get_running_loop().time() - begun)
        return self._read(authority, path, response)

    async def _take(self, tried: set[Carrier]) -> Carrier:
        """Wait for a carrier with room, rather one that was not tried for this range."""
        async with asyncio.timeout(_WAIT_FOR_CARRIERS):
            while True:
                free = [one for one, busy in self._carriers.items() if busy < _IN_FLIGHT]
                if free:
                    carrier = min(free, key=lambda one: (one in tried, self._carriers[one]))
                    self._carriers[carrier] += 1
                    return carrier
                self._changed.clear()
                await self._changed.wait()

    async def _failed(self, carrier: Carrier, error: CarrierError) -> None:
        if error.code is Code.UNKNOWN_KEY:
            self._renew(error.payload)
        elif error.code is Code.BUSY:
            await asyncio.sleep(0.1)
        elif error.code is Code.TOO_LARGE:
            raise RefusedError("a request is too large")
        elif error.code is not Code.REPLAYED:
            await self._leave(carrier)

    def _renew(self, payload: bytes) -> None:
        """Take newer keys from whoever brings them; they count only as far as the root certifies them."""
        try:
            keys = read_keys(payload)
        except WireError:
            return
        if best_config(keys, GATEWAY, root=self._root, now=self._now()) is not None:
            self._keys = keys

    async def _leave(self, carrier: Carrier) -> None:
        self.remove(carrier)
        await carrier.close()

    def _read(self, authority: str, path: str, response: bhttp.Response) -> _Part:
        site = authority == SITE
        text = response.field("pw-head")
        if site and text:
            self.head = check_head(text, root=self._root, now=self._now(), sequence=self._least)
            self._least = self.head.manifest.sequence
        if response.status not in (200, 206):
            return _Part(response, None, 0, len(response.content))
        proof = None
        if site:
            if self.head is None:
                raise ForgedError("a site came without its head")
            proof = read_proof(response.field("pw-proof"))
            check_proof(proof, file_of(path), self.head)
        found = _CONTENT_RANGE.match(response.field("content-range"))
        begin, total = (int(found[1]), int(found[2])) if found else (0, len(response.content))
        if total > _MOST_BYTES or begin + len(response.content) > total:
            raise ForgedError("an answer holds more than the file")
        return _Part(response, proof, begin, total)


def _cut(begin: int, end: int) -> Iterator[tuple[int, int]]:
    for at in range(begin, end, MOST_CONTENT):
        yield at, min(MOST_CONTENT, end - at)


async def _first_of(asked: set[asyncio.Task[_Part | None]]) -> _Part | None:
    """Return the first answer that is one."""
    pending = asked
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            found = task.result()
            if found is not None:
                return found
    return None
