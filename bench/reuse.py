"""Measure families, templates and slots on the real cases, where they are at hand.

Run from the project's root: `.venv/bin/python -m bench.reuse`; made letters are measured by `scale` and `variety`,
peers by `peers`. Licences are split by the hash of their id: settings were chosen on the tuning half (but for one, see
docs/reuse.md), the other half is quoted. Real letters are printed for reading by eye.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.agreement import agreement, line
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Form
from pledgewatch.reuse import Reuse, find_families, sketch
from pledgewatch.reuse.forms import form_of
from pledgewatch.reuse.substance import Rarity, substance
from pledgewatch.reuse.tokens import offsets

CASES = Path("../shared/cases")
_ALL = (1 << 64) - 1
_FIGURE = re.compile(r"(pairwise F1|B-cubed F1|ARI|precision|recall|F1) ([0-9.]+)")


def rows(name: str) -> list[dict[str, Any]]:
    """Read a gzipped JSON Lines file of the cases."""
    with gzip.open(CASES / name, "rt", encoding="utf-8") as stream:
        return [json.loads(row) for row in stream]


def documents(data: Sequence[dict[str, Any]]) -> list[Document]:
    """Return rows with `id` and `text` as documents."""
    return [Document(id=DocumentId(row["id"]), text=row["text"]) for row in data]


def tuning(row: dict[str, Any]) -> bool:
    """Tell whether a row belongs to the half on which settings were chosen."""
    return _half(row["id"]) == 0


def labels(found: Reuse) -> dict[str, str]:
    """Return each document's primary family, or a name of its own."""
    out = {str(single.document): f"single {single.document}" for single in found.singles}
    return {**out, **{copy.document: copy.family for copy in found.copies if copy.primary}}


def licences() -> None:
    """Print how families agree with the licences' human labels."""
    data = rows("reuse/licence_families.jsonl.gz")
    for name, chosen in (("tuning", tuning), ("reporting", lambda row: not tuning(row)), ("all", lambda row: True)):
        part = [row for row in data if chosen(row)]
        found = labels(find_families(documents(part)))
        scores = agreement([row["family"] for row in part], [found[row["id"]] for row in part])
        print(f"licence families, {name:9} {len(part):4} documents: " + line(scores))


def licence_slots() -> None:
    """Print token F1 of free slots: family and body given, only the family, and end to end.

    All documents are read, half are scored.
    """
    data = rows("reuse/licence_slots.jsonl.gz")
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in data:
        groups[row["template"]].append(row)
    given = [group for group in groups.values() if len(group) > 1]
    for name, scored in (("tuning", tuning), ("reporting", lambda row: not tuning(row))):
        for what, bodies in (("family and body given", True), ("family given", False)):
            hits = Counter[str]()
            for group in given:
                _score_slots(group, hits, scored, bodies=bodies)
            _print_slots(f"licence slots, {name}, {what}", hits)
        hits = Counter[str]()
        _score_slots([row for group in given for row in group], hits, scored, bodies=False)
        _print_slots(f"licence slots, {name}, end to end", hits)


