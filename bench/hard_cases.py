"""Make input that is hard to bear: the empty, the huge, the repeated, the text made to blow up an alignment.

Every case yields the texts of documents, in a small size for the tests and in a large one for `make soak`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, product
from random import Random
from typing import NamedTuple

from bench.generate import Plan, letters, made
from bench.tongues import CHINESE, ENGLISH

__all__ = ["HARD", "Hard"]

_FIXED = "the of and to a in that it is was for on are as with they at be this from or had by but not".split()
_LETTER = (
    "We are glad to confirm that {} stands behind the nine aims of the Harbour Charter on work, water and fair "
    "dealing. With this letter we state our wish to carry those aims into all places where we buy or build. {} will "
    "make this wish known to its workers and to the towns around its yards, and will send a yearly account of it."
)
# Pairs made as words were once made that shared a hash: the second halves make up for what tells the first apart.
# The first pair did share one in version 5 of the hash; of the second, the first step of today's is the same.
_COLLIDING = ("orbelvektamsinor", "ooppaciwbfjxkwti", "lidfgqwqaaaabaaa", "pckvebutibrnxftg")


class Hard(NamedTuple):
    """A case: its texts at a size, the size in tests and in the soak, and the most families that may come of it."""

    texts: Callable[[int], Iterator[str]]
    small: int
    large: int
    most_families: int | None = None


def _own(count: int, seed: int = 9) -> Iterator[str]:
    """Yield letters that share nothing but stock sentences."""
    yield from (one.text for one in made(Plan((), count), seed))


def _sentence(at: int) -> str:
    return " ".join(ENGLISH.words(Random(f"hard {at}"))) + ". "


def _passage(at: int, words: int) -> str:
    chance = Random(f"passage {at}")
    return " ".join(ENGLISH.name(chance, 1).lower() for _ in range(words))


def _same(count: int) -> Iterator[str]:
    yield from [_LETTER.format("Orbel", "Orbel")] * count


def _same_but_one(count: int) -> Iterator[str]:
    yield from _same(count)
    yield _LETTER.format("Tamsin Grain", "Tamsin Grain")


def _huge(size: int) -> Iterator[str]:
    """Yield a letter, and a document of so many characters that holds it."""
    text = " ".join(_own(size // 1_900 + 1))[:size]
    yield f"{text[: size // 2]}\n\n{_LETTER.format('Orbel', 'Orbel')}\n\n{text[size // 2 :]}"
    yield _LETTER.format("Tamsin", "Tamsin")


def _huge_twice(size: int) -> Iterator[str]:
    """Yield two versions of a document of so many characters, one word in 40 another."""
    words = " ".join(_own(size // 1_900 + 1))[:size].split(" ")
    chance = Random(3)
    yield " ".join(words)
    yield " ".join(chance.choice(words) if chance.random() < 1 / 40 else word for word in words)


def _one_sentence(times: int) -> Iterator[str]:
    yield _sentence(1) * times
    yield _sentence(1) * (times * 4 // 5)
    yield _sentence(1)


def _fixed_words(count: int) -> Iterator[str]:
    chance = Random(4)
    yield from (" ".join(chance.choices(_FIXED, k=300)) for _ in range(count))


def _of_signs(signs: str) -> Callable[[int], Iterator[str]]:
    def texts(size: int) -> Iterator[str]:
        chance = Random(5)
        yield from ("".join(chance.choices(signs, k=size // at)) for at in range(1, 8))

    return texts


def _line(size: int) -> Iterator[str]:
    """Yield lines without a space: letters, one letter, Chinese, soft hyphens, marks."""
    chance = Random(6)
    yield "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=size))
    yield "is" * (size // 2)
    yield "".join(CHINESE.words(chance)) * (size // 400)
    yield "ab\u00ad" * (size // 30)
    yield "e\u0301" * (size // 20)
    yield "abcdefgh-\n" * (size // 100)


def _two_words(count: int) -> Iterator[str]:
    yield from (("a b " * (40 + 37 * at)) for at in range(count))
    yield from (("a b " * (40 + 37 * at) + "c " + "b a " * (30 * at)) for at in range(count))


def _of_words(vocabulary: int, length: int) -> Callable[[int], Iterator[str]]:
    """Return texts of random words of a few: of four, any two texts share every run of five, and no run is unique."""

    def texts(count: int) -> Iterator[str]:
        chance, words = Random(7), _passage(1, vocabulary).split()
        yield from (" ".join(chance.choices(words, k=length)) for _ in range(count))

    return texts


def _shuffled_words(count: int) -> Iterator[str]:
    chance = Random(8)
    words = next(iter(_own(1))).split()
    for _ in range(count):
        chance.shuffle(words)
        yield " ".join(words)


def _shuffled_sentences(count: int) -> Iterator[str]:
    chance = Random(9)
    sentences = [_sentence(at) for at in range(40)]
    for _ in range(count):
        chance.shuffle(sentences)
        yield "".join(sentences)


def _all_runs(count: int) -> Iterator[str]:
    """Yield texts that hold every run of four of seven words, each begun elsewhere (as a de Bruijn sequence does)."""
    words = _passage(2, 7).split()
    runs = [word for run in product(words, repeat=4) for word in run]
    for at in range(count):
        cut = at * 131 % len(runs)
        yield " ".join(runs[cut:] + runs[:cut])


def _chain(count: int) -> Iterator[str]:
    """Yield texts of which each shares one phrase of 25 words with the next and nothing with others."""
    for at in range(count):
        own = _passage(1_000_000 + at, 120)
        yield f"{_passage(at, 25)} {own} {_passage(at + 1, 25)}"


def _one_phrase(count: int) -> Iterator[str]:
    """Yield texts that all share one phrase of 25 words."""
    for at in range(count):
        yield f"{_passage(2_000_000 + at, 90)} {_passage(0, 25)} {_passage(3_000_000 + at, 90)}"


def _growing(count: int) -> Iterator[str]:
    """Yield texts of which each is the one before and one more sentence."""
    sentences = [_sentence(at) for at in range(count)]
    yield from ("".join(sentences[: at + 1]) for at in range(count))


def _drifting(count: int) -> Iterator[str]:
    """Yield copies of copies: each is the one before with four words of 250 changed."""
    chance = Random(11)
    words = _passage(3, 250).split()
    for _ in range(count):
        for _ in range(4):
            words[chance.randrange(len(words))] = ENGLISH.name(chance, 1).lower()
        yield " ".join(words)


def _colliding(count: int) -> Iterator[str]:
    for at in range(count):
        yield _LETTER.format(_COLLIDING[at % 4], _COLLIDING[at // 4 % 4])


def _two_wordings(count: int) -> Iterator[str]:
    """Yield texts of 14 clauses, each in one of two wordings, as the lot falls: 16,384 texts and no two forms."""
    chance = Random(13)
    clauses = [(_sentence(at), _sentence(1_000 + at)) for at in range(14)]
    yield from ("".join(chance.choice(pair) for pair in clauses) for _ in range(count))


def _grid(count: int) -> Iterator[str]:
    """Yield texts that share one passage of 60 words with their row, and another with their column, of a square."""
    side = max(1, round(count**0.5))
    for at in range(count):
        row, column = divmod(at, side)
        yield f"{_passage(4_000_000 + row, 60)} {_passage(5_000_000 + at, 60)} {_passage(6_000_000 + column, 60)}"


def _every_place(count: int) -> Iterator[str]:
    """Yield letters of one form whose every tenth word is a slot, differently filled."""
    chance = Random(12)
    words = next(iter(_own(1))).split()
    for _ in range(count):
        yield " ".join(ENGLISH.name(chance, 1) if at % 10 == 5 else word for at, word in enumerate(words))


HARD: dict[str, Hard] = {
    "two empty documents": Hard(lambda size: iter([""] * size), 2, 2, 0),
    "nothing but empty documents": Hard(lambda size: iter(["", " \n"] * size), 500, 100_000, 0),
    "documents of one word": Hard(lambda size: iter(["word"] * size), 3_000, 100_000, 0),
    "different documents of one word": Hard(
        lambda size: (f"word{at}" for at in range(size)), 3_000, 100_000, 0
    ),
    "one letter many times": Hard(_same, 20_000, 1_000_000, 1),
    "one letter many times, and another": Hard(_same_but_one, 5_000, 200_000, 1),
    "one huge document": Hard(_huge, 2_000_000, 50_000_000),
    "two huge versions": Hard(_huge_twice, 400_000, 10_000_000),
    "one sentence repeated": Hard(_one_sentence, 50_000, 300_000),
    "fixed words alone": Hard(_fixed_words, 200, 5_000),
    "punctuation alone": Hard(_of_signs(".,;:!?()[]“”—…-'/*#"), 200_000, 5_000_000, 0),
    "digits alone": Hard(_of_signs("0123456789 "), 20_000, 500_000),
    "blanks and underscores": Hard(_of_signs("_ \n"), 50_000, 1_000_000),
    "combining marks alone": Hard(_of_signs("\u0300\u0301\u0338\u20dd\u0489\u05b7\u064e"), 200_000, 5_000_000),
    "lines without spaces": Hard(_line, 5_000_000, 20_000_000),
    "a b a b": Hard(_two_words, 40, 400),
    "a small vocabulary": Hard(_of_words(8, 3_000), 40, 400),
    "a tiny vocabulary": Hard(_of_words(4, 3_000), 40, 400),
    "a tiny vocabulary at length": Hard(_of_words(4, 60_000), 4, 60),
    "words shuffled": Hard(_shuffled_words, 300, 5_000),
    "sentences shuffled": Hard(_shuffled_sentences, 100, 1_000),
    "all runs of few words": Hard(_all_runs, 20, 60),
    "a chain of phrases": Hard(_chain, 600, 20_000, 0),
    "one phrase in all": Hard(_one_phrase, 600, 20_000, 0),
    "each a sentence longer": Hard(_growing, 120, 400),
    "copies of copies": Hard(_drifting, 300, 5_000),
    "every clause in two wordings": Hard(_two_wordings, 400, 20_000),
    "a grid of passages": Hard(_grid, 400, 10_000),
    "words that collide": Hard(_colliding, 40, 2_000),
    "a slot at every tenth word": Hard(_every_place, 300, 20_000),
    "letters like others": Hard(lambda size: (one.text for one in islice(letters(size, seed=3), size)), 2_000, 20_000),
}  # fmt: skip
"""The cases by name."""
