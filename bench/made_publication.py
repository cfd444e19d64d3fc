"""Make a desk with as many dossiers as are asked for, everything confirmed, to measure and to kill publications."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice, product
from pathlib import Path

import msgspec

from bench.made_letters import FORMS, PLACES, SPECIFIC
from pledgewatch.desk import Desk
from pledgewatch.model.finding import Finding

__all__ = ["confirm_all", "made_desk"]

_SYLLABLES = "al bre cor dun el far gri hol is jor kel lan mor nor os pel quin ros sel tor ul vor wes yar zan".split()
_TRADES = ("Castings", "Textiles", "Freight", "Optical", "Minerals", "Paper", "Foods", "Power", "Glass", "Instruments")


def _names(chance: random.Random, count: int) -> list[str]:
    stems = ["".join(parts).capitalize() for parts in product(_SYLLABLES, repeat=3)]
    chance.shuffle(stems)
    return [f"{stem} {chance.choice(_TRADES)} Ltd" for stem in islice(stems, count)]


def _lines(count: int, seed: int) -> Iterator[dict[str, str]]:
    chance = random.Random(seed)
    for number, name in enumerate(_names(chance, count)):
        place, form = chance.choice(PLACES), chance.choice(FORMS)
        body = [part.format(name=name, place=place) for part in form]
        if chance.random() < 0.3:
            year = chance.randrange(2022, 2035)
            sentence = chance.choice(SPECIFIC)
            body.insert(1, sentence.format(year=year, number=number % 50 + 5, base=year - 7, place=place))
        text = "\n\n".join([name, "Dear Secretary,", *body, "Yours sincerely,", name])
        yield {
            "id": f"letter-{number}",
            "text": text,
            "organisation": name,
            "date": f"{2012 + number % 12}-03-0{number % 9 + 1}",
        }


def made_desk(folder: Path, dossiers: int, seed: int = 1) -> Desk:
    """Examine made letters, one an organisation, and confirm every finding that may be published."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(line) + "\n" for line in _lines(dossiers, seed))
    (folder / "letters.jsonl").write_text("".join(lines), encoding="utf-8")
    desk = Desk(folder / "desk")
    desk.import_list(Path("examples/record/restrictions.csv"))
    desk.examine([folder / "letters.jsonl"])
    confirm_all(desk, (item.finding for item in desk.reviewed() if item.finding.publishable))
    return desk


def confirm_all(desk: Desk, findings: Iterable[Finding]) -> None:
    """Confirm many findings in one transaction; the first is decided as ever, which makes the file."""
    first, *rest = findings
    desk.decisions.record(first, "confirm", by="A. Person")
    when = desk.decisions.history()[-1].when
    rows = [
        (f.key, "confirm", "A. Person", "", when, f.basis_digest, f.sentence, _json(f.basis.facts), _json(f))
        for f in rest
    ]
    with sqlite3.connect(desk.layout.decisions) as connection:
        connection.executemany(
            "INSERT INTO decisions (key, verb, decided_by, why, decided_at, basis_digest, sentence, facts, finding)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
