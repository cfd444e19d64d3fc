"""`promises`, `promises fit` and what a desk does with a fitted reader."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.promises.labelled import WORKS, passages

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command line in this process; return exit code, stdout and stderr."""
    from pledgewatch.cli import main

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pledgewatch", *map(str, arguments)])
        code: Any = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        captured = capsysbinary.readouterr()
        return int(code or 0), captured.out.decode(), captured.err.decode()

    return call


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    path.write_bytes(b"\n".join(map(msgspec.json.encode, passages())))
    return path


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number, work in enumerate(WORKS):
        folder.joinpath(f"{number}.txt").write_text(
            f"Dear Mr Secretary-General,\n\nWe will train {number + 3} buyers at the {work} by {2026 + number}."
            f" By {2027 + number} we will publish the results of {number + 4} audits.\n\nYours sincerely,\nA. Person\n",
            encoding="utf-8",
        )
    return folder


def test_fit_then_find(run: Run, tmp_path: Path, labelled: Path) -> None:
    code, out, _ = run("promises", "fit", "--data", labelled, "--out", tmp_path / "model")
    assert code == 0
    assert "Fitted on 120 labelled passages of labelled.jsonl" in out
    assert "macro-F1" in out
    line = {"id": "a", "language": "en", "text": "We will train 9 managers at the Oster mill by 2027."}
    file = tmp_path / "letters.jsonl"
    file.write_text(json.dumps(line), encoding="utf-8")
    code, out, _ = run("promises", file, "--model", tmp_path / "model")
    assert code == 0
    assert "an undertaking, by a reader fitted on 120 labelled passages of labelled.jsonl" in out
    assert "(its wording)" in out
    code, out, _ = run("promises", "--json", "--model", tmp_path / "model", file)
    (promise,) = map(json.loads, out.splitlines())
    assert promise["fitted"]["relied"]
    code, plain, _ = run("promises", "find", file)
    assert plain == "a [specific] We will train 9 managers at the Oster mill by 2027.\n"
    assert run("promises", file)[1] == plain


def test_fit_says_what_is_missing(run: Run, tmp_path: Path, labelled: Path) -> None:
    assert "Nothing is given to learn from" in run("promises", "fit", "--out", tmp_path / "model")[2]
    labelled.write_text('{"text": "We will.", "labels": {"promise": "yes"}}\n', encoding="utf-8")
    code, _, err = run("promises", "fit", "--data", labelled, "--out", tmp_path / "model")
    assert code == 2
    assert "1 passages are labelled as promises and 0 as none" in err
    assert not (tmp_path / "model").exists()


def test_a_desk_reads_with_a_reader_until_it_is_taken_away(
    run: Run, tmp_path: Path, labelled: Path, letters: Path
) -> None:
    desk = tmp_path / "desk"
    run("promises", "fit", "--data", labelled, "--out", tmp_path / "model")
    run("examine", letters, "--desk", desk)
    assert "Nothing was new" in run("examine", letters, "--desk", desk)[1]
    code, out, _ = run("examine", letters, "--desk", desk, "--model", tmp_path / "model")
    assert code == 0
    assert "Nothing was new" not in out
    assert "Nothing was new" in run("examine", letters, "--desk", desk)[1]
    assert "Nothing was new" not in run("examine", letters, "--desk", desk, "--without-model")[1]
    code, _, err = run("examine", letters, "--desk", desk, "--model", labelled)
    assert code == 2
    assert "is no fitted reader" in err


def test_a_desk_teaches_its_reader(run: Run, tmp_path: Path, letters: Path, labelled: Path) -> None:
    from pledgewatch.desk import Desk

    desk = tmp_path / "desk"
    run("examine", letters, "--desk", desk)
    _, out, _ = run("findings", "--desk", desk, "--kind", "specific-commitment", "--json")
    keys = [row["key"] for row in map(json.loads, out.splitlines()) if "audits" in row.get("sentence", "")]
    assert len(keys) == len(WORKS)
    for place, key in enumerate(keys):
        run("decide", key, "dismiss" if place < 2 else "confirm", "--by", "A. Person", "--desk", desk)
    rows = Desk(desk).labelled()
    assert sorted(str(row.labels.promise) for row in rows) == ["no"] * 2 + ["yes"] * 4
    assert all("audits" in row.text and row.language == "en" for row in rows)
    _, _, err = run("promises", "fit", "--desk", desk, "--out", tmp_path / "model")
    assert "4 passages are labelled as promises and 2 as none" in err
    code, out, _ = run("promises", "fit", "--desk", desk, "--data", labelled, "--out", tmp_path / "model", "--json")
    assert code == 0
    assert json.loads(out)["source"] == "this desk's decisions and labelled.jsonl"
    assert json.loads(out)["learned"] == 126
