"""Measure the comparison of two names: F1 on a public benchmark of names, accuracy on a public set of checks.

Both come from ../shared/cases/screening (bench_name_cases, bench_entity_checks); the run is skipped where they are
absent. The split is by the SHA-256 of the two names: rules were chosen on the half whose first digit is even, except
that the organisations of both halves were looked through once, that the first ten pairs of the checks were seen with
their labels, and that sums of the other half were seen on the way; the other half is the figure to state. A rule that
told only a pair or two of the tuning half had to prove itself on `record_aliases`. The name cases ask whether two
spellings could be one name, the checks whether two names are the same: the latter is asked strictly.
A case marked STRONG is one on which everybody should agree.

Run from the project's root: `.venv/bin/python bench/record_likeness.py` (`-v` prints the errors of the tuning half).
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from pledgewatch.model.identity import sha256_of
from pledgewatch.record.likeness import Likeness, NameKind, compare_names

# It publishes no types.
yaml: Any = import_module("yaml")
CASES = Path("../shared/cases/screening")
FIELDS = ("firstName", "middleName", "fatherName", "lastName")


class Case(NamedTuple):
    """Two names, what they name, whether they should be found the same, and how sure the benchmark is."""

    one: str
    other: str
    kind: NameKind
    same: bool
    quality: str

    @property
    def half(self) -> str:
        """Say in which half the case is."""
        return "tuning" if int(sha256_of((self.one + self.other).encode())[0], 16) % 2 == 0 else "reporting"


def _kind(schema: str) -> NameKind:
    return "person" if schema == "Person" else "vessel" if schema == "Vessel" else "organisation"


def name_cases() -> Iterator[Case]:
    """Read the benchmark of names."""
    text = gzip.decompress((CASES / "bench_name_cases.csv.gz").read_bytes()).decode()
    for row in csv.DictReader(io.StringIO(text)):
        yield Case(row["name1"], row["name2"], _kind(row["schema"]), row["is_match"] == "true", row["quality"])


def entity_checks() -> Iterator[Case]:
    """Read the checks; a name given in parts is put together."""
    checks = yaml.safe_load(gzip.decompress((CASES / "bench_entity_checks.yml.gz").read_bytes()))["checks"]
    for check in checks:
        one, other = (_name(check[side]) for side in ("query", "candidate"))
        yield Case(one, other, _kind(check["schema"]), bool(check["match"]), "")


def _name(parts: dict[str, object]) -> str:
    return str(parts.get("name") or " ".join(str(parts[field]) for field in FIELDS if field in parts))


def f1(answers: Iterable[tuple[bool, bool]]) -> float:
    """Return the F1 of (found the same, is the same)."""
    pairs = list(answers)
    right = sum(found and same for found, same in pairs)
    wrong = sum(found != same for found, same in pairs)
    return 2 * right / (2 * right + wrong) if right else 0.0


def main() -> None:
    """Print F1 by half and kind, the failures of STRONG cases, and the accuracy of the checks."""
    if not CASES.is_dir():
        raise SystemExit(f"skipped: {CASES} is not there")
    show = "-v" in sys.argv
    answers: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    strong = 0
    for case in name_cases():
        found = compare_names(case.one, case.other, case.kind)
        strong += case.quality == "STRONG" and found.same != case.same
        for half in (case.half, "both"):
            for kind in (case.kind, "all"):
                answers[half, kind].append((found.same, case.same))
        _show(case, found, show)
    print("name cases: F1")
    for half, kind in sorted(answers):
        print(f"  {half:10} {kind:13} {f1(answers[half, kind]):.3f} of {len(answers[half, kind])}")
    print(f"  failures among the STRONG: {strong}")
    print("entity checks: accuracy, asked strictly")
    right: dict[str, list[bool]] = defaultdict(list)
    for case in entity_checks():
        found = compare_names(case.one, case.other, case.kind, strict=True)
        for half in (case.half, "both"):
            right[half].append(found.same == case.same)
        _show(case, found, show)
    for half in sorted(right):
        print(f"  {half:10} {sum(right[half])} of {len(right[half])} = {sum(right[half]) / len(right[half]):.3f}")


def _show(case: Case, found: Likeness, show: bool) -> None:
    if show and case.half == "tuning" and found.same != case.same:
        print(f"    {case.kind}, should be {case.same}: {case.one!r}, {case.other!r}: {found.why}")


if __name__ == "__main__":
    main()
