"""Measure the bridge in real Chromiums, each party in a network of its own: see bench/reach_net.py.

    python -m bench.reach_browser open|slow|bulk|kill|nat|churn|canary|limits [--times N]

open: a door opened until the verified page is shown. slow: the same at 200 ms round trip, 2 % loss, behind a NAT.
bulk: 64 MiB through one volunteer and through a raw data channel between the same browsers, in turns.
kill: one of two volunteers is killed (SIGKILL) during 64 MiB. nat: NAT kinds, four by four.
churn: 16 MiB again and again, while volunteers live five seconds on average. canary: what a volunteer's page holds of
what was read through it. limits: how far over a day's measure, how long from off to closed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import itertools
import json
import os
import random
import signal
import stat
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
from playwright.sync_api import BrowserType, Page, sync_playwright

from bench.reach_broker import seconds_of
from bench.reach_net import BROKER, GATEWAY, Line, Nat, net
from bench.reach_world import PAGES, World, make_world
from bench.results import keep
from pledgewatch.clock import utc_now
from pledgewatch.reach.bundle import web_file
from pledgewatch.reach.door import DoorSettings, write_door
from pledgewatch.reach.keys import load_ring

_PORT, _STUN, _WEB = 8720, 3478, 8000
_MIB = 1 << 20
_LARGE = 64 * _MIB
_FLAGS = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebRTC"]
_MODULES = "bytes hpke bhttp ohttp frames trust describe carrier fetcher meeting volunteer".split()
_VOLUNTEER = """async ([broker, gateway, stun]) => {
  const { Volunteer } = await import("/web/volunteer.js");
  const limits = { readers: 64, megabytes: 100000, rate: 0 };
  window.volunteer = new Volunteer({ broker, gateway, stun, invite: "", limits, spent: 0, changed() {} });
  window.volunteer.start();
}"""
_ON_SHOWN = """
addEventListener("DOMContentLoaded", () => {
  new MutationObserver(() => { if (document.body.dataset.shown) window.shownAt ??= performance.now(); })
    .observe(document.body, { attributes: true });
  document.getElementById("open")?.click();
});"""
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
# A raw data channel: 64 KiB messages, which Chromium carries fastest, as many as its buffer takes.
_RAW_SEND = """(size) => new Promise((done) => {
  const channel = window.raw; const message = new Uint8Array(65536); let left = size;
  channel.bufferedAmountLowThreshold = 4 << 20;
  const more = () => {
    for (; left > 0 && channel.bufferedAmount < 8 << 20; left -= message.length) channel.send(message);
  };
  channel.onbufferedamountlow = () => { more(); if (left <= 0) done(); };
  more();
})"""
_RAW_GET = """(size) => { const channel = window.raw; let got = 0; const begun = performance.now();
  window.rawDone = new Promise((done) => { channel.onmessage = ({ data }) => { got += data.byteLength;
    if (got >= size) done((performance.now() - begun) / 1000); }; }); }"""
_RAW_PEER = """async (stun) => {
  const connection = (window.rawConnection = new RTCPeerConnection({ iceServers: [{ urls: stun }] }));
  window.raw = connection.createDataChannel("raw", { negotiated: true, id: 0, ordered: false });
  window.raw.binaryType = "arraybuffer";
  window.gathered = async () => {
    await new Promise((done) => {
      const look = () => connection.iceGatheringState === "complete" && done();
      connection.onicegatheringstatechange = look;
      look();
      setTimeout(done, 2000);
    });
    return connection.localDescription.sdp;
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
        secure = f"--unsafely-treat-insecure-origin-as-secure=http://{BROKER}:{_WEB}"
        started = self._chromium.launch(executable_path=script, args=[*_FLAGS, secure])
        return started.new_page()

    def volunteer(self, line: Line) -> Page:
        """Open a page that volunteers."""
        page = self.browser(line)
        page.goto(f"http://{BROKER}:{_WEB}/index.html")
        page.evaluate(_VOLUNTEER, [f"ws://{BROKER}:{_PORT}", "", []])
        page.wait_for_function("window.volunteer.state === 'on'")
        return page

    def reader(self, line: Line) -> Page:
        """Open a page that can fetch as a door does."""
        page = self.browser(line)
        page.goto(f"http://{BROKER}:{_WEB}/index.html")
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
            stun=(f"stun:{BROKER}:{_STUN}",),
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


def opened(times: int, reader: Line, *others: Line) -> list[float]:
    """Return milliseconds from opening the door to the verified page, each in a new page; inf where it is not shown."""
    took = []
    with placed(reader, *others) as place:
        for other in others:
            place.volunteer(other)
        page, door = place.browser(reader), place.door()
        browser = page.context.browser
        assert browser is not None
        for _ in range(times):
            context = browser.new_context()
            page = context.new_page()
            page.add_init_script(_ON_SHOWN)
            page.goto(f"file://{door}")
            try:
                page.wait_for_selector("body[data-shown]", timeout=12_000)
                took.append(float(page.evaluate("window.shownAt")))
            except Exception as error:  # a page that is not shown is a figure, too
                print(
                    "not shown:", page.locator("#state").inner_text(), str(error)[:60].split("\n")[0], file=sys.stderr
                )
                took.append(float("inf"))
            page.goto("about:blank")
            context.close()
    return took


def told(name: str, took: Sequence[float]) -> None:
    """Print and keep median and 95th percentile."""
    ordered = sorted(took)
    middle, late = statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name}: median {middle:,.0f} ms, 95th {late:,.0f} ms, worst {ordered[-1]:,.0f} ms, of {len(took)}")
    keep(
        f"reach_{name}",
        {"median_ms": _whole(middle), "p95_ms": _whole(late), "worst_ms": _whole(ordered[-1]), "times": len(took)},
    )


def _whole(figure: float) -> int | None:
    return None if figure == float("inf") else round(figure)


def do_open(times: int) -> None:
    """Measure a good line."""
    told(
        "open",
        opened(
            times, Line(name="rd", number=100, blocked=True), Line(name="va", number=101), Line(name="vb", number=102)
        ),
    )


def do_slow(times: int) -> None:
    """Measure a bad line."""
    reader = Line(name="rd", number=100, blocked=True, nat="port restricted", round_trip=200, loss=0.02)
    told("slow", opened(times, reader, Line(name="va", number=101), Line(name="vb", number=102)))


def do_bulk(times: int) -> None:
    """Measure one volunteer against a raw data channel, in turns."""
    lines = Line(name="rd", number=100, blocked=True), Line(name="va", number=101)
    large = os.urandom(_LARGE)
    with placed(*lines, large=large) as place:
        volunteer, reader = place.volunteer(lines[1]), place.reader(lines[0])
        reader.evaluate("() => window.meet(1)")
        _join_raw(reader, volunteer)
        ours, raw = [], []
        for _ in range(times):
            before = _spent(lines)
            reader.evaluate(_RAW_GET, _LARGE)
            volunteer.evaluate(_RAW_SEND, _LARGE)
            raw.append(_LARGE / 1e6 / float(reader.evaluate("() => window.rawDone")))
            between = _spent(lines)
            got = reader.evaluate("() => window.load('/large.bin')")
            after = _spent(lines)
            assert got["hash"] == hashlib.sha256(large).hexdigest()
            ours.append(_LARGE / 1e6 / got["seconds"])
            used = [
                [b - a for a, b in zip(one, two, strict=True)] for one, two in ((before, between), (between, after))
            ]
            print(
                f"raw {raw[-1]:.1f} MB/s, bridge {ours[-1]:.1f} MB/s; processor seconds of reader, volunteer, server:"
            )
            print(
                "   ",
                *(
                    f"{name} {'/'.join(f'{part:.1f}' for part in one)}"
                    for name, one in zip(("raw", "bridge"), used, strict=True)
                ),
                flush=True,
            )
        ratio = statistics.median(one / other for one, other in zip(ours, raw, strict=True))
        print(f"bulk: {statistics.median(ours):.1f} MB/s, {ratio:.2f} of a raw channel ({statistics.median(raw):.1f})")
        keep(
            "reach_bulk",
            {
                "mb_s": round(statistics.median(ours), 1),
                "raw_mb_s": round(statistics.median(raw), 1),
                "ratio": round(ratio, 2),
            },
        )


def _spent(lines: Sequence[Line]) -> list[float]:
    """Return the processor seconds of each party's processes so far."""
    sums = []
    for space in (*(line.space for line in lines), "pwserver"):
        found = subprocess.run(
            ["ip", "netns", "pids", space], capture_output=True, text=True, check=True
        ).stdout.split()
        sums.append(sum(seconds_of(int(number)) for number in found))
    return sums


def _join_raw(reader: Page, volunteer: Page) -> None:
    stun = f"stun:{BROKER}:{_STUN}"
    for page in (reader, volunteer):
        page.evaluate(_RAW_PEER, stun)
    reader.evaluate("async () => rawConnection.setLocalDescription(await rawConnection.createOffer())")
    offer = reader.evaluate("() => gathered()")
    volunteer.evaluate(
        """async (sdp) => {
            await rawConnection.setRemoteDescription({ type: 'offer', sdp });
            await rawConnection.setLocalDescription();
        }""",
        offer,
    )
    answer = volunteer.evaluate("() => gathered()")
    reader.evaluate("async (sdp) => rawConnection.setRemoteDescription({ type: 'answer', sdp })", answer)
    reader.wait_for_function("window.raw.readyState === 'open'")


def do_kill(times: int) -> None:
    """Kill one of two volunteers while 64 MiB come."""
    lines = (
        Line(name="rd", number=100, blocked=True, rate=200),
        Line(name="va", number=101),
        Line(name="vb", number=102),
    )
    large = os.urandom(_LARGE)
    stalls = []
    with placed(*lines, large=large) as place:
        place.volunteer(lines[1])
        for turn in range(times):
            place.volunteer(lines[2])
            reader = place.reader(lines[0])
            reader.evaluate("() => window.meet(2)")
            reader.evaluate("() => { window.loading = window.load('/large.bin'); }")
            reader.wait_for_function("window.fetcher.times.length > 12")
            _kill(lines[2].space)
            got = reader.evaluate("() => window.loading")
            exact = got["hash"] == hashlib.sha256(large).hexdigest()
            stalls.append(got["stall"] if exact else float("inf"))
            print(f"{turn}: longest stall {got['stall']:.0f} ms in {got['seconds']:.1f} s, exact: {exact}", flush=True)
            reader.context.browser.close()  # type: ignore[union-attr]
    print(f"kill: worst stall {max(stalls):.0f} ms of {times}")
    keep(
        "reach_kill",
        {"worst_stall_ms": round(max(stalls)), "median_stall_ms": round(statistics.median(stalls)), "times": times},
    )


def _kill(space: str) -> None:
    """Kill every process in a namespace."""
    found = subprocess.run(["ip", "netns", "pids", space], capture_output=True, text=True, check=True)
    for number in found.stdout.split():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(number), signal.SIGKILL)


