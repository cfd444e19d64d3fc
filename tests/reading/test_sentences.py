from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.spans import Span
from pledgewatch.reading.sentences import sentences_of


def cut(text: str, language: str = "en") -> list[str]:
    return [span.of(text) for span in sentences_of(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Costs incl. VAT are met by Vexel Co., Ltd. in full.", "en"),
        ("H.E. Ban Okoro wrote to Mr. Moyo of it.", "en"),
        ("See No. 12 and Art. 5 of it.", "en"),
        ("Targets (i.e. what was met, e.g. waste) count.", "en"),
        ("It is made by W.A. Moyo & Sons Ltd. (Vexel) here.", "en"),
        ("Nous avons écrit à M. Dupont hier.", "fr"),
        ("Mme. Durand et M. Petit ont signé.", "fr"),
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str, language: str) -> None:
    assert cut(text, language) == [text]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We report. We act!", ["We report.", "We act!"]),
        ("We pledge:\n• to report\n• to act", ["We pledge:", "• to report", "• to act"]),
        ("We pledge: • to report • to act", ["We pledge:", "• to report", "• to act"]),
        ("We pledge:\n- to report\n- to act", ["We pledge:", "- to report", "- to act"]),
        ("We do this: 1. A report. 2. A plan.", ["We do this:", "1. A report.", "2. A plan."]),
        (
            "Its people: 1) learn 2) act. 3) We are. We go on. And on.",
            ["Its people:", "1) learn 2) act.", "3) We are.", "We go on.", "And on."],
        ),
        ("A heading\n\nWe report on\nwaste.  ", ["A heading", "We report on\nwaste."]),
        ("我们承诺报告。我们不使用童工！", ["我们承诺报告。", "我们不使用童工！"]),
    ],
)
def test_boundaries(text: str, wanted: list[str]) -> None:
    assert cut(text, "zh" if text[0] > "一" else "en") == wanted


def test_parts_are_never_crossed() -> None:
    text = "Dear Sir we report. Yours Ada"
    assert [span.of(text) for span in sentences_of(text, "en", [Span(9, 19)])] == [
        "Dear Sir",
        "we report.",
        "Yours Ada",
    ]


@given(st.text("aB.  \n•1)(é。-", max_size=80))
def test_sentences_are_ordered_trimmed_and_lose_no_word(text: str) -> None:
    spans = sentences_of(text, "en")
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert "".join("".join(span.of(text) for span in spans).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["a", " ", ". ", "Mr. ", "1) ", "(", '"', "\n\t- x"])
def test_time_is_linear(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    started = time.process_time()
    sentences_of(text, "en")
    assert time.process_time() - started < 5
