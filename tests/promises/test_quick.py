"""A quick pattern finds what the plain one finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgewatch.promises.language import load_language
from pledgewatch.promises.language_file import language_codes
from pledgewatch.promises.quick import Quick, needed


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\b(?:commit|pledge)s?\b", ("commit", "pledge")),
        (r"(?:re)?commit", ("commit",)),
        (r"ab?cd", ("cd",)),
        (r"(?<!x)abc{0,2}d", ("ab",)),
        (r"\d{4} levels?", (" level",)),
        (r"(?P<act>foo|ba(?:r|z))", ("ba", "foo")),
        (r"\bCO2e?\b", ("co2",)),
        (r"(?:a|[bc])", ()),
        (r"^.{0,100}$", ()),
        (r"a?|b", ()),
        (r"(?=will)x.y", ("x",)),
        (r"\u2022 ?\S", ("\u2022",)),
    ],
)
def test_the_words_that_a_pattern_needs(pattern: str, words: tuple[str, ...]) -> None:
    assert needed(pattern) == words


def _rules(code: str) -> list[Quick]:
    language = load_language(code)
    rules = [pattern for _, pattern in language.cues] + [rule.pattern for rule in language.vetoes]
    rules += [pattern for _, patterns in language.aspects for pattern in patterns]
    rules += [pattern for _, pattern in language.dues] + [topic.pattern for topic in language.topics]
    rules += [pattern for _, pattern in language.passages.rules] if language.passages else []
    return rules


@pytest.mark.parametrize("code", sorted(language_codes()))
def test_every_rule_finds_what_it_would_find_alone(code: str) -> None:
    rules = _rules(code)
    texts = [word for rule in rules for word in rule.needs][:400]
    texts += [" ".join(texts[at : at + 6]) for at in range(0, len(texts), 6)]
    for rule in rules:
        plain = re.compile(rule.pattern, re.IGNORECASE)
        for text in texts:
            assert (rule.search(text) is None) == (plain.search(text) is None), (rule.pattern, text)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.sampled_from(list("wil sh\u017f\u212aCOMmit20%,.")), max_size=40))
def test_odd_capitals_are_found_as_well(text: str) -> None:
    pattern = r"\b(?:will|shall|commit(?:s|ted)?|k\d|2\d%)"
    assert (Quick(pattern).search(text) is None) == (re.compile(pattern, re.IGNORECASE).search(text) is None)
