"""Measure families, templates and slots: on the real cases where they are at hand, and on generated letters.

Run from the project's root: `.venv/bin/python bench/reuse.py`. Licences are split by the hash of their id: settings
were chosen on the tuning half, what is quoted is the reporting half. Real letters are printed for reading by eye.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Form
from pledgewatch.reuse import Reuse, find_families
from pledgewatch.reuse.forms import form_of
from pledgewatch.reuse.tokens import offsets

CASES = Path("../shared/cases")
SIZES = (2_000, 10_000)


def rows(name: str) -> list[dict[str, Any]]:
    """Read a gzipped JSON Lines file of the cases."""
    with gzip.open(CASES / name, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def documents(data: Sequence[dict[str, Any]]) -> list[Document]:
    return [Document(id=DocumentId(row["id"]), text=row["text"]) for row in data]


def tuning(row: dict[str, Any]) -> bool:
    """Tell whether a row belongs to the half on which settings were chosen."""
    return hashlib.sha256(row["id"].encode()).digest()[-1] % 2 == 0


def labels(found: Reuse) -> dict[str, str]:
    """Return each document's primary family, or a name of its own."""
    out = {str(single.document): f"single {single.document}" for single in found.singles}
    return {**out, **{copy.document: copy.family for copy in found.copies if copy.primary}}


