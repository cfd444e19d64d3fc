"""Spoil small corpora at random and find their families: nothing that is always true may break.

    .venv/bin/python -m bench.fuzz_reuse [--rounds 5000] [--seed 1]

Each round makes a few families in one of seven languages and splices, repeats, shuffles, truncates and rewrites their
letters, with a limit of time and memory. `invariants` says what is always true; the order of the documents and, in one
round of ten, a file read by two processes must change nothing. A fault is told with its seed: `--seed N --rounds 1`
gives it again.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from bench.fuzzed_letters import examined
from bench.results import keep
from pledgewatch.engine.workers import Limits, Lost, run

__all__ = ["LIMITS", "fuzz", "main"]

LIMITS = Limits(seconds=60, memory=2 << 30)
"""A round takes 0.05 s and 300 MB of address space, most of it NumPy's; a busy machine may take long."""
_TOLD = 10


def fuzz(seeds: range) -> dict[int, list[str]]:
    """Return the faults of each seed that has any."""
    out: dict[int, list[str]] = {}
    for seed, faults in run(examined, seeds, LIMITS):
        if isinstance(faults, Lost):
            out[seed] = [f"lost: {faults.why}"]
        elif faults:
            out[seed] = faults
    return out


def main() -> int:
    """Print the faults; fail where there is one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = fuzz(range(given.seed, given.seed + given.rounds))
    for seed, faults in sorted(found.items())[:_TOLD]:
        print(f"seed {seed}: " + "; ".join(faults[:3]))
    kinds = Counter(fault.split(": ", 1)[-1] for faults in found.values() for fault in set(faults))
    print(f"{given.rounds} rounds, {len(found)} with a fault")
    if given.rounds > 1:
        keep("fuzz-reuse", {"rounds": given.rounds, "seed": given.seed, "faults": dict(sorted(kinds.items()))})
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
