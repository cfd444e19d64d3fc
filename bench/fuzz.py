"""Feed mutated files to the readers: whatever the bytes, a file gives documents or failures, never a broken run.

    .venv/bin/python -m bench.fuzz [--rounds 3000] [--seed 1]

Each round takes one of the bundled letters, cuts, flips, repeats or splices it at random, and reads it in a worker with
the limits of a real run. Anything but a document or a failure row that says what and what next counts as a fault.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.results import keep
from pledgewatch.desk.read import Task, read_task
from pledgewatch.engine.workers import Limits, Lost, run
from pledgewatch.model.document import Document, Failure
from pledgewatch.model.identity import sha256_of
from pledgewatch.reading.settings import ReadingSettings
from pledgewatch.sources.media import media_type_of

__all__ = ["fuzz", "mutated"]

LETTERS = Path("examples/letters")


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to four mutations."""
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            data = data[:at]
        elif kind == 1 and data:
            index = min(at, len(data) - 1)
            data = data[:index] + bytes([data[index] ^ (1 << chance.randrange(8))]) + data[index + 1 :]
        elif kind == 2:
            data = data[:at] + data[at : at + 200] * chance.randrange(2, 50) + data[at:]
        elif kind == 3:
            data = data[:at] + other[chance.randrange(len(other)) :][: chance.randrange(1, 2000)] + data[at:]
        else:
            data = data[:at] + chance.randbytes(chance.randrange(1, 64)) + data[at + chance.randrange(64) :]
    return data


def fuzz(folder: Path, rounds: int, seed: int) -> Counter[str]:
    """Write and read the mutated files; count what came of them."""
    chance = random.Random(seed)
    sources = [path.read_bytes() for path in sorted(LETTERS.iterdir()) if path.suffix != ".png" and path.is_file()]
    tasks = []
    for number in range(rounds):
        path = folder / f"{number:05d}"
        data = mutated(chance.choice(sources), chance.choice(sources), chance)
        path.write_bytes(data)
        tasks.append(
            Task(
                path=str(path),
                origin=path.name,
                sha256=sha256_of(data),
                media_type=media_type_of(path),
                settings=ReadingSettings(ocr="off"),
            )
        )
    counted: Counter[str] = Counter()
    for _, rows in run(read_task, tasks, Limits(seconds=30)):
        counted.update(["lost: " + rows.why] if isinstance(rows, Lost) else map(_outcome, rows))
    return counted


def _outcome(row: Document | Failure) -> str:
    if isinstance(row, Document):
        inside = all(0 <= span.start < span.end <= len(row.text) for span in row.sentences)
        return "document" if inside else "fault: a span outside its text"
    if not (row.what and row.next):
        return "fault: a failure that does not say what or what next"
    return "fault: unforeseen" if "nobody foresaw" in row.what else f"failure: {row.error}"


def main() -> int:
    """Print the counts; fail where there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counted = fuzz(Path(folder), given.rounds, given.seed)
    for outcome, count in sorted(counted.items()):
        print(f"{count:7,d}  {outcome}")
    keep("fuzz", {"rounds": given.rounds, "seed": given.seed, "outcomes": dict(sorted(counted.items()))})
    return 1 if any(outcome.startswith("fault") for outcome in counted) else 0


if __name__ == "__main__":
    sys.exit(main())
