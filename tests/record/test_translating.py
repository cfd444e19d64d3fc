from __future__ import annotations

import pytest

from pledgewatch.record.names import read_name
from pledgewatch.record.overlapping import Overlap, overlap, reads_like
from pledgewatch.record.translating import (
    listed_words,
    script_of,
    translate,
    transliterated,
    writes_vowels,
    written_in,
)


def test_words_of_other_scripts_are_translated_or_written_by_sound() -> None:
    assert script_of("Завод №5") == "cyrillic"
    assert script_of("Blauwerk (Блау)") == ""
    (only,) = translate("Брянский завод 140", "cyrillic")
    assert [word.word for word in only] == ["bryanskiy", "plant", "140"]
    assert translate("Blauwerk", "") == ()


def test_an_arabic_name_is_read_by_meaning_and_once_more_all_by_sound() -> None:
    mixed, heard = translate("بانک زاگرس", "arabic")
    assert mixed[0].word == "bank"
    assert heard[0].word != "bank"
    assert heard[1] == mixed[1]


def test_what_a_list_only_transliterated_is_put_in_english() -> None:
    words = [word.word for word in listed_words(read_name("Brauski Nauchno-Tekhnicheskiy Zavod").words, "cyrillic")]
    assert words == ["brauski", "research", "technical", "plant"]
    assert transliterated("brauskiy tekhnicheskiy zavod")
    assert not transliterated("blauwerk company")


def _overlap(native: str, listed: str) -> Overlap:
    (ours,) = translate(native, "cyrillic")
    theirs = listed_words(read_name(listed).words, "cyrillic")
    return overlap({word.key: word for word in ours}, {word.key: word for word in theirs}, "cyrillic")


@pytest.mark.parametrize(
    ("native", "listed", "alike", "against"),
    [
        ("Граубергский тракторный завод", "Grauberg Tractor Plant", True, False),
        ("Граубергский патронный завод", "Grauberg Tractor Plant", False, True),
        ("Граубергский завод 5", "Grauberg Plant 6", False, True),
        ("Розовый Грауберг", "Grauberg Blauwerk", False, True),
        ("Блау Системы", "Sistema", False, False),
    ],
)
def test_what_two_names_share_and_what_speaks_against(native: str, listed: str, alike: bool, against: bool) -> None:
    found = _overlap(native, listed)
    assert found.against is against
    assert (found.share > 0.8 and not against) is alike


def test_a_name_reads_like_another_in_english() -> None:
    words = read_name("Grauberg Instrument-Making Plant").words
    assert reads_like("Граубергский приборостроительный завод", (), words)
    russian = read_name("Grauberskiy Priborostroitelnyy Zavod")
    assert not reads_like(russian.text, russian.words, read_name("Blauwerk Tractor Plant").words)


def test_where_a_script_is_written() -> None:
    assert "RU" in written_in("cyrillic")
    assert "DE" not in written_in("cyrillic")
    assert written_in("") == frozenset()
    assert writes_vowels("Завод")
    assert not writes_vowels("مصرف")


def test_a_letter_without_a_name_is_of_neither_script() -> None:
    assert script_of("\U00017000") == ""
    assert script_of("Заря") == "cyrillic"
