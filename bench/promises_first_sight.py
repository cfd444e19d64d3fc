"""Hold the rules against sentences written to be unlike any seen before: `-m bench.promises_first_sight [--errors]`.

Batches, each written and labelled (by the guide of the third set) before any rule was run on it: `fourth`, and,
when its errors had been looked at and the rules widened, `fifth`, and so on. Each was labelled once, by its writer,
who writes the rules, too; what they reached on first sight stands in docs/promises.md, and can be printed no more once
a batch was looked at. By design about half of the sentences are specific commitments of the company's own, in wording
as varied as its writer could make it, and the others are near misses.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.double_labels import (
    ASPECTS,
    Seen,
    aspect_f1,
    counted,
    document_of,
    labels_of_rules,
    meets,
    own_specific,
    placed,
)
from pledgewatch.promises import find_promises

BATCHES = {name: Path(f"bench/data/promises_{name}.jsonl") for name in ("fourth", "fifth", "sixth", "seventh")}


def rows_of(path: Path) -> list[Seen]:
    """Return every sentence of a batch, as it was labelled and as the rules read it."""
    return [row for line in path.read_text(encoding="utf-8").splitlines() for row in _rows(json.loads(line))]


def _rows(letter: dict[str, object]) -> Iterator[Seen]:
    document, places = document_of(letter)
    promises = find_promises(document)
    sentences = letter["sentences"]
    assert isinstance(sentences, list)
    for number, (entry, (start, end)) in enumerate(zip(sentences, places, strict=True), 1):
        text = document.text[start:end]
        labels = placed(entry, text)
        met = [promise for promise in promises if meets(promise, start, end)]
        why = tuple(reason for promise in met for reason in promise.why)
        yield Seen(f"{letter['id']}-{number:02}", "", text, labels, labels, labels_of_rules(met, start, end), why)


def report(name: str, seen: Sequence[Seen]) -> None:
    """Print the figures of a batch."""
    print(f"{name}: {len(seen)} sentences")
    print(f"  promise       {counted(seen, lambda labels: labels.promise)}")
    print(f"  own specific  {counted(seen, own_specific)}")
    scores = ((aspect or "all", aspect_f1(seen, aspect, "rules")) for aspect in (*ASPECTS, None))
    print("  spans, token F1: " + ", ".join(f"{aspect} {score:.3f}" for aspect, score in scores))


def show_errors(seen: Sequence[Seen]) -> None:
    """Print every sentence whose reading or spans differ from its labels."""
    for row in seen:
        said, wanted = own_specific(row.rules), own_specific(row.one)
        if said != wanted or row.rules.promise != row.one.promise:
            kind = "own specific" if said != wanted else "promise"
            print(f"\n{row.id} {'missed' if wanted or not said else 'false'} ({kind}): {row.text}\n    {row.why}")
        if row.one.promise:
            for aspect in ASPECTS:
                ours, theirs = ([row.text[slice(*at)] for at in of.at(aspect)] for of in (row.rules, row.one))
                if ours != theirs:
                    print(f"  {row.id} {aspect}: {ours} for {theirs}")


def main() -> None:
    """Print the figures of each batch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("batches", nargs="*", default=list(BATCHES), help="names of batches")
    parser.add_argument("--errors", action="store_true", help="list every difference")
    options = parser.parse_args()
    for name in options.batches:
        seen = rows_of(BATCHES[name])
        report(name, seen)
        if options.errors:
            show_errors(seen)


if __name__ == "__main__":
    main()
