"""Examine the real letters of commitment as a user would, and hold the result against what is known of them.

    .venv/bin/python -m bench.letters [--forms]

Prints the families beside the era that each letter's own wording shows (which goals, which clause on reporting, whether
the list of contents is there), how many letters have a near twin in their family, the placeholders left unfilled, in
how many letters body, closing and signature were told apart, and the failures. The letters are read from
../shared/cases and are never copied into the project. `--forms` registers the forms that lie beside the letters first.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tempfile
from collections import Counter
from itertools import combinations
from pathlib import Path

from pledgewatch.desk import Desk
from pledgewatch.model.document import Document

__all__ = ["era_of", "near_twins"]

CASES = Path(__file__).parents[2] / "shared" / "cases" / "letters"
_WORD = re.compile(r"\w+")


def era_of(text: str) -> str:
    """Name a letter's era by its own wording; `own` where it follows none of the known forms."""
    low = " ".join(text.casefold().split())
    if "communication on engagement" in low or "(coe)" in low:
        return "non-business, engagement"
    if "take part in the activities" in low:
        return "non-business, activities"
    if "key requirement for participation" not in low:
        return "own"
    goals = "SDG" if "sustainable development goals" in low else "MDG" if "millen" in low else "no goals"
    contents = "contents listed" if "a description of practical actions" in low else "no contents listed"
    named = "UN" if "principles of the united nations global compact" in low else "GC"
    sphere = "sphere" if "sphere" in low else "no sphere"
    return f"business, {goals}, {contents}, {named}, {sphere}"


def near_twins(documents: list[Document], names: dict[str, str], least: float) -> list[tuple[str, str]]:
    """Return the pairs whose bodies share at least that part of their 3-word shingles, the company's name masked."""
    shingles = {document.name: _shingles(document, names[document.name]) for document in documents}
    return [
        (one, other)
        for one, other in combinations(sorted(shingles), 2)
        if len(shingles[one] & shingles[other]) >= least * len(shingles[one] | shingles[other])
    ]


def _shingles(document: Document, name: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(document.body.of(document.text).casefold())
    masked = {word for word in _WORD.findall(name.casefold()) if len(word) > 2}
    kept = [word for word in words if word not in masked]
    return set(zip(kept, kept[1:], kept[2:], strict=False))


def main() -> int:
    """Print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", action="store_true")
    given = parser.parse_args()
    if not CASES.exists():
        print(f"skipped: the real letters are not here ({CASES})")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "desk")
        forms = Path(folder) / "forms"
        if given.forms:
            forms.mkdir()
            (forms / "templates.jsonl.gz").write_bytes((CASES / "templates.jsonl.gz").read_bytes())
        report = desk.examine([CASES / "letters.jsonl.gz"], forms=forms if given.forms else None)
        _print(desk)
        print(
            f"failures: {report.failed}; own specific commitments: {report.own_commitments}; "
            f"findings: {report.findings}"
        )
    return 0


def _print(desk: Desk) -> None:
    documents = {document.id: document for document in desk.layout.documents.read()}
    with gzip.open(CASES / "letters.jsonl.gz", "rt", encoding="utf-8") as lines:
        names = {row["id"]: row["company"] for row in map(json.loads, lines)}
    home: dict[str, str] = {}
    for family in sorted(desk.layout.families.read(), key=lambda one: (-one.size, one.family)):
        members = sorted((documents[member] for member in family.members), key=lambda one: one.name)
        home |= {member.name: family.family for member in members}
        print(f"\nfamily of {family.size}{f', form {family.form}' if family.form else ''}")
        for era, count in Counter(era_of(member.text) for member in members).most_common():
            ids = " ".join(member.name.rsplit("-", 1)[-1] for member in members if era_of(member.text) == era)
            print(f"  {count:2d}  {era}: {ids}")
    singles = sorted(documents[single.document].name for single in desk.layout.singles.read())
    print("\nsingle:")
    for name in singles:
        (era,) = {era_of(document.text) for document in documents.values() if document.name == name}
        print(f"      {name}: {era}")
    for least in (0.9, 0.8):
        pairs = near_twins(list(documents.values()), names, least)
        apart = [pair for pair in pairs if home.get(pair[0], pair[0]) != home.get(pair[1], pair[1])]
        print(f"pairs with Jaccard >= {least}: {len(pairs)}, in two families: {len(apart)} {apart[:6]}")
    parts = {
        part: sum(part in document.parts for document in documents.values())
        for part in ("body", "closing", "signature")
    }
    told = sum({"body", "closing", "signature"} <= document.parts.keys() for document in documents.values())
    print(f"letters: {len(documents)}; with {parts}; all three told apart: {told}")
    left = Counter(finding.document for finding in desk.findings() if finding.kind == "unfilled-placeholder")
    for document, count in sorted(left.items()):
        print(f"placeholders left in {documents[document].name if document else '-'}: {count}")


if __name__ == "__main__":
    sys.exit(main())
