from __future__ import annotations

import pytest

from pledgewatch.model.spans import Span
from pledgewatch.reuse import placeholders


@pytest.mark.parametrize(
    "left",
    [
        "[name of the organization]",
        "[please insert description of the ways in which your firm wishes to take part]",
        "[Company]",
        "[Company Name]",
        "<company>",
        "<name of company>",
        "{{company_name}}",
        "______",
        "XXXX",
        "[DATE]",
        "[insert number]",
        "(insert name of organisation)",
        "[nom de l'entreprise]",
        "[公司名称]",
    ],
)
def test_what_was_left_unfilled_is_found(left: str) -> None:
    text = f"I confirm that {left} supports the aims."
    assert [span.of(text) for span in placeholders(text, Span(0, len(text)))] == [left]


@pytest.mark.parametrize(
    "text",
    [
        "They wrote “principals” [sic] twice.",
        "Write to [email] or call [phone].",
        "As shown before [12], [3, 4] and in [2019] 1 AC 5.",
        "“[W]e shall” is what they said of [our] goods.",
        "I confirm that [Dahua/Hikvision] supports it.",
        "It is <b>bold</b> and <a href='x'>linked</a> to <someone@example.org>.",
        "The firm (the company) and its people (name, age) agree.",
        "[illegible] [Page 4] […]",
        "We, [Orbel Glass Company Limited], agree.",
    ],
)
def test_ordinary_brackets_are_not(text: str) -> None:
    assert placeholders(text, Span(0, len(text))) == ()


def test_only_the_part_asked_for_is_searched() -> None:
    text = "[Date] We are [Company]."
    assert placeholders(text, Span(7, len(text))) == (Span(14, 23),)