def do_churn(times: int) -> None:
    """Download 16 MiB again and again while volunteers live five seconds on average."""
    reader_line = Line(name="rd", number=100, blocked=True, rate=200)
    homes = [Line(name=f"v{number}", number=101 + number) for number in range(3)]
    large, drawn = os.urandom(16 * _MIB), random.Random(5)
    exact, stalls = 0, []
    with placed(reader_line, *homes, large=large) as place:
        volunteers = [place.volunteer(home) for home in homes]
        reader = place.reader(reader_line)
        reader.evaluate(_KEEP_TWO)
        due = [time.monotonic() + drawn.expovariate(1 / 5) for _ in homes]
        for turn in range(times):
            reader.evaluate(
                "() => { window.got = undefined; window.load('/large.bin').then((got) => { window.got = got; }); }"
            )
            while not (got := reader.evaluate("() => window.got")):
                for at, page in enumerate(volunteers):
                    if time.monotonic() > due[at]:
                        page.reload()  # the page is gone without a word, and another comes in its place
                        page.evaluate(_VOLUNTEER, [f"ws://{BROKER}:{_PORT}", "", []])
                        due[at] = time.monotonic() + drawn.expovariate(1 / 5)
                time.sleep(0.05)
            exact += got["hash"] == hashlib.sha256(large).hexdigest()
            stalls.append(got["stall"])
            print(f"{turn + 1}: {got['seconds']:.1f} s, longest stall {got['stall']:.0f} ms, exact {exact}", flush=True)
    keep("reach_churn", {"downloads": times, "exact": exact, "median_stall_ms": round(statistics.median(stalls))})
    assert exact == times


