"""Measure names in other scripts: through a crosswalk, and without one, by translation and sound alone.

Pairs of names come from ../shared/cases/crosswalk; the run is skipped where they are absent. For Chinese, Japanese,
Korean and Cyrillic the first half of the pairs (shuffled, seeded) is listed under the English name, among 5,000
participants of the Global Compact, and given as crosswalk; each is then asked in its own script. The other half is
asked, too, and is listed nowhere: what is found for it is false, unless its English name finds an organisation, or
the loaded half has its very name or its registration number, so that it is listed after all. The Cyrillic pairs come
from annexes that name many an organisation several times, in several ways, here under its tax number and there under
that of the register. One whose whole name in its own letters is one that the source gives for a loaded one, without
legal form and brackets and of twelve letters at least, is listed after all, too; this is looked up before anything is
asked. Of the false ones those are counted apart of which a whole name of the one found, or what stands in its
brackets, is in the one asked.

Without a crosswalk, Cyrillic and Arabic names are asked of 19,428 listed organisations and their own, from which all
names in other scripts were taken out; found means possible or match, under its own entry or under one of its own
names. A name that the source gives to several organisations (a corps' name to each of its bases) is not asked. A first
table of words to translate was gathered while looking at pairs of all kinds; what was missed was read, and rules made,
on the half whose name's SHA-256 begins with an even digit. The figure to state is that of the other half. The same
names are asked of 8,109 participants of the Compact, hardly any of which is listed: what is found there is false, or
another of its group; it was read for both halves.

Run from the project's root: `.venv/bin/python bench/record_crosswalk.py` (`-v` prints what was missed and what false).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from pledgewatch.model.identity import ListId, ListingId, sha256_of
from pledgewatch.model.record import Listing, Screening
from pledgewatch.record.holdings import Record
from pledgewatch.record.name_pairs import NamePair
from pledgewatch.record.names import read_name, without_brackets
from pledgewatch.record.screening import Screener

CASES = Path("../shared/cases")
OTHERS, MOST, WHOLE = 5_000, 2_000, 12
_FORM = re.compile(
    r"\b(?:(?:публичн|открыт|закрыт|непубличн)\w+|акционерн\w+ обществ\w+|обществ\w+ с ограниченн\w+ ответственност\w+"
    r"|[опнз]?ао|ооо|ao|ooo|аo|aо|им|имени)\b"
)
ALARMS = {"match", "possible"}


class Pair(NamedTuple):
    """An organisation's English name, that in its own script, its country, its number, all its names in that script."""

    english: str
    native: str
    country: str
    number: str = ""
    natives: tuple[str, ...] = ()


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress((CASES / "crosswalk" / name).read_bytes()).splitlines()]


def _number(text: str) -> str:
    """Return the registration number in a text: its first run of eight digits and more."""
    found = re.search(r"\d{8,}", text)
    return found.group() if found else ""


