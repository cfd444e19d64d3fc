"""A language file is refused unless it is what it must be."""

from __future__ import annotations

from importlib import resources

import pytest

from pledgewatch.errors import SettingsError
from pledgewatch.promises.language import compile_language, language_for, load_language
from pledgewatch.promises.language_file import expand, parse_language_file

ENGLISH = resources.files("pledgewatch.promises").joinpath("languages", "en.toml").read_bytes()


def test_the_english_file_compiles_once() -> None:
    assert load_language("en") is load_language("en")
    assert compile_language(parse_language_file(ENGLISH, "en")).code == "en"


@pytest.mark.parametrize(
    "damage",
    [
        (b"schema = 1", b"schema = 2"),
        (b'code = "en"', b'code = "fr"'),
        (b"\n[verbs]\n", b"\n[verbs]\nmistyped = 'x'\n"),
        (b'kind = "future"', b'kind = "maybe"'),
        (b"schema = 1", b"schema = = 1"),
    ],
)
def test_a_damaged_file_is_refused(damage: tuple[bytes, bytes]) -> None:
    with pytest.raises(SettingsError):
        parse_language_file(ENGLISH.replace(*damage, 1), "en")


@pytest.mark.parametrize("pattern", ["a*", "a+", "[a-z]{2,}", "(?:ab)+", "{nobody}"])
def test_a_pattern_that_could_run_away_is_refused(pattern: str) -> None:
    with pytest.raises(SettingsError):
        expand(pattern, {})


def test_a_plus_sign_among_characters_is_none() -> None:
    assert expand(r"[+*]\+ ?{word}{0,3}", {"word": ("a", "b")}) == r"[+*]\+ ?(?:a|b){0,3}"


def test_an_unknown_language_has_no_rules_and_an_unknown_one_is_tried_as_english() -> None:
    assert language_for("xx") is None
    assert language_for("und") is load_language("en")
