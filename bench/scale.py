"""Measure families at sizes ten times apart: time, memory, and quality against the generator's truth.

    .venv/bin/python -m bench.scale [--sizes 10000 100000] [--seed 2] [--skew] [--folder FOLDER]

Every size is a fresh interpreter that runs `find_families_in`, its start and all output included. The growth is that of
CPU for each tenfold. `--skew` adds one family of 100,000 against 1,000 families of 100. Free slots are scored by words,
on up to 20,000 letters spread over the corpus, among them those that were missed. Figures are kept in bench/results/:
scale.json, or scale-million.json where a million letters are among the sizes (`make soak`).
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import log10
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.agreement import agreement, line
from bench.generate import letters, write
from bench.measured import Measured, measure
from bench.results import keep

__all__ = ["FIND", "main", "quality"]

FIND = """
import sys
from pathlib import Path
from pledgewatch.reuse import find_families_in
find_families_in(Path(sys.argv[1]), Path(sys.argv[2]))
"""
"""What is run in a fresh interpreter."""

_SCORED = 20_000
_MILLION = 1_000_000
_SKEW = 100_000
_WORD = re.compile(r"\w+")


def at_size(folder: Path, size: int, seed: int, families: int = 0) -> tuple[Measured, dict[str, float]]:
    """Make a corpus, find its families, print and return what it cost and how good they are."""
    path = write(folder, letters(size, seed, families))
    ran = measure(FIND, (str(path), str(folder / "out")))
    if ran.status:
        raise SystemExit(f"{size} letters: ended with {ran.status}\n{ran.failed}")
    print(
        f"{size:,} letters of {path.stat().st_size / size:.0f} bytes a line: {ran.wall:.2f} s, {ran.cpu:.2f} CPU s, "
        f"all processes together {ran.together:.0f} MB ({ran.own:.0f} without files), the largest {ran.largest:.0f} MB",
        flush=True,
    )
    found = quality(folder, size)
    print(f"  {line(found)}", flush=True)
    return ran, found


def quality(folder: Path, size: int) -> dict[str, float]:
    """Hold what lies in `out` against the truth; the letters' numbers are their places in both files."""
    gold = _numbers((row["form"] for row in _rows(folder / "truth.jsonl")), size)
    ours = np.arange(size, dtype=np.int64) + size
    step = max(1, size // _SCORED)
    spans: dict[int, list[tuple[int, int]]] = {}
    known: dict[str, int] = {}
    for copy in _rows(folder / "out" / "copies.jsonl"):
        number = int(copy["document"][1:])
        if copy["primary"]:
            ours[number] = known.setdefault(copy["family"], len(known))
        if number % step == 0:
            spans.setdefault(number, []).extend((fill["start"], fill["end"]) for fill in copy["fills"])
    return {**agreement(gold, ours), "free-slot F1": _slots(folder, step, spans)}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as stream:
        yield from map(json.loads, stream)


def _numbers(labels: Iterable[str], size: int) -> NDArray[np.int64]:
    known: dict[str, int] = {}
    return np.fromiter((known.setdefault(label, len(known)) for label in labels), dtype=np.int64, count=size)


def _slots(folder: Path, step: int, spans: dict[int, list[tuple[int, int]]]) -> float:
    counted = Counter[str]()
    pairs = zip((folder / "letters.jsonl").open("rb"), (folder / "truth.jsonl").open("rb"), strict=True)
    for number, (letter, truth) in enumerate(pairs):
        if number % step == 0:
            text = json.loads(letter)["text"]
            gold, ours = _words_in(text, json.loads(truth)["fills"]), _words_in(text, spans.get(number, ()))
            counted.update(gold=len(gold), found=len(ours), both=len(gold & ours))
    return 2 * counted["both"] / max(1, counted["gold"] + counted["found"])


def _words_in(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    return {word.start() for start, end in spans for word in _WORD.finditer(text, start, end)}


def _growth(sizes: list[int], spent: list[float]) -> dict[str, float]:
    """Return, for each size after the first, by how much CPU grew for each tenfold."""
    out = {}
    for (small, before), (large, after) in pairwise(zip(sizes, spent, strict=True)):
        grown = (after / before) ** (1 / log10(large / small))
        out[f"{small} to {large}"] = round(grown, 2)
        print(f"CPU from {small:,} to {large:,}: {grown:.2f} times for each tenfold")
    return out


def _skew(folder: Path, seed: int) -> dict[str, float]:
    one, _ = at_size(folder, _SKEW, seed, 1)
    many, _ = at_size(folder, _SKEW, seed, _SKEW // 100)
    ratio = one.cpu / many.cpu
    print(f"one family of {_SKEW:,} against {_SKEW // 100:,} of 100: {ratio:.2f} times the CPU")
    return {"one family, CPU s": round(one.cpu, 2), "many, CPU s": round(many.cpu, 2), "ratio": round(ratio, 2)}


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=2, help="1 for tuning, 2 for reporting")
    parser.add_argument("--skew", action="store_true")
    parser.add_argument("--folder", type=Path, help="where corpora are made; a million take 4 GB")
    given = parser.parse_args()
    sizes, rows = sorted(given.sizes), {}
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        for size in sizes:
            ran, found = at_size(Path(name), size, given.seed)
            figures = {"seconds": ran.wall, "CPU s": ran.cpu, "MB together": ran.together, "MB without files": ran.own}
            figures["MB largest"] = ran.largest
            rows[size] = {key: round(value, 3) for key, value in {**figures, **found}.items()}
        kept: dict[str, object] = {"seed": given.seed, "sizes": rows}
        kept["growth"] = _growth(sizes, [rows[size]["CPU s"] for size in sizes])
        if given.skew:
            kept["skew"] = _skew(Path(name), given.seed)
    keep("scale-million" if sizes[-1] >= _MILLION else "scale", kept)


if __name__ == "__main__":
    main()