def _print_slots(name: str, hits: Counter[str]) -> None:
    precision, recall = hits["both"] / max(1, hits["found"]), hits["both"] / max(1, hits["gold"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")


def _score_slots(
    group: list[dict[str, Any]], hits: Counter[str], scored: Callable[[dict[str, Any]], bool], *, bodies: bool
) -> None:
    """Count tokens in free slots; what lies outside of the body that has gold, or in a choice, counts for nothing."""
    cuts = [(row["body_start"], row["body_end"]) if bodies else (0, len(row["text"])) for row in group]
    docs = [
        Document(id=DocumentId(row["id"]), text=row["text"][start:end])
        for row, (start, end) in zip(group, cuts, strict=True)
    ]
    fills = {copy.document: copy.fills for copy in find_families(docs).copies}
    for row, doc, (shift, _) in zip(group, docs, cuts, strict=True):
        if not scored(row):
            continue
        kinds = {
            kind: _tokens_in(doc, [(s["start"] - shift, s["end"] - shift) for s in row["slots"] if s["kind"] == kind])
            for kind in ("free", "choice")
        }
        body = _tokens_in(doc, [(row["body_start"] - shift, row["body_end"] - shift)])
        ours = (_tokens_in(doc, [(f.start, f.end) for f in fills.get(doc.id, ())]) & body) - kinds["choice"]
        hits["gold"] += len(kinds["free"])
        hits["found"] += len(ours)
        hits["both"] += len(ours & kinds["free"])


def bills() -> None:
    """Print how well the weight of shared passages tells substance from boilerplate (area under the curve)."""
    data = rows("reuse/bill_alignments.jsonl.gz")
    texts: dict[str, str] = defaultdict(str)
    for row in data:
        for side in ("left", "right"):
            texts[row[f"{side}_doc_id"]] += " " + row[side]
    rarity = Rarity(texts.values())
    labelled = [row for row in data if row["label"] in {"0", "1"}]
    for name, half in (("tuning", 0), ("reporting", 1)):
        part = [row for row in labelled if _half(row["left_doc_id"] + row["right_doc_id"]) == half]
        weights = {
            label: [substance(row["left"], row["right"], rarity)[1] for row in part if row["label"] == label]
            for label in ("0", "1")
        }
        won = sum((one > other) + 0.5 * (one == other) for one in weights["1"] for other in weights["0"])
        area = won / max(1, len(weights["0"]) * len(weights["1"]))
        brier = sum((1 - p) ** 2 for p in weights["1"]) + sum(p**2 for p in weights["0"])
        print(f"bill alignments, {name}, {len(part)} passages: AUC {area:.3f}, Brier score {brier / len(part):.3f}")


def _half(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[-1] % 2


def _tokens_in(doc: Document, spans: list[tuple[int, int]]) -> set[int]:
    return {a for a, b in offsets(doc.text) if any(start < b and a < end for start, end in spans)}


def known_forms() -> tuple[Form, ...]:
    """Return the register of the letters' forms."""
    return tuple(form_of(row["text"], {"id": row["id"]}, "forms") for row in rows("letters/templates.jsonl.gz"))


def letters(forms: Sequence[Form]) -> None:
    """Print the real letters' families, to be read by eye against what is known of their eras."""
    data = rows("letters/letters.jsonl.gz")
    found = find_families(documents(data), forms)
    print(f"letters, {len(forms)} forms known:")
    for family in found.families:
        print(f"  {family.size:3} {family.form or '-':32} " + " ".join(name[-2:] for name in family.members))
    print("      singles                          " + " ".join(single.document[-2:] for single in found.singles))
    marked = [c.document for c in found.copies if c.unfilled] + [s.document for s in found.singles if s.unfilled]
    print(f"      placeholders left in             {' '.join(sorted(marked))}")


def draws(count: int) -> None:
    """Print between what bounds figures lie over so many other draws of what is left to chance."""
    rows: dict[str, list[float]] = defaultdict(list)
    for seed in range(1, count + 1):
        sketch.SEED = seed * 0x9E3779B97F4A7C15 & _ALL
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            licences()
            licence_slots()
        for row in printed.getvalue().splitlines():
            name, _, figures = row.rpartition(": ")
            for what, value in _FIGURE.findall(figures):
                rows[f"{name.split(' documents')[0].rstrip(' 0123456789')}, {what}"].append(float(value))
    for name, values in rows.items():
        print(f"{name}: mean {sum(values) / count:.3f}, from {min(values):.3f} to {max(values):.3f}")


def main() -> None:
    """Run what can be run here."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, help="how steady the licences' figures are, over so many draws of chance")
    given = parser.parse_args()
    if not (CASES / "reuse").is_dir():
        print("skipped: the real cases are not at ../shared/cases")
        return
    if given.draws:
        draws(given.draws)
        return
    letters(())
    letters(known_forms())
    licences()
    licence_slots()
    bills()


if __name__ == "__main__":
    main()
