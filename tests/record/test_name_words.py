from __future__ import annotations

import pytest

from pledgewatch.record.name_words import (
    abbreviates,
    inflected,
    is_patronymic,
    known_apart,
    pet_name,
    read_words,
    same_father,
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
        ("Abdur Rahim", "person", ("abd", "rahim")),
        ("Abdullah", "person", ("abdullah",)),
        ("Al-Grau Bank", "organisation", ("grau", "bank")),
        ("Grau Scientific Research Institute", "organisation", ("grau", "research", "institute")),
        ("Nordlicht No. 5", "vessel", ("nordlicht", "5")),
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
    assert pet_name("serhiy", "sergej")


def test_a_fathers_name() -> None:
    assert is_patronymic("ivanovich")
    assert is_patronymic("petrovna")
    assert not is_patronymic("markovic")
    assert same_father("vladimirovich", "uladzimiravich")
    assert same_father("mykolaivna", "nikolaevna")
    assert not same_father("ivanovich", "petrovich")
    assert not same_father("grauberg", "grauberg")


def test_what_tells_two_words_apart() -> None:
    assert known_apart("eastern", "western")
    assert known_apart("austria", "australia")
    assert not known_apart("network", "networks")
    assert not known_apart("grauberg", "graubert")
    assert not known_apart("trade", "trading")
    assert not known_apart("agricultural", "agriculture")


def test_one_word_with_another_ending() -> None:
    assert inflected("sons", "son")
    assert inflected("metallurgy", "metallurgical")
    assert not inflected("grauber", "graubal")
    assert not inflected("technical", "transport")