def do_canary(times: int) -> None:
    """Search everything that a volunteer's page holds for what was read through it."""
    lines = Line(name="rd", number=100, blocked=True), Line(name="va", number=101)
    with placed(*lines) as place:
        volunteer, reader = place.volunteer(lines[1]), place.reader(lines[0])
        seen: list[str] = []
        volunteer.on("console", lambda message: seen.append(message.text))
        reader.evaluate("() => window.meet(1)")
        for _ in range(times):
            for path in ("/", "/dossiers/one.html"):
                reader.evaluate(_KEEP_TEXT, path)
        carried = int(volunteer.evaluate("() => window.volunteer.spent"))
        held = (
            "".join(_heap(volunteer)) + volunteer.content() + json.dumps(seen) + json.dumps(volunteer.evaluate(_HELD))
        )
        own = "".join(_heap(reader))
        searched = {line.name: _memory_hits(line.space) for line in lines}
    hits = {canary: held.count(canary) + searched["va"][canary] for canary in _CANARIES}
    control = {canary: own.count(canary) + searched["rd"][canary] for canary in _CANARIES}
    print(f"canary: {hits} in heap, page and memory of the volunteer's browser, which carried {carried:,} bytes")
    print(f"        {control} in the reader's, where it must be")
    keep("reach_canary", {"hits": hits, "carried_bytes": carried, "in_the_readers": control})
    assert not any(hits.values())
    assert all(control.values())


