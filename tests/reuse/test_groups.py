"""Which units hold one form, by small letters written for each rule."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reuse.letters import EARLY, LATE, OWN

from pledgewatch.reuse.corpus import Unit, runs_of
from pledgewatch.reuse.groups import group
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sketch import SHINGLE
from pledgewatch.reuse.vocabulary import Vocabulary

SENTENCES = EARLY.split(". ")
TAIL = (
    "This letter was drawn up for {name} by its clerk with the help of the harbour master and of two retired pilots "
    "whose notes are kept in the long room above the customs house"
)
CLAUSE = (
    "No licence to use the mark of the charter is given by this letter even where that mark stands upon its first page"
)


def names(size: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("aeioulmnrstv", k=7)).title() for _ in range(size)]


def groups(texts: list[str], settings: ReuseSettings | None = None) -> list[list[int]]:
    """Return the groups of some texts, each text one document."""
    vocabulary = Vocabulary()
    units = [Unit(vocabulary.encode(text), 1) for text in texts]
    return sorted(list(one.members) for one in group(units, vocabulary, settings or ReuseSettings()))


def filled(form: str, fills: list[str]) -> list[str]:
    return [form.format(name=name) for name in fills]


def test_one_signers_many_letters_are_no_form_of_their_own() -> None:
    mine = filled(f"{EARLY} {TAIL}.", ["Quillon Ferries"] * 10)
    mine = [text.replace("worker", f"worker {number}{number}{number}") for number, text in enumerate(mine)]
    others = filled(EARLY, names(30))
    assert groups([*mine, *others]) == [list(range(40))]


def test_what_several_signers_add_at_the_end_is_a_form_that_grew() -> None:
    short, long = filled(EARLY, names(20)), filled(f"{EARLY} {TAIL}.", names(20, seed=2))
    assert groups([*short, *long]) == [list(range(20)), list(range(20, 40))]


def test_a_fill_that_many_have_stays_a_fill() -> None:
    form = SENTENCES[0] + ". {name} and its heirs and those who act for it " + ". ".join(SENTENCES[1:])
    common = filled(form, ["Royal Society of Rope Makers"] * 12)
    common = [text.replace("charter", f"charter {number}{number}{number}") for number, text in enumerate(common)]
    assert groups([*common, *filled(form, names(8))]) == [list(range(20))]


def test_a_clause_that_two_share_against_the_form_divides_them_from_it() -> None:
    plain = filled(EARLY, names(12))
    more = filled(". ".join([*SENTENCES[:2], CLAUSE, *SENTENCES[2:]]), names(2, seed=2))
    assert groups([*plain, *more]) == [list(range(12)), [12, 13]]


def test_another_opening_is_no_passage_that_signers_left_out() -> None:
    words = names(400)
    openings = " ".join(words[:34]), " ".join(words[40:58])
    options = list(product((words[100:125], []), (words[130:155], [])))
    signers = iter(names(32, seed=2))
    texts = [
        " ".join([opening, *words[160:200], next(signers), *one, *words[200:260], *other, *words[260:360]])
        for opening in openings
        for one, other in options * 4
    ]
    assert groups(texts) == [list(range(16)), list(range(16, 32))]


def test_a_clause_of_ones_own_does_not() -> None:
    plain = filled(EARLY, names(12))
    more = filled(". ".join([*SENTENCES[:2], CLAUSE, *SENTENCES[2:]]), ["Orbel"])
    assert groups([*plain, *more]) == [list(range(13))]


def test_who_rewords_the_form_throughout_holds_another() -> None:
    plain = filled(EARLY, names(12))
    words = EARLY.format(name="Orbel").split()
    for at in range(6, len(words), 9):
        words[at : at + 1] = ["quite", "another", f"word{at}"]
    assert groups([*plain, " ".join(words)]) == [list(range(12))]


def test_who_puts_in_more_than_was_taken_is_no_copy() -> None:
    plain = filled(EARLY, names(12))
    inside = ". ".join([*SENTENCES[:2], " ".join(names(150, seed=8)), *SENTENCES[2:]]).format(name="Orbel")
    before, after = " ".join(names(150, seed=9)), " ".join(names(150, seed=10))
    around = f"{before} {EARLY.format(name='Orbel')} {after}"
    assert groups([*plain, inside, around]) == [[*range(12), 13]]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_sentences_left_out_side_by_side_are_chosen_each_for_itself(count: int) -> None:
    chance = random.Random(3)
    extra = [" ".join(f"{word}{number}" for word in CLAUSE.split()) for number in range(count)]
    texts = []
    for name in names(48):
        chosen = [sentence for sentence in extra if chance.random() < 0.5]
        texts.append(". ".join([*SENTENCES[:2], *chosen, *SENTENCES[2:]]).format(name=name))
    assert groups(texts) == [list(range(48))]


def test_a_letter_with_words_of_its_own_at_a_place_has_neither_wording_there() -> None:
    """Eras that differ in one place are one form for a letter that says something else there."""
    first = filled(EARLY, names(8))
    second = [
        text.replace("work, water and fair dealing", "labour and the sea").replace("a yearly account", "one report")
        for text in filled(EARLY, names(8, seed=2))
    ]
    third = EARLY.format(name="Orbel").replace("work, water and fair dealing", "all that floats or sinks")
    assert groups([*first, *second, third]) == [list(range(17))]


def test_scans_of_one_letter_count_once() -> None:
    """The name that they share is no form: a letter of another signer differs from them by fills."""
    scans = filled(EARLY, ["Quillon Ferries"] * 4)
    scans = [
        text.replace("yearly", spelt)
        for text, spelt in zip(scans, ("yearly", "yeariy", "ycarly", "vearly"), strict=True)
    ]
    other = EARLY.format(name="Tamsin").replace("work, water and fair dealing", "work, water, air and fair dealing")
    assert groups([*scans, other]) == [list(range(5))]


def test_eras_and_their_leftovers() -> None:
    """A letter that is no copy of the form that explains it best is alone, and so are several."""
    early, late = filled(EARLY, names(6)), filled(LATE, names(6, seed=2))
    chance = random.Random(5)
    echoes = []
    for _ in range(3):
        words = EARLY.format(name="Orbel").split()
        for at in range(4, len(words), 6):
            words[at : at + 2] = [f"w{chance.random()}" for _ in range(3)]
        echoes.append(" ".join(words))
    assert groups([*early, *late, *echoes]) == [list(range(6)), list(range(6, 12))]


HARD = ReuseSettings(largest_alignment=1 << 16)


@pytest.mark.parametrize(
    "texts",
    [
        [f"{OWN['sea']} " * 2000, f"{OWN['sea']} " * 1500, OWN["sea"]],
        [" ".join(f"w{number % 4001}" for number in range(start, start + 60_000)) for start in (0, 7)],
        [" ".join(random.Random(seed).choices(["the", "of", "and", "to"], k=400)) for seed in range(60)],
        [" ".join(random.Random(seed).sample(EARLY.split(), 80)) for seed in range(60)],
        ["", "word", "word word", "five words are one run"],
    ],
)
def test_hard_input_is_grouped_once_at_most(texts: list[str]) -> None:
    found = Counter(unit for members in groups(texts, HARD) for unit in members)
    assert all(count == 1 for count in found.values())


@given(st.lists(st.text(alphabet="abc", max_size=12), min_size=1, max_size=6))
def test_runs_are_counted_as_one_would_by_hand(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    units = [Unit(vocabulary.encode(" ".join(text)), 1) for text in texts]
    runs = runs_of(units)
    cut = [[text[at : at + SHINGLE] for at in range(len(text) + 1 - SHINGLE)] for text in texts]
    users = Counter(run for mine in cut for run in set(mine))
    for unit, mine in enumerate(cut):
        numbers = runs.number[runs.first[unit] : runs.first[unit + 1]].tolist()
        assert [int(runs.users[number]) for number in numbers] == [users[run] for run in mine]
        assert runs.sizes[unit] == len(set(mine))
        shared = [len(set(mine) & set(other)) / max(1, min(len(set(mine)), len(set(other)))) for other in cut]
        assert runs.common(unit).tolist() == pytest.approx(shared)
