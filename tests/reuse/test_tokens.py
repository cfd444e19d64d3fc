from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.reuse import tokens
from pledgewatch.reuse.tokens import TOKEN, normalise, offsets
from pledgewatch.reuse.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organisation", "organization"),
        ("labour", "labor"),
        ("centre", "center"),
        ("recognise", "recognize"),
        ("programme", "program"),
        ("licence", "license"),
        ("commit-\nment", "commitment"),
        ("HARBOUR", "harbor"),
        ("ＡＢＣ", "abc"),
        ("travelled", "traveled"),
    ],
)
def test_a_reader_would_call_them_equal(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("four", "for"), ("hour", "horn"), ("two", "one"), ("2008", "2009")])
def test_a_reader_would_not(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("day-to-day, “quoted”", ["day", "to", "day", "quoted"]),
        ("港口", ["港", "口"]),
        ("हिन्दी", ["हिन्दी"]),
        ("I, ______, agree", ["I", "______", "agree"]),
        ("company's", ["company", "s"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert TOKEN.findall(text) == tokens


@given(st.text(max_size=200))
def test_any_text_is_encoded_with_one_character_a_token(text: str) -> None:
    vocabulary = Vocabulary()
    assert len(vocabulary.encode(text)) == len(offsets(text))


@given(st.text(alphabet="ab-\n \u00ad_1中", max_size=60), st.data())
def test_a_run_of_tokens_read_by_itself_is_the_same_tokens(text: str, data: st.DataObject) -> None:
    spans = offsets(text)
    if spans:
        first = data.draw(st.integers(0, len(spans) - 1))
        last = data.draw(st.integers(first, len(spans) - 1))
        part = text[spans[first][0] : spans[last][1]]
        assert TOKEN.findall(part) == [text[a:b] for a, b in spans[first : last + 1]]


@given(st.text(alphabet="abelnorstu", min_size=1, max_size=5), st.sampled_from(tokens._ENDINGS))
def test_a_word_that_no_pattern_is_asked_of_is_one_that_none_changes(stem: str, ending: str) -> None:
    for word in (stem + ending, stem + ending[:-1], stem):
        changed = tokens._DOUBLED.sub("l", word) if len(word) >= 5 else word
        for pattern, american in tokens._SPELLING if len(word) >= 5 else ():
            changed = pattern.sub(american, changed)
        assert normalise(word) == changed
