"""Tell a person on stderr how far a run is and how long it will still take."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Protocol, Self

__all__ = ["Progress", "Silent", "Terminal"]

# Often enough to see that it lives, seldom enough for a log file.
_SECONDS_BETWEEN_LINES = 5.0


class Progress(Protocol):
    """What a run reports to: the stage that begins, with the number of its items, and each item done."""

    def begin(self, stage: str, total: int) -> None:
        """Say that a stage begins; `total` is 0 where the number of its items is not known."""

    def step(self, items: int = 1) -> None:
        """Say that so many more items are done."""


class Silent:
    """Report nothing: for the library and for --quiet."""

    def begin(self, stage: str, total: int) -> None:
        """Do nothing."""

    def step(self, items: int = 1) -> None:
        """Do nothing."""


class Terminal:
    """Draw a bar with the time left where stderr is a terminal; write a line now and then where it is a file."""

    def __init__(self) -> None:
        self._bars: Any = None
        self._task: Any = None
        self._stage, self._total, self._done, self._began, self._said = "", 0, 0, 0.0, 0.0

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bars

            self._bars = Bars(
                TextColumn("{task.description:>12}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def begin(self, stage: str, total: int) -> None:
        """Start the bar of a stage, and end that of the one before."""
        self._stage, self._total, self._done = stage, total, 0
        self._began = self._said = time.monotonic()
        if self._bars is not None:
            if self._task is not None:
                self._bars.remove_task(self._task)
            self._task = self._bars.add_task(stage, total=total or None)

    def step(self, items: int = 1) -> None:
        """Move the bar on."""
        self._done += items
        if self._bars is not None:
            self._bars.advance(self._task, items)
        elif time.monotonic() - self._said >= _SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            print(f"{self._stage}: {self._how_far()}", file=sys.stderr, flush=True)  # noqa: T201

    def _how_far(self) -> str:
        return f"{self._done:,} of {self._total:,}, {self._left()} left" if self._total else f"{self._done:,}"

    def _left(self) -> str:
        if not self._done:
            return "unknown time"
        seconds = (time.monotonic() - self._began) / self._done * (self._total - self._done)
        return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
