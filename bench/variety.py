"""Tell which noise and which script breaks the finding of families and slots: one small corpus of each kind.

    .venv/bin/python -m bench.variety [--seed 2] [--rounds 3] [--only KIND ...] [--folder FOLDER]

Each kind has some 600 letters in forms of 80 down to 2 members, two in five letters in no form, with a truth of its
own, and that three times over: with seeds 2, 4 and 6 for reporting, with 1, 3 and 5 (`--seed 1`) for tuning. Families
are scored by pairs of letters that share a form, so that a letter may hold two: by its own family, by further copies,
and by what its family is said to contain, where several hold the same two; free slots by words (by characters where
a script has no spaces) of every letter that has a fill. `--folder` keeps the corpora and their truth.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations, islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.generate import Letter, Plan, fills_of, made, write
from bench.noise import Marked, Spoil, americanised, broken, commented, misread, pointed, punctuated, usual
from bench.tongues import ARABIC, CHINESE, ENGLISH, HEBREW, JAPANESE, SPELT, THAI, Tongue
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.reuse import Reuse, find_families

__all__ = ["KINDS", "Counted", "counted"]

PLAN = Plan((80, 60, 45, 35, 30, 25, 20, 15, 12, 10, 8, 6, 5, 4, 3, 2), 240)
_SCANNED = Plan((6, 5, 4, 3, 2), 8)
_TIMES = 20
_PAGES = 10
_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")


class Kind(NamedTuple):
    """What a kind of corpus is, and its letters for a seed."""

    about: str
    letters: Callable[[int], Iterator[Letter]]


class Counted(NamedTuple):
    """How many are true, how many were found, how many of these are true."""

    gold: int
    found: int
    both: int

    def shares(self) -> str:
        """Return precision, recall and F1 as printed."""
        precision, recall = self.both / max(1, self.found), self.both / max(1, self.gold)
        f1 = 2 * self.both / max(1, self.found + self.gold)
        return f"{precision:7.3f}{recall:7.3f}{f1:8.3f}"


def _kind(about: str, spoil: Spoil = usual, tongue: Tongue = ENGLISH) -> Kind:
    return Kind(about, lambda seed: made(PLAN, seed, tongue, spoil))


def _after_usual(then: Spoil) -> Spoil:
    return lambda text, chance: then(misread(text, chance, 1 / 150), chance)


def _own_text(seed: int) -> Iterator[str]:
    """Yield pages that belong to no form, each once: a page in two reports would be shared text itself."""
    yield from (one.text for one in made(Plan((), (sum(PLAN.sizes) + PLAN.singles) * _PAGES), seed + 1000))


def _in_reports(seed: int) -> Iterator[Letter]:
    """Yield letters of which every second stands somewhere in a report of ten pages."""
    chance, pages = Random(f"{seed} reports"), _own_text(seed)
    for one in made(PLAN, seed):
        if chance.random() < 0.5:
            yield one
            continue
        around = list(islice(pages, _PAGES))
        cut = chance.randrange(_PAGES + 1)
        before = "".join(page + "\n\n" for page in around[:cut])
        text = before + one.text + "".join("\n\n" + page for page in around[cut:])
        yield one._replace(text=text, fills=_shifted(one, len(before)))


def _shifted(one: Letter, by: int) -> tuple[tuple[int, int], ...]:
    return tuple((start + by, end + by) for start, end in one.fills)


def _two_forms(seed: int) -> Iterator[Letter]:
    """Yield letters of which one member in three holds another member's letter after its own."""
    chance = Random(f"{seed} two")
    others = [one for one in made(PLAN, seed) if one.form.startswith("form")]
    for one in made(PLAN, seed + 1):
        if not one.form.startswith("form") or chance.random() > 1 / 3:
            yield one._replace(form=f"second {one.form}")
            continue
        other = chance.choice(others)
        fills = one.fills + _shifted(other, len(one.text) + 2)
        yield Letter(one.id, f"{one.text}\n\n{other.text}", f"second {one.form}", fills, (other.form,))


def _empty_fills(tongue: Tongue, chance: Random) -> dict[str, str]:
    """Leave one slot in four empty, and one as the form has it."""
    filled = fills_of(tongue, chance)
    return {kind: chance.choice(("", f"[insert {kind}]", text, text)) for kind, text in filled.items()}


def _long_fills(tongue: Tongue, chance: Random) -> dict[str, str]:
    """Fill one slot in four with a sentence."""
    filled = fills_of(tongue, chance)
    return {kind: chance.choice((" ".join(tongue.words(chance)), text, text, text)) for kind, text in filled.items()}


def _names(tongue: Tongue, chance: Random) -> dict[str, str]:
    """Fill in names of four scripts."""
    other = chance.choice((CHINESE, ARABIC, HEBREW, THAI, tongue))
    return {**fills_of(tongue, chance), "name": other.name(chance, 2), "person": other.name(chance, 1)}


