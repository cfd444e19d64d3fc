"""Write a large corpus of letters with known truth: who filled in which form, and where the fills stand.

    .venv/bin/python -m bench.generate FOLDER 10000 [--seed 1] [--one-family | --families 1000]

Writes `letters.jsonl` (id, text) and `truth.jsonl` (id, form, fills as [start, end], other forms in the letter) into
FOLDER. The definition, which does not change any more: seed 1 is for tuning, seed 2 for reporting.

- Two in five letters are nobody's form. They hold one or two stock sentences that many others hold too, forms
  among them.
- Sizes of families follow Zipf's law: the largest has one in 37 letters, most have two to five.
- One form in three is a sibling of a larger one: two clauses replaced or, of forms whose members leave nothing out,
  a passage of three sentences added (beside sentences that come and go, nobody could call it another form).
- Every second form of 40 members and more has two sentences that members leave out or not, each for itself. Of one such
  sentence, or where few members are, nobody could say whether it makes one form or two.
- Every second sentence of a form has a slot. What a letter puts there is its own; noise falls on it as on the rest.
- One word in 150 is misread, one letter in three is broken into lines, one in thirty within words too (`noise`).
"""

from __future__ import annotations

import argparse
import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.noise import Marked, Spoil, usual
from bench.tongues import ENGLISH, Tongue

__all__ = ["Fills", "Letter", "Piece", "Plan", "even", "fills_of", "letters", "made", "write", "zipf"]

_SINGLE = 0.4
_STEEP = 1.05
"""The exponent of Zipf's law."""
_LEFT_OUT = 0.4
_LEAST_WITH_OPTIONS = 40
_STOCK = 60
_SENTENCES = (9, 15)
_SLOT_KINDS = ("name", "name", "name", "date", "place", "number", "person")
_MONTHS = "January February March April May June July August September October November December".split()

Piece = tuple[str, bool]
"""A run of a letter's text, and whether it is a fill."""


class Letter(NamedTuple):
    """A letter, the form that it fills in (its own id where none), its fills' spans, other forms that it holds."""

    id: str
    text: str
    form: str
    fills: tuple[tuple[int, int], ...]
    also: tuple[str, ...] = ()


class Plan(NamedTuple):
    """How many letters fill in each form, largest first, and how many fill in none."""

    sizes: Sequence[int]
    singles: int

    def order(self, seed: int) -> array[int]:
        """Return the number of each letter's form, or -1, in the order in which letters come."""
        order = array("i", [-1]) * self.singles
        for at, size in enumerate(self.sizes):
            order.extend(array("i", [at]) * size)
        Random(f"{seed} order").shuffle(order)
        return order


class Form(NamedTuple):
    """Pieces of a form's sentences, each text or the name of a slot; `optional` sentences may be left out."""

    sentences: tuple[tuple[str, ...], ...]
    optional: tuple[int, ...]


Fills = Callable[[Tongue, Random], dict[str, str]]


