"""Map a function over items in forked processes that share what the parent has read.

For trusted, short pieces of one step of our own: a child begins with the parent's memory, so that arrays of hundreds
of megabytes are not sent, and only results travel. Hostile input belongs to `workers`, which survives its death.

Trap: the parent must hold no thread when it calls this (a forked lock stays locked).
"""

from __future__ import annotations

import gc
import multiprocessing as mp
import os
import pickle
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

__all__ = ["forked"]

Item = TypeVar("Item")
Result = TypeVar("Result")


def forked(function: Callable[[Item], Result], items: Sequence[Item], workers: int = 0) -> Iterator[Result]:
    """Yield `function` of each item, in the order of the items; 0 workers stands for all cores.

    Results must be picklable, functions and items need not be. An error in a child is raised here.
    """
    count = min(workers or len(os.sched_getaffinity(0)), len(items))
    if count <= 1:
        yield from map(function, items)
        return
    yield from _Children(function, items, count).results()


class _Children:
    def __init__(self, function: Callable[[Any], Any], items: Sequence[Any], count: int) -> None:
        context = mp.get_context("fork")
        self.next = 0
        self.total = len(items)
        self.pipes: list[Any] = []
        self.processes: list[Any] = []
        for _ in range(count):
            ours, theirs = mp.Pipe()
            # A child that kept a copy of our ends would never learn that its parent was killed, and wait for ever.
            process = context.Process(target=_serve, args=(function, items, theirs, [*self.pipes, ours]), daemon=True)
            process.start()
            theirs.close()
            self.pipes.append(ours)
            self.processes.append(process)

    def results(self) -> Iterator[Any]:
        done: dict[int, Any] = {}
        yielded = 0
        try:
            for first in self.pipes:
                self._give(first)
            while yielded < self.total:
                for ready in wait(self.pipes):
                    pipe: Any = ready
                    number, value, error = pipe.recv()
                    if error:
                        raise error
                    done[number] = value
                    self._give(pipe)
                while yielded in done:
                    yield done.pop(yielded)
                    yielded += 1
        finally:
            for process in self.processes:
                process.kill()
                process.join()

    def _give(self, pipe: Any) -> None:
        """Tell a child which item is its next; more than a few undelivered results never pile up in a pipe."""
        if self.next < self.total:
            pipe.send(self.next)
            self.next += 1


def _serve(
    function: Callable[[Any], Any], items: Sequence[Any], pipe: Connection, inherited: Sequence[Connection]
) -> None:
    for one in inherited:
        one.close()
    # A child lives for one step and its records hold no circles: looking for them took a fifth of its time.
    gc.disable()
    while True:
        try:
            number = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            pipe.send((number, function(items[number]), None))
        except BrokenPipeError:
            return
        except Exception as error:
            pipe.send((number, None, _sendable(error)))


def _sendable(error: Exception) -> Exception:
    """Return an error that can be sent, as text where its class cannot be rebuilt by the parent."""
    told = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - what was pickled on the same line
    except Exception:
        return RuntimeError(told)
    error.add_note(f"In a child:\n{told}")
    return error