def _clean(text: Marked, chance: Random) -> Marked:
    return text


KINDS = {
    "usual": _kind("the noise of the large corpora"),
    "clean": _kind("no noise at all", _clean),
    "ocr": _kind("one word in 50 misread", partial(misread, rate=1 / 50)),
    "ocr20": _kind("one word in 20 misread", partial(misread, rate=1 / 20)),
    "hyphens": _kind("every letter in lines, with words broken", partial(broken, hyphens=True)),
    "comments": _kind("every letter in the comment of a program (#, //, *, --, ;;)", _after_usual(commented)),
    "case": _kind("sentences in capitals, bullets, quotes, dashes", _after_usual(punctuated)),
    "spelling": _kind("British and American spelling", _after_usual(americanised), SPELT),
    "empty": Kind("one slot in four empty, one as the form has it", lambda seed: made(PLAN, seed, fills=_empty_fills)),
    "long": Kind("one slot in four filled with a sentence", lambda seed: made(PLAN, seed, fills=_long_fills)),
    "names": Kind("names in four other scripts", lambda seed: made(PLAN, seed, fills=_names)),
    "scans": Kind("every letter scanned 20 times", lambda seed: made(_SCANNED, seed, times=_TIMES)),
    "reports": Kind("every second letter inside a report of ten pages", _in_reports),
    "two forms": Kind("one member in three holds a second form", _two_forms),
    "chinese": _kind("no spaces", tongue=CHINESE),
    "japanese": _kind("no spaces, three scripts", tongue=JAPANESE),
    "thai": _kind("no spaces between words", tongue=THAI),
    "arabic": _kind("right to left, every second letter with vowel marks", _after_usual(pointed), ARABIC),
    "hebrew": _kind("right to left, every second letter with points", _after_usual(pointed), HEBREW),
}  # fmt: skip
"""The kinds by name."""


def counted(corpus: Sequence[Letter], found: Reuse) -> tuple[Counted, Counted]:
    """Count pairs of letters in one family, and words in fills."""
    held = {
        one.family: {one.family, *(kin.to for kin in one.relations if kin.kind == "contains")} for one in found.families
    }
    families: dict[str, set[str]] = defaultdict(set)
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for copy in found.copies:
        families[copy.document] |= held[copy.family]
        spans[copy.document] += [(fill.start, fill.end) for fill in copy.fills]
    gold = _pairs((one.id, {one.form, *one.also}) for one in corpus)
    ours = _pairs(families.items())
    words = Counter[str]()
    for one in corpus:
        if one.fills:
            true, said = _words_in(one.text, one.fills), _words_in(one.text, spans[one.id])
            words.update(gold=len(true), found=len(said), both=len(true & said))
    return Counted(len(gold), len(ours), len(gold & ours)), Counted(words["gold"], words["found"], words["both"])


def _pairs(groups: Iterable[tuple[str, set[str]]]) -> set[tuple[str, str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for name, into in groups:
        for group in into:
            members[group].append(name)
    return {pair for names in members.values() for pair in combinations(sorted(names), 2)}


def _words_in(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    return {word.start() for start, end in spans for word in _WORD.finditer(text, start, end)}


def _row(name: str, seeds: Iterable[int], folder: Path | None) -> str:
    """Measure a kind over several corpora."""
    pairs = words = Counted(0, 0, 0)
    spent, size = 0.0, 0
    for seed in seeds:
        corpus = list(KINDS[name].letters(seed))
        if folder:
            write(folder / f"{name.replace(' ', '_')}_{seed}", iter(corpus))
        began = time.process_time()
        found = find_families([Document(id=DocumentId(one.id), text=one.text) for one in corpus])
        spent += time.process_time() - began
        more_pairs, more_words = counted(corpus, found)
        pairs = Counted(*(old + new for old, new in zip(pairs, more_pairs, strict=True)))
        words = Counted(*(old + new for old, new in zip(words, more_words, strict=True)))
        size += len(corpus)
    return f"{name:10} {pairs.shares()} {words.shares()} {size:8} {spent:6.1f}  {KINDS[name].about}"


def main() -> int:
    """Print a row a kind; fail where one could not be measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--folder", type=Path, help="keep the corpora and their truth here")
    given = parser.parse_args()
    seeds = range(given.seed, given.seed + 2 * given.rounds, 2)
    print(f"seeds {', '.join(map(str, seeds))}")
    print(f"{'':10} {'families':>22} {'free slots':>22}")
    print(f"{'kind':10} {'P':>7}{'R':>7}{'F1':>8} {'P':>7}{'R':>7}{'F1':>8} {'letters':>8} {'CPU s':>6}")
    failed = False
    for name in given.only:
        try:
            print(_row(name, seeds, given.folder), flush=True)
        except Exception as error:
            # One kind that breaks the finding is a row of the table, and the rest is measured all the same.
            failed = True
            print(f"{name:10} raised {type(error).__name__}: {error}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
