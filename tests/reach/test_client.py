"""The reader in Python, through volunteers in Python: the whole bridge without a browser."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from bench.reach_volunteer import PythonVolunteer
from bench.reach_world import PAGES, World, make_world, serving

from pledgewatch.clock import utc_now
from pledgewatch.errors import ExpiredError, UnknownKeyIdError, UsageError
from pledgewatch.publish.signing.encoding import to_text
from pledgewatch.reach.broker import Settings
from pledgewatch.reach.client import DoorData, Reader, build_client, read_door
from pledgewatch.reach.door import DoorSettings, write_door
from pledgewatch.reach.keys import load_ring
from pledgewatch.reach.serve import ServeOptions

LARGE = os.urandom(1_500_000)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("client"), {**PAGES, "large.bin": LARGE})


@pytest.fixture(scope="module")
def port(world: World) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = Settings(
        gateway=f"ws://127.0.0.1:{port}/relay", stun=(f"stun:127.0.0.1:{port}",), burst=1000, an_address=20
    )
    options = ServeOptions(keys=world.ring, port=port, stun_port=port, site=world.site, settings=settings)
    with serving(options):
        yield port


def door_of(world: World, port: int, *, sequence: int = 1) -> DoorData:
    place = f"http://127.0.0.1:{port}"
    return DoorData(
        title="The Example",
        root=to_text(world.root.public),
        sequence=sequence,
        keys=load_ring(world.ring, now=utc_now()).public(utc_now()),
        brokers=(place,),
        relays=(place,),
        stun=(f"stun:127.0.0.1:{port}",),
    )


@contextlib.asynccontextmanager
async def reading(door: DoorData, *, relays: bool = False) -> AsyncIterator[Reader]:
    async with httpx2.AsyncClient() as client:
        reader = Reader(door, client, utc_now)
        reader.begin(door.relays if relays else ())
        try:
            yield reader
        finally:
            await reader.end()


@contextlib.asynccontextmanager
async def volunteering(
    port: int, change: Callable[[bytes], list[bytes]] = lambda frame: [frame]
) -> AsyncIterator[PythonVolunteer]:
    volunteer = PythonVolunteer(f"ws://127.0.0.1:{port}", change)
    task = asyncio.create_task(volunteer.run())
    await asyncio.wait_for(volunteer.joined.wait(), 5)
    try:
        yield volunteer
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def test_pages_come_through_a_volunteer(world: World, port: int) -> None:
    async def go() -> None:
        async with volunteering(port), reading(door_of(world, port)) as reader:
            for path, name in (("/", "index.html"), ("/dossiers/one.html", "dossiers/one.html")):
                got = await reader.fetcher.get("site", path)
                assert (got.status, got.signed, got.content) == (200, True, PAGES[name])
            assert (await reader.fetcher.get("site", "/none.html")).status == 404
            assert (await reader.fetcher.get("example.org", "/")).status == 403

    asyncio.run(go())


def test_a_large_file_survives_a_volunteer_who_changes_what_she_carries(world: World, port: int) -> None:
    seen = 0

    def spoil(frame: bytes) -> list[bytes]:
        nonlocal seen
        seen += 1
        if seen % 3:
            return [frame]
        return [frame[:40] + bytes([frame[40] ^ 1]) + frame[41:], frame]

    async def go() -> None:
        async with volunteering(port, spoil), volunteering(port), reading(door_of(world, port)) as reader:
            assert (await reader.fetcher.get("site", "/large.bin")).content == LARGE

    asyncio.run(go())


def test_the_road_by_a_relay_and_an_old_site(world: World, port: int) -> None:
    async def go() -> None:
        async with reading(door_of(world, port), relays=True) as reader:
            assert (await reader.fetcher.get("site", "/large.bin")).content == LARGE
        async with reading(door_of(world, port, sequence=2), relays=True) as reader:
            with pytest.raises(ExpiredError):
                await reader.fetcher.get("site", "/")

    asyncio.run(go())


def test_a_door_of_another_publication_believes_nothing(world: World, port: int, tmp_path: Path) -> None:
    other = make_world(tmp_path)

    async def go() -> None:
        door = door_of(other, port)
        theirs = door_of(world, port)
        mixed = DoorData(title="", root=door.root, sequence=1, keys=theirs.keys, relays=theirs.relays)
        async with reading(mixed, relays=True) as reader:
            with pytest.raises(UnknownKeyIdError) as raised:
                await reader.fetcher.get("site", "/")
            assert "keys" in str(raised.value)

    asyncio.run(go())


def test_the_local_server_shows_the_publication_and_nothing_else(world: World, port: int) -> None:
    async def go() -> None:
        async with reading(door_of(world, port), relays=True) as reader:
            transport = httpx2.ASGITransport(app=build_client(reader, lambda: 8000))  # type: ignore[arg-type]
            async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as browser:
                page = await browser.get("/dossiers/one.html")
                assert (page.content, page.headers["x-pledgewatch-signed"]) == (PAGES["dossiers/one.html"], "yes")
                assert (await browser.get("/", headers={"host": "example.org"})).status_code == 403
                assert (await browser.post("/")).status_code == 403
                assert (await browser.get("/none")).status_code == 404

    asyncio.run(go())


def test_what_stands_in_a_door_is_read_from_it(world: World, port: int) -> None:
    ring = load_ring(world.ring, now=utc_now())
    settings = DoorSettings(
        title="A </script> title",
        root=ring.root(),
        sequence=4,
        written=1,
        keys=ring.public(utc_now()),
        brokers=("https://b",),
    )
    door = read_door(write_door(settings))
    assert (door.title, door.sequence, door.brokers) == ("A </script> title", 4, ("https://b",))
    assert door.keys == settings.keys
    with pytest.raises(UsageError):
        read_door(b"<!doctype html>")
