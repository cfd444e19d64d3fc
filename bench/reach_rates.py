"""Measure how much passes, and how steadily: see bench/reach_browser.py, which names the measures."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import statistics
import time
from collections.abc import Sequence

from bench.reach_broker import seconds_of
from bench.reach_net import Line
from bench.reach_places import LARGE, MIB, STUN, kill, pids, placed, start_volunteer
from bench.reach_plain import PlainPage
from bench.results import keep

__all__ = ["do_bulk", "do_churn", "do_kill", "do_line"]

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


def do_line(times: int) -> None:
    """Measure the same on a reader's line of 80 Mbit/s: what the bridge costs where the machine is not what limits."""
    do_bulk(times, rate=80)


def do_bulk(times: int, rate: int = 0) -> None:
    """Measure one volunteer against a raw data channel between the same browsers, in turns."""
    lines = Line(name="rd", number=100, blocked=True, rate=rate), Line(name="va", number=101)
    large = os.urandom(LARGE)
    ours, raw = [], []
    with (
        placed(*lines, large=large) as place,
        place.plain_volunteer(lines[1]) as volunteer,
        place.plain_reader(lines[0]) as reader,
    ):
        reader.evaluate("() => window.meet(1)")
        _join_raw(reader, volunteer)
        for _ in range(times):
            before = _spent(lines)
            reader.evaluate(_RAW_GET, LARGE)
            volunteer.evaluate(_RAW_SEND, LARGE)
            raw.append(LARGE / 1e6 / float(reader.evaluate("() => window.rawDone")))
            between = _spent(lines)
            got = reader.evaluate("() => window.load('/large.bin')")
            after = _spent(lines)
            assert got["hash"] == hashlib.sha256(large).hexdigest()
            ours.append(LARGE / 1e6 / got["seconds"])
            print(
                f"raw {raw[-1]:.1f} MB/s, bridge {ours[-1]:.1f} MB/s; processor seconds of reader, volunteer, server: "
                f"raw {_used(before, between)}, bridge {_used(between, after)}",
                flush=True,
            )
    ratios = sorted(one / other for one, other in zip(ours, raw, strict=True))
    ratio, speed = statistics.median(ratios), statistics.median(ours)
    print(
        f"bulk: {speed:.1f} MB/s, {ratio:.2f} of a raw channel ({statistics.median(raw):.1f}), "
        f"{ratios[0]:.2f} to {ratios[-1]:.2f} in {times} turns"
    )
    keep(
        "reach_line" if rate else "reach_bulk",
        {
            "mb_s": round(speed, 1),
            "raw_mb_s": round(statistics.median(raw), 1),
            "ratio": round(ratio, 2),
            "ratios": [round(one, 2) for one in ratios],
        },
    )


def _used(before: Sequence[float], after: Sequence[float]) -> str:
    return "/".join(f"{late - early:.1f}" for early, late in zip(before, after, strict=True))


def _spent(lines: Sequence[Line]) -> list[float]:
    """Return the processor seconds of each party's processes so far."""
    return [sum(seconds_of(one) for one in pids(space)) for space in (*(line.space for line in lines), "pwserver")]


def _join_raw(reader: PlainPage, volunteer: PlainPage) -> None:
    for page in (reader, volunteer):
        page.evaluate(_RAW_PEER, STUN)
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
    reader.wait("window.raw.readyState === 'open'")


def do_kill(times: int) -> None:
    """Kill one of two volunteers while 64 MiB come."""
    lines = (
        Line(name="rd", number=100, blocked=True, rate=200),
        Line(name="va", number=101),
        Line(name="vb", number=102),
    )
    large = os.urandom(LARGE)
    stalls = []
    with placed(*lines, large=large) as place:
        place.volunteer(lines[1])
        for turn in range(times):
            place.volunteer(lines[2])
            reader = place.reader(lines[0])
            reader.evaluate("() => window.meet(2)")
            reader.evaluate("() => { window.loading = window.load('/large.bin'); }")
            reader.wait_for_function("window.fetcher.times.length > 12")
            kill(lines[2].space)
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


def do_churn(times: int) -> None:
    """Download 16 MiB again and again while volunteers live five seconds on average."""
    # At 40 Mbit/s a download takes about as long as a volunteer lives: faster ones would meet few who go.
    reader_line = Line(name="rd", number=100, blocked=True, rate=40)
    homes = [Line(name=f"v{number}", number=101 + number) for number in range(3)]
    large, drawn, begun = os.urandom(16 * MIB), random.Random(5), time.monotonic()
    exact, ended, stalls, seconds = 0, 0, [], []
    with placed(reader_line, *homes, large=large) as place, contextlib.ExitStack() as pages:
        volunteers = [pages.enter_context(place.plain_volunteer(home)) for home in homes]
        reader = pages.enter_context(place.plain_reader(reader_line))
        reader.evaluate(_KEEP_TWO)
        due = [time.monotonic() + drawn.expovariate(1 / 5) for _ in homes]
        for turn in range(times):
            reader.evaluate(
                "() => { window.got = undefined; window.load('/large.bin').then((got) => { window.got = got; }); }"
            )
            while not (got := reader.evaluate("() => window.got")):
                for at, page in enumerate(volunteers):
                    if time.monotonic() > due[at]:
                        page.load()  # the page is gone without a word, and another comes in its place
                        start_volunteer(page)
                        due[at] = time.monotonic() + drawn.expovariate(1 / 5)
                        ended += 1
                time.sleep(0.05)
            exact += got["hash"] == hashlib.sha256(large).hexdigest()
            stalls.append(got["stall"])
            seconds.append(got["seconds"])
            print(
                f"{turn + 1}: {got['seconds']:.1f} s, longest stall {got['stall']:.0f} ms, exact {exact}, "
                f"volunteers gone {ended}, {time.monotonic() - begun:.0f} s",
                flush=True,
            )
    keep(
        "reach_churn",
        {
            "downloads": times,
            "exact": exact,
            "volunteers_gone": ended,
            "median_stall_ms": round(statistics.median(stalls)),
            "worst_stall_ms": round(max(stalls)),
            "median_seconds": round(statistics.median(seconds), 1),
        },
    )
    assert exact == times


_KEEP_TWO = """() => { const keep = async () => { for (;;) {
  if (fetcher.carriers.size < 2) await meet(2 - fetcher.carriers.size).catch(() => {});
  await new Promise((done) => setTimeout(done, 200)); } }; keep(); }"""
