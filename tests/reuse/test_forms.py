from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pledgewatch.errors import SettingsError, UsageError
from pledgewatch.reuse.forms import form_of, letter_body, load_forms, write_form

TEXT = "Dear council,\n\nWe, [Name], join the charter.\n\nYours truly,\n[Signature]\n"


def test_a_form_written_is_read_again(tmp_path: Path) -> None:
    form = form_of(TEXT, {"id": "a/b", "title": 'The "first" form', "from": "2019-03", "until": "2021"}, "test")
    write_form(tmp_path, form)
    assert load_forms(tmp_path) == (form,)


def test_text_alone_and_lines_are_read(tmp_path: Path) -> None:
    (tmp_path / "early.md").write_text(TEXT)
    with gzip.open(tmp_path / "more.jsonl.gz", "wt") as stream:
        stream.write(json.dumps({"id": "late", "text": TEXT, "url": "https://charter.example/form", "extra": 1}) + "\n")
    forms = load_forms(tmp_path)
    assert [(form.title, form.url) for form in forms if form.id == "late"] == [("late", "https://charter.example/form")]
    assert [form.title for form in forms if form.id != "late"] == ["early"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.toml", "title = ", "not TOML"),
        ("a.toml", "colour = 'red'", "unknown key"),
        ("a.toml", "from = '2019-13'", "from"),
        ("a.toml", "title = 3", "title"),
        ("a.toml", "meant_to_be_signed_unchanged = 'yes'", "true or false"),
        ("b.jsonl", "{", "line 1"),
        ("b.jsonl", "[1]", "id and text"),
        ("b.jsonl", '{"id": "x", "text": " "}', "no text"),
        ("b.jsonl.gz", "not gzip", "could not be read"),
    ],
)
def test_a_malformed_file_is_named(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / name).write_text(content)
    with pytest.raises((SettingsError, UsageError), match=said) as caught:
        load_forms(tmp_path)
    assert name in str(caught.value)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_forms(tmp_path / "none")


def test_two_forms_of_one_id_are_refused(tmp_path: Path) -> None:
    lines = [json.dumps({"id": "x", "text": text}) for text in ("one text", "another text")]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    with pytest.raises(SettingsError, match="two forms"):
        load_forms(tmp_path)


def test_the_body_of_a_form() -> None:
    assert letter_body(TEXT) == "We, [Name], join the charter."
    assert letter_body("We join.") == "We join."
