"""Folding keeps the way back to the document."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pledgewatch.promises.folding import _by_steps, fold
from pledgewatch.promises.language import load_language

ENGLISH = load_language("en")


def test_a_broken_word_is_joined_and_found_again() -> None:
    text = "xx  We pub-\nlish\u2019s \ufb01gures"
    folded = fold(text, 4, len(text), ENGLISH)
    assert folded.text == "We publish's figures"
    start = folded.text.index("publish")
    assert folded.span(start, start + 7).of(text) == "pub-\nlish"
    start = folded.text.index("figures")
    assert folded.span(start, start + 7).of(text) == "\ufb01gures"


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab I|-\n\t\u2019\u201c\ufb01\ufb03\u00adTam pleased")), max_size=80))
def test_every_folded_character_has_a_place(text: str) -> None:
    folded = fold(text, 0, len(text), ENGLISH)
    for at in range(len(folded.text)):
        span = folded.span(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)


_LETTERS = "ab I|-\n\t\u2019\u201c\ufb01\ufb03\u00adTam pleased\u3000\u4e2d\u570b\uff05\uff11\u2010 \u2028"


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(list(_LETTERS)), max_size=60), st.sampled_from(["en", "zh", "ja", "fr"]))
def test_folding_at_once_gives_what_folding_by_steps_gives(text: str, code: str) -> None:
    language = load_language(code)
    folded, steps = fold(text, 0, len(text), language), _by_steps(text, 0, language)
    assert folded.text == steps.text
    assert [folded.place(at) for at in range(len(folded.text))] == [steps.place(at) for at in range(len(steps.text))]
