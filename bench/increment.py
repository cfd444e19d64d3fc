"""Measure what one letter costs that is added to an index of many.

    .venv/bin/python -m bench.increment [--size 10000] [--letters 50] [--seed 2]

Makes an index of generated letters, opens it anew, and adds further letters one by one, each found and settled before
the next comes: the copy of each is asked for. Prints the median, the 90th percentile and the longest, by the clock and
by the processor, and holds the whole result against a run from scratch where there are at most 20,000.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from bench.generate import letters
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.reuse import ReuseIndex, find_families

_CHECKED = 20_000


def measured(size: int, more: int, seed: int) -> None:
    """Print what making the index cost and what each further letter did."""
    made = (Document(id=DocumentId(one.id), text=one.text) for one in letters(size + more, seed))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        with ReuseIndex(folder, workers=0) as index:
            index.add(islice(made, size))
        took = time.perf_counter() - started
        disk = sum(path.stat().st_size for path in folder.iterdir())
        print(f"index of {size} letters: {took:.1f} s, {disk / size / 1000:.1f} kB a letter on disk")
        rest = list(made)
        with ReuseIndex(folder) as index:
            _print_added(index, rest)
            if size <= _CHECKED:
                same = index.result() == find_families([*_again(size, more, seed)])
                print(f"  a run from scratch gives {'the same' if same else 'ANOTHER RESULT'}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  the process that adds held {memory} MB at most, the making of the index included")


def _again(size: int, more: int, seed: int) -> list[Document]:
    return [Document(id=DocumentId(one.id), text=one.text) for one in letters(size + more, seed)]


def _print_added(index: ReuseIndex, rest: Sequence[Document]) -> None:
    clock, processor, shared = [], [], 0
    for one in rest:
        started, worked = time.perf_counter(), time.process_time()
        (copy,) = index.add([one])
        clock.append(time.perf_counter() - started)
        processor.append(time.process_time() - worked)
        shared += copy is not None
    print(f"  {len(rest)} letters added one by one, {shared} of them members of a family")
    for name, values in (("by the clock", sorted(clock)), ("by processor time", sorted(processor))):
        middle, high, last = (1000 * values[at] for at in (len(values) // 2, len(values) * 9 // 10, -1))
        print(f"  {name}: median {middle:.0f} ms, nine in ten {high:.0f} ms, longest {last:.0f} ms")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--letters", type=int, default=50)
    parser.add_argument("--seed", type=int, default=2)
    given = parser.parse_args()
    measured(given.size, given.letters, given.seed)


if __name__ == "__main__":
    main()
