from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from markupsafe import Markup

from pledgewatch.errors import SettingsError
from pledgewatch.publish.atlas import Atlas
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.press import Press
from pledgewatch.publish.words import Words, words_of

SOURCES = Path(__file__).parents[2] / "src" / "pledgewatch" / "publish"
LANGUAGES = sorted(path.stem for path in (SOURCES / "words").glob("*.toml"))
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


def _shape(table: object, path: str = "") -> dict[str, set[str]]:
    """Give each key with the names of the values that its words take; a plural counts as one key."""
    if isinstance(table, str):
        return {path: set(re.findall(r"{(\w+)}", table))}
    if isinstance(table, list):
        return {path: {str(len(table))}}
    assert isinstance(table, dict)
    if "other" in table and set(table) <= {"one", "other"}:
        return {path: set(re.findall(r"{(\w+)}", table["other"]))}
    return {k: v for name, inner in table.items() for k, v in _shape(inner, f"{path}.{name}").items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words_with_the_same_values(language: str) -> None:
    read = {code: tomllib.loads((SOURCES / "words" / f"{code}.toml").read_text("utf-8")) for code in (language, "en")}
    found, wanted = _shape(read[language]), _shape(read["en"])
    assert sorted(wanted.keys() - found.keys()) == []
    assert sorted(found.keys() - wanted.keys()) == []
    differing = {key: (found[key], wanted[key]) for key in wanted if not found[key] <= wanted[key] | {"n"}}
    assert differing == {}
    assert read[language]["language"] == language


def test_chinese_dates_are_written_as_chinese_writes_them() -> None:
    say = words_of("zh-Hans")
    assert [say.date(iso) for iso in ("2019-10-09", "2023-11", "2021")] == ["2019年10月9日", "2023年11月", "2021年"]
    assert say.text("organisations.with", n=1) == "与另外1家"


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(SettingsError, match="en, zh-Hans"):
        words_of("../en")


def test_a_language_written_from_right_to_left_turns_the_page() -> None:
    table = tomllib.loads((SOURCES / "words" / "en.toml").read_text("utf-8")) | {"language": "ar", "direction": "rtl"}
    edition = Edition(draft=True, as_of="2026-01-31", version="0")
    page = Press(Atlas(edition), Words(table)).page("made.html", title="T", sections=())
    assert b'<html lang="ar" dir="rtl">' in page.data
    css = (SOURCES / "templates" / "style.css").read_text("utf-8")
    assert re.findall(r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|float:", css) == []