def _heap(page: Page) -> list[str]:
    session = page.context.new_cdp_session(page)
    parts: list[str] = []
    session.on("HeapProfiler.addHeapSnapshotChunk", lambda event: parts.append(event["chunk"]))
    session.send("HeapProfiler.takeHeapSnapshot")
    return parts


def _memory_hits(space: str) -> dict[str, int]:
    """Count the canaries in all that a browser's processes have written to: a heap snapshot leaves buffers out."""
    found = subprocess.run(["ip", "netns", "pids", space], capture_output=True, text=True, check=True).stdout.split()
    hits = dict.fromkeys(_CANARIES, 0)
    for number in found:
        for part in _written(int(number)):
            for canary in _CANARIES:
                hits[canary] += part.count(canary.encode()) + part.count(canary.encode("utf-16-le"))
    return hits


def _written(pid: int) -> Iterator[bytes]:
    """Yield what a process has written to, run by run of pages that are there."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
        with (
            Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory,
            Path(f"/proc/{pid}/pagemap").open("rb", buffering=0) as pages,
        ):
            for line in lines:
                span, rights = line.split()[:2]
                begin, end = (int(side, 16) // 4096 for side in span.split("-"))
                if rights.startswith("rw") and end < 1 << 40:
                    for first, count in _present(pages, begin, end):
                        with contextlib.suppress(OSError):
                            memory.seek(first * 4096)
                            yield memory.read(count * 4096)


def _present(pages: io.FileIO, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield runs of pages that are in memory: (first, how many)."""
    for at in range(begin, end, 1 << 18):
        pages.seek(at * 8)
        entries = np.frombuffer(pages.read(min(1 << 18, end - at) * 8), dtype=np.uint64) >> np.uint64(63)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], entries.astype(np.int8), [0]))))
        for first, last in edges.reshape(-1, 2):
            yield at + int(first), int(last - first)


_KEEP_TEXT = """async (path) => {
  const got = await fetcher.get("site", path);
  (window.kept ??= []).push(new TextDecoder().decode(got.bytes));
}"""
_CANARIES = ("Canary sings", "Dossier one", "dossiers/one.html")


