"""What the measurements in browsers share: the bridge in its small internet, and the pages that volunteer and read."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserType, Page, sync_playwright

from bench.reach_net import BROKER, GATEWAY, Line, net
from bench.reach_plain import PlainPage
from bench.reach_world import PAGES, World, make_world
from pledgewatch.clock import utc_now
from pledgewatch.reach.bundle import web_file
from pledgewatch.reach.door import DoorSettings, write_door
from pledgewatch.reach.keys import load_ring

__all__ = ["LARGE", "MIB", "STUN", "Place", "kill", "pids", "placed", "start_volunteer"]

_PORT, _STUN, _WEB = 8720, 3478, 8000
MIB = 1 << 20
LARGE = 64 * MIB
_PAGE = f"http://{BROKER}:{_WEB}/index.html"
_FLAGS = [
    "--no-sandbox",
    "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebRTC",
    f"--unsafely-treat-insecure-origin-as-secure=http://{BROKER}:{_WEB}",
]
_MODULES = "bytes hpke bhttp ohttp frames trust describe carrier fetcher meeting volunteer".split()
_VOLUNTEER = """async ([broker, gateway, stun]) => {
  const { Volunteer } = await import("/web/volunteer.js");
  const limits = { readers: 64, megabytes: 100000, rate: 0 };
  window.volunteer = new Volunteer({ broker, gateway, stun, invite: "", limits, spent: 0, changed() {} });
  window.volunteer.start();
}"""
STUN = f"stun:{BROKER}:{_STUN}"
_READER = """async ([settings]) => {
  const [{ Fetcher }, { Meeting }] = await Promise.all([import("/web/fetcher.js"), import("/web/meeting.js")]);
  const meeting = new Meeting(settings);
  const fetcher = new Fetcher({ ...settings, seek() {}, left() {} });
  window.fetcher = fetcher;
  window.meet = (count) => meeting.seek(count, (one) => fetcher.add(one));
  window.load = async (path) => {
    const times = [performance.now()];
    const got = await fetcher.get("site", path, () => times.push(performance.now()));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", got.bytes));
    const stall = Math.max(...times.slice(1).map((time, at) => time - times[at]));
    return { size: got.bytes.length, seconds: (times.at(-1) - times[0]) / 1000, stall,
      hash: Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("") };
  };
}"""


class Place:
    """What is served, and the browsers of a measurement."""

    def __init__(self, world: World, folder: Path, chromium: BrowserType) -> None:
        self.world, self.folder, self._chromium = world, folder, chromium

    def browser(self, line: Line) -> Page:
        """Open a Chromium in a party's network."""
        script = self.folder / f"chromium-{line.name}"
        if not script.exists():
            script.write_text(f'#!/bin/sh\nexec ip netns exec {line.space} /usr/bin/chromium "$@"\n')
            script.chmod(script.stat().st_mode | stat.S_IEXEC)
        started = self._chromium.launch(executable_path=script, args=_FLAGS)
        return started.new_page()

    def volunteer(self, line: Line) -> Page:
        """Open a page that volunteers."""
        page = self.browser(line)
        page.goto(_PAGE)
        start_volunteer(page)
        page.wait_for_function("window.volunteer.state === 'on'")
        return page

    def reader(self, line: Line) -> Page:
        """Open a page that can fetch as a door does."""
        page = self.browser(line)
        page.goto(_PAGE)
        page.evaluate(_READER, [self.settings()])
        return page

    def plain_volunteer(self, line: Line) -> PlainPage:
        """Open a page that volunteers, and to which nothing listens."""
        page = PlainPage(line, _PAGE, *_FLAGS)
        start_volunteer(page)
        page.wait("window.volunteer.state === 'on'")
        return page

    def plain_reader(self, line: Line) -> PlainPage:
        """Open a page that can fetch as a door does, and to which nothing listens."""
        page = PlainPage(line, _PAGE, *_FLAGS)
        page.evaluate(_READER, [self.settings()])
        return page

    def settings(self) -> dict[str, Any]:
        """Return what a door knows."""
        page = self.door().read_text()
        settings: dict[str, Any] = json.loads(page.split('id="pw">')[1].split("</script>")[0])
        return settings

    def door(self) -> Path:
        """Write a door."""
        ring = load_ring(self.world.ring, now=utc_now())
        door = self.folder / "door.html"
        settings = DoorSettings(
            title="The Example",
            root=ring.root(),
            sequence=1,
            written=int(time.time()),
            keys=ring.public(utc_now()),
            brokers=(f"http://{BROKER}:{_PORT}",),
            stun=(STUN,),
        )
        door.write_bytes(write_door(settings))
        return door


@contextlib.contextmanager
def placed(*lines: Line, large: bytes = b"") -> Iterator[Place]:
    """Build the net, serve in it, and give what opens browsers."""
    with tempfile.TemporaryDirectory() as name, net(*lines), sync_playwright() as playwright:
        folder = Path(name)
        world = make_world(folder, {**PAGES, **({"large.bin": large} if large else {})})
        web = folder / "web" / "web"
        web.mkdir(parents=True)
        (folder / "web" / "index.html").write_text("<!doctype html><title>bench</title>")
        for module in _MODULES:
            (web / f"{module}.js").write_text(web_file(f"{module}.js"))
        serve = f"-m pledgewatch reach serve --keys {world.ring} --site {world.site} --host 0.0.0.0 --port {_PORT}"
        where = f"--stun-port {_STUN} --stun-address {BROKER}:{_STUN} --address http://{GATEWAY}:{_PORT} --json"
        static = f"-m http.server {_WEB} --bind {BROKER} --directory {folder / 'web'}"
        inside = ["ip", "netns", "exec", "pwserver", sys.executable]
        server = subprocess.Popen([*inside, *serve.split(), *where.split()], stdout=subprocess.PIPE, text=True)
        files = subprocess.Popen([*inside, *static.split()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            assert server.stdout is not None
            server.stdout.readline()
            yield Place(world, folder, playwright.chromium)
        finally:
            server.kill()
            files.kill()


def start_volunteer(page: Page | PlainPage) -> None:
    """Turn a page's volunteer on, after the page was loaded."""
    page.evaluate(_VOLUNTEER, [f"ws://{BROKER}:{_PORT}", "", []])


def pids(space: str) -> list[int]:
    """Return the processes in a namespace."""
    found = subprocess.run(["ip", "netns", "pids", space], capture_output=True, text=True, check=True)
    return [int(number) for number in found.stdout.split()]


def kill(space: str) -> None:
    """Kill every process in a namespace."""
    for number in pids(space):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
