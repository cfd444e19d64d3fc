"""Run Python code in a fresh interpreter and measure it and all its children: time, processor, memory.

Memory is read from Linux's /proc while the code runs: the sum counts a page that processes share once (PSS), sampled
every hundredth of the time so far, so that it is a lower bound; the largest process is what the kernel kept of it.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

__all__ = ["Limits", "Measured", "measure"]

_PATIENCE = 20
_SHORTEST = 0.02
"""Seconds between samples at least: one of four processes costs 2 ms."""


class Limits(NamedTuple):
    """CPU seconds and MB that a process and its children may take together."""

    seconds: float
    memory: float


class Measured(NamedTuple):
    """Seconds on the clock and on all processors, MB of all processes together and of the largest, what was said.

    `status` is 0 where all went well, negative where a signal ended it: -9 when it ran out of what it was given.
    """

    wall: float
    cpu: float
    together: float
    largest: float
    status: int
    said: str
    failed: str


_NONE = Limits(math.inf, math.inf)


def measure(code: str, arguments: tuple[str, ...] = (), limits: Limits = _NONE) -> Measured:
    """Run code with arguments; the start of the interpreter is part of the figures.

    It is ended where it takes more than its limits or, because it might hang, twenty times its seconds on the clock: a
    shared machine gives a process less than a core.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdout=out, stderr=err, start_new_session=True
        )
        together, largest = _watched(child.pid, limits)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = [_read(stream) for stream in (out, err)]
    return Measured(wall, used.ru_utime + used.ru_stime, together, largest, child.returncode, *texts)


def _read(stream: object) -> str:
    stream.seek(0)  # type: ignore[attr-defined]
    return str(stream.read().decode(errors="replace"))  # type: ignore[attr-defined]


def _watched(process: int, limits: Limits) -> tuple[float, float]:
    """Sample memory until the process has ended, or end it with its children when it has taken too much."""
    together, largest, began = 0.0, 0.0, time.perf_counter()
    while os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        took, running = time.perf_counter() - began, _family(process)
        sizes = [_memory(one) for one in running]
        together = max(together, sum(shared for shared, _ in sizes))
        largest = max([largest, *(peak for _, peak in sizes)])
        spent = sum(_spent(one) for one in running)
        if spent > limits.seconds or took > _PATIENCE * limits.seconds or together > limits.memory:
            os.killpg(process, signal.SIGKILL)
            break
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


def _spent(process: int) -> float:
    """Return the CPU seconds of a process and of its children that have ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _field(path: Path, name: str) -> float:
    try:
        found = next((row for row in path.read_text().splitlines() if row.startswith(name)), "")
    except OSError:
        # It ended between being listed and being asked.
        return 0.0
    return int(found.split()[1]) / 1024 if found else 0.0
