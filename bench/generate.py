"""Write a large corpus of letters with known truth: who filled in which form, and where the fills stand.

    .venv/bin/python -m bench.generate FOLDER 10000 [--one-family] [--seed 1]

Writes `letters.jsonl` (id, text) and `truth.jsonl` (id, form, fills as [start, end]) into FOLDER. Every word is made
by a small grammar, so that any number of forms can be had and nothing is anybody's text. Two in five letters are
nobody's form but hold one or two stock sentences that many hold. Of the forms one in three is a sibling of an earlier
one: two clauses replaced, or, where nothing may be left out, a passage added at the end. Sizes of families follow a
power law. One word in 150 is misread as a scanner does, one letter in three is broken into lines, one in thirty has
words broken at line ends. Half of the larger forms have two sentences that members leave out or not, each for itself:
of one such sentence, or where few members are, nobody could say whether it makes one form or two.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple

__all__ = ["Letter", "letters", "write"]

_NOUNS = [
    "harbour",
    "charter",
    "quarry",
    "wage",
    "orchard",
    "ledger",
    "crew",
    "valley",
    "furnace",
    "spring",
    "tannery",
    "contract",
    "grain",
    "ferry",
    "warehouse",
    "permit",
    "river",
    "council",
    "worker",
    "supplier",
    "audit",
    "visit",
    "account",
    "report",
    "town",
    "bridge",
    "field",
    "mill",
    "engine",
    "tariff",
    "harvest",
    "signal",
    "canal",
    "granary",
    "fund",
    "board",
    "inspector",
    "apprentice",
    "union",
    "levy",
    "route",
    "terrace",
    "pump",
    "mast",
    "kiln",
    "loom",
    "vessel",
    "wharf",
    "parcel",
    "market",
]
_VERBS = [
    "supports",
    "reviews",
    "protects",
    "inspects",
    "repairs",
    "measures",
    "publishes",
    "checks",
    "records",
    "discloses",
    "improves",
    "funds",
    "answers",
    "delivers",
    "restores",
    "counts",
    "weighs",
    "reduces",
    "replaces",
    "monitors",
    "explains",
    "settles",
    "returns",
    "offers",
    "plants",
    "closes",
    "opens",
]
_ADJECTIVES = [
    "fair",
    "open",
    "yearly",
    "northern",
    "safe",
    "clean",
    "local",
    "public",
    "written",
    "early",
    "joint",
    "steady",
    "honest",
    "modest",
    "shared",
    "quiet",
    "narrow",
    "broad",
    "coastal",
    "lasting",
    "prompt",
    "careful",
    "seasonal",
    "distant",
    "ordinary",
    "frequent",
    "direct",
    "sound",
    "plain",
    "further",
]
_JOINS = [
    "where",
    "because",
    "so",
    "that",
    "although",
    "while",
    "until",
    "before",
    "after",
    "whenever",
    "as",
    "though",
    "unless",
    "once",
]
_STARTS = (
    "It is agreed that", "We hold that", "In every season", "From the first day", "With this letter",
    "For its own part", "As stated before", "By common consent", "Under this charter", "At each site",
)  # fmt: skip
_SYLLABLES = [
    "bar",
    "ver",
    "tol",
    "min",
    "quo",
    "lin",
    "dra",
    "fen",
    "gol",
    "hur",
    "jas",
    "kel",
    "lom",
    "nor",
    "pel",
    "rin",
    "sut",
    "tav",
    "ulm",
    "vek",
    "zor",
    "mab",
    "cor",
    "dun",
]
_MISREAD = str.maketrans({"e": "c", "l": "1", "i": "l", "o": "0", "h": "b", "n": "u"})
_SLOT_KINDS = ("name", "name", "name", "date", "place", "number", "person")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SINGLE = 0.4
_NOISE = 1 / 150
_LEFT_OUT = 0.4


class Letter(NamedTuple):
    """A letter, the form that it fills in (its own id where none), the spans of its fills."""

    id: str
    text: str
    form: str
    fills: tuple[tuple[int, int], ...]


class _Form(NamedTuple):
    """Pieces of a form's sentences, each text or the name of a slot; `optional` sentences may be left out."""

    sentences: tuple[tuple[str, ...], ...]
    optional: tuple[int, ...]


