from __future__ import annotations

import pytest

from pledgewatch.record.spelling import (
    arabic_skeleton,
    bare_arabic,
    is_persian,
    letters_written,
    one_word,
    skeleton,
    spelling,
    stem,
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("bryanskiy", "bryansk", True),
        ("technika", "tekhnika", True),
        ("makeyev", "makeeva", True),
        ("yubileyny", "iubileinyi", True),
        ("aerohydrodynamic", "aerogidrodinamicheskiy", True),
        ("rubin", "robin", False),
        ("integral", "integra", True),
        ("novorossiysk", "novgorod", False),
    ],
)
def test_one_word_however_it_was_transliterated(one: str, other: str, same: bool) -> None:
    assert (stem(one) == stem(other) and one_word(one, other)) is same


def test_the_article_and_what_is_written_on_to_an_arabic_word_do_not_count() -> None:
    assert skeleton("alghaf") == skeleton("ghaf") == arabic_skeleton("الغاف")
    assert bare_arabic("والشام") == bare_arabic("الشام") == "شام"
    assert arabic_skeleton("للملاحة") == arabic_skeleton("الملاحة")
    assert skeleton("paravar") == arabic_skeleton("پراور")


def test_the_ending_of_an_adjective_is_left_out() -> None:
    assert spelling("volgogradskoye") == spelling("volgograd")


@pytest.mark.parametrize(
    ("arabic", "latin", "letters"),
    [
        ("القاعدة", "qaida", 5),
        ("القاعدة", "qaeda", 5),
        ("القاعدة", "qada", 5),
        ("القاعدة", "qidi", 0),
        ("نخبة", "nukhba", 4),
        ("نخبة", "nukba", 4),
        ("نخبة", "nakheel", 0),
        ("ا" * 60, "a" * 90 + "b", 0),
    ],
)
def test_a_latin_word_writes_every_letter_of_an_arabic_one(arabic: str, latin: str, letters: int) -> None:
    assert letters_written(arabic, latin) == letters


def test_persian_says_z_where_arabic_says_d() -> None:
    assert is_persian("مستضعفین")
    assert not is_persian("نخبة")
    assert arabic_skeleton("مستضعفین", persian=True) == skeleton("mostazafin")
