"""Do harm to every message of the bridge, 100,000 times: nothing of it may be accepted, and nothing may break.

    python -m bench.reach_torture [--times 100000] [--javascript]

A hostile volunteer or broker can send anything. Each turn takes a true message, changes it (bits flipped, cut, made
longer, parts of another message put in, replayed, mixed up with another's), and gives it to whoever would receive it.
It must be refused with an error of ours. With --javascript the same is done to the door's modules, under node.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.reach_world import PAGES, World, make_world
from bench.results import keep
from pledgewatch.clock import utc_now
from pledgewatch.errors import CopyError, PledgewatchError
from pledgewatch.publish.signing.encoding import to_text
from pledgewatch.reach import bhttp, ohttp
from pledgewatch.reach.broker import Broker, Settings
from pledgewatch.reach.describe import Candidate, Description, by_hand, from_hand, read_description
from pledgewatch.reach.frames import Frame, Kind, read_frame
from pledgewatch.reach.gateway import Gateway
from pledgewatch.reach.keys import BROKER, GATEWAY, KeyRing, best_config, load_ring, read_keys
from pledgewatch.reach.origins import Origins
from pledgewatch.reach.proofs import check_head, check_proof, read_proof
from pledgewatch.reach.signed_site import SignedSite
from pledgewatch.reach.tickets import TicketBook, issue

Harm = Callable[[bytes, bytes], bytes]
Turn = Callable[[], Awaitable[bool]]
_DESCRIPTION = Description("abcd", "e" * 22, bytes(range(32)), (Candidate(3, bytes([203, 0, 113, 5]), 4000),))


class Torture:
    """Holds true messages, and does harm to them; each method is a receiver, and returns whether harm was accepted."""

    def __init__(self, world: World, drawn: random.Random) -> None:
        self.world, self.drawn = world, drawn
        self.ring: KeyRing = load_ring(world.ring, now=utc_now())
        self.gateway = Gateway(self.ring, SignedSite(world.site), Origins(()))
        self.broker = Broker(self.ring, Settings(burst=10**9))
        config = best_config(self.ring.public(utc_now()), GATEWAY, root=world.fingerprint, now=utc_now())
        meeting = best_config(self.ring.public(utc_now()), BROKER, root=world.fingerprint, now=utc_now())
        assert config is not None
        assert meeting is not None
        self.config, self.meeting = config, meeting
        self.request = bhttp.write_request(
            bhttp.Request(authority="site", path="/", fields=(("range", "bytes=0-65535"), ("pw-sequence", "0")))
        )
        content = json.dumps({"v": 1, "offers": [to_text(_DESCRIPTION.data)]}).encode()
        introduction = bhttp.Request(method="POST", authority="broker", path="/introduce", content=content)
        self.introduction = bhttp.write_request(introduction)

    def harmed(self, data: bytes, other: bytes) -> bytes:
        """Return a message that differs from the true one."""
        ways: tuple[Harm, ...] = (self._flipped, self._flipped, self._cut, self._longer, self._spliced, self._mixed)
        while True:
            changed = self.drawn.choice(ways)(data, other)
            if changed != data:
                return changed

    def _flipped(self, data: bytes, other: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self.drawn.choice((1, 1, 2, 8))):
            changed[self.drawn.randrange(len(changed))] ^= 1 << self.drawn.randrange(8)
        return bytes(changed)

    def _cut(self, data: bytes, other: bytes) -> bytes:
        return data[: self.drawn.randrange(len(data))]

    def _longer(self, data: bytes, other: bytes) -> bytes:
        return data + self.drawn.randbytes(self.drawn.randrange(1, 40))

    def _spliced(self, data: bytes, other: bytes) -> bytes:
        at = self.drawn.randrange(len(data))
        return data[:at] + other[at:]

    def _mixed(self, data: bytes, other: bytes) -> bytes:
        return other

    async def response(self) -> bool:
        """Give a door a changed response, or another's."""
        sealed, asking = ohttp.encapsulate(self.config, self.request)
        another, _ = ohttp.encapsulate(self.config, self.request)
        answer, mixed = await self.gateway.answer(sealed), await self.gateway.answer(another)
        changed = self.harmed(answer, mixed)
        return _accepted(lambda: bhttp.read_response(asking.open(changed)))

    async def to_gateway(self) -> bool:
        """Give the gateway a changed request, or the same one twice."""
        sealed, _ = ohttp.encapsulate(self.config, self.request)
        other, _ = ohttp.encapsulate(self.config, self.request)
        if self.drawn.random() < 0.1:
            await self.gateway.answer(sealed)
            changed = sealed
        else:
            changed = self._flipped(sealed, other) if self.drawn.random() < 0.5 else self._spliced(sealed, other)
            if changed in (sealed, other):
                return False
        try:
            await self.gateway.answer(changed)
        except PledgewatchError:
            return False
        return True

    async def to_broker(self) -> bool:
        """Give the broker a changed introduction."""
        sealed, _ = ohttp.encapsulate(self.meeting, self.introduction)
        other, _ = ohttp.encapsulate(self.meeting, self.introduction)
        changed = self.harmed(sealed, other)
        if changed == other:
            return False
        try:
            await self.broker.introduce(changed, "203.0.113.9")
        except PledgewatchError:
            return False
        return True

    async def head(self) -> bool:
        """Give a door a changed head, or an older one."""
        text = SignedSite(self.world.site).head.encode()
        changed = self.harmed(text, text[::-1]).decode("utf-8", "replace")
        if json.loads(text) == _json(changed):  # white space in the envelope is nobody's harm
            return False
        return _accepted(lambda: check_head(changed, root=self.world.fingerprint, now=utc_now(), sequence=1))

    async def proof(self) -> bool:
        """Give a door a changed proof, or another file's."""
        site = SignedSite(self.world.site)
        one, other = site.slice("/", 0, 10), site.slice("/style.css", 0, 10)
        assert one is not None
        assert other is not None
        checked = check_head(site.head, root=self.world.fingerprint, now=utc_now(), sequence=1)
        changed = self.harmed(one.proof.encode(), other.proof.encode()).decode("utf-8", "replace")
        return _accepted(lambda: check_proof(read_proof(changed), "index.html", checked))

    async def keys(self) -> bool:
        """Give a door changed keys."""
        data = self.ring.public(utc_now()).data
        changed = self.harmed(data, data[::-1])

        def read() -> None:
            found = best_config(read_keys(changed), GATEWAY, root=self.world.fingerprint, now=utc_now())
            if found is None or found == self.config:  # the true key, though something beside it was changed
                raise CopyError("")

        return _accepted(read)

    async def ticket(self) -> bool:
        """Give the gateway a changed ticket."""
        key, now = self.ring.ticket_key(utc_now()), utc_now().timestamp()
        book = TicketBook(lambda: self.ring.ticket_publics(utc_now()))
        changed = self.harmed(issue(key, now=now, megabytes=9), issue(key, now=now, megabytes=9)[::-1])
        return _accepted(lambda: book.take(changed, now))

    async def by_hand(self) -> bool:
        """Give a door a text that was copied badly."""
        text = by_hand(_DESCRIPTION, "answer").encode()
        changed = self.harmed(text, text[::-1]).decode("utf-8", "replace")
        if "".join(changed.split()) == text.decode():
            return False
        return _accepted(lambda: from_hand(changed, "answer"))

    async def frames(self) -> bool:
        """Give a volunteer or a door a changed frame or description: it may be one, but nothing may break."""
        _accepted(lambda: read_frame(self.harmed(Frame(Kind.RESPONSE, 7, bytes(40)).data, b"\x03")))
        _accepted(lambda: read_description(self.harmed(_DESCRIPTION.data, b"\x01")))
        return False


