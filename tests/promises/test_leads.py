"""The words with which a match begins are read off a pattern; where they are not known, none are given."""

from __future__ import annotations

import re

import pytest

from pledgewatch.promises.leads import is_anchored, leads_of
from pledgewatch.promises.quick import Quick


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\b(?:commit|pledge)s?\b", ("commi", "pledg")),
        (r"\b(?:re)?commit", ("commi", "recom")),
        (r"(?<!x)a[bc]d", ("abd", "acd")),
        (r"ab{0,2}c", ("ab", "ac")),
        (r"(?=will)x.y", ("x",)),
        (r"\d{4} levels?", ()),
        (r"(?:a|.)b", ()),
        (r"a?", ()),
        (r"(?-i:We) [a-z]", ("we ",)),
        (r"\u627f\u8bfa\w", ("\u627f\u8bfa",)),
    ],
)
def test_the_words_that_a_match_begins_with(pattern: str, words: tuple[str, ...]) -> None:
    assert leads_of(pattern) == words


@pytest.mark.parametrize(
    ("pattern", "anchored"),
    [("^a", True), ("^(?:a|b)c|^d", True), ("^a|b", False), ("a^", False), (r"^[|]", True), ("", False)],
)
def test_what_is_tried_at_the_start_of_a_text_only(pattern: str, anchored: bool) -> None:
    assert is_anchored(pattern) is anchored


@pytest.mark.parametrize("pattern", [r"\b(?:is|island|and)\b", r"a(?:b|)", "^(?:is)?", r"(?:land|lands)s?"])
def test_every_match_is_found_as_the_plain_pattern_finds_it(pattern: str) -> None:
    text = "The island and its lands, and as it is ab abb. " * 3
    plain = [found.span() for found in re.finditer(pattern, text, re.IGNORECASE)]
    assert [found.span() for found in Quick(pattern).finditer(text)] == plain
