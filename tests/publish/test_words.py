from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import Markup

from pledgewatch.publish.words import words_of

SOURCES = Path(__file__).parents[2] / "src" / "pledgewatch" / "publish"
KEY = re.compile(
    r"""(?:say|words|say\.text|words\.text|\.words\.text|\.words)\(\s*["']([a-z_]+(?:\.[a-z_-]+)+)["']\s*[,)]"""
)


def _used() -> set[str]:
    files = [*SOURCES.rglob("*.py"), *SOURCES.rglob("*.html")]
    return {key for file in files for key in KEY.findall(file.read_text(encoding="utf-8"))}


def test_every_key_that_is_used_has_words() -> None:
    say = words_of("en")
    assert len(_used()) > 80
    assert [key for key in sorted(_used()) if not say.has(key)] == []


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2019-10-09", "9 October 2019"),
        ("2023-11", "November 2023"),
        ("2021", "2021"),
        ("", "date not known"),
        ("soon", "soon"),
    ],
)
def test_dates_are_written_as_far_as_they_are_known(iso: str, written: str) -> None:
    assert words_of("en").date(iso) == written


@pytest.mark.parametrize(("share", "written"), [(1.0, "100"), (0.997, "99"), (0.001, "1"), (0.0, "0"), (0.29, "29")])
def test_percentages_never_say_more_than_is_there(share: float, written: str) -> None:
    assert words_of("en").percent(share) == f"{written}\u00a0%"


def test_values_are_escaped_and_cannot_be_patterns() -> None:
    said = words_of("en")("document.recognised", name="<b>{0}</b>\u202e")
    assert isinstance(said, Markup)
    assert "&lt;b&gt;{0}&lt;/b&gt;⟨U+202E⟩" in said


def test_plurals_are_chosen_by_number() -> None:
    say = words_of("en")
    assert say.text("organisations.with", n=1) == "with one other"
    assert say.text("organisations.with", n=1234) == "with 1,234 others"


def test_missing_words_are_an_error() -> None:
    with pytest.raises(KeyError):
        words_of("en")("no.such")


@pytest.mark.parametrize("word", ["greenwash", "mislead", "dishonest", "lie ", "score of", "copied", "bluewash"])
def test_no_word_of_the_interface_speaks_of_motive_or_verdict(word: str) -> None:
    text = (SOURCES / "words" / "en.toml").read_text(encoding="utf-8").casefold()
    assert word not in text
