"""Measure one `reach serve`: idle volunteers held, introductions a second, memory.

    python -m bench.reach_broker [--volunteers 10000] [--introductions 5000]

The server is a process of its own; what drives it is another, so on two cores each has one. Volunteers come from
addresses of their own in 127.0.0.0/8, readers likewise. An introduction counts when its answer was opened by its reader
and holds a volunteer's answer; three volunteers are asked for each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import websockets
from websockets.asyncio.client import ClientConnection

from bench.reach_world import make_world
from bench.results import keep
from pledgewatch.clock import utc_now
from pledgewatch.publish.signing.encoding import to_text
from pledgewatch.reach import bhttp, ohttp
from pledgewatch.reach.describe import Candidate, Description
from pledgewatch.reach.keys import BROKER, best_config, load_ring

_AT_ONCE = 64
_WIRE = to_text(Description("abcd", "e" * 22, bytes(32), (Candidate(3, bytes([203, 0, 113, 5]), 4000),)).data)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--volunteers", type=int, default=10_000)
    parser.add_argument("--introductions", type=int, default=5_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        words = ["reach", "serve", "--keys", str(world.ring), "--site", str(world.site), "--port", "0", "--json"]
        server = subprocess.Popen(
            [sys.executable, "-m", "pledgewatch", *words, "--stun-port", "0"], stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            port = int(json.loads(server.stdout.readline())["address"].rsplit(":", 1)[1])
            config = best_config(
                load_ring(world.ring, now=utc_now()).public(utc_now()), BROKER, root=world.fingerprint, now=utc_now()
            )
            assert config is not None
            asyncio.run(measure(server.pid, port, config, given.volunteers, given.introductions))
        finally:
            server.terminate()
            server.wait(10)


async def measure(pid: int, port: int, config: ohttp.KeyConfig, volunteers: int, introductions: int) -> None:
    """Open the lines, then introduce."""
    empty, begun = memory(pid), time.perf_counter()
    lines = await join_all(port, volunteers)
    idle = memory(pid)
    print(f"idle volunteers held       {len(lines):>10,} (came in {time.perf_counter() - begun:.1f} s)")
    print(f"memory, empty and with them {empty:>8,} {idle:>6,} MB")
    sealed = [introduction(config) for _ in range(introductions)]
    begun, cpu = time.perf_counter(), seconds_of(pid)
    good = await introduce_all(port, sealed)
    took, spent = time.perf_counter() - begun, seconds_of(pid) - cpu
    print(f"introductions answered     {good:>10,} of {introductions:,}")
    print(f"a second                   {good / took:>10,.0f} ({good / spent:,.0f} a second of the server's processor)")
    print(f"memory at the end          {memory(pid):>10,} MB")
    keep(
        "reach_broker",
        {
            "idle_volunteers": len(lines),
            "memory_mb": {"empty": empty, "idle": idle, "after": memory(pid)},
            "introductions": {"asked": introductions, "answered": good},
            "a_second": round(good / took),
            "a_second_of_the_servers_processor": round(good / spent),
        },
    )
    for line, task in lines:
        task.cancel()
        line.transport.abort()


async def join_all(port: int, count: int) -> list[tuple[ClientConnection, asyncio.Task[None]]]:
    """Open volunteers' lines, some at a time."""
    gate, lines = asyncio.Semaphore(100), []

    async def one(number: int) -> None:
        address = f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"
        async with gate:
            line = await websockets.connect(
                f"ws://127.0.0.1:{port}/volunteer", compression=None, local_addr=(address, 0), ping_interval=None
            )
            await line.send('{"t":"hello","v":1,"room":4}')
            await line.recv()
        lines.append((line, asyncio.create_task(answer(line))))

    await asyncio.gather(*(one(number) for number in range(count)))
    return lines


async def answer(line: ClientConnection) -> None:
    """Answer every offer at once, and be there."""
    while True:
        try:
            async with asyncio.timeout(45):
                offer = json.loads(await line.recv())
            await line.send(f'{{"t":"answer","n":{offer["n"]},"description":"{_WIRE}"}}')
        except TimeoutError:
            await line.send('{"t":"here"}')


def introduction(config: ohttp.KeyConfig) -> tuple[bytes, ohttp.Asking]:
    """Return a sealed introduction, and what opens its answer."""
    content = json.dumps({"v": 1, "offers": [_WIRE] * 3}).encode()
    request = bhttp.Request(method="POST", authority="broker", path="/introduce", content=content)
    return ohttp.encapsulate(config, bhttp.write_request(request))


async def introduce_all(port: int, sealed: list[tuple[bytes, ohttp.Asking]]) -> int:
    """Send all introductions, some at a time on lines that are kept open; count the good answers."""
    waiting, good = iter(enumerate(sealed)), 0

    async def reader(number: int) -> None:
        nonlocal good
        receive = send = None
        for turn, (_, (blob, asking)) in enumerate(waiting):
            if send is None or turn % 20 == 0:  # another reader, from another address
                number += _AT_ONCE
                address = f"127.{200 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"
                receive, send = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
            assert receive is not None
            head = f"POST /introduce HTTP/1.1\r\nhost: x\r\ncontent-length: {len(blob)}\r\n\r\n"
            send.write(head.encode() + blob)
            status = await receive.readuntil(b"\r\n\r\n")
            length = int(status.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            body = await receive.readexactly(length)
            if b" 200 " in status.split(b"\r\n")[0]:
                told = json.loads(bhttp.read_response(asking.open(body)).content)
                good += bool(told["answers"])

    await asyncio.gather(*(reader(number) for number in range(_AT_ONCE)))
    return good


def memory(pid: int) -> int:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def seconds_of(pid: int) -> float:
    """Return the processor time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    main()