def zipf(size: int) -> Plan:
    """Return the plan of a corpus: two in five letters alone, sizes of families by Zipf's law."""
    members = size - int(size * _SINGLE)
    low, high = 2, max(3, members)
    while high - low > 1:
        top = (low + high) // 2
        low, high = (top, high) if sum(_falling(top)) <= members else (low, top)
    sizes = _falling(low)
    sizes += [2] * ((members - sum(sizes)) // 2)
    return Plan(sizes, size - sum(sizes))


def _falling(top: int) -> list[int]:
    """Return sizes by Zipf's law, from `top` down to 2."""
    count = int(3 * (top / 2) ** (1 / _STEEP)) - 2
    return [int(top * (3 / (at + 3)) ** _STEEP) for at in range(count)]


def even(size: int, families: int) -> Plan:
    """Return the plan of families of one size and no letter alone."""
    return Plan([size // families + (at < size % families) for at in range(families)], 0)


def letters(size: int, seed: int = 1, families: int = 0) -> Iterator[Letter]:
    """Yield letters, in `families` forms of equal size where that is given."""
    yield from made(even(size, families) if families else zipf(size), seed)


def fills_of(tongue: Tongue, chance: Random) -> dict[str, str]:
    """Return what one letter puts into each kind of slot."""
    titles = ("Mr ", "Ms ", "Dr ") if tongue.leads else ("",)
    return {
        "name": tongue.name(chance, chance.choice((1, 2, 2, 3, 5))) + chance.choice(tongue.endings),
        "date": f"{chance.randrange(1, 29)} {chance.choice(_MONTHS)} {chance.randrange(2005, 2025)}"
        if tongue.leads
        else f"{chance.randrange(2005, 2025)}-{chance.randrange(1, 13)}-{chance.randrange(1, 29)}",
        "place": tongue.name(chance, 1),
        "number": str(chance.randrange(2, 400)),
        "person": chance.choice(titles) + tongue.name(chance, 1),
    }


def made(
    plan: Plan, seed: int, tongue: Tongue = ENGLISH, spoil: Spoil = usual, fills: Fills = fills_of, times: int = 1
) -> Iterator[Letter]:
    """Yield the letters of a plan, each spoilt `times` over, as if it had been scanned so often."""
    chance = Random(f"{seed} letters")
    stock = [_joined(tongue, tongue.words(Random(f"{seed} stock {at}"))) for at in range(_STOCK)]
    forms = _forms(plan, seed, tongue, stock)
    for number, at in enumerate(plan.order(seed)):
        pieces = _filled(forms[at], fills(tongue, chance), chance, tongue) if at >= 0 else _own(chance, stock, tongue)
        clean = _marked(pieces)
        for scan in range(times):
            name = f"g{number * times + scan:08}"
            text, spans = spoil(clean, chance)
            yield Letter(name, text, f"form {at}" if at >= 0 else f"letter {number}", spans)


def _marked(pieces: list[Piece]) -> Marked:
    spans: list[tuple[int, int]] = []
    at = 0
    for text, fill in pieces:
        if fill and text:
            spans.append((at, at + len(text)))
        at += len(text)
    return Marked("".join(text for text, _ in pieces), tuple(spans))


def _joined(tongue: Tongue, words: Sequence[str]) -> str:
    return tongue.space.join(words)


def _forms(plan: Plan, seed: int, tongue: Tongue, stock: list[str]) -> list[Form]:
    forms: list[Form] = []
    for at, size in enumerate(plan.sizes):
        chance = Random(f"{seed} form {at}")
        free = size >= _LEAST_WITH_OPTIONS
        if at > 2 and chance.random() < 1 / 3:
            forms.append(_sibling(forms[chance.randrange(at)], chance, tongue, free=free))
        else:
            forms.append(_form(chance, stock, tongue, free=free))
    return forms


def _form(chance: Random, stock: list[str], tongue: Tongue, *, free: bool) -> Form:
    sentences = [_with_slots(tongue, chance) for _ in range(chance.randrange(*_SENTENCES))]
    sentences[chance.randrange(len(sentences))] = (chance.choice(stock) + tongue.stop,)
    options = (chance.randrange(2, 4), chance.randrange(5, 8)) if free and chance.random() < 0.5 else ()
    return Form(tuple(sentences), options)


def _sibling(of: Form, chance: Random, tongue: Tongue, *, free: bool) -> Form:
    sentences = list(of.sentences)
    if of.optional or chance.random() < 0.5:
        for at in chance.sample([at for at in range(len(sentences)) if at not in of.optional], 2):
            sentences[at] = _with_slots(tongue, chance)
    else:
        sentences += [_with_slots(tongue, chance) for _ in range(3)]
    return Form(tuple(sentences), of.optional if free else ())


def _with_slots(tongue: Tongue, chance: Random) -> tuple[str, ...]:
    """Make a sentence; put a slot into every second."""
    words = tongue.words(chance)
    if chance.random() < 0.5:
        return (_joined(tongue, words) + tongue.stop,)
    at = chance.randrange(2, len(words))
    kind = chance.choice(_SLOT_KINDS)
    before = _joined(tongue, [*words[:at], tongue.leads.get(kind, "")])
    return (before, f"[{kind}", tongue.space + _joined(tongue, words[at:]) + tongue.stop)


def _filled(form: Form, fills: dict[str, str], chance: Random, tongue: Tongue) -> list[Piece]:
    left_out = [at for at in form.optional if chance.random() < _LEFT_OUT]
    out: list[Piece] = []
    for at, sentence in enumerate(form.sentences):
        if at not in left_out:
            out += [(fills[piece[1:]], True) if piece[0] == "[" else (piece, False) for piece in sentence]
            out.append((tongue.space, False))
    return out


def _own(chance: Random, stock: list[str], tongue: Tongue) -> list[Piece]:
    sentences = [_joined(tongue, tongue.words(chance)) for _ in range(12)]
    for _ in range(chance.randrange(1, 3)):
        sentences[chance.randrange(12)] = chance.choice(stock)
    return [((tongue.stop + tongue.space).join([*sentences, ""]), False)]


def write(folder: Path, found: Iterator[Letter]) -> Path:
    """Write letters and their truth; return the path of the letters."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "letters.jsonl").open("w") as texts, (folder / "truth.jsonl").open("w") as truth:
        for one in found:
            texts.write(json.dumps({"id": one.id, "text": one.text}) + "\n")
            truth.write(json.dumps({"id": one.id, "form": one.form, "fills": one.fills, "also": one.also}) + "\n")
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
    families = 1 if given.one_family else given.families
    print(write(given.folder, letters(given.size, given.seed, families)))


if __name__ == "__main__":
    main()
