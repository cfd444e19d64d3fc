"""Run Python code in a fresh interpreter and measure it and all its children: time, processor, memory.

Memory is read from Linux's /proc while the code runs. The sum counts a page that processes share once (PSS), and is
sampled every hundredth of the time so far, so that it is a lower bound. `own` leaves out the pages of files that are
only mapped, which the system can drop. The largest process is the most that the kernel ever kept of one, with files.
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
    """Seconds on the clock and on all processors; MB of all processes together, without files, and of the largest.

    `status` is 0 where all went well, negative where a signal ended it: -9 when it ran out of what it was given.
    """

    wall: float
    cpu: float
    together: float
    own: float
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
        memory = _watched(child.pid, limits)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = [_read(stream) for stream in (out, err)]
    return Measured(wall, used.ru_utime + used.ru_stime, *memory, child.returncode, *texts)


def _read(stream: object) -> str:
    stream.seek(0)  # type: ignore[attr-defined]
    return str(stream.read().decode(errors="replace"))  # type: ignore[attr-defined]


class _Memory(NamedTuple):
    """MB of a process, or the most so far of several together: all, without files, and of the largest by itself."""

    together: float
    own: float
    largest: float


def _watched(process: int, limits: Limits) -> _Memory:
    """Sample memory until the process has ended, or end it with its children when it has taken too much."""
    most, began = _Memory(0.0, 0.0, 0.0), time.perf_counter()
    while os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        took, running = time.perf_counter() - began, _family(process)
        together, own, largest = zip(*map(_memory, running), strict=True)
        most = _Memory(*map(max, most, (sum(together), sum(own), max(largest))))
        spent = sum(map(_spent, running))
        if spent > limits.seconds or took > _PATIENCE * limits.seconds or most.own > limits.memory:
            os.killpg(process, signal.SIGKILL)
            break
        time.sleep(min(1.0, max(_SHORTEST, took / 100)))
    return most


def _family(process: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [process]
    for one in found:
        try:
            found += [int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
        except (OSError, ValueError):
            continue
    return found


def _memory(process: int) -> _Memory:
    """Return what a process has now, its part of shared pages, and the most that it ever had by itself."""
    now = _fields(Path(f"/proc/{process}/smaps_rollup"))
    ever = _fields(Path(f"/proc/{process}/status"))
    return _Memory(now.get("Pss", 0.0), now.get("Pss_Anon", 0.0) + now.get("Pss_Shmem", 0.0), ever.get("VmHWM", 0.0))


def _spent(process: int) -> float:
    """Return the CPU seconds of a process and of its children that have ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _fields(path: Path) -> dict[str, float]:
    """Return the sizes that a file of /proc gives in kB, as MB; none where its process has ended meanwhile."""
    try:
        rows = [row.split() for row in path.read_text().splitlines()]
    except OSError:
        return {}
    return {row[0].rstrip(":"): int(row[1]) / 1024 for row in rows if len(row) == 3 and row[2] == "kB"}
