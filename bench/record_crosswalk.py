"""Measure names in other scripts: through a crosswalk, and without one, by translation and sound alone.

Pairs of names come from ../shared/cases/crosswalk; the run is skipped where they are absent. For Chinese, Japanese,
Korean and Cyrillic the first half of the pairs (shuffled, seeded) is listed under the English name, among 5,000
participants of the Global Compact, and given as crosswalk; each is then asked in its own script. The other half is
asked, too, and is listed nowhere: what is found for it is false, unless its English name finds an organisation, or
the loaded half has its very name, so that it is listed after all. (The Cyrillic pairs come from annexes that name
many an organisation several times in several ways; what is left of those counts as false here.) Without a
crosswalk, Cyrillic and Arabic names are asked of 19,428 listed organisations and their own, from which all names in
other scripts were taken out; found means possible or match, under its own entry or under one of its own names.
Rules were made while looking at pairs of all kinds.

Run from the project's root: `.venv/bin/python bench/record_crosswalk.py` (`-v` prints what was missed and what false).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from pledgewatch.model.identity import ListId, ListingId
from pledgewatch.model.record import Listing, Screening
from pledgewatch.record.crosswalk import NamePair
from pledgewatch.record.holdings import Record
from pledgewatch.record.names import read_name
from pledgewatch.record.screening import Screener

CASES = Path("../shared/cases")
OTHERS, MOST = 5_000, 2_000
ALARMS = {"match", "possible"}


class Pair(NamedTuple):
    """An organisation's English name, its name in its own script, its country and its other Latin names."""

    english: str
    native: str
    country: str
    others: tuple[str, ...] = ()


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress((CASES / "crosswalk" / name).read_bytes()).splitlines()]


def pairs() -> dict[str, list[Pair]]:
    """Read the pairs by language."""
    journal = [row for row in _lines("eu_journal_entities_native.jsonl.gz") if row["script"] == "Cyrl"]
    return {
        "Chinese": [Pair(r["name_en"], r["name_zh"], "CN") for r in _lines("cn_szse_listed.jsonl.gz") if r["name_en"]],
        "Japanese": [Pair(r["name_en"], r["name_ja"], "JP") for r in _lines("jp_edinet_listed.jsonl.gz")],
        "Korean": [Pair(r["name_en"], r["name_ko"], "KR") for r in _lines("kr_dart_listed.jsonl.gz")],
        "Cyrillic": [Pair(r["name"], r["native"][0], "") for r in journal],
    }


def _listing(number: int, name: str, country: str, names: tuple[str, ...] = (), register: str = "x") -> Listing:
    return Listing(
        id=ListingId(str(number)),
        list=ListId(register),
        entity=name,
        names=(name, *names),
        country=country,
        row_number=number,
    )


def _participants() -> list[tuple[str, str]]:
    text = gzip.decompress((CASES / "record" / "ungc_participants.csv.gz").read_bytes()).decode()
    return [(row["name"], row["country"]) for row in csv.DictReader(io.StringIO(text))]


def _alarm(answer: Screening) -> bool:
    return any(match.verdict in ALARMS for match in answer.matches)


def _finds(answer: Screening, number: int, names: tuple[str, ...]) -> bool:
    mine = {read_name(name).key for name in names}
    return any(
        match.verdict in ALARMS
        and (str(number) in match.listings or read_name(match.matched_name).key in mine or match.entity_name in names)
        for match in answer.matches
    )


def with_crosswalk(language: str, found: list[Pair], show: bool) -> None:
    """Print recall on the half that is loaded, and the share of the other half that raises an alarm."""
    chance = random.Random(3)
    people = _participants()
    chance.shuffle(people)
    chosen = sorted(set(found))
    chance.shuffle(chosen)
    chosen = chosen[:MOST]
    loaded, other = chosen[: len(chosen) // 2], chosen[len(chosen) // 2 :]
    rows = [_listing(n, name, country, register="others") for n, (name, country) in enumerate(people[:OTHERS])]
    rows += [_listing(OTHERS + n, pair.english, pair.country) for n, pair in enumerate(loaded)]
    walk = [NamePair(name=p.english, other_name=p.native, country=p.country, citation="the bench") for p in loaded]
    screener = Screener(Record(listings=tuple(rows)), walk)
    missed = [
        pair
        for n, pair in enumerate(loaded)
        if not _finds(screener.screen(pair.native), OTHERS + n, (pair.english, pair.native))
    ]
    known = {read_name(pair.native).native for pair in loaded}
    strangers = [
        pair
        for pair in other
        if read_name(pair.native).native not in known and not _alarm(screener.screen(pair.english))
    ]
    false = [pair for pair in strangers if _alarm(screener.screen(pair.native))]
    print(
        f"  {language:9} recall {1 - len(missed) / len(loaded):.3f} of {len(loaded)}, "
        f"false {len(false)} of {len(strangers)} = {len(false) / len(strangers):.4f}"
    )
    for kind, some in (("missed", missed), ("false", false)) if show else ():
        for pair in some[:10]:
            print(f"    {kind}: {pair.native!r} ({pair.english!r})")


def _latin(text: str) -> bool:
    return all(not letter.isalpha() or unicodedata.name(letter, "").startswith("LATIN") for letter in text)


def without_crosswalk() -> None:
    """Print how many Cyrillic and Arabic names are found by meaning and sound."""
    data = gzip.decompress((CASES / "screening" / "bench_entities_19428.json.gz").read_bytes())
    entities = json.loads(data)
    rows = [
        _listing(n, e["name"], e["country"] or "", tuple(a for a in e["aliases"] if a and _latin(a)), e["list"])
        for n, e in enumerate(entities)
    ]
    asked = [
        (row["script"], row["name"], native, tuple(row["other_latin"]))
        for row in _lines("eu_journal_entities_native.jsonl.gz")
        if row["script"] in {"Cyrl", "Arab"}
        for native in row["native"]
    ] + [
        ("Arab", row["name"], native, tuple(row["aliases"]))
        for row in _lines("au_dfat_entities_native.jsonl.gz")
        for native in row["native"]
        if any("ARABIC" in unicodedata.name(letter, "") for letter in native)
    ]
    numbers = {name: len(rows) + n for n, name in enumerate(dict.fromkeys(name for _, name, _, _ in asked))}
    others = {name: latin for _, name, _, latin in asked}
    rows += [_listing(n, name, "", others[name], "own") for name, n in numbers.items()]
    screener = Screener(Record(listings=tuple(rows)))
    screener.screen("Завод")
    counts: Counter[tuple[str, bool]] = Counter()
    began = time.perf_counter()
    for script, name, native, latin in asked:
        counts[script, _finds(screener.screen(native), numbers[name], (name, *latin))] += 1
    took = time.perf_counter() - began
    for script in ("Cyrl", "Arab"):
        right, all_asked = counts[script, True], counts[script, True] + counts[script, False]
        print(f"  {script}: {right} of {all_asked} = {right / all_asked:.3f}")
    print(f"  {len(asked) / took:,.0f} names a second, after the first")


def main() -> None:
    """Print both."""
    if not CASES.is_dir():
        raise SystemExit(f"skipped: {CASES} is not there")
    print("with a crosswalk")
    for language, found in pairs().items():
        with_crosswalk(language, found, "-v" in sys.argv)
    print("without a crosswalk, by meaning and sound")
    without_crosswalk()


if __name__ == "__main__":
    main()
