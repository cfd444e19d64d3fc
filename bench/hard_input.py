"""Give hard input to the finding of families, each case in a process of its own, and bound its time and memory.

    .venv/bin/python -m bench.hard_input [--small] [--only CASE ...]

A case fails where it takes longer or more memory than it may, ends with an error, breaks what is always true (see
`invariants`), or finds families where there are none. Figures are kept in bench/results/hard-input.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.hard_cases import HARD, Hard
from bench.invariants import faults_in
from bench.measured import Limits, Measured, measure
from bench.results import keep
from bench.scale import FIND

__all__ = ["Outcome", "answered", "limits_of", "main"]

_START_SECONDS, _START_MB = 10.0, 150.0
"""An interpreter with NumPy takes 0.3 s and 60 MB; thirty times the time, because tests run on busy machines."""
_SECONDS_A_MB = 4.0
"""Made letters take 0.25 CPU s a MB (10,000 letters, 19 MB, 4.7 CPU s); hard ones may take sixteen times as long."""
_MB_A_MB = 60.0
"""Words of one text are arrays of some 40 bytes a byte while they are read, and a text is read whole."""
_MOST_MB = 4_000.0
"""What a laptop of 8 GB can spare; more than that no input may take."""
_CHECKED = 60_000_000
"""Bytes of documents up to which every copy is held against what is always true."""


class Outcome(NamedTuple):
    """What a case cost, what may be said against it, how many families it gave."""

    ran: Measured
    faults: list[str]
    families: int


def limits_of(size: int) -> Limits:
    """Return the CPU seconds and MB that documents of so many bytes may take: a start, and so much for each MB."""
    megabytes = size / 1e6
    return Limits(_START_SECONDS + _SECONDS_A_MB * megabytes, min(_MOST_MB, _START_MB + _MB_A_MB * megabytes))


def answered(texts: Iterator[str], folder: Path, most_families: int | None = None) -> Outcome:
    """Find the families of texts in a process of its own, and say what is wrong with them or with what they cost."""
    path, out = folder / "letters.jsonl", folder / "out"
    with path.open("w", encoding="utf-8") as stream:
        for at, text in enumerate(texts):
            stream.write(json.dumps({"id": f"d{at:07}", "text": text}, ensure_ascii=False) + "\n")
    limits = limits_of(path.stat().st_size)
    ran = measure(FIND, (str(path), str(out)), limits)
    if ran.status:
        last = (ran.failed.strip().splitlines() or ["nothing said"])[-1]
        return Outcome(ran, [f"ended with {ran.status} after {ran.cpu:.0f} CPU s and {ran.own:.0f} MB: {last}"], 0)
    wrong = faults_in(path, out) if path.stat().st_size <= _CHECKED else []
    families = sum(1 for _ in (out / "families.jsonl").open("rb"))
    if most_families is not None and families > most_families:
        wrong.append(f"gave {families} families, where at most {most_families} are")
    return Outcome(ran, wrong, families)


def _run(name: str, case: Hard, size: int) -> tuple[dict[str, object], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        found = answered(case.texts(size), Path(folder), case.most_families)
    print(
        f"{name:36} {size:10,d} {found.ran.wall:8.1f} s {found.ran.cpu:8.1f} CPU s {found.ran.own:7.0f} MB "
        f"{found.families:6} families" + "".join(f"\n  FAULT: {fault}" for fault in found.faults[:5]),
        flush=True,
    )
    kept = {"size": size, "CPU s": round(found.ran.cpu, 1), "MB": round(found.ran.own), "families": found.families}
    return {**kept, "faults": found.faults[:5]}, found.faults


def main() -> int:
    """Print a row a case; fail where one fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="the sizes of the tests")
    parser.add_argument("--only", nargs="*", default=list(HARD), choices=list(HARD))
    given = parser.parse_args()
    rows, failed = {}, False
    for name in given.only:
        rows[name], wrong = _run(name, HARD[name], HARD[name].small if given.small else HARD[name].large)
        failed = failed or bool(wrong)
    if not given.small and len(rows) == len(HARD):
        keep("hard-input", {"cases": rows})
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
