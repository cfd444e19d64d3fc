from __future__ import annotations

import random
from itertools import pairwise
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgewatch.reuse.tokens import normalise, offsets
from pledgewatch.reuse.vocabulary import Vocabulary
from pledgewatch.reuse.word_hashes import hash_of_word
from pledgewatch.reuse.words import read_words

STEMS = ("organ", "real", "col", "lab", "cent", "fib", "trav", "cance", "lic", "dial", "progr", "anal", "t", "fulfi")
ENDS = [
    "ise",
    "ised",
    "ising",
    "isation",
    "isational",
    "yse",
    "ysed",
    "our",
    "ours",
    "oured",
    "ourable",
    "ourhood",
    "tre",
    "bres",
    "lled",
    "ller",
    "lling",
    "llment",
    "ence",
    "ences",
    "ogue",
    "ogues",
    "amme",
    "ammes",
    "ors",
    "llors",
    "ing",
    "able",
]
WORDS = st.one_of(
    st.builds(str.__add__, st.sampled_from(STEMS), st.sampled_from(ENDS)),
    st.sampled_from(
        ["ORGANISED", "a" * 40, "x1", "1.2", "____", "hyper-\nmarket", "soft\u00adly", "café", "“Aims”", "中文字"]
    ),
    st.text(max_size=12),
)
TEXTS = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", " ", "-\n", "- \r\n ", "-\u00a0\n", "\n-", "-"])), max_size=12
).map(lambda pairs: "".join(word + sign for word, sign in pairs))


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_words_read_at_once_are_the_words_read_one_by_one(texts: list[str]) -> None:
    batch = read_words(texts)
    bounds = batch.first.tolist()
    keys: dict[int, str] = {}
    for at, text in enumerate(texts):
        low, high = bounds[at], bounds[at + 1]
        assert list(zip(batch.starts[low:high], batch.ends[low:high], strict=True)) == offsets(text)
        for value, (start, end) in zip(batch.hashes[low:high].tolist(), offsets(text), strict=True):
            key = normalise(text[start:end])
            assert keys.setdefault(value, key) == key


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_equal_words_have_equal_hashes_however_they_were_read(one: str, other: str) -> None:
    # The letter é makes the whole text one that the pattern reads.
    fast, slow = read_words([one]), read_words([f"é {one}"])
    if one.isascii():
        assert fast.hashes.tolist() == slow.hashes[1:].tolist()
    vocabulary = Vocabulary()
    assert vocabulary.encode_all([one, other], read_words([one, other])) == [
        vocabulary.encode(one),
        vocabulary.encode(other),
    ]


def test_a_line_breaks_a_word_once_and_never_between_two_texts() -> None:
    texts = ["con-\ntin-\nue", "and-", "\nso on-\t\n on", "An-\nd A-\nD"]
    batch = read_words(texts)
    bounds = batch.first.tolist()
    for at, text in enumerate(texts):
        spans = list(
            zip(batch.starts[bounds[at] : bounds[at + 1]], batch.ends[bounds[at] : bounds[at + 1]], strict=True)
        )
        assert spans == offsets(text)


@pytest.mark.parametrize("texts", [[], [""], ["", " ", "..."]])
def test_texts_without_words_have_none(texts: list[str]) -> None:
    assert read_words(texts).first.tolist() == [0] * (len(texts) + 1)


def _halves(count: int) -> list[str]:
    chance = random.Random(4)
    return ["".join(chance.choices(ascii_lowercase, k=8)) for _ in range(count)]


def test_whoever_makes_up_for_the_first_half_of_a_word_in_its_second_finds_no_two_of_one_hash() -> None:
    firsts = sorted(_halves(1 << 16), key=lambda half: hash_of_word(half) & 0xE0E0E0E0E0E0E0E0)
    pairs = []
    for one, other in pairwise(firsts):
        apart = (hash_of_word(one) ^ hash_of_word(other)).to_bytes(8, "little")
        seconds = [
            [(sign, chr(ord(sign) ^ step)) for sign in ascii_lowercase if chr(ord(sign) ^ step) in ascii_lowercase]
            for step in apart
        ]
        if all(seconds):
            pairs.append((one + "".join(two[0][0] for two in seconds), other + "".join(two[0][1] for two in seconds)))
    assert len(pairs) > 3
    assert all(hash_of_word(one) != hash_of_word(other) for one, other in pairs)


def test_no_two_of_many_words_share_a_hash() -> None:
    halves = _halves(300)
    words = {*halves, *(one + other for one in halves for other in halves), *(one * 3 for one in halves)}
    words |= {"a" * length for length in range(1, 60)}
    assert len(set(read_words([" ".join(sorted(words))]).hashes.tolist())) == len({normalise(word) for word in words})
