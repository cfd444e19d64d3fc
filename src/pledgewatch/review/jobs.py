"""Keep long work in the desk's own folder, done by a process of its own: a closed page or server loses nothing.

A job is a folder: what was asked (`job.json`), the files as they came (numbered: their names are data), and how far it
is (`state.json`). Whoever works on it holds its lock, so that a job whose worker was killed is told from one at work,
and goes on where it was.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Literal

import msgspec

from pledgewatch.errors import UnknownKeyError, UsageError
from pledgewatch.model.document import Failure
from pledgewatch.review.book import checked_name, utc_now
from pledgewatch.store.files import replace_file
from pledgewatch.store.lock import is_held

__all__ = ["Given", "Job", "JobKind", "Jobs", "State", "distinct", "plain_name"]

JobKind = Literal["letters", "again", "publish"]
Status = Literal["waiting", "running", "done", "failed", "stopped"]

_ID = re.compile(r"j[0-9]{8}T[0-9]{6}Z[0-9a-f]{8}\Z")
_FILES_AT_MOST = 500
_NAME_AT_MOST = 180
_BLOCK = 1 << 20
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_STARTING_SECONDS = 15.0
"""Python with our libraries starts in one second; a busy machine takes some more."""


class Given(msgspec.Struct, frozen=True):
    """A file of a job: what its sender called it, and its bytes."""

    name: str
    size: int


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked: by whom, when, with which files."""

    id: str
    kind: JobKind
    by: str
    when: str
    files: tuple[Given, ...] = ()


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How far a job is: `seconds_left` of the present stage, -1 where nobody can tell; what it gave at the end."""

    status: Status = "waiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    seconds_left: float = -1.0
    told: str = ""
    numbers: dict[str, int] = {}
    failures: tuple[Failure, ...] = ()


class Jobs:
    """The jobs of one desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, kind: JobKind, files: Iterable[tuple[str, IO[bytes]]] = (), *, by: str) -> Job:
        """Keep the files of a job, and what was asked; it begins with `start`.

        Raises:
            UsageError: there are no files, or too many.
        """
        now = utc_now()
        key = f"j{re.sub('[-:]', '', now)}{secrets.token_hex(4)}"
        hidden = self.folder / f".{key}"
        hidden.mkdir(parents=True)
        try:
            kept = distinct([_keep(hidden, number, name, data) for number, (name, data) in enumerate(files, 1)])
            if kind == "letters" and not kept:
                raise UsageError("No file was chosen.", next_step="choose letters, or drop them on the page.")
            job = Job(id=key, kind=kind, by=checked_name(by), when=now, files=kept)
            replace_file(hidden / "job.json", msgspec.json.encode(job))
            hidden.rename(self.folder / key)
        except BaseException:
            shutil.rmtree(hidden, ignore_errors=True)
            raise
        return job

    def all(self) -> list[Job]:
        """Return the jobs, the newest first."""
        if not self.folder.is_dir():
            return []
        names = sorted((path.name for path in self.folder.iterdir() if _ID.match(path.name)), reverse=True)
        return [self.job(name) for name in names]

    def job(self, key: str) -> Job:
        """Return a job by its id.

        Raises:
            UnknownKeyError: there is none.
        """
        file = self.folder / key / "job.json"
        if not _ID.match(key) or not file.exists():
            raise UnknownKeyError("There is no such job.", next_step="look at the list.")
        return msgspec.json.decode(file.read_bytes(), type=Job)

    def state(self, key: str) -> State:
        """Return how far a job is; `stopped` where its worker was killed."""
        folder = self.folder / key
        try:
            state = msgspec.json.decode((folder / "state.json").read_bytes(), type=State)
        except (FileNotFoundError, msgspec.DecodeError):
            state = State()
        if state.status not in ("waiting", "running") or is_held(folder / "lock") or _is_fresh(folder):
            return state
        return msgspec.structs.replace(state, status="stopped")

    def note(self, key: str, state: State) -> None:
        """Write how far a job is."""
        replace_file(self.folder / key / "state.json", msgspec.json.encode(state))

    def paths(self, job: Job) -> list[tuple[Path, str]]:
        """Return the files of a job that were not thrown away, each with the origin that the desk knows it by."""
        folder = self.folder / job.id / "files"
        return [(folder / f"{number:04}", f"uploads/{job.id}/{file.name}") for number, file in enumerate(job.files, 1)]

    def start(self, key: str) -> None:
        """Begin a job, or go on with it, in a process that outlives this one; one that is at work is left alone."""
        if is_held(self.folder / key / "lock") or self.state(key).status not in ("waiting", "stopped"):
            return
        self.note(key, State())
        command = [sys.executable, "-c", _START, str(self.folder.parent.parent), key, os.pathsep.join(sys.path)]
        nothing = subprocess.DEVNULL
        subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )

    def throw_away(self, job: Job) -> None:
        """Delete the files of a job that is done: the archive holds their bytes."""
        shutil.rmtree(self.folder / job.id / "files", ignore_errors=True)

    def resume(self) -> list[str]:
        """Go on with every job whose worker was killed; return their ids."""
        stopped = [job.id for job in self.all() if self.state(job.id).status == "stopped"]
        for key in reversed(stopped):
            self.start(key)
        return stopped


_START = (
    "import os, sys; sys.path[:] = sys.argv[3].split(os.pathsep); "
    "from pledgewatch.review.work import work; work(sys.argv[1], sys.argv[2])"
)


def _is_fresh(folder: Path) -> bool:
    """Tell whether a job was begun so lately that its process may still be starting."""
    files = (folder / "state.json", folder / "job.json")
    return any(file.exists() and time.time() - file.stat().st_mtime < _STARTING_SECONDS for file in files)


def plain_name(name: str) -> str:
    r"""Return what a sender called a file, as one name: no folders, no controls, not too long.

    >>> plain_name("..\\..\\letters/../2019 report.pdf")
    '2019 report.pdf'
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join("_" if unicodedata.category(c) in _HIDDEN else c for c in last).strip(" .")
    if len(shown) > _NAME_AT_MOST:
        stem, dot, ending = shown.rpartition(".")
        shown = f"{(stem if dot else shown)[: _NAME_AT_MOST - 12]}{dot}{ending[:10]}" if dot else shown[:_NAME_AT_MOST]
    return shown or "unnamed"


def _keep(folder: Path, number: int, name: str, data: IO[bytes]) -> Given:
    if number > _FILES_AT_MOST:
        raise UsageError(f"More than {_FILES_AT_MOST} files at once.", next_step="send them in several uploads.")
    target = folder / "files" / f"{number:04}"
    target.parent.mkdir(exist_ok=True)
    size = 0
    with target.open("xb") as file:
        while block := data.read(_BLOCK):
            size += file.write(block)
    return Given(plain_name(name), size)


def distinct(files: Iterable[Given]) -> tuple[Given, ...]:
    """Tell files of one name apart by a number."""
    seen: dict[str, int] = {}
    out = []
    for file in files:
        seen[file.name] = seen.get(file.name, 0) + 1
        again = seen[file.name]
        stem, dot, ending = file.name.rpartition(".")
        name = file.name if again == 1 else f"{stem if dot else ending} ({again}){dot}{ending if dot else ''}"
        out.append(Given(name, file.size))
    return tuple(out)
