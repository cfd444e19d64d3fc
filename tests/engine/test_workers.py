from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pledgewatch.engine.workers import Limits, Lost, run

FAST = Limits(seconds=1.0, memory=1 << 30, workers=2)


class TwoArgumentsError(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def work(item: str) -> object:
    """Do what the item says; hostile documents do worse things to their readers."""
    if item == "hang":
        time.sleep(60)
    if item == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "exit":
        os._exit(7)
    if item == "eat":
        return len(bytearray(8 << 30))
    if item == "raise":
        raise ValueError("a fault of ours")
    if item == "raise strangely":
        raise TwoArgumentsError("cannot be ", "rebuilt")
    if item == "unpicklable":
        return lambda: None
    return item.upper()


def results(items: list[str], limits: Limits = FAST) -> dict[str, Any]:
    return dict(run(work, items, limits))


def test_what_kills_hangs_and_eats_is_lost_and_the_rest_completes() -> None:
    bad = {"hang": Lost("time"), "kill": Lost("died", -9), "exit": Lost("died", 7), "eat": Lost("memory")}
    good = {f"letter {number}": f"LETTER {number}" for number in range(12)}
    items = ["letter 0", "kill", "letter 1", "eat", "hang", "exit", *list(good)[2:]]
    assert results(items) == good | bad


@pytest.mark.parametrize(
    ("item", "error", "words"),
    [
        ("raise", ValueError, "a fault of ours"),
        ("raise strangely", RuntimeError, "cannot be rebuilt"),
        ("unpicklable", Exception, "pickle"),
    ],
)
def test_a_fault_of_ours_is_raised_with_its_place(item: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        results([item])
    assert "Traceback" in "".join([*getattr(caught.value, "__notes__", []), str(caught.value)])


def test_nothing_to_do_starts_nobody() -> None:
    started = time.monotonic()
    assert results([]) == {}
    assert time.monotonic() - started < 0.1


def pid(item: int) -> int:
    return os.getpid() * (item >= 0)


def test_an_idle_worker_that_the_system_kills_harms_no_item() -> None:
    limits = msgspec.structs.replace(FAST, workers=1)
    given = []
    for item, worker in run(pid, iter(range(3)), limits):
        given.append(item)
        assert isinstance(worker, int)
        os.kill(worker, signal.SIGKILL)
        time.sleep(0.1)
    assert given == [0, 1, 2]


_ORPHAN = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pledgewatch.engine import workers
from orphan_work import hang
workers._GRACE_SECONDS = 0.0
if __name__ == "__main__":
    for _ in workers.run(hang, [sys.argv[2]], workers.Limits(seconds=1.5, workers=1)):
        pass
"""
_WORK = """
import os, pathlib, time
from pledgewatch.engine import workers
workers._GRACE_SECONDS = 0.0
def hang(path):
    pathlib.Path(path).write_text(str(os.getpid()))
    time.sleep(60)
"""


def test_a_worker_whose_parent_was_killed_ends_itself(tmp_path: Path) -> None:
    (tmp_path / "orphan_work.py").write_text(_WORK)
    script, told = tmp_path / "main.py", tmp_path / "pid"
    script.write_text(_ORPHAN)
    with subprocess.Popen([sys.executable, str(script), str(tmp_path), str(told)]) as parent:
        _until(lambda: told.exists() and bool(told.read_text()))
        parent.kill()
    worker = int(told.read_text())
    _until(lambda: not _alive(worker))


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _until(true: Any, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("value", [{"workers": -1}, {"seconds": 0}, {"seconds": float("inf")}, {"memory": -1}])
def test_limits_that_make_no_sense_are_refused(value: dict[str, float]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(value, Limits)


def test_a_function_of_the_running_script_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "__module__", "__main__")
    with pytest.raises(ValueError, match="put it into a module"):
        results(["letter"])


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    """Workers do not run the caller's script again, as multiprocessing's own would."""
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from pledgewatch.desk import Desk\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "(folder / 'letter.txt').write_text('We will plant forty trees by 31 March 2027.')\n"
        "print(Desk(folder / 'desk').examine([folder / 'letter.txt']).documents)\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
