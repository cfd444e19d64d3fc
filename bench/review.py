"""Measure the desk in a browser: from a decision to the next finding, and fifty readers at once beside Datasette.

    python -m bench.review [--findings 10000] [--readers 50] [--seconds 10] [--decisions 200]

Both serve the same findings on this machine, one after the other, in turns: pages of fifty rows under a filter, and
single rows. Datasette opens the file that `pledgewatch export --format sqlite` gives. Every reader asks again as soon
as it was answered, so that a latency is some fifty times what one page takes. Needs the extras `serve` and `peers`;
the time in a browser also `browser` and the system's chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.made_desk import made_desk
from bench.results import keep
from pledgewatch.desk import Desk
from pledgewatch.review.exports.formats import exported

__all__ = ["main"]

_ROUNDS = 2
_KINDS = ("shared-form", "listing", "specific-commitment", "statement")


class Client:
    """A connection that stays open and asks one thing after the other, with as little of its own as can be."""

    def __init__(self, root: str, cookie: str = "") -> None:
        self._host, self._port = urlsplit(root).hostname, urlsplit(root).port
        self._head = f"Host: {self._host}:{self._port}\r\nCookie: {cookie}\r\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        """Ask for a page."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())

    async def post(self, root: str, path: str, values: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        """Send a form as a browser does."""
        body = urlencode(values)
        kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nOrigin: {root}\r\n"
        return await self._ask(f"POST {path} HTTP/1.1\r\n{self._head}{kind}\r\n{body}".encode())

    async def _ask(self, request: bytes) -> tuple[int, bytes, dict[str, str]]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port, limit=1 << 22)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {name.casefold(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        if "content-length" in fields:
            body = await reader.readexactly(int(fields["content-length"]))
        else:
            body = await _chunks(reader)
        return int(head[0].split()[1]), body, fields

    def close(self) -> None:
        """End the connection."""
        if self._streams is not None:
            self._streams[1].close()


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        parts.append((await reader.readexactly(size + 2))[:-2])
    await reader.readexactly(2)
    return b"".join(parts)


async def _reader(root: str, cookie: str, paths: Sequence[str], seed: int, until: float, times: list[float]) -> None:
    chosen, client = random.Random(seed), Client(root, cookie)
    while time.monotonic() < until:
        path = chosen.choice(paths)
        began = time.perf_counter()
        status, body, _ = await client.get(path)
        times.append(time.perf_counter() - began)
        if status != 200 or not body:
            raise RuntimeError(f"{status} for {path}")
    client.close()


async def _load(root: str, cookie: str, paths: Sequence[str], readers: int, seconds: float) -> list[float]:
    times: list[float] = []
    until = time.monotonic() + seconds
    await asyncio.gather(*(_reader(root, cookie, paths, seed, until, times) for seed in range(readers)))
    return times


def _told(times: Sequence[float], seconds: float) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "median_ms": round(statistics.median(ordered) * 1_000, 1),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)] * 1_000, 1),
        "pages_a_second": round(len(ordered) / seconds, 1),
    }


