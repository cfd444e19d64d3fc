"""Measure how well senders and dates are recognised in real letters whose given values are hidden.

Run from the project's root: `.venv/bin/python bench/parties.py [FILE]`. Reads ../shared/cases/letters/letters.jsonl.gz.
A name is right when one fingerprint (legal form stripped) lies within the other as whole words. Dates are also counted
for the letters whose text holds the true date at all, anywhere: the others were cut off before the date.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.party import Recognised
from pledgewatch.model.spans import Span
from pledgewatch.parties.language import Cues, cues_for
from pledgewatch.parties.names import same_name
from pledgewatch.parties.recognise import recognise
from pledgewatch.parties.written_dates import read_date, written_dates

__all__ = ["main", "measure"]

LETTERS = Path("../shared/cases/letters/letters.jsonl.gz")


def measure(path: Path) -> tuple[Counter[str], list[str]]:
    """Count right, wrong and abstained for names, dates and countries, and describe each letter in a line."""
    counts: Counter[str] = Counter()
    lines: list[str] = []
    cues = cues_for("en")
    assert cues is not None
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows: list[dict[str, Any]] = [msgspec.json.decode(line) for line in file]
    for row in rows:
        document = Document(id=DocumentId(row["id"]), text=row["text"], language=Language(row["language"], 1.0))
        found = recognise(document)
        verdicts = {
            "name": _name_verdict(found.organisation, row.get("company") or ""),
            "date": _date_verdict(found.date, row.get("date_if_known", ""), cues),
            "country": _country_verdict(found.country, row.get("country", "")),
        }
        counts.update(f"{what} {verdict}" for what, verdict in verdicts.items())
        counts["true date in the text"] += _holds_date(document, row.get("date_if_known", ""), cues)
        lines.append(_line(row, found.organisation, found.date, found.country, verdicts))
    return counts, lines


def _name_verdict(found: Recognised | None, truth: str) -> str:
    if found is None:
        return "abstained"
    if not truth:
        return "without truth"
    return "right" if same_name(found.value, truth) else "wrong"


def _date_verdict(found: Recognised | None, truth: str, cues: Cues) -> str:
    if found is None:
        return "abstained"
    given, true = parse_date(found.value), _true_date(truth, cues)
    assert given is not None
    if true is None:
        return "without truth"
    return "right" if given.first <= true.last and true.first <= given.last else "wrong"


def _holds_date(document: Document, truth: str, cues: Cues) -> bool:
    true = _true_date(truth, cues)
    dates = written_dates(document.text, Span(0, len(document.text)), cues)
    return true is not None and any(one.date == true for one in dates)


def _true_date(truth: str, cues: Cues) -> PartialDate | None:
    try:
        return parse_date(truth or "")
    except ValueError:
        return read_date(truth, cues)


def _country_verdict(found: Recognised | None, truth: str) -> str:
    if found is None:
        return "abstained"
    return "right" if found.value == truth or not truth else "wrong"


def _line(row: dict[str, Any], *rest: Any) -> str:
    name, date, country, verdicts = rest
    parts = [f"{one.value} [{one.rule}]" if one else "-" for one in (name, date, country)]
    marks = " ".join(f"{what}:{verdict}" for what, verdict in verdicts.items())
    return f"{row['id']:<12} {marks}\n    {row.get('company')} | {row.get('date_if_known')}\n    {' | '.join(parts)}"


def main() -> None:
    """Print the sums; with `-v` a line a letter first."""
    paths = [argument for argument in sys.argv[1:] if argument != "-v"]
    path = Path(paths[0]) if paths else LETTERS
    began = time.perf_counter()
    counts, lines = measure(path)
    took = time.perf_counter() - began
    if "-v" in sys.argv:
        print("\n".join(lines))
    print("\n".join(f"{what}: {count}" for what, count in sorted(counts.items())))
    print(f"{len(lines)} letters in {took:.2f} s")


if __name__ == "__main__":
    main()
