"""Measure how two letters of one organisation are paired: `python -m bench.promises_over_time [--errors]`.

bench/data/promise_pairs.jsonl holds pairs of short letters written for this, each with what became of every commitment:
kept, weakened, gone or new. They were written by the author of the rules before the pairing was run on them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from bench.measured_share import interval
from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.promise import Promise
from pledgewatch.promises import Pledged, compare_pledges, find_promises

PAIRS = Path("bench/data/promise_pairs.jsonl")

Became = tuple[int | None, int | None, str]


def became(before: list[str], after: list[str]) -> list[Became]:
    """Return what the rules say became of each sentence; sentences in which they see no promise are left out."""
    earlier, later = _pledged("e", before, "2024-05"), _pledged("l", after, "2025-05")
    changes = compare_pledges(earlier, later)
    return [(_sentence(change.before, before), _sentence(change.after, after), change.kind) for change in changes]


def _pledged(name: str, sentences: list[str], date: str) -> Pledged:
    document = Document(id=DocumentId(name), text=" ".join(sentences), language=Language("en", 1.0))
    promises = tuple(one for one in find_promises(document) if not one.required)
    return Pledged(document=document, promises=promises, date=parse_date(date))


def _sentence(promise: Promise | None, sentences: list[str]) -> int | None:
    return None if promise is None else sentences.index(promise.text)


def main() -> None:
    """Print how many pairs and kinds are right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list what is told otherwise than it was written")
    options = parser.parse_args()
    paired: Counter[tuple[bool, bool]] = Counter()
    kinds: Counter[tuple[str, bool]] = Counter()
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        wanted = [(one, other, kind) for one, other, kind in entry["became"]]
        found = became(entry["before"], entry["after"])
        pairs, ours = ({(a, b) for a, b, _ in rows if None not in (a, b)} for rows in (wanted, found))
        paired.update((pair in pairs, pair in ours) for pair in pairs | ours)
        kinds.update((kind, (one, other, kind) in found) for one, other, kind in wanted)
        if options.errors:
            for row in sorted(set(wanted) ^ set(found), key=str):
                print(entry["id"], "written" if row in wanted else "told   ", row)
    right, missed, wrong = paired[True, True], paired[True, False], paired[False, True]
    print(f"pairs: {right} of {right + missed} found [{interval(right, right + missed)}], {wrong} false")
    for kind in ("kept", "weakened", "gone", "new"):
        told = kinds[kind, True]
        print(f"  {kind:<9}{told} of {told + kinds[kind, False]} told [{interval(told, told + kinds[kind, False])}]")


if __name__ == "__main__":
    main()
