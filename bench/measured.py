"""Run Python code in a fresh interpreter and measure it and all its children: time, processor, memory.

Memory is read from Linux's /proc while the code runs: the sum counts a page that processes share once (PSS), sampled
every hundredth of the time so far, so that it is a lower bound; the largest process is what the kernel kept of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

__all__ = ["Measured", "measure"]

_SHORTEST = 0.02
"""Seconds between samples at least: one of four processes costs 2 ms."""


class Measured(NamedTuple):
    """Seconds on the clock and on all processors, MB of all processes together and of the largest, what was said.

    `status` is 0 where all went well, negative where a signal ended it: -9 when it ran out of the time it was given.
    """

    wall: float
    cpu: float
    together: float
    largest: float
    status: int
    said: str
    failed: str


def measure(code: str, arguments: tuple[str, ...] = (), seconds: float = float("inf")) -> Measured:
    """Run code with arguments, `seconds` at most; the start of the interpreter is part of the figures."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdout=out, stderr=err, start_new_session=True
        )
        together, largest = _watched(child.pid, began, seconds)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = [_read(stream) for stream in (out, err)]
    return Measured(wall, used.ru_utime + used.ru_stime, together, largest, child.returncode, *texts)


def _read(stream: object) -> str:
    stream.seek(0)  # type: ignore[attr-defined]
    return str(stream.read().decode(errors="replace"))  # type: ignore[attr-defined]


def _watched(process: int, began: float, seconds: float) -> tuple[float, float]:
    """Sample memory until the process has ended, or end it with its children when its time is over."""
    together, largest = 0.0, 0.0
    while os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        took = time.perf_counter() - began
        if took > seconds:
            os.killpg(process, 9)
            break
        sizes = [_memory(one) for one in _family(process)]
        together = max(together, sum(shared for shared, _ in sizes))
        largest = max([largest, *(peak for _, peak in sizes)])
        time.sleep(min(1.0, max(_SHORTEST, took / 100)))
    return together, largest


def _family(process: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [process]
    for one in found:
        try:
            found += [int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
        except (OSError, ValueError):
            continue
    return found


def _memory(process: int) -> tuple[float, float]:
    """Return MB that a process has now, its part of shared pages, and the most that it ever had by itself."""
    now = _field(Path(f"/proc/{process}/smaps_rollup"), "Pss:")
    return now, _field(Path(f"/proc/{process}/status"), "VmHWM:")


def _field(path: Path, name: str) -> float:
    try:
        found = next((row for row in path.read_text().splitlines() if row.startswith(name)), "")
    except OSError:
        # It ended between being listed and being asked.
        return 0.0
    return int(found.split()[1]) / 1024 if found else 0.0
