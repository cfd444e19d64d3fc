from __future__ import annotations

import pytest

from pledgewatch.record.name_words import (
    abbreviates,
    is_patronymic,
    known_apart,
    of_other_gender,
    pet_name,
    read_words,
)
from pledgewatch.record.names import read_name


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Column Twenty-Two of Grau", "organisation", ("column", "22", "grau")),
        ("Grau Fund XIV", "organisation", ("grau", "fund", "14")),
        ("XL Lanterns", "organisation", ("xl", "lanterns")),
        ("XLIV Lanterns", "organisation", ("44", "lanterns")),
        ("Grau Fortyfour", "organisation", ("grau", "44")),
        ("Grau i Blau", "organisation", ("grau", "blau")),  # "i" joins, as "and" does, and is no number
        ("Lamp No. 7", "organisation", ("lamp", "7")),
        ("Ministry of the Russian Federation", "organisation", ("ministry", "russia")),
        ("Lamp Bank of the United Kingdom", "organisation", ("lamp", "bank", "uk")),
        ("Dr. M4rta Grau", "person", ("marta", "grau")),
        ("Abdul Rahim", "person", ("abd", "rahim")),
        ("Abdullah", "person", ("abdullah",)),
    ],
)
def test_words_that_are_compared(text: str, kind: str, words: tuple[str, ...]) -> None:
    assert read_words(read_name(text), kind) == words


def test_short_words_for_long_ones() -> None:
    assert abbreviates("natl", "national")
    assert abbreviates("national", "natl")
    assert not abbreviates("graub", "grauberg")
    assert pet_name("bill", "william")
    assert pet_name("sasha", "alexander")
    assert not pet_name("harold", "henry")


def test_a_fathers_name() -> None:
    assert is_patronymic("ivanovich")
    assert is_patronymic("petrovna")
    assert not is_patronymic("markovic")


def test_what_tells_two_words_apart() -> None:
    assert of_other_gender("angelo", "angela")
    assert of_other_gender("alexander", "alexandra")
    assert not of_other_gender("marta", "martha")
    assert known_apart("eastern", "western")
    assert known_apart("austria", "australia")
    assert not known_apart("network", "networks")
    assert not known_apart("grauberg", "graubert")
