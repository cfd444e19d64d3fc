from __future__ import annotations

import pytest

from pledgewatch.record.hearing import consonants, eastern, mistyped, sounds, syllables, unmasked


def test_spellings_of_one_sound_are_near() -> None:
    assert sounds("qaddafi") == sounds("gaddafi")
    assert sounds("tsetung") == sounds("zedong")


def test_what_a_script_without_vowels_leaves_of_a_word() -> None:
    assert consonants("grauberg", "b") == consonants("grwbrg", "b")
    assert consonants("viktor", "") == consonants("wktwr", "")
    assert syllables("vladimir", "") == syllables("urajimiru", "")
    assert syllables("blau", "b") != syllables("grau", "b")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("blauwerk", "blaiwerk", True),
        ("blauwerk", "blauwrek", True),
        ("blauwerk", "blauwer", True),
        ("b1auwerk", "blauwerk", True),
        ("laterne", "laterme", True),
        ("missives", "missiles", False),
        ("banner", "batter", False),
    ],
)
def test_a_letter_for_another_is_a_slip_where_hands_eyes_or_ears_take_it(one: str, other: str, expected: bool) -> None:
    assert mistyped(one, other) is expected
    assert mistyped(other, one) is expected


def test_digits_inside_a_word_are_letters() -> None:
    assert (unmasked("gr4u83rg"), unmasked("2024"), unmasked("grau")) == ("grauberg", "2024", "grau")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("maxim", "maksim"),
        ("bulgakov", "bulhakov"),
        ("volkov", "volkau"),
        ("dmitriev", "dmitryeu"),
        ("sergej", "sergey"),
        ("poutine", "putin"),
        ("viktorivna", "viktorauna"),
    ],
)
def test_languages_side_by_side_write_one_name_so(one: str, other: str) -> None:
    assert eastern(one, "y") == eastern(other, "y")
    assert eastern(one, "y") != eastern("grauberg", "y")
