"""Kill a publication at random moments; what readers see must be the site before or the one after, whole, each time.

    .venv/bin/python -m bench.publication_kills [--dossiers 120] [--kills 40] [--seed 1]

Each round dismisses one finding, starts `pledgewatch publish`, sends SIGKILL to it at a moment drawn over the
length of an undisturbed run, and lets `pledgewatch verify` look at the site. At the end the site is published once more
and held, byte by byte, against one that was never disturbed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.made_publication import made_desk
from bench.results import keep
from pledgewatch.desk import Desk
from pledgewatch.publish.signing.verify import verify

__all__ = ["killed_publications"]

_MOMENT = "1780000000"
_NOW = dt.datetime.fromtimestamp(int(_MOMENT), dt.UTC)


def _publish(desk: Path, out: Path, *, kill_after: float | None = None) -> tuple[int, float]:
    command = [sys.executable, "-m", "pledgewatch", "publish", "--desk", str(desk), "--out", str(out)]
    began = time.monotonic()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _MOMENT}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        code = process.wait(kill_after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        code = process.wait()
    return code, time.monotonic() - began


def _pages(site: Path) -> dict[str, bytes]:
    """Return all files of a site but its manifest, whose number tells how often it was published."""
    files = (path for path in site.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def killed_publications(folder: Path, dossiers: int, kills: int, seed: int) -> dict[str, object]:
    """Run the rounds below a folder; return what they gave."""
    desk = made_desk(folder, dossiers, seed)
    place, site = folder / "desk", folder / "site"
    code, _ = _publish(place, site)
    assert code == 0, f"the undisturbed run ended with {code}"
    length = _publish(place, site)[1]
    chance = random.Random(seed)
    keys = [item.finding.key for item in desk.reviewed() if item.standing == "confirmed"]
    hit = broken = 0
    for number in range(kills):
        Desk(place).decide(keys[number % len(keys)], "dismiss", by="A. Person")
        code, _ = _publish(place, site, kill_after=chance.uniform(0.05, 1.05) * length)
        hit += code == -signal.SIGKILL
        broken += verify(site, now=_NOW).judgement != "unknown"  # whole, and signed by nobody
    last, _ = _publish(place, site)
    fresh, _ = _publish(place, folder / "fresh")
    left = sorted(path.name for path in folder.iterdir() if path.name.startswith(".site"))
    return {
        "dossiers": dossiers,
        "rounds": kills,
        "killed": hit,
        "broken": broken,
        "last": last + fresh,
        "same": _pages(site) == _pages(folder / "fresh"),
        "left": left,
    }


def main() -> int:
    """Print what the rounds gave; fail where a site was broken or the last one differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=int, default=120)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = killed_publications(Path(folder), given.dossiers, given.kills, given.seed)
    print(", ".join(f"{name}: {value}" for name, value in found.items()))
    keep("publication-kills", {**found, "seed": given.seed})
    return 0 if not found["broken"] and found["same"] and not found["left"] else 1


if __name__ == "__main__":
    sys.exit(main())
