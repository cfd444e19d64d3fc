from __future__ import annotations

import random

import numpy as np
import pytest

from pledgewatch.reuse import sketch
from pledgewatch.reuse.sketch import marks_of, runs_of, sampled
from pledgewatch.reuse.words import read_words

CHANCE = random.Random(5)
LONG = [f"{CHANCE.choice('bdfgklm')}{CHANCE.choice('aeiou')}{CHANCE.randrange(10**6)}" for _ in range(4_000)]


def chosen(words: list[str]) -> list[bool]:
    runs, _ = runs_of(read_words([" ".join(words)]))
    kept: list[bool] = sampled(marks_of(runs)).tolist()
    return kept


def test_every_fourth_run_of_a_long_text_is_kept_and_they_lie_evenly() -> None:
    kept = np.array(chosen(LONG))
    assert 0.23 < kept.mean() < 0.27
    assert not (kept[1:] & kept[:-1]).any()
    within = np.convolve(kept, np.ones(16, dtype=int), "valid")
    assert (within >= 2).mean() > 0.998


def test_a_passage_keeps_the_same_runs_wherever_it_stands() -> None:
    passage = LONG[100:140]
    assert chosen(passage) == chosen(LONG)[100:136]


@pytest.mark.parametrize("words", [["sail"], ["sail", "rope"], ["sail", "rope", "cask"]])
def test_a_text_that_repeats_few_words_keeps_some(words: list[str]) -> None:
    assert any(chosen(words * 100))


@pytest.mark.parametrize("count", range(7))
def test_texts_of_few_words_have_few_runs(count: int) -> None:
    assert len(chosen(LONG[:count])) == max(0, count - 4)


def test_units_stand_in_the_order_of_their_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [" ".join(LONG[:count]) for count in (1, 2, 10, 50, 300, 2_000)]
    first = sketch.sketch(read_words(texts)).keys
    assert first[:, 0].tolist() == sorted(first[:, 0].tolist())
    monkeypatch.setattr(sketch, "SEED", 7)
    other = sketch.sketch(read_words(texts)).keys
    assert (first != other).all()
    assert other[:, 0].tolist() == sorted(other[:, 0].tolist())
