from __future__ import annotations

import io
import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.desk import Desk
from pledgewatch.errors import UnknownKeyError, UsageError
from pledgewatch.review.jobs import Given, Job, Jobs, State, distinct, plain_name
from pledgewatch.review.work import Told, work

LETTER = b"Dear Sir,\n\nWe will report every year by March on the water we use.\n\nYours,\nAbel Mills Ltd\n"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\letter.pdf", "letter.pdf"),
        ("/", "unnamed"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("gnp.\u202eletter", "gnp._letter"),
        ("<script>alert(1)<", "<script>alert(1)<"),
        ("人权.pdf", "人权.pdf"),
    ],
)
def test_a_file_s_name_is_one_plain_name(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@given(st.text(max_size=400))
def test_no_name_is_a_path_or_too_long(name: str) -> None:
    plain = plain_name(name)
    assert plain not in ("", ".", "..")
    assert "/" not in plain
    assert "\\" not in plain
    assert len(plain) <= 180


def test_files_of_one_name_are_told_apart() -> None:
    names = ["a.pdf", "a.pdf", "b", "b"]
    assert [f.name for f in distinct([Given(name, 1) for name in names])] == ["a.pdf", "a (2).pdf", "b", "b (2)"]


def _add(jobs: Jobs, **files: bytes) -> Job:
    return jobs.add("letters", [(f"{name}.txt", io.BytesIO(data)) for name, data in files.items()], by="Ada")


def test_a_job_reads_its_files_and_names_what_failed(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    jobs = Jobs(desk / "review" / "jobs")
    job = jobs.add("letters", [("a.txt", io.BytesIO(LETTER)), ("empty.pdf", io.BytesIO(b""))], by="Ada")
    work(str(desk), job.id)
    state = jobs.state(job.id)
    assert (state.status, state.numbers["documents"]) == ("done", 1)
    assert [failure.origin for failure in state.failures] == [f"uploads/{job.id}/empty.pdf"]
    assert Desk(desk).layout.documents.read()[0].name == "a.txt"
    assert not (jobs.folder / job.id / "files").exists()
    work(str(desk), job.id)
    assert jobs.state(job.id) == state


def test_nothing_and_nobody_are_no_job(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs")
    with pytest.raises(UsageError, match="No file"):
        jobs.add("letters", [], by="Ada")
    with pytest.raises(UsageError):
        _add_by_nobody(jobs)
    with pytest.raises(UsageError, match="More than 500"):
        jobs.add("letters", [("a", io.BytesIO(b"")) for _ in range(501)], by="Ada")
    assert jobs.all() == []
    assert list(jobs.folder.iterdir()) == []
    for key in ("none", "../x", "j20260101T000000Z00000000"):
        with pytest.raises(UnknownKeyError):
            jobs.job(key)


def _add_by_nobody(jobs: Jobs) -> None:
    jobs.add("letters", [("a.txt", io.BytesIO(b"x"))], by=" ")


def _until(jobs: Jobs, key: str, *wanted: str, seconds: float = 90.0) -> State:
    end = time.monotonic() + seconds
    while (state := jobs.state(key)).status not in wanted:
        assert time.monotonic() < end, state
        time.sleep(0.1)
    return state


def test_a_job_outlives_who_began_it_and_a_killed_one_goes_on(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    jobs = Jobs(desk / "review" / "jobs")
    job = _add(jobs, a=LETTER, b=LETTER + b"b")
    jobs.start(job.id)
    end = time.monotonic() + 60
    lock = jobs.folder / job.id / "lock"
    while not (lock.exists() and lock.read_text().strip().isdecimal()):
        assert time.monotonic() < end
        time.sleep(0.02)
    os.kill(int(lock.read_text()), signal.SIGKILL)
    for file in ("state.json", "job.json"):
        if (jobs.folder / job.id / file).exists():
            os.utime(jobs.folder / job.id / file, (0, 0))
    assert _until(jobs, job.id, "stopped", "done").status == "stopped"
    assert jobs.resume() == [job.id]
    assert _until(jobs, job.id, "done").numbers["documents"] == 2


def test_progress_tells_the_time_left() -> None:
    now, notes = [0.0], list[State]()
    told = Told(notes.append, lambda: now[0])
    told.begin("reading", 10)
    now[0] = 4.0
    told.step(2)
    assert (notes[-1].stage, notes[-1].done, notes[-1].seconds_left) == ("reading", 2, 16.0)
    told.begin("finding", 0)
    told.step()
    assert told.state.seconds_left == -1.0
