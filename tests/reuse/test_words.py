from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgewatch.reuse.tokens import normalise, offsets
from pledgewatch.reuse.vocabulary import Vocabulary
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
