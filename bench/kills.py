"""Kill a run at random moments and hold what a second run gives against an undisturbed one, byte by byte.

    .venv/bin/python -m bench.kills [--letters 300] [--kills 20] [--seed 1]

Each round starts `pledgewatch examine` on an empty desk, sends SIGKILL to it (its workers end with it) at a moment
drawn over the length of the undisturbed run, runs the same command to its end, and compares every file of tables/ and
preview/.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.made_letters import make_letters
from bench.results import keep

__all__ = ["differences", "examine", "killed_runs"]


def examine(letters: Path, desk: Path, *, kill_after: float | None = None) -> tuple[int, float]:
    """Run `examine`; return its exit code (negative where it was killed) and its seconds."""
    command = [sys.executable, "-m", "pledgewatch", "examine", str(letters), "--desk", str(desk)]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        code = process.wait(kill_after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        code = process.wait()
    return code, time.monotonic() - began


def differences(one: Path, other: Path) -> list[str]:
    """Name the files of tables/ and preview/ that are not the same in both desks."""
    names = {
        str(path.relative_to(desk))
        for desk in (one, other)
        for part in ("tables", "preview")
        for path in (desk / part).rglob("*")
        if path.is_file()
    }
    return sorted(name for name in names if _bytes(one / name) != _bytes(other / name))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def killed_runs(folder: Path, letters: int, kills: int, seed: int) -> list[dict[str, object]]:
    """Run the rounds below a folder; return what each gave."""
    source = folder / "letters"
    make_letters(source, letters, seed)
    whole = folder / "whole"
    code, seconds = examine(source, whole)
    assert code == 0, f"the undisturbed run ended with {code}"
    # The first run warms the disk's cache; the moments are drawn over the length of a warm one.
    seconds = min(seconds, examine(source, folder / "warm")[1])
    chance = random.Random(seed)
    rounds: list[dict[str, object]] = []
    while sum(1 for one in rounds if one["killed"]) < kills and len(rounds) < 3 * kills:
        desk = folder / f"killed-{len(rounds)}"
        moment = chance.uniform(0.05, 1.0) * seconds
        first, _ = examine(source, desk, kill_after=moment)
        second, _ = examine(source, desk)
        different = differences(whole, desk)
        rounds.append(
            {"moment": round(moment, 3), "killed": first == -signal.SIGKILL, "second": second, "different": different}
        )
        shutil.rmtree(desk)
    return rounds


def main() -> int:
    """Print one line a round and the sum; fail where anything differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=300)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rounds = killed_runs(Path(folder), given.letters, given.kills, given.seed)
    for number, one in enumerate(rounds, 1):
        print(
            f"round {number:2d}: killed after {one['moment']} s: {one['killed']}, different files: {one['different']}"
        )
    bad = sum(1 for one in rounds if one["different"] or one["second"] != 0)
    hit = sum(1 for one in rounds if one["killed"])
    print(f"{given.letters} letters, {len(rounds)} rounds, {hit} killed while running, {bad} with a difference")
    keep(
        "kills", {"letters": given.letters, "rounds": len(rounds), "killed": hit, "different": bad, "seed": given.seed}
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
