"""Run one function over many items in worker processes that may die, hang or eat memory without harming the rest.

`concurrent.futures` gives up on a whole pool when one worker is killed; a folder of hostile documents needs the
opposite: the item that killed its worker becomes a `Lost` result, the worker is replaced, everything else goes on.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, Pipe, wait
from typing import Annotated, Any, Generic, TypeVar

import msgspec

__all__ = ["Limits", "Lost", "run", "serve"]

Item = TypeVar("Item")
Result = TypeVar("Result")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bound one worker: seconds an item, bytes of address space a worker, and how many workers.

    A quarter of an hour a document is a hundred scanned pages at 8 s each on one core, with some to spare; whoever
    reads longer scans raises it. 4 GiB is what the recognition of a 300 dpi page needs, with half as much again.
    """

    seconds: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = 900.0
    memory: Annotated[int, msgspec.Meta(ge=0)] = 4 << 30
    workers: Annotated[int, msgspec.Meta(ge=0, le=256)] = 0

    @property
    def processes(self) -> int:
        """Return the number of workers: the cores that this process may use where none is set."""
        return self.workers or len(os.sched_getaffinity(0))


class Lost(msgspec.Struct, frozen=True):
    """Say why an item has no result: `time`, `memory`, or `died` with the worker's exit code."""

    why: str
    exit_code: int = 0


def run(
    function: Callable[[Item], Result], items: Iterable[Item], limits: Limits
) -> Iterator[tuple[Item, Result | Lost]]:
    """Yield each item with its result as it is done, in no fixed order.

    `function` and items must be picklable; an exception that `function` lets out is raised here, since it is a fault of
    ours and not of an item. Workers start with the first item, so that a run with nothing to do costs nothing.

    Raises:
        ValueError: `function` stands in the script that is being run, which a worker does not import.
    """
    if function.__module__ == "__main__":
        raise ValueError(f"{function.__qualname__} stands in the running script; put it into a module.")
    crew = _Crew(function, limits)
    try:
        for item in items:
            while crew.full:
                yield from crew.collect()
            crew.give(item)
        while crew.busy:
            yield from crew.collect()
    finally:
        crew.dismiss()


# A new interpreter, not a fork: the parent may hold threads (progress, DuckDB), and forking those deadlocks. Not
# multiprocessing's spawn either: it runs the caller's script once more in every worker.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from pledgewatch.engine.workers import serve; serve(int(sys.argv[1]))"
)


class _Worker(Generic[Item]):
    """One process, the pipe to it, and the item that it has."""

    def __init__(self, function: Callable[[Item], Any], limits: Limits) -> None:
        self.pipe, theirs = Pipe()
        command = [sys.executable, "-c", _START, str(theirs.fileno()), json.dumps(sys.path)]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
            command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL
        )
        theirs.close()
        self.pipe.send((function, limits))
        self.item: Item | None = None
        self.deadline = 0.0

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.kill()
        self.pipe.close()
        return self.process.wait()


class _Crew(Generic[Item, Result]):
    """The workers of one run: who has what, until when."""

    def __init__(self, function: Callable[[Item], Result], limits: Limits) -> None:
        self.function = function
        self.limits = limits
        self.idle: list[_Worker[Item]] = []
        self.at_work: list[_Worker[Item]] = []

    @property
    def full(self) -> bool:
        return not self.idle and len(self.at_work) >= self.limits.processes

    @property
    def busy(self) -> bool:
        return bool(self.at_work)

    def give(self, item: Item) -> None:
        worker = self._handed(item)
        worker.item = item
        worker.deadline = time.monotonic() + self.limits.seconds
        self.at_work.append(worker)

    def _handed(self, item: Item) -> _Worker[Item]:
        """Return the worker that took the item; an idle one that the system killed meanwhile is passed over."""
        while self.idle:
            worker = self.idle.pop()
            try:
                worker.pipe.send(item)
            except (BrokenPipeError, ConnectionError):
                worker.end()
            else:
                return worker
        worker = _Worker(self.function, self.limits)
        worker.pipe.send(item)
        return worker

    def collect(self) -> Iterator[tuple[Item, Result | Lost]]:
        """Yield what is ready; wait for the next answer or deadline where nothing is."""
        first = min(worker.deadline for worker in self.at_work)
        ready = wait([worker.pipe for worker in self.at_work], max(0.0, first - time.monotonic()))
        now = time.monotonic()
        for worker in list(self.at_work):
            assert worker.item is not None
            if worker.pipe in ready:
                yield worker.item, self._receive(worker)
            elif worker.deadline <= now:
                self._replace(worker)
                yield worker.item, Lost("time")

    def _receive(self, worker: _Worker[Item]) -> Result | Lost:
        try:
            kind, value = worker.pipe.recv()
        except (EOFError, ConnectionError):
            return Lost("died", self._replace(worker))
        if kind == "memory":
            # What it holds of the memory may never be given back.
            self._replace(worker)
            return Lost("memory")
        self.at_work.remove(worker)
        self.idle.append(worker)
        if kind == "raised":
            raise value
        result: Result = value
        return result

    def _replace(self, worker: _Worker[Item]) -> int:
        self.at_work.remove(worker)
        return worker.end()

    def dismiss(self) -> None:
        for worker in self.idle + self.at_work:
            worker.end()


# The parent counts the seconds; an orphan, whose parent was killed, ends itself so much later.
_GRACE_SECONDS = 5.0


def serve(descriptor: int) -> None:
    """Answer items until the pipe closes. Ctrl-C is the parent's affair; a dead parent ends the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe: Connection = Connection(descriptor)
    function, limits = pipe.recv()
    if limits.memory:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    while True:
        try:
            item = pipe.recv()
        except (EOFError, OSError):
            return
        # The alarm's default action ends the process even where native code never returns to Python.
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + _GRACE_SECONDS)
        try:
            pipe.send_bytes(_answer(function, item))
        except (BrokenPipeError, ConnectionError):
            return
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(function: Callable[[Any], Any], item: Any) -> bytes:
    """Return the pickled answer, so that what cannot be pickled is an error of this item and kills no worker."""
    try:
        return pickle.dumps(("result", function(item)))
    except MemoryError:
        return pickle.dumps(("memory", None))
    except Exception as error:
        return _raised(error)


def _raised(error: Exception) -> bytes:
    """Return an error with its traceback as a note; as text where its class cannot be rebuilt by the parent."""
    told = "".join(traceback.format_exception(error))
    error.add_note(f"In a worker:\n{told}")
    try:
        answer = pickle.dumps(("raised", error))
        pickle.loads(answer)  # noqa: S301 - what was pickled on the line before
    except Exception:
        return pickle.dumps(("raised", RuntimeError(told)))
    return answer