def do_limits(times: int) -> None:
    """Go over a day's measure, and turn the switch off while much is carried."""
    lines = Line(name="rd", number=100, blocked=True), Line(name="va", number=101)
    large = os.urandom(_LARGE)
    over, closed = [], []
    with placed(*lines, large=large) as place:
        volunteer = place.volunteer(lines[1])
        for turn in range(times):
            reader = place.reader(lines[0])
            reader.evaluate("() => window.meet(1)")
            if turn % 2:
                volunteer.evaluate(
                    "() => { volunteer.spent = 0; volunteer.limits.megabytes = 5; volunteer.carried = 0; }"
                )
                volunteer.evaluate(_COUNT)
                reader.evaluate("() => { window.load('/large.bin').catch(() => {}); }")
                volunteer.wait_for_function("volunteer.state === 'full'", timeout=30_000)
                over.append(int(volunteer.evaluate("() => volunteer.counted")) - 5 * _MIB)
            else:
                reader.evaluate("() => { window.load('/large.bin').catch(() => {}); }")
                reader.wait_for_function("window.fetcher.times.length > 8")
                closed.append(float(volunteer.evaluate(_OFF)))
            volunteer.reload()
            volunteer.evaluate(_VOLUNTEER, [f"ws://{BROKER}:{_PORT}", "", []])
            volunteer.wait_for_function("volunteer.state === 'on'")
            reader.context.browser.close()  # type: ignore[union-attr]
    print(f"limits: at most {max(over):,} bytes over 5 MiB; off to everything closed {max(closed):.0f} ms at most")
    keep("reach_limits", {"overshoot_bytes": max(over), "off_ms": round(max(closed)), "times": times})


# What has left the volunteer's page, both ways, counted beneath everything that it does itself.
_COUNT = """() => { volunteer.counted = 0;
  for (const reader of volunteer.readers) for (const way of [reader.channel, reader.line]) {
    const send = way.send.bind(way);
    way.send = (data) => { if (data.byteLength > 6) volunteer.counted += data.byteLength; send(data); };
  } }"""
_OFF = """async () => {
  const begun = performance.now();
  const all = [...volunteer.readers], socket = volunteer.socket;
  volunteer.stop();
  const open = () => socket.readyState < 3 || all.some(({ connection, line, channel }) =>
    connection.connectionState !== "closed" || line.readyState < 3 || channel.readyState !== "closed");
  while (open() && performance.now() - begun < 5000) await new Promise((done) => setTimeout(done, 2));
  return performance.now() - begun; }"""
_HELD = """() => ({ storage: { ...localStorage }, cookies: document.cookie,
  names: performance.getEntries().map((one) => one.name) })"""
_KEEP_TWO = """() => { const keep = async () => { for (;;) {
  if (fetcher.carriers.size < 2) await meet(2 - fetcher.carriers.size).catch(() => {});
  await new Promise((done) => setTimeout(done, 200)); } }; keep(); }"""

_CANNOT = {("symmetric", "symmetric"), ("symmetric", "port restricted"), ("port restricted", "symmetric")}
"""Where one side's port cannot be known and the other lets in only a port that it has written to."""


def do_nat(times: int, only: str = "") -> None:
    """Try every kind of NAT with every other."""
    kinds: tuple[Nat, ...] = get_args(Nat)
    rows: dict[str, object] = {}
    good = True
    for theirs, ours in itertools.product(kinds, kinds):
        if not only or only == f"{ours} - {theirs}":
            reader = Line(name="rd", number=100, blocked=True, nat=None if ours == "open" else ours)
            volunteer = Line(name="va", number=101, nat=None if theirs == "open" else theirs)
            took = opened(1, reader, volunteer)
            possible = (ours, theirs) not in _CANNOT
            connected = took[0] != float("inf")
            good = good and connected == possible
            rows[f"{ours} - {theirs}"] = {"possible": possible, "connected": connected}
            print(f"reader {ours:>15}, volunteer {theirs:>15}: {took[0]:,.0f} ms, possible: {possible}", flush=True)
    keep("reach_nat", rows)
    assert good


def main() -> None:
    """Measure what is named."""
    measures = {
        "open": (do_open, 100),
        "slow": (do_slow, 40),
        "bulk": (do_bulk, 5),
        "kill": (do_kill, 10),
        "nat": (do_nat, 1),
        "churn": (do_churn, 100),
        "canary": (do_canary, 20),
        "limits": (do_limits, 10),
    }
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=measures)
    parser.add_argument("--times", type=int)
    given = parser.parse_args()
    measure, times = measures[given.what]
    measure(given.times or times)


if __name__ == "__main__":
    main()
