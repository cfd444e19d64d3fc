from __future__ import annotations

import pytest

from pledgewatch.record.spelling import arabic_skeleton, bare_arabic, one_word, skeleton, spelling, stem


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
