"""Do the work of one job, in a process of its own; how far it is stands in the desk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from pledgewatch.desk import Desk
from pledgewatch.desk.layout import Layout
from pledgewatch.errors import DeskBusyError, PledgewatchError
from pledgewatch.review.jobs import Job, Jobs, State
from pledgewatch.settings import load_settings
from pledgewatch.store.lock import held

__all__ = ["Told", "work"]

_SECONDS_BETWEEN = 0.4
"""Between two notes of how far it is: a page asks every second."""
_BUSY_SECONDS = 1.0
_FAILURES_AT_MOST = 500


class Told:
    """Progress that is written into the job's folder, with the time left of the stage."""

    def __init__(self, note: Callable[[State], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._note = note
        self._clock = clock
        self._began = self._said = float("-inf")
        self.state = State(status="running")

    def begin(self, stage: str, total: int) -> None:
        """Say that a stage begins."""
        self._began = self._clock()
        self.state = State(status="running", stage=stage, total=total)
        self._say(at_once=True)

    def step(self, items: int = 1) -> None:
        """Say that so many more items are done."""
        done = self.state.done + items
        a_piece = (self._clock() - self._began) / max(done, 1)
        left = a_piece * max(0, self.state.total - done) if self.state.total else -1.0
        self.state = msgspec.structs.replace(self.state, done=done, seconds_left=round(left, 1))
        self._say()

    def _say(self, *, at_once: bool = False) -> None:
        now = self._clock()
        if at_once or now - self._said >= _SECONDS_BETWEEN:
            self._said = now
            self._note(self.state)


def work(folder: str, key: str) -> None:
    """Do a job; whoever comes second, or finds it done, does nothing."""
    layout = Layout(Path(folder))
    jobs = Jobs(layout.jobs)
    try:
        with held(layout.jobs / key / "lock"):
            state = jobs.state(key)
            if state.status not in ("done", "failed"):
                _do(layout, jobs, jobs.job(key))
    except DeskBusyError:
        return


def _do(layout: Layout, jobs: Jobs, job: Job) -> None:
    def note(state: State) -> None:
        jobs.note(job.id, state)

    told = Told(note)
    settings = load_settings(layout.settings, os.environ)
    desk = Desk(layout.folder, settings, told)
    while True:
        try:
            note(_publish(desk) if job.kind == "publish" else _examine(desk, jobs, job))
        except DeskBusyError:
            told_why = "Another run is at work in this desk; this one begins when that has ended."
            note(State(status="waiting", told=told_why))
            time.sleep(_BUSY_SECONDS)
            continue
        except PledgewatchError as error:
            note(State(status="failed", stage=told.state.stage, told=str(error)))
        except Exception as error:  # the boundary of the job: its page must say that it ended, and why
            note(State(status="failed", stage=told.state.stage, told=f"A fault of the program: {error!r}"))
            raise
        return


def _examine(desk: Desk, jobs: Jobs, job: Job) -> State:
    report = desk.take_in(jobs.paths(job))
    mine = tuple(row for row in desk.failures() if row.origin.startswith(f"uploads/{job.id}/"))
    numbers = {
        "documents": report.documents,
        "read now": report.read_now,
        "families": report.families,
        "findings": report.findings,
        "undecided": report.undecided,
        "changed": report.changed,
    }
    jobs.throw_away(job)
    return State(status="done", numbers=numbers, failures=mine[:_FAILURES_AT_MOST])


def _publish(desk: Desk) -> State:
    report = desk.publish()
    numbers = {"pages": report.pages, "new or changed": report.written}
    if report.changed:
        numbers["left out, changed since confirmed"] = report.changed
    return State(status="done", told=str(report.path / "index.html"), numbers=numbers)