def agreement(gold: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """Return pairwise F1, B-cubed F1 and the adjusted Rand index of two partitions."""
    both, ours, theirs = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    pairs = [sum(n * (n - 1) // 2 for n in counts.values()) for counts in (both, ours, theirs)]
    size = len(gold)
    precision = sum(n * n / theirs[key[1]] for key, n in both.items()) / size
    recall = sum(n * n / ours[key[0]] for key, n in both.items()) / size
    chance = pairs[1] * pairs[2] / (size * (size - 1) / 2)
    mean = (pairs[1] + pairs[2]) / 2
    return {
        "pairwise precision": pairs[0] / max(1, pairs[2]),
        "pairwise recall": pairs[0] / max(1, pairs[1]),
        "pairwise F1": 2 * pairs[0] / max(1, pairs[1] + pairs[2]),
        "B-cubed F1": 2 * precision * recall / (precision + recall),
        "ARI": (pairs[0] - chance) / (mean - chance),
    }


def licences() -> None:
    """Print how families agree with the licences' human labels."""
    data = rows("reuse/licence_families.jsonl.gz")
    for name, chosen in (("tuning", tuning), ("reporting", lambda row: not tuning(row)), ("all", lambda row: True)):
        part = [row for row in data if chosen(row)]
        found = labels(find_families(documents(part)))
        scores = agreement([row["family"] for row in part], [found[row["id"]] for row in part])
        print(f"licence families, {name:9} {len(part):4} documents: " + _line(scores))


def _line(scores: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in scores.items())


def licence_slots() -> None:
    """Print token F1 of free slots, family and body given."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows("reuse/licence_slots.jsonl.gz"):
        if not tuning(row):
            groups[row["template"]].append(row)
    hits = Counter[str]()
    for group in groups.values():
        if len(group) > 1:
            _score_slots(group, hits)
    precision, recall = hits["both"] / max(1, hits["found"]), hits["both"] / max(1, hits["gold"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"licence slots, reporting, free: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")


def _score_slots(group: list[dict[str, Any]], hits: Counter[str]) -> None:
    docs = [Document(id=DocumentId(row["id"]), text=row["text"][row["body_start"] : row["body_end"]]) for row in group]
    found = find_families(docs)
    fills = {copy.document: copy.fills for copy in found.copies}
    for row, doc in zip(group, docs, strict=True):
        shift = row["body_start"]
        kinds = {
            kind: _tokens_in(doc, [(s["start"] - shift, s["end"] - shift) for s in row["slots"] if s["kind"] == kind])
            for kind in ("free", "choice")
        }
        ours = _tokens_in(doc, [(fill.start, fill.end) for fill in fills.get(doc.id, ())]) - kinds["choice"]
        hits["gold"] += len(kinds["free"])
        hits["found"] += len(ours)
        hits["both"] += len(ours & kinds["free"])


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


SENTENCES = (
    "We are glad to tell you that {name} stands behind the Harbour Charter and its nine aims.",
    "By this letter {name} undertakes to bring its purchasing, hiring and waste handling into line with those aims.",
    "Our board has read the charter in full and has asked every site manager to do the same.",
    "{name} will publish a short account of what was done, and of what was not, in {month} of each year.",
    "We understand that a member which sends no account for two years is taken off the public list.",
    "Questions about this letter may be put to {person}, who answers for it before the board.",
    "We shall speak of the charter to our suppliers, our lenders and the towns in which we work.",
    "Where a site cannot keep an aim at once, {name} will say so and give the year in which it can.",
    "The yearly fee of {number} crowns has been paid to the charter's office.",
    "We ask the office to enter {name} on the list of members from the first day of the coming quarter.",
    "Nothing in this letter takes away a right that a worker has under the law of the country.",
    "Visits by the charter's inspectors are welcome at any hour at which work is done.",
    "We keep a book of complaints at each gate, open to anyone, and answer each within {number} days.",
    "Children under the age set by law do not work for us, nor for those who sell to us.",
    "Water that leaves our yards is tested weekly, and the readings hang at the gate.",
    "The undersigned has the power to bind {name} and all firms that it owns by more than half.",
)
OPENINGS = ("Dear friends of the charter,", "To the office of the charter:", "Honoured members of the council,")
SYLLABLES = (
    "bra",
    "dor",
    "fen",
    "gal",
    "hul",
    "kem",
    "lor",
    "mir",
    "nas",
    "pel",
    "quo",
    "rin",
    "sut",
    "tav",
    "ulm",
    "vek",
)


def generated(size: int, seed: int = 1) -> tuple[list[Document], list[str]]:
    """Return letters of about 2 kB and the form of each: a few huge families, many small ones, 40 % singles."""
    chance = random.Random(seed)
    forms = [chance.sample(SENTENCES, 12) for _ in range(max(2, size // 40))]
    out: list[Document] = []
    truth: list[str] = []
    for index in range(size):
        single = chance.random() < 0.4
        which = -1 if single else min(int(chance.paretovariate(0.5)) - 1, len(forms) - 1)
        text = _own_letter(chance) if single else _filled(forms[which], which, chance)
        out.append(Document(id=DocumentId(f"g{index:07}"), text=text))
        truth.append(f"single {index}" if single else f"form {which}")
    return out, truth


def _filled(form: list[str], which: int, chance: random.Random) -> str:
    words = random.Random(which)
    clause = " ".join(_name(words, 1).lower() for _ in range(150))
    fills = {"name": _name(chance, 3), "person": _name(chance, 2), "number": chance.randrange(10, 99), "month": "May"}
    body = " ".join(sentence.format(**fills) for sentence in form)
    return _noisy(f"{chance.choice(OPENINGS)} {body} {clause}.", chance)


def _own_letter(chance: random.Random) -> str:
    words = " ".join(_name(chance, 1).lower() for _ in range(270))
    fills = {"name": _name(chance, 2), "person": _name(chance, 2), "number": 12, "month": "June"}
    return f"{chance.choice(OPENINGS)} {chance.choice(SENTENCES).format(**fills)} {words}."


def _name(chance: random.Random, words: int) -> str:
    return " ".join("".join(chance.choices(SYLLABLES, k=chance.randrange(2, 4))).title() for _ in range(words))


def _noisy(text: str, chance: random.Random) -> str:
    """Put an OCR error into one word in a hundred."""
    return " ".join(word[:-1] + "c" if chance.random() < 0.01 and len(word) > 4 else word for word in text.split())


def speed() -> None:
    """Print documents a second, and quality, on generated letters."""
    for size in SIZES:
        docs, truth = generated(size)
        mean = sum(len(doc.text) for doc in docs) / size
        started, wall = time.process_time(), time.perf_counter()
        found = labels(find_families(docs))
        spent, took = time.process_time() - started, time.perf_counter() - wall
        scores = agreement(truth, [found[doc.id] for doc in docs])
        print(
            f"generated, {size} letters of {mean:.0f} characters: {took:.2f} s ({spent:.2f} CPU s, "
            f"{size / took:.0f} documents/s); " + _line(scores)
        )


def main() -> None:
    """Run what can be run here."""
    if (CASES / "reuse").is_dir():
        parts: Iterator[Callable[[], None]] = iter(
            (lambda: letters(()), lambda: letters(known_forms()), licences, licence_slots)
        )
        for part in parts:
            part()
    else:
        print("the real cases are not at ../shared/cases: only generated letters are measured")
    speed()


if __name__ == "__main__":
    main()