def _accepted(receive: Callable[[], object]) -> bool:
    """Tell whether something was taken; any error that is not ours ends the measurement."""
    try:
        receive()
    except PledgewatchError:
        return False
    return True


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


async def tortured(torture: Torture, times: int) -> Counter[str]:
    """Do harm so many times, to each receiver in turn; count what was accepted."""
    turns: dict[str, Turn] = {
        "response": torture.response,
        "request": torture.to_gateway,
        "introduction": torture.to_broker,
        "head": torture.head,
        "proof": torture.proof,
        "keys": torture.keys,
        "ticket": torture.ticket,
        "by hand": torture.by_hand,
        "frame": torture.frames,
    }
    accepted: Counter[str] = Counter()
    for turn in range(times):
        name = list(turns)[turn % len(turns)]
        accepted[name] += await turns[name]()
    return accepted


def javascript(world: World, times: int) -> dict[str, int]:
    """Do the same to the door's modules."""
    site, ring = SignedSite(world.site), load_ring(world.ring, now=utc_now())
    one, other = site.slice("/", 0, 10), site.slice("/style.css", 0, 10)
    assert one is not None
    assert other is not None
    true = {
        "times": times,
        "root": to_text(world.root.public),
        "head": site.head,
        "proof": one.proof,
        "other": other.proof,
        "keys": ring.public(utc_now()).data.decode(),
        "hand": by_hand(_DESCRIPTION, "answer"),
        "description": to_text(_DESCRIPTION.data),
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(true, file)
        file.flush()
        script = Path(__file__).parent / "reach_torture.mjs"
        done = subprocess.run(["node", str(script), file.name], capture_output=True, text=True, check=True)
    found: dict[str, int] = json.loads(done.stdout)
    return found


def main() -> None:
    """Do harm, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=100_000)
    parser.add_argument("--javascript", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder), PAGES)
        if given.javascript:
            found = javascript(world, given.times)
        else:
            found = dict(asyncio.run(tortured(Torture(world, random.Random(7)), given.times)))
    name = "reach_torture_javascript" if given.javascript else "reach_torture"
    print(f"{given.times:,} changed messages, accepted: {sum(found.values())}; {found}")
    keep(name, {"times": given.times, "accepted": found})
    assert not sum(found.values())


if __name__ == "__main__":
    main()