def letters(size: int, seed: int = 1, forms: int = 0) -> Iterator[Letter]:
    """Yield letters; `forms` sets how many there are (one in 60 letters where 0), 1 makes all letters one family."""
    chance = Random(seed)
    count = forms or max(3, size // 60)
    stock = [_sentence(Random(at)) for at in range(60)]
    made: list[_Form] = []
    for at in range(count):
        made.append(_form(Random(f"{seed} {at}"), made, stock, large=at < count // 4))
    weights = list(accumulate(1 / (at + 3) ** 1.05 for at in range(count))) if forms == 0 else list(range(1, count + 1))
    for number in range(size):
        name = f"g{number:08}"
        if forms == 0 and chance.random() < _SINGLE:
            yield _finish(name, name, _own_pieces(chance, stock), chance)
        else:
            at = min(bisect(weights, chance.random() * weights[-1]), count - 1)
            yield _finish(name, f"form {at}", _filled(made[at], chance), chance)


def _sentence(chance: Random) -> str:
    words = [chance.choice(_STARTS)]
    for _ in range(chance.randrange(2, 4)):
        words += ["the", chance.choice(_ADJECTIVES), _noun(chance), chance.choice(_VERBS)]
        words += ["each", chance.choice(_ADJECTIVES), _noun(chance), chance.choice(_JOINS)]
    return " ".join(words[:-1])


def _noun(chance: Random) -> str:
    """Return one of 1,400 nouns: with 60 of them, a million letters share every run of five words by chance."""
    return chance.choice(_SYLLABLES) + chance.choice(_NOUNS)


def _form(chance: Random, made: list[_Form], stock: list[str], *, large: bool) -> _Form:
    if len(made) > 2 and chance.random() < 1 / 3:
        return _sibling(made[chance.randrange(len(made))], chance, large=large)
    sentences = [_with_slots(_sentence(chance), chance) for _ in range(chance.randrange(12, 18))]
    sentences[chance.randrange(len(sentences))] = (f"{chance.choice(stock)}.",)
    return _Form(
        tuple(sentences), (chance.randrange(2, 5), chance.randrange(6, 9)) if large and chance.random() < 0.5 else ()
    )


def _sibling(of: _Form, chance: Random, *, large: bool) -> _Form:
    sentences = list(of.sentences)
    if of.optional or chance.random() < 0.5:
        for at in chance.sample(range(len(sentences)), 2):
            sentences[at] = _with_slots(_sentence(chance), chance)
    else:
        sentences += [_with_slots(_sentence(chance), chance) for _ in range(3)]
    return _Form(tuple(sentences), of.optional if large else ())


def _with_slots(sentence: str, chance: Random) -> tuple[str, ...]:
    """Put a slot into every second sentence."""
    if chance.random() < 0.5:
        return (f"{sentence}.",)
    words = sentence.split()
    at = chance.randrange(2, len(words))
    kind = chance.choice(_SLOT_KINDS)
    lead = {"name": "", "date": "on ", "place": "in ", "number": "within ", "person": "by "}[kind]
    return (" ".join(words[:at]) + " " + lead, f"[{kind}", " " + " ".join(words[at:]) + ".")


def _filled(form: _Form, chance: Random) -> list[tuple[str, bool]]:
    fills = {
        "name": _name(chance, chance.choice((1, 2, 2, 3, 5))) + chance.choice(("", "", " Ltd", " plc", " GmbH")),
        "date": f"{chance.randrange(1, 29)} {chance.choice(_MONTHS)} {chance.randrange(2005, 2025)}",
        "place": _name(chance, 1),
        "number": str(chance.randrange(2, 400)),
        "person": f"{chance.choice(('Mr', 'Ms', 'Dr'))} {_name(chance, 1)}",
    }
    left_out = [at for at in form.optional if chance.random() < _LEFT_OUT]
    out: list[tuple[str, bool]] = []
    for at, sentence in enumerate(form.sentences):
        if at not in left_out:
            out += [(fills[piece[1:]], True) if piece[0] == "[" else (piece, False) for piece in sentence]
            out.append((" ", False))
    return out


def _own_pieces(chance: Random, stock: list[str]) -> list[tuple[str, bool]]:
    sentences = [_sentence(chance) for _ in range(14)]
    for _ in range(chance.randrange(1, 3)):
        sentences[chance.randrange(14)] = chance.choice(stock)
    return [(". ".join(sentences) + ".", False)]


def _name(chance: Random, words: int) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=chance.randrange(2, 4))).title() for _ in range(words))


def _finish(name: str, form: str, pieces: list[tuple[str, bool]], chance: Random) -> Letter:
    if chance.random() < 1 / 30:
        pieces = [(text if slot else _broken(text, chance), slot) for text, slot in pieces]
    wrap = chance.random() < 1 / 3
    spans: list[tuple[int, int]] = []
    at = 0
    for text, slot in pieces:
        if slot:
            spans.append((at, at + len(text)))
        at += len(text)
    return Letter(name, _misread("".join(text for text, _ in pieces), wrap, spans, chance), form, tuple(spans))


def _broken(text: str, chance: Random) -> str:
    """Break a long word at a line's end."""
    words = text.split(" ")
    at = chance.randrange(len(words))
    if len(words[at]) > 7 and words[at].isalpha():
        words[at] = words[at][:4] + "-\n" + words[at][4:]
    return " ".join(words)


def _misread(text: str, wrap: bool, spans: list[tuple[int, int]], chance: Random) -> str:
    """Misread some words outside of the fills, and break lines; offsets stay."""
    signs = list(text)
    for _ in range(int(len(text) / 6 * _NOISE + chance.random())):
        at = chance.randrange(len(signs))
        if not any(start <= at < end for start, end in spans):
            signs[at] = signs[at].translate(_MISREAD)
    text = "".join(signs)
    if wrap:
        lines = []
        while len(text) > 95:
            cut = text.rfind(" ", 0, 95)
            lines.append(text[:cut])
            text = text[cut + 1 :]
        text = "\n".join([*lines, text])
    return text


def write(folder: Path, found: Iterator[Letter]) -> Path:
    """Write letters and their truth; return the path of the letters."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "letters.jsonl").open("w") as texts, (folder / "truth.jsonl").open("w") as truth:
        for one in found:
            texts.write(json.dumps({"id": one.id, "text": one.text}) + "\n")
            truth.write(json.dumps({"id": one.id, "form": one.form, "fills": one.fills}) + "\n")
    return folder / "letters.jsonl"


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one-family", action="store_true", help="all letters fill in one form")
    parser.add_argument("--families", type=int, default=0, help="so many forms of equal size and no single letter")
    given = parser.parse_args()
    forms = 1 if given.one_family else given.families
    print(write(given.folder, letters(given.size, given.seed, forms)))


if __name__ == "__main__":
    main()
