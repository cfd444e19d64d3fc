"""The truth that benches measure against must itself be true."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest
from bench.agreement import agreement
from bench.generate import Plan, even, letters, made, zipf
from bench.noise import Marked, Spoil, americanised, broken, commented, misread, pointed, punctuated, usual
from bench.variety import KINDS, counted
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.reuse import Reuse, find_families

_SPOILS: list[Spoil] = [usual, americanised, broken, commented, punctuated, pointed]


@given(
    st.lists(st.sampled_from(["harbour", "organise", "QXZ", "and", "longerthaneight", "שלום"]), max_size=80), st.data()
)
def test_a_mark_stays_with_its_word_whatever_the_noise(words: list[str], data: st.DataObject) -> None:
    spoil = data.draw(st.sampled_from(_SPOILS))
    text = ". ".join(words)
    spans = tuple(found.span() for found in re.finditer("QXZ", text))
    spoilt = spoil(Marked(text, spans), Random(data.draw(st.integers(0, 99))))
    assert [re.sub(r"[^a-z]", "", spoilt.text[a:b].lower()) for a, b in spoilt.spans] == ["qxz"] * len(spans)


def test_words_are_misread_at_the_stated_rate() -> None:
    text = "the honest harbour reviews each modest ledger " * 1_000
    read = misread(Marked(text, ()), Random(1), 1 / 50).text.split()
    counts = Counter(read)
    right = sum(counts[word] for word in set(text.split()))
    assert 0.015 < 1 - right / len(text.split()) < 0.03


@pytest.mark.parametrize("size", [5, 100, 10_000, 1_000_000])
def test_sizes_follow_zipf_down_to_two(size: int) -> None:
    plan = zipf(size)
    assert sum(plan.sizes) + plan.singles == size
    assert abs(plan.singles - 0.4 * size) <= 1
    assert min(plan.sizes) == 2
    assert list(plan.sizes) == sorted(plan.sizes, reverse=True)


def test_families_of_one_size_leave_no_letter_alone() -> None:
    assert even(10, 3) == Plan([4, 3, 3], 0)
    assert {one.form for one in letters(50, families=1)} == {"form 0"}


def test_the_same_seed_makes_the_same_letters_and_another_seed_others() -> None:
    assert list(letters(60, seed=2)) == list(letters(60, seed=2))
    assert not {one.text for one in letters(60, seed=1)} & {one.text for one in letters(60, seed=2)}


def test_letters_of_one_form_share_its_text_and_their_fills_differ() -> None:
    corpus = list(made(Plan([30], 0), 1, spoil=lambda text, chance: text))
    assert len({_without_fills(one.text, one.fills) for one in corpus}) == 1
    assert len({one.text for one in corpus}) == 30


def _without_fills(text: str, fills: tuple[tuple[int, int], ...]) -> str:
    for start, end in reversed(fills):
        text = text[:start] + "[]" + text[end:]
    return text


@pytest.mark.parametrize("name", KINDS)
def test_fills_of_every_kind_lie_in_their_letters(name: str) -> None:
    corpus = list(KINDS[name].letters(1))
    assert len({one.id for one in corpus}) == len(corpus)
    for one in corpus:
        assert all(0 <= start < end <= len(one.text) for start, end in one.fills)
        assert list(one.fills) == sorted(one.fills)
    assert sum(bool(one.fills) for one in corpus) > len(corpus) / 3


def test_what_is_found_is_counted_against_the_truth() -> None:
    corpus = list(made(Plan([12, 8], 5), 1, spoil=lambda text, chance: text))
    pairs, words = counted(corpus, Reuse(families=(), copies=(), singles=()))
    assert (pairs.gold, pairs.found) == (12 * 11 // 2 + 8 * 7 // 2, 0)
    assert words.both == 0 < words.gold
    found = find_families([Document(id=DocumentId(one.id), text=one.text) for one in corpus])
    pairs, words = counted(corpus, found)
    assert pairs.gold == pairs.found == pairs.both
    assert words.both > 0.95 * words.gold


def test_agreement_of_partitions() -> None:
    same = agreement(["a", "a", "b", "c"], ["x", "x", "y", "z"])
    assert set(same.values()) == {1.0}
    torn = agreement(["a"] * 4 + ["b"] * 4, ["1", "1", "2", "2", "3", "3", "3", "3"])
    assert torn["pairwise precision"] == 1.0
    assert torn["pairwise recall"] == pytest.approx(8 / 12)
    assert torn["B-cubed F1"] == pytest.approx(2 * 0.75 / 1.75)
    assert 0 < torn["ARI"] < 1
