from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pledgewatch.errors import DeskBusyError, DeskError
from pledgewatch.store.lock import held

_HOLD = """
import sys, time
from pathlib import Path
from pledgewatch.store.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "desk" / ".lock"
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(lock)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DeskBusyError, match=f"process {holder.pid}"), held(lock):
            pass
        holder.kill()
        holder.wait()
        with held(lock):
            assert lock.read_text() == str(os.getpid())


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), held(tmp_path / ".lock"):
        raise RuntimeError
    with held(tmp_path / ".lock"):
        pass


def test_a_desk_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("no folder")
    with pytest.raises(DeskError, match="cannot be written"), held(tmp_path / "desk" / ".lock"):
        pass
