"""Tell where the time of a run goes: seconds, share, and documents a second of each stage.

    .venv/bin/python -m bench.stages [--letters 2000] [--workers 2]

The letters are made for it (text, HTML and DOCX); the record is the bundled example's. The figures are of one real
`examine` on an empty desk, told by the same progress reports that a user sees.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.made_letters import make_letters
from bench.results import keep
from pledgewatch.desk import Desk
from pledgewatch.settings import Settings, with_limits

__all__ = ["Stopwatch"]


class Stopwatch:
    """A progress report that only notes when each stage began."""

    def __init__(self) -> None:
        self.began: list[tuple[str, float]] = []

    def begin(self, stage: str, total: int) -> None:
        """Note the moment."""
        self.began.append((stage, time.perf_counter()))

    def step(self, items: int = 1) -> None:
        """Do nothing."""

    def seconds(self, end: float) -> dict[str, float]:
        """Return how long each stage took, the last one until `end`."""
        ends = [moment for _, moment in self.began[1:]] + [end]
        return {stage: ended - began for (stage, began), ended in zip(self.began, ends, strict=True)}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "letters"
        make_letters(source, given.letters)
        watch = Stopwatch()
        desk = Desk(Path(folder) / "desk", with_limits(Settings(), workers=given.workers), watch)
        desk.import_list(Path("examples/record/restrictions.csv"))
        began = time.perf_counter()
        report = desk.examine([source])
        end = time.perf_counter()
        seconds = watch.seconds(end) | {"starting": watch.began[0][1] - began}
        again = time.perf_counter()
        desk.examine([source])
        nothing_new = time.perf_counter() - again
    whole = end - began
    print(f"{'stage':>12} {'seconds':>9} {'share':>7} {'documents/s':>12}")
    for stage, spent in sorted(seconds.items(), key=lambda item: -item[1]):
        print(f"{stage:>12} {spent:9.2f} {spent / whole:7.1%} {given.letters / spent:12,.0f}")
    print(f"{'all':>12} {whole:9.2f} {1:7.1%} {given.letters / whole:12,.0f}")
    print(
        f"a second run with nothing new: {nothing_new:.2f} s; {report.documents} documents, {report.findings} findings"
    )
    keep(
        "stages",
        {
            "letters": given.letters,
            "workers": given.workers,
            "seconds": {stage: round(spent, 2) for stage, spent in seconds.items()},
            "all": round(whole, 2),
            "nothing_new": round(nothing_new, 2),
        },
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