@contextmanager
def _desk(folder: Path) -> Iterator[tuple[str, str, str, int]]:
    """Serve a desk; give its address, the cookie of somebody who came in, the door, and the process."""
    command = [sys.executable, "-m", "pledgewatch", "review", "--desk", str(folder), "--port", "0", "--no-open"]
    process = subprocess.Popen([*command, "--by", "Bench", "--json"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        door = json.loads(process.stdout.readline())["address"]
        root = door.partition("/sign-in")[0]
        _, _, fields = asyncio.run(_once(root, door.removeprefix(root)))
        yield root, fields["set-cookie"].partition(";")[0], door, process.pid
    finally:
        process.terminate()
        process.wait(30)


async def _once(root: str, path: str, cookie: str = "") -> tuple[int, bytes, dict[str, str]]:
    client = Client(root, cookie)
    try:
        return await client.get(path)
    finally:
        client.close()


@contextmanager
def _datasette(file: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "datasette",
        "serve",
        str(file),
        "--port",
        str(port),
        "--setting",
        "default_page_size",
        "50",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    root = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError):
                asyncio.run(_once(root, "/-/versions.json"))
                break
            time.sleep(0.2)
        yield root
    finally:
        process.terminate()
        process.wait(30)


async def _decide(root: str, cookie: str, decisions: int) -> list[float]:
    """Confirm one finding after the other; return the seconds from each form to the whole page of the next."""
    client, times = Client(root, cookie), list[float]()
    page = (await client.get("/"))[1].decode()
    found = re.search(r'id="q-([^"]+)"', page)
    assert found is not None
    path = f"/finding/{found[1]}"
    html = (await client.get(path))[1].decode()
    for _ in range(decisions):
        values = dict(re.findall(r'name="(csrf|seen|basis)" value="([^"]*)"', html))
        began = time.perf_counter()
        status, _, fields = await client.post(root, f"{path.partition('?')[0]}/dismiss", values)
        if status != 303:
            raise RuntimeError(f"{status} for a decision about {path}")
        path = fields["location"]
        html = (await client.get(path))[1].decode()
        times.append(time.perf_counter() - began)
    client.close()
    return times


def _in_browser(door: str, decisions: int) -> dict[str, float] | None:
    """Press `d` again and again in Chromium; return the times from each key to the next sentence on the screen."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if chromium is None:
        return None
    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.goto(door)
        tab.click("[data-row]")
        tab.wait_for_selector(".decide")
        for _ in range(decisions):
            times.append(tab.evaluate(_PRESS) / 1_000)
        browser.close()
    return _told(times, sum(times))


_PRESS = """() => new Promise((done, failed) => {
  setTimeout(failed, 10000, "no next finding came");
  const began = performance.now();
  const first = document.querySelector(".bench .sentence").textContent;
  const look = () => {
    const now = document.querySelector(".bench .sentence")?.textContent;
    if (now && now !== first) requestAnimationFrame(() => done(performance.now() - began));
    else setTimeout(look, 1);
  };
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "d", bubbles: true }));
  look();
})"""


def main() -> int:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--decisions", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = _measured(Path(folder), options)
    keep("review", figures)
    print(json.dumps(figures, indent=1))
    return 0


def _measured(folder: Path, options: Any) -> dict[str, object]:
    desk, file = made_desk(folder / "desk", options.findings), folder / "findings.db"
    held = Desk(desk)
    file.write_bytes(exported(held.layout, held.reviewed(), "sqlite", "all"))
    keys = [finding.key for finding in held.findings()[:: max(1, options.findings // 500)]]
    loads: dict[str, list[dict[str, float]]] = {"desk": [], "datasette": []}
    with _desk(desk) as (root, cookie, door, pid):
        began = time.perf_counter()
        asyncio.run(_once(root, "/", cookie))
        first = time.perf_counter() - began
        ours = [
            *(f"/?kind={kind}&page={n}" for kind in _KINDS for n in (1, 2, 3)),
            *(f"/finding/{key}" for key in keys),
        ]
        theirs = [
            *(f"/findings/findings?kind={kind}&_sort_desc=weight" for kind in _KINDS for _ in range(3)),
            *(f"/findings/findings/{key}" for key in keys),
        ]
        with _datasette(file) as other:
            for _ in range(_ROUNDS):
                for name, place, who, paths in (("desk", root, cookie, ours), ("datasette", other, "", theirs)):
                    times = asyncio.run(_load(place, who, _even(paths), options.readers, options.seconds))
                    loads[name].append(_told(times, options.seconds))
        steps = asyncio.run(_decide(root, cookie, options.decisions))
        shown = _in_browser(door, min(60, options.decisions))
        memory = _memory(pid)
    return {
        "findings": options.findings,
        "readers": options.readers,
        "first_page_s": round(first, 2),
        "memory_mb": memory,
        "next_finding": _told(steps, sum(steps)),
        "next_finding_in_chromium": shown,
        **loads,
    }


def _memory(pid: int) -> float:
    """Return what a process holds of the memory, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return round(int(found[1]) / 1_000, 1)


def _even(paths: Sequence[str]) -> list[str]:
    """Return as many pages of rows as single rows, so that both kinds are asked for equally often."""
    rows = [path for path in paths if "?" in path]
    single = [path for path in paths if "?" not in path]
    return [*(rows * (len(single) // len(rows))), *single]


if __name__ == "__main__":
    sys.exit(main())
