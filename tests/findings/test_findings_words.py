from __future__ import annotations

import pytest
from tests.findings.build import document, pledge

from pledgewatch.findings.words import a_few, capital, count, noun, percent, possessive, quoted, stopped


@pytest.mark.parametrize(
    ("share", "text"), [(0.968, "96 %"), (0.29, "29 %"), (0.9999, "99 %"), (1.0, "100 %"), (1.2, "100 %"), (0, "0 %")]
)
def test_percentages_are_rounded_down(share: float, text: str) -> None:
    assert percent(share) == text


def test_a_few_names_are_told_and_the_rest_counted() -> None:
    assert a_few([]) == ""
    assert a_few(["A"]) == "A"
    assert a_few(["A", "B", "C"]) == "A, B and C"
    assert a_few(["A", "B", "C", "D"]) == "A, B, C and 1 more"


def test_small_numbers_are_words() -> None:
    assert [count(1, "letter"), count(2, "letter"), count(0, "reply", "replies")] == [
        "one letter", "two letters", "no replies",
    ]  # fmt: skip
    assert (count(1200, "letter"), count(3)) == ("1,200 letters", "three")


def test_a_long_passage_keeps_its_ends_on_one_line() -> None:
    assert quoted("a\nb\t c") == "“a b c”"
    assert quoted("我们承\n 诺 到\n2030年，\n减排") == "“我们承诺 到 2030年，减排”"
    long = quoted("begin " + "x" * 400 + " end", 40)
    assert long.startswith("“begin ")
    assert long.endswith(" end”")
    assert len(long) < 50


def test_names_and_sentences_end_as_they_should() -> None:
    assert (possessive("Marlowe Kites"), possessive("IBIS"), possessive("Otto")) == (
        "Marlowe Kites’", "IBIS’", "Otto’s",
    )  # fmt: skip
    assert [stopped(text) for text in ("a", "a.", "“a.”", "“a”", "a?")] == ["a.", "a.", "“a.”", "“a”.", "a?"]
    assert capital("the iPhone") == "The iPhone"


@pytest.mark.parametrize(
    ("kind", "extent", "parts", "name"),
    [
        ("letter", "whole", {}, "letter"),
        ("report", "whole", {}, "report"),
        ("letter", "excerpt", {}, "quoted paragraph"),
        ("", "whole", {"closing": (0, 1)}, "letter"),
        ("", "unknown", {}, "document"),
        ("poem", "whole", {}, "document"),
    ],
)
def test_a_document_is_called_what_it_is(kind: str, extent: str, parts: dict[str, object], name: str) -> None:
    one = document(kind=kind, parts=parts)
    assert noun(one, pledge(kind=kind, extent=extent)) == name
    assert noun(document(extent=extent, kind=kind, parts=parts), None) == name
