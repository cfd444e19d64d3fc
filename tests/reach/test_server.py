"""Broker and gateway as they are served: introductions, tickets, lines, limits."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets
from bench.reach_world import PAGES, World, make_world, serving, write_site

from pledgewatch.clock import utc_now
from pledgewatch.errors import ExpiredError, ForgedError
from pledgewatch.publish.signing.encoding import from_text, to_text
from pledgewatch.reach import bhttp, ohttp
from pledgewatch.reach.broker import Settings
from pledgewatch.reach.describe import Candidate, Description
from pledgewatch.reach.frames import Code, Frame, Kind, read_frame
from pledgewatch.reach.keys import BROKER, GATEWAY, Keys, best_config, read_keys
from pledgewatch.reach.proofs import check_head, check_proof, read_proof
from pledgewatch.reach.serve import ServeOptions

DESCRIPTION = Description("abcd", "e" * 22, bytes(32), (Candidate(3, bytes([203, 0, 113, 5]), 4000),))
WIRE = to_text(DESCRIPTION.data)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("reach"))


@pytest.fixture(scope="module")
def place(world: World) -> Iterator[str]:
    settings = Settings(gateway="ws://gateway/relay", burst=1000, an_address=20, invites=("friends",))
    options = ServeOptions(keys=world.ring, port=0, stun_port=0, site=world.site, settings=settings)
    with serving(options) as (port, _):
        yield f"127.0.0.1:{port}"


def config(world: World, place: str, purpose: Any) -> ohttp.KeyConfig:
    keys = read_keys(httpx2.get(f"http://{place}/keys").content)
    found = best_config(keys, purpose, root=world.fingerprint, now=utc_now())
    assert found is not None
    return found


def asked(world: World, place: str, request: bhttp.Request) -> bhttp.Response:
    sealed, asking = ohttp.encapsulate(config(world, place, GATEWAY), bhttp.write_request(request))
    answer = httpx2.post(f"http://{place}/message", content=sealed)
    assert answer.status_code == 200
    return bhttp.read_response(asking.open(answer.content))


def introduction(world: World, place: str, **more: Any) -> tuple[bytes, ohttp.Asking]:
    content = json.dumps({"v": 1, "offers": [WIRE] * 3, **more}).encode()
    request = bhttp.Request(method="POST", authority="broker", path="/introduce", content=content)
    return ohttp.encapsulate(config(world, place, BROKER), bhttp.write_request(request))


def test_a_page_comes_with_head_and_proof(world: World, place: str) -> None:
    answer = asked(world, place, bhttp.Request(authority="site", path="/", fields=(("pw-sequence", "0"),)))
    assert (answer.status, answer.content) == (200, PAGES["index.html"])
    head = check_head(answer.field("pw-head"), root=world.fingerprint, now=utc_now(), sequence=1)
    proof = read_proof(answer.field("pw-proof"))
    check_proof(proof, "index.html", head)
    proof.check_content(answer.content)
    with pytest.raises(ForgedError):
        check_proof(proof, "style.css", head)
    with pytest.raises(ForgedError):
        proof.check_content(answer.content + b" ")
    with pytest.raises(ExpiredError):
        check_head(answer.field("pw-head"), root=world.fingerprint, now=utc_now(), sequence=2)


@pytest.mark.parametrize("path", ["/absent.html", "/../reach.keys", "/manifest.json", "//etc/passwd", "/.manifest.new"])
def test_what_is_not_listed_does_not_exist(world: World, place: str, path: str) -> None:
    assert asked(world, place, bhttp.Request(authority="site", path=path)).status == 404


def test_ranges_make_up_a_large_file(tmp_path: Path) -> None:
    large = os.urandom(700_001)
    world = make_world(tmp_path, {"large.bin": large})
    with serving(ServeOptions(keys=world.ring, port=0, stun=False, site=world.site)) as (port, _):
        got, place = b"", f"127.0.0.1:{port}"
        while len(got) < len(large):
            ranged = bhttp.Request(
                authority="site", path="/large.bin", fields=(("range", f"bytes={len(got)}-"), ("pw-sequence", "1"))
            )
            answer = asked(world, place, ranged)
            assert answer.status == 206
            assert not answer.field("pw-head")
            assert answer.field("content-range") == f"bytes {len(got)}-{len(got) + len(answer.content) - 1}/700001"
            got += answer.content
        assert got == large
        past = bhttp.Request(authority="site", path="/large.bin", fields=(("range", "bytes=700001-"),))
        assert asked(world, place, past).status == 416
        write_site(world, {"large.bin": b"small now"}, sequence=2)
        answer = asked(world, place, bhttp.Request(authority="site", path="/large.bin"))
        assert answer.content == b"small now"
        assert json.loads(json.loads(answer.field("pw-head"))["body"])["sequence"] == 2


def test_only_get_only_allowed(world: World, place: str) -> None:
    assert asked(world, place, bhttp.Request(method="POST", authority="site", path="/")).status == 405
    assert asked(world, place, bhttp.Request(authority="example.org", path="/")).status == 403


def test_a_replay_and_an_unknown_key_are_refused(world: World, place: str) -> None:
    request = bhttp.write_request(bhttp.Request(authority="site", path="/"))
    sealed, _ = ohttp.encapsulate(config(world, place, GATEWAY), request)
    assert httpx2.post(f"http://{place}/message", content=sealed).status_code == 200
    assert httpx2.post(f"http://{place}/message", content=sealed).status_code == 409
    other, _ = ohttp.encapsulate(ohttp.KeyConfig(7, config(world, place, GATEWAY).public), request)
    refused = httpx2.post(f"http://{place}/message", content=other)
    assert refused.status_code in (400, 401)
    assert httpx2.post(f"http://{place}/message", content=b"x" * 20_000).status_code == 400
    assert httpx2.post(f"http://{place}/introduce", content=b"").status_code == 400


def with_line(place: str, play: Callable[[Any], Awaitable[None]], hello: dict[str, Any] | None = None) -> None:
    async def go() -> None:
        async with websockets.connect(f"ws://{place}/volunteer", compression=None) as line:
            await line.send(json.dumps(hello or {"t": "hello", "v": 1, "room": 4}))
            await play(line)

    asyncio.run(go())


def test_a_reader_is_introduced_and_served_through_a_ticket(world: World, place: str) -> None:
    async def play(line: Any) -> None:
        welcome = json.loads(await line.recv())
        assert (welcome["t"], welcome["gateway"]) == ("welcome", "ws://gateway/relay")
        sealed, asking = introduction(world, place)
        async with httpx2.AsyncClient() as client:
            asked = asyncio.create_task(client.post(f"http://{place}/introduce", content=sealed))
            offer = json.loads(await line.recv())
            assert (offer["t"], offer["description"]) == ("offer", WIRE)
            await line.send(json.dumps({"t": "answer", "n": offer["n"], "description": WIRE}))
            answer = bhttp.read_response(asking.open((await asked).content))
        told = json.loads(answer.content)
        ticket = from_text(offer["ticket"])
        assert told["answers"] == [{"offer": 0, "description": WIRE, "ticket": to_text(ticket[:16])}]
        await relay(world, place, offer["ticket"])

    with_line(place, play)


async def relay(world: World, place: str, ticket: str) -> None:
    request = bhttp.write_request(bhttp.Request(authority="site", path="/dossiers/one.html"))
    sealed, asking = ohttp.encapsulate(config(world, place, GATEWAY), request)
    async with websockets.connect(f"ws://{place}/relay?ticket={ticket}", compression=None) as line:
        await line.send(Frame(Kind.REQUEST, 9, sealed).data)
        frame = read_frame(await line.recv(decode=False))
        assert (frame.kind, frame.exchange) == (Kind.RESPONSE, 9)
        assert bhttp.read_response(asking.open(frame.payload)).content == PAGES["dossiers/one.html"]
        await line.send(Frame(Kind.REQUEST, 10, sealed).data)
        frame = read_frame(await line.recv(decode=False))
        assert (frame.kind, frame.code) == (Kind.ERROR, Code.REPLAYED)
    with pytest.raises(websockets.exceptions.InvalidStatus):  # a ticket opens once
        await websockets.connect(f"ws://{place}/relay?ticket={ticket}", compression=None)


def test_an_invited_reader_is_shown_to_invited_volunteers_only(world: World, place: str) -> None:
    async def play(line: Any) -> None:
        await line.recv()
        async with httpx2.AsyncClient() as client:
            sealed, asking = introduction(world, place)
            answer = await client.post(f"http://{place}/introduce", content=sealed)
            assert json.loads(bhttp.read_response(asking.open(answer.content)).content)["answers"] == []
            sealed, asking = introduction(world, place, invite="friends")
            task = asyncio.create_task(client.post(f"http://{place}/introduce", content=sealed))
            offer = json.loads(await line.recv())
            await line.send(json.dumps({"t": "no", "n": offer["n"]}))
            told = json.loads(bhttp.read_response(asking.open((await task).content)).content)
            assert told == {"v": 1, "answers": [], "wait": 3}

    with_line(place, play, {"t": "hello", "v": 1, "room": 1, "invite": "friends"})


def test_a_volunteer_who_goes_without_an_answer_is_not_waited_for(world: World, place: str) -> None:
    async def play(line: Any) -> None:
        await line.recv()
        async with httpx2.AsyncClient() as client:
            sealed, asking = introduction(world, place)
            task = asyncio.create_task(client.post(f"http://{place}/introduce", content=sealed))
            await line.recv()
            await line.close()
            answer = await asyncio.wait_for(task, 3)
            assert json.loads(bhttp.read_response(asking.open(answer.content)).content)["answers"] == []

    with_line(place, play)


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ({"t": "hello", "v": 1, "room": 1, "invite": "guessed"}, "invite"),
        ({"t": "hello", "v": 2, "room": 1}, "malformed"),
        ({"t": "room", "room": 1}, "malformed"),
        ({"t": "hello", "v": 1, "room": 1, "pad": "x" * 5000}, "malformed"),
    ],
)
def test_a_volunteer_who_does_not_fit_is_sent_away(place: str, first: dict[str, Any], why: str) -> None:
    async def play(line: Any) -> None:
        assert json.loads(await line.recv()) == {"t": "bye", "why": why}

    with_line(place, play, first)


def test_a_ticket_by_hand_opens_a_line(world: World, place: str) -> None:
    ticket = httpx2.post(f"http://{place}/ticket").json()["ticket"]
    asyncio.run(relay(world, place, ticket))


def test_stun_tells_the_address(world: World) -> None:
    with serving(ServeOptions(keys=world.ring, port=0, stun_port=0, broker=False, gateway=False)) as (_, port):
        asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        asking.settimeout(3)
        asking.bind(("127.0.0.1", 0))
        transaction = os.urandom(12)
        asking.sendto(b"junk", ("127.0.0.1", port))
        asking.sendto(struct.pack(">HHI12s", 1, 0, 0x2112A442, transaction), ("127.0.0.1", port))
        answer = asking.recv(200)
        assert answer[:2] == b"\x01\x01"
        assert answer[8:20] == transaction
        xored_port = struct.unpack_from(">H", answer, 26)[0]
        assert xored_port ^ 0x2112 == asking.getsockname()[1]
        assert struct.unpack_from(">I", answer, 28)[0] ^ 0x2112A442 == 0x7F000001


def test_keys_of_another_root_do_not_count(world: World, place: str, tmp_path: Path) -> None:
    other = make_world(tmp_path)
    keys = read_keys(httpx2.get(f"http://{place}/keys").content)
    assert best_config(keys, GATEWAY, root=other.fingerprint, now=utc_now()) is None
    assert best_config(Keys(1, ()), GATEWAY, root=world.fingerprint, now=utc_now()) is None
