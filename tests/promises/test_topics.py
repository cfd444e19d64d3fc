"""Words are mapped to areas and principles."""

from __future__ import annotations

import pytest

from pledgewatch.promises.language import load_language
from pledgewatch.promises.topics import concerns

ALL_AREAS = ("human rights", "labour", "environment", "anti-corruption")


@pytest.mark.parametrize(
    ("text", "areas", "principles"),
    [
        ("We will uphold the ten principles.", ALL_AREAS, tuple(range(1, 11))),
        ("We express our intent to implement those principles.", ALL_AREAS, tuple(range(1, 11))),
        ("We will respect human rights.", ("human rights",), (1, 2)),
        ("We will recognise trade unions.", ("labour",), (3,)),
        ("We will repay recruitment fees.", ("labour",), (4,)),
        ("We will end child labour.", ("labour",), (5,)),
        ("We will close the gender pay gap.", ("labour",), (6,)),
        ("We will store mercury safely.", ("environment",), (7,)),
        ("We will cut emissions.", ("environment",), (8,)),
        ("We will build solar roofs.", ("environment",), (9,)),
        ("We will refuse every bribe.", ("anti-corruption",), (10,)),
        ("We will improve health and safety.", ("labour",), ()),
        ("We will improve the working environment.", (), ()),
        ("We will follow accounting principles.", (), ()),
        ("We will report on progress.", (), ()),
    ],
)
def test_words_and_what_they_concern(text: str, areas: tuple[str, ...], principles: tuple[int, ...]) -> None:
    concerned = concerns(text, load_language("en"))
    assert (concerned.areas, concerned.principles) == (areas, principles)
    assert concerned.words.keys() == set(areas)


def test_the_words_that_caused_it_are_where_they_say() -> None:
    text = "We will cut emissions and refuse every bribe."
    words = concerns(text, load_language("en")).words
    assert {area: text[start:end] for area, (start, end) in words.items()} == {
        "environment": "emissions",
        "anti-corruption": "bribe",
    }
