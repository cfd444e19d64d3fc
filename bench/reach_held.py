"""Measure what a volunteer's page holds, and how exactly it keeps to what she allows: see bench/reach_browser.py."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from bench.reach_net import Line
from bench.reach_places import LARGE, MIB, pids, placed, start_volunteer
from bench.results import keep

__all__ = ["do_canary", "do_limits"]


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
    hits = dict.fromkeys(_CANARIES, 0)
    for number in pids(space):
        for part in _written(number):
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
    large = os.urandom(LARGE)
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
                over.append(int(volunteer.evaluate("() => volunteer.counted")) - 5 * MIB)
            else:
                reader.evaluate("() => { window.load('/large.bin').catch(() => {}); }")
                reader.wait_for_function("window.fetcher.times.length > 8")
                closed.append(float(volunteer.evaluate(_OFF)))
            volunteer.reload()
            start_volunteer(volunteer)
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
