"""Measure what publishing costs: a first time, again with nothing new, and again with one finding less.

    .venv/bin/python -m bench.publishing [--dossiers 10000] [--keep FOLDER]

The desk is made for it (one letter an organisation, every finding confirmed), the site is signed. Each publication is
the real command in a process of its own; seconds are given by the clock and by the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.made_publication import made_desk
from bench.results import keep

__all__ = ["published"]


def published(desk: Path, *more: str) -> dict[str, object]:
    """Publish in a process of its own; return its report, seconds by the clock and by the processor, and memory."""
    command = [sys.executable, "-m", "pledgewatch", "publish", "--desk", str(desk), "--json", *more]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        **{
            k: v
            for k, v in json.loads(done.stdout).items()
            if k in ("pages", "files", "bytes", "largest_bytes", "written")
        },
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(worked, 1),
        "largest_process_mb": after.ru_maxrss // 1024,
    }


def _key(folder: Path) -> Path:
    run = [sys.executable, "-m", "pledgewatch", "keys"]
    for command in (
        ["root", str(folder / "root.key"), "--no-passphrase"],
        ["new", str(folder / "desk.key")],
        ["certify", str(folder / "desk.pub"), "--root", str(folder / "root.key")],
    ):
        if not (folder / "desk.cert").exists():
            subprocess.run([*run, *command], check=True, capture_output=True)
    return folder / "desk.key"


def _withdrawn(desk: Path) -> None:
    run = [sys.executable, "-m", "pledgewatch"]
    listed = subprocess.run(
        [*run, "findings", "--desk", str(desk), "--standing", "confirmed", "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    lines = map(json.loads, listed.stdout.splitlines())
    key = next(line["key"] for line in lines if line["type"] == "finding")
    subprocess.run([*run, "decide", key, "dismiss", "--by", "A. Person", "--desk", str(desk)], check=True)


def main() -> None:
    """Print the three publications."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="Make the desk here, or take the one that is here.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        if not (folder / "desk" / "decisions.db").exists():
            made_desk(folder, given.dossiers)
        key = str(_key(folder))
        figures: dict[str, object] = {"dossiers": given.dossiers, "cores": os.cpu_count()}
        for name in ("first", "nothing new", "one finding less"):
            if name == "one finding less":
                _withdrawn(folder / "desk")
            figures[name] = published(folder / "desk", "--key", key)
            print(name, figures[name])
        keep("publishing", figures)


if __name__ == "__main__":
    main()
