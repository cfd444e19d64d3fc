"""Measure the screening of names: recall by kind of slip, false alarms, namesakes, speed, ties.

Queries and 19,428 organisations come from ../shared/cases/screening; the run is skipped where they are absent.
The split is by the SHA-256 of the query: constants were chosen on the half whose first digit is even, the figures to
state are those of the other half (both are printed). Found means: a true organisation among the matches with the
verdict match or possible; a namesake does not count. A held-out alias is asked after it was taken out of every
organisation, and once more with a crosswalk that gives it for the name of the first of them. The innocents are one set
and were seen while words and limits were chosen; so were the slips made by chance (seeded) in 1,500 listed names of ten
letters and more.

Run from the project's root: `.venv/bin/python bench/record.py`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import msgspec

from pledgewatch.model.identity import ListId, ListingId, Sha256, sha256_of
from pledgewatch.model.record import Listing, Screening
from pledgewatch.record.holdings import Record
from pledgewatch.record.name_pairs import NamePair
from pledgewatch.record.screening import Screener

CASES = Path("../shared/cases/screening")
NAMESAKES = (
    "CoStar Group",
    "PTC",
    "PTC Inc.",
    "Everest",
    "Everest Group",
    "Iron Mountain",
    "Dahua Electronics of New York",
)
ALARMS = {"match", "possible"}


def _json(name: str) -> Any:
    return json.loads(gzip.decompress((CASES / name).read_bytes()))


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress((CASES / name).read_bytes()).splitlines()]


def _half(query: str) -> str:
    return "tuning" if int(sha256_of(query.encode())[0], 16) % 2 == 0 else "reporting"


def listings(entities: list[dict[str, Any]], without: frozenset[str] = frozenset()) -> tuple[Listing, ...]:
    """Make a listing of each organisation of the benchmark, without the aliases named."""
    return tuple(
        Listing(
            id=ListingId(str(number)),
            list=ListId(entity["list"]),
            entity=entity["name"],
            names=(entity["name"], *(alias for alias in entity["aliases"] if alias and alias not in without)),
            country="" if entity["country"] in {None, "Unknown"} else entity["country"],
            authority=entity["list"],
            instrument=entity["list"],
            row_number=number,
            snapshot=Sha256(""),
        )
        for number, entity in enumerate(entities)
    )


def _pair(query: dict[str, Any], entities: list[dict[str, Any]]) -> NamePair:
    """Give a held-out alias as a crosswalk would: for the name of its organisation."""
    of = entities[query["truth"][0]]
    return NamePair(name=of["name"], other_name=query["q"], country=of["country"] or "", citation="the bench")


def _alarm(answer: Screening) -> bool:
    return any(match.verdict in ALARMS for match in answer.matches)


def _finds(answer: Screening, truth: list[int]) -> bool:
    wanted = {str(number) for number in truth}
    return any(match.verdict in ALARMS and wanted & set(match.listings) for match in answer.matches)


def recall(screener: Screener, queries: list[dict[str, Any]], show: bool) -> None:
    """Print recall by kind and half."""
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for query in queries:
        found = _finds(screener.screen(query["q"]), query["truth"])
        right[_half(query["q"]), query["cat"]].append(found)
        right["both", query["cat"]].append(found)
        if query["cat"] != "heldout_alias":
            right[_half(query["q"]), "all four"].append(found)
            right["both", "all four"].append(found)
        if show and not found and _half(query["q"]) == "tuning":
            print(f"    missed: {query['cat']}: {query['q']!r} for {query.get('name')!r}")
    for half, kind in sorted(right):
        answers = right[half, kind]
        print(f"  {half:10} {kind:14} {sum(answers):4} of {len(answers):4} = {sum(answers) / len(answers):.3f}")


def _slip(name: str, chance: random.Random) -> str:
    """Put another letter, leave one out, put one in, or exchange two."""
    at, kind = chance.randrange(len(name)), chance.randrange(4)
    if kind == 3:
        at = min(at, len(name) - 2)
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    letter = "" if kind == 1 else chance.choice("abcdefghijklmnopqrstuvwxyz")
    return name[:at] + letter + name[at + (kind != 2) :]


def slips_by_chance(screener: Screener, entities: list[dict[str, Any]], show: bool) -> None:
    """Print how many listed names are found with one and with two slips at random places."""
    chance = random.Random(7)
    long = [number for number, entity in enumerate(entities) if len(entity["name"]) >= 10]
    right: Counter[int] = Counter()
    for number in (chance.choice(long) for _ in range(1500)):
        name = query = entities[number]["name"]
        for slips in (1, 2):
            query = _slip(query, chance)
            answer = screener.screen(query)
            same = any(m.verdict in ALARMS and m.matched_name.casefold() == name.casefold() for m in answer.matches)
            found = same or _finds(answer, [number])
            right[slips] += found
            if show and not found:
                print(f"    missed: {query!r} for {name!r}")
    for slips in (1, 2):
        print(f"  {slips} of them: {right[slips]} of 1500 = {right[slips] / 1500:.3f}")


def alarms(screener: Screener, title: str, names: list[str], country: str, show: bool) -> None:
    """Print the share of innocents that raise an alarm, without and with their country."""
    for asked in ("", country):
        answers = [screener.screen(name, country=asked) for name in names]
        raised = [answer for answer in answers if _alarm(answer)]
        verdicts = Counter(answer.matches[0].verdict for answer in answers if answer.matches)
        print(
            f"  {title}, country {asked or 'not given'}: {len(raised)} of {len(names)} = {len(raised) / len(names):.4f}"
        )
        print(f"    verdicts of the best match: {dict(sorted(verdicts.items()))}")
        for answer in raised if show else ():
            best = answer.matches[0]
            print(f"    {answer.query!r}: {best.verdict} {best.matched_name!r}: {'; '.join(best.why)}")


def speed(screener: Screener, names: list[str]) -> None:
    """Print names a second on one core, the 99th percentile, and how many hits share the commonest score."""
    took, scores = [], Counter[float]()
    began = time.process_time()
    for name in names:
        start = time.perf_counter()
        answer = screener.screen(name)
        took.append(time.perf_counter() - start)
        scores.update(match.score for match in answer.matches[:1])
    busy = time.process_time() - began
    took.sort()
    print(f"  {len(names) / sum(took):,.0f} names a second by the clock, {len(names) / busy:,.0f} by processor time")
    print(f"  99th percentile {took[int(len(took) * 0.99)] * 1e3:.2f} ms")
    common = scores.most_common(1)[0]
    print(f"  ties: {common[1]} of {scores.total()} best hits at {common[0]} = {common[1] / scores.total():.3f}")


def namesakes(screener: Screener, show: bool) -> None:
    """Print how the known namesakes come out, without a country and with the United States."""
    asked, matched = 0, 0
    for name in NAMESAKES:
        for country in ("", "US"):
            answer = screener.screen(name, country=country)
            asked, matched = asked + 1, matched + any(match.verdict == "match" for match in answer.matches)
            if show:
                shown = [f"{match.verdict} {match.matched_name!r}" for match in answer.matches[:3]] or ["nothing"]
                print(f"  {name!r} {country or '--'}: {'; '.join(shown)}")
    print(f"namesakes shown as match: {matched} of {asked}")


def main() -> None:
    """Run all and print; with `-v`, the misses of the tuning half and every false alarm too."""
    if not CASES.is_dir():
        raise SystemExit(f"skipped: {CASES} is not there")
    show = "-v" in sys.argv
    entities, queries = _json("bench_entities_19428.json.gz"), _lines("queries.jsonl.gz")
    start = time.perf_counter()
    screener = Screener(Record(listings=listings(entities)))
    took = time.perf_counter() - start
    print(f"index of {len(entities):,} organisations ({len(screener.index.keys):,} keys): {took:.1f} s")
    text = gzip.decompress((CASES / "innocents_sp500_2026-08.csv.gz").read_bytes()).decode()
    innocents = [row["Security"] for row in csv.DictReader(io.StringIO(text))]
    print("speed, one core, each name for the first time")
    speed(screener, list(dict.fromkeys([*(query["q"] for query in queries), *innocents])))
    known = [query for query in queries if not query["cat"].startswith(("neg", "heldout"))]
    print("recall")
    recall(screener, known, show)
    held = [query for query in queries if query["cat"] == "heldout_alias"]
    print("recall with slips made by chance")
    slips_by_chance(screener, entities, show)
    print("recall on held-out aliases, without a crosswalk")
    bare = Record(listings=listings(entities, frozenset(query["q"] for query in held)))
    recall(Screener(bare), held, show)
    print("recall on held-out aliases, with a crosswalk that gives each for the organisation's name")
    recall(Screener(bare, [_pair(query, entities) for query in held]), held, show)
    print("false alarms")
    alarms(screener, "S&P 500", innocents, "US", show)
    alarms(screener, "S&P 500 (in queries)", [q["q"] for q in queries if q["cat"] == "neg_sp500"], "US", False)
    alarms(screener, "Chinese A-shares", [q["q"] for q in queries if q["cat"] == "neg_cn"], "CN", show)
    namesakes(screener, show)
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (three indexes)")
    print(f"sha256 of the queries: {sha256_of(msgspec.json.encode([q['q'] for q in queries]))[:16]}")


if __name__ == "__main__":
    main()
