from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.reuse.align import align, slid

TEXT = st.text(alphabet="abcd", max_size=80)


@given(TEXT, TEXT, st.sampled_from([1, 40, 1 << 26]))
def test_blocks_are_common_and_in_order(left: str, right: str, largest: int) -> None:
    a = b = 0
    for block in align(left, right, largest):
        assert left[block.a : block.a + block.size] == right[block.b : block.b + block.size]
        assert block.size > 0
        assert (block.a, block.b) >= (a, b)
        a, b = block.a + block.size, block.b + block.size


def test_chance_matches_far_from_the_rest_are_dropped() -> None:
    shared = "the quick brown fox jumps"
    assert [block.size for block in align("x" * 30 + shared, "y" * 9 + shared + "z" * 40 + "x")] == [len(shared)]


def test_another_sentence_that_shares_a_word_here_and_there_is_aligned_nowhere() -> None:
    before, after = "ABCDEFGH", "STUVWXYZ"
    left, right = f"{before}abc1def2ghi3jkl{after}", f"{before}mno1pqr2stu3vwx{after}"
    assert [block.size for block in align(left, right)] == [8, 8]
    # A word that stays between two fills is none of a chain.
    assert [block.size for block in align(f"{before}abc1def{after}", f"{before}mno1pqr{after}")] == [8, 1, 8]


def test_two_very_long_texts_are_aligned_in_bounded_time() -> None:
    text = "".join(chr(0x4E00 + (index * index) % 20000) for index in range(60_000))
    started = time.perf_counter()
    blocks = align(text, text[:30_000] + "!" + text[30_000:])
    assert sum(block.size for block in blocks) == 60_000
    assert time.perf_counter() - started < 10


@given(TEXT, TEXT)
def test_slid_blocks_are_common_and_in_order_and_reach_back(left: str, right: str) -> None:
    a = b = 0
    for number, block in enumerate(slid(align(left, right), left, right)):
        assert left[block.a : block.a + block.size] == right[block.b : block.b + block.size]
        assert (block.a, block.b) >= (a, b)
        if number and block.a > a and block.b > b:
            assert left[block.a - 1] != right[block.b - 1]
        a, b = block.a + block.size, block.b + block.size