def pairs() -> dict[str, list[Pair]]:
    """Read the pairs by language."""
    journal = [row for row in _lines("eu_journal_entities_native.jsonl.gz") if row["script"] == "Cyrl"]
    return {
        "Chinese": [Pair(r["name_en"], r["name_zh"], "CN") for r in _lines("cn_szse_listed.jsonl.gz") if r["name_en"]],
        "Japanese": [Pair(r["name_en"], r["name_ja"], "JP") for r in _lines("jp_edinet_listed.jsonl.gz")],
        "Korean": [Pair(r["name_en"], r["name_ko"], "KR") for r in _lines("kr_dart_listed.jsonl.gz")],
        "Cyrillic": [Pair(r["name"], r["native"][0], "", _number(r["reg"]), tuple(r["native"])) for r in journal],
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
    known = {reading for pair in loaded for reading in _readings(pair.native)}
    numbers = {pair.number for pair in loaded if pair.number}
    wholes = {_whole(name) for pair in loaded for name in pair.natives} - {""}
    strangers = [
        pair
        for pair in other
        if pair.number not in numbers
        and not known & _readings(pair.native)
        and _whole(pair.native) not in wholes
        and not _alarm(screener.screen(pair.english))
    ]
    false = [(pair, answer) for pair in strangers if _alarm(answer := screener.screen(pair.native))]
    own = {pair.english: pair.native for pair in loaded}
    same = sum(_same(pair, answer, own.get(answer.matches[0].entity_name, "")) for pair, answer in false)
    print(
        f"  {language:9} recall {1 - len(missed) / len(loaded):.3f} of {len(loaded)}, "
        f"false {len(false)} of {len(strangers)} = {len(false) / len(strangers):.4f}"
        + (f", {same} of them one that has its name" if same else "")
    )
    for pair in missed[:10] if show else ():
        print(f"    missed: {pair.native!r} ({pair.english!r})")
    for pair, answer in false if show else ():
        print(f"    false: {pair.native!r} ({pair.english!r}): {answer.matches[0].entity_name!r}")


def _readings(name: str) -> set[str]:
    """Return a name in its own script without its legal form, whole, without its brackets and inside them."""
    bare, inside = without_brackets(name)
    return {read_name(part).native or part.casefold() for part in (name, bare, *inside) if part}


def _same(pair: Pair, answer: Screening, own: str) -> bool:
    """Tell whether what was found has the name asked: its words are all in it, or its own name has the same but forms.

    Such a one is listed twice, under two English names of one organisation, and no false alarm.
    """
    asked = {word for text in (pair.english, pair.native) for word in read_name(text).words}
    found = [read_name(match.matched_name).words for match in answer.matches[:1]]
    return any(set(words) <= asked for words in found) or bool(own and _bare(own) & _bare(pair.native))


def _bare(name: str) -> set[str]:
    """Return a name in Cyrillic without its legal form: whole, without its brackets and inside them."""
    bare, inside = without_brackets(name)
    return {_letters(text) for text in (name, bare, *inside)} - {""}


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", _FORM.sub(" ", text.casefold())))


def _whole(name: str) -> str:
    """Return a name in its own letters without legal form and brackets, empty where short: "Салют" are several."""
    letters = _letters(without_brackets(name)[0])
    return letters if len(letters) >= WHOLE else ""


def _latin(text: str) -> bool:
    return all(not letter.isalpha() or unicodedata.name(letter, "").startswith("LATIN") for letter in text)


class Asked(NamedTuple):
    """A name in its own script, its script, and the entry that has it with its other Latin names."""

    script: str
    entry: str
    native: str
    latin: tuple[str, ...]

    @property
    def half(self) -> str:
        """Say in which half the name is."""
        return "tuning" if int(sha256_of(self.native.encode())[0], 16) % 2 == 0 else "reporting"


def spelt() -> list[Asked]:
    """Read the Cyrillic and Arabic names that their source gives to one organisation only."""
    rows = [
        Asked(row["script"], row["name"], native, tuple(row["other_latin"]))
        for row in _lines("eu_journal_entities_native.jsonl.gz")
        if row["script"] in {"Cyrl", "Arab"}
        for native in row["native"]
    ] + [
        Asked("Arab", row["name"], native, tuple(row["aliases"]))
        for row in _lines("au_dfat_entities_native.jsonl.gz")
        for native in row["native"]
        if any("ARABIC" in unicodedata.name(letter, "") for letter in native)
    ]
    owners = Counter(native for _, native in {(row.entry, row.native) for row in rows})
    return [row for row in rows if owners[row.native] == 1]


def without_crosswalk(show: bool) -> None:
    """Print how many Cyrillic and Arabic names are found by meaning and sound."""
    data = gzip.decompress((CASES / "screening" / "bench_entities_19428.json.gz").read_bytes())
    entities = json.loads(data)
    rows = [
        _listing(n, e["name"], e["country"] or "", tuple(a for a in e["aliases"] if a and _latin(a)), e["list"])
        for n, e in enumerate(entities)
    ]
    asked = spelt()
    numbers = {name: len(rows) + n for n, name in enumerate(dict.fromkeys(row.entry for row in asked))}
    others = {row.entry: row.latin for row in asked}
    rows += [_listing(n, name, "", others[name], "own") for name, n in numbers.items()]
    screener = Screener(Record(listings=tuple(rows)))
    screener.screen("Завод")
    counts: Counter[tuple[str, str, bool]] = Counter()
    began = time.perf_counter()
    for row in asked:
        found = _finds(screener.screen(row.native), numbers[row.entry], (row.entry, *row.latin))
        counts[row.script, row.half, found] += 1
        if show and not found and row.half == "tuning":
            print(f"    missed: {row.native!r} ({row.entry!r})")
    took = time.perf_counter() - began
    for script in ("Cyrl", "Arab"):
        for half in ("reporting", "tuning"):
            right, all_asked = counts[script, half, True], sum(counts[script, half, found] for found in (True, False))
            print(f"  {script} {half:9} {right} of {all_asked} = {right / all_asked:.3f}")
    print(f"  {len(asked) / took:,.0f} names a second, after the first")


def among_participants(show: bool) -> None:
    """Print how many Cyrillic and Arabic names raise an alarm where only participants of the Compact are listed."""
    rows = tuple(_listing(n, name, country, register="others") for n, (name, country) in enumerate(_participants()))
    screener = Screener(Record(listings=rows))
    asked: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for row in spelt():
        answer = screener.screen(row.native)
        asked[row.script] += 1
        false[row.script] += _alarm(answer)
        if show and _alarm(answer):
            print(f"    false: {row.native!r} ({row.entry!r}): {answer.matches[0].matched_name!r}")
    for script in ("Cyrl", "Arab"):
        print(f"  {script}: false {false[script]} of {asked[script]} = {false[script] / asked[script]:.4f}")


def main() -> None:
    """Print all three."""
    if not CASES.is_dir():
        raise SystemExit(f"skipped: {CASES} is not there")
    show = "-v" in sys.argv
    print("with a crosswalk")
    for language, found in pairs().items():
        with_crosswalk(language, found, show)
    print("without a crosswalk, by meaning and sound")
    without_crosswalk(show)
    print("asked of participants of the Compact")
    among_participants(show)


if __name__ == "__main__":
    main()
