"""Measure the strict comparison of two names on what lists of sanctions say themselves: aliases, and near namesakes.

The public sets of labelled names are small, and rules that fit them one by one fit nothing else. Here one name of an
entry and another name of the same entry are one; the name of an entry and a near name of another entry of the same list
are two. Only such are taken as are alike in their letters (a ratio of 72 of 100), in both. That is harder than what a
person meets, and not free of mistakes: lists enter some twice, and call one by names that have nothing in common.

Persons and organisations come from the lists of the United States, the European Union and the United Nations, on which
rules were chosen and thrown away, and from Canada's, whose pairs nobody looked at; one rule fell by its sums. All are
in ../shared/cases/screening; the run is skipped where they are absent. `same` is the share of the pairs of one entry
that are told to be one, `others` that of two entries.

Run from the project's root: `.venv/bin/python bench/record_aliases.py`.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring

from rapidfuzz import fuzz, process

from pledgewatch.record.letters import in_ascii
from pledgewatch.record.likeness import NameKind, compare_names

CASES = Path("../shared/cases/screening")
ALIKE, MOST, LOOKED_AT = 72, 500, 1500
_KINDS: dict[str, NameKind] = {"individual": "person", "-0-": "organisation", "Person": "person"}


class Entry(NamedTuple):
    """An entry of a list: its kind and its names, each once."""

    kind: NameKind
    names: tuple[str, ...]


class Labelled(NamedTuple):
    """Two names, and whether one entry has both."""

    one: str
    other: str
    same: bool


def _text(name: str) -> str:
    return gzip.decompress((CASES / name).read_bytes()).decode("utf-8", "replace")


def _entry(kind: NameKind, *names: str | None) -> Entry:
    return Entry(kind, tuple(dict.fromkeys(name.strip() for name in names if name and name.strip())))


def united_states() -> Iterator[Entry]:
    """Read the list of OFAC with its file of other names."""
    others = defaultdict(list)
    for row in csv.reader(io.StringIO(_text("us_ofac_sdn_alt_2025-12.csv.gz"))):
        if len(row) > 3 and row[2] == "aka":
            others[row[0]].append(row[3])
    for row in csv.reader(io.StringIO(_text("us_ofac_sdn_official_2023-11.csv.gz"))):
        if kind := _KINDS.get(row[2].strip()):
            yield _entry(kind, row[1], *others[row[0]])


def european_union() -> Iterator[Entry]:
    """Read the annexes of the European Union."""
    for row in csv.DictReader(io.StringIO(_text("eu_journal_consolidated_44acts_2026-08.csv.gz"))):
        if row["schema"] != "Vessel":
            yield _entry(_KINDS.get(row["schema"], "organisation"), row["name"], *re.split("[;\n]", row["alias"]))


def united_nations() -> Iterator[Entry]:
    """Read the list of the Security Council, without aliases of low quality."""
    root = fromstring(_text("un_sc_consolidated_2026-02-27.xml.gz"))
    for tag, kind in (("INDIVIDUAL", "person"), ("ENTITY", "organisation")):
        for found in root.iter(tag):
            parts = (found.findtext(f"{place}_NAME") for place in ("FIRST", "SECOND", "THIRD", "FOURTH"))
            good = (one for one in found.iter(f"{tag}_ALIAS") if one.findtext("QUALITY") != "Low")
            yield _entry(_as_kind(kind), " ".join(filter(None, parts)), *(one.findtext("ALIAS_NAME") for one in good))


def canada() -> Iterator[Entry]:
    """Read the list of Canada."""
    for found in fromstring(_text("ca_sema_2025-03.xml.gz")).iter("record"):
        if found.findtext("ShipIMONumber"):
            continue
        entity = found.findtext("EntityOrShip")
        person = " ".join(filter(None, (found.findtext("GivenName"), found.findtext("LastName"))))
        yield _entry("organisation" if entity else "person", entity or person, *_aliases(found))


def _aliases(found: Element) -> list[str]:
    return re.split("[;\n]", found.findtext("Aliases") or "")


def _as_kind(kind: str) -> NameKind:
    return "person" if kind == "person" else "organisation"


LISTS = {
    "United States": united_states,
    "European Union": european_union,
    "United Nations": united_nations,
    "Canada (not looked at)": canada,
}


def _plain(name: str) -> str:
    return " ".join(re.findall("[a-z0-9]+", in_ascii(name)))


def _alike(one: str, other: str) -> bool:
    several = min(len(one.split()), len(other.split())) > 1
    whole = fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))
    parts = fuzz.token_set_ratio(one, other) if several else 0.0
    return max(fuzz.token_sort_ratio(one, other), parts, whole) >= ALIKE


def labelled(entries: list[Entry], chance: random.Random) -> list[Labelled]:
    """Make as many pairs of one entry as of two, at most so many of either."""
    same = list(_of_one(entries, chance))
    other = list(_of_two(entries, chance))
    chance.shuffle(same)
    chance.shuffle(other)
    size = min(len(same), len(other), MOST)
    return same[:size] + other[:size]


def _of_one(entries: list[Entry], chance: random.Random) -> Iterator[Labelled]:
    for entry in entries:
        plain = [(name, text) for name in entry.names if (text := _plain(name))]
        pairs = [(a, b) for at, a in enumerate(plain) for b in plain[at + 1 :] if a[1] != b[1] and _alike(a[1], b[1])]
        if pairs:
            (one, _), (other, _) = chance.choice(pairs)
            yield Labelled(one, other, True)


def _of_two(entries: list[Entry], chance: random.Random) -> Iterator[Labelled]:
    owners: defaultdict[str, set[int]] = defaultdict(set)
    written: dict[str, str] = {}
    for number, entry in enumerate(entries):
        for name in entry.names:
            owners[_plain(name)].add(number)
            written.setdefault(_plain(name), name)
    known = sorted(text for text in owners if len(text) > 3)
    numbers = list(range(len(entries)))
    chance.shuffle(numbers)
    for number in numbers[:LOOKED_AT]:
        own = {_plain(name) for name in entries[number].names}
        text = _plain(entries[number].names[0])
        near = process.extract(text, known, scorer=fuzz.token_sort_ratio, limit=8, score_cutoff=ALIKE)
        theirs = [hit[0] for hit in near if not any(own & set(map(_plain, entries[of].names)) for of in owners[hit[0]])]
        if theirs:
            yield Labelled(entries[number].names[0], written[chance.choice(theirs[:4])], False)


def main() -> None:
    """Print by list and kind."""
    if not CASES.is_dir():
        raise SystemExit(f"skipped: {CASES} is not there")
    for title, read in LISTS.items():
        entries = [entry for entry in read() if entry.names]
        for kind in ("person", "organisation"):
            pairs = labelled([entry for entry in entries if entry.kind == kind], random.Random(5))
            told = [(compare_names(p.one, p.other, _as_kind(kind), strict=True).same, p.same) for p in pairs]
            half = max(1, len(told) // 2)
            found = sum(said for said, same in told if same) / half
            taken = sum(said for said, same in told if not same) / half
            right = sum(said == same for said, same in told) / max(1, len(told))
            print(f"  {title:22} {kind:13} {right:.3f} of {len(told):4}: same {found:.3f}, others {taken:.3f}")


if __name__ == "__main__":
    main()
