"""Every kind of bad input is one row that says what, which and what next, and harms nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bench.made_letters import make_letters

EXAMPLES = Path(__file__).parents[2] / "examples"
GOOD = 3


def _bomb(path: Path) -> None:
    """Write a DOCX whose document unpacks to two gigabytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("word/document.xml", "w", force_zip64=True) as part:
            block = b" " * (1 << 24)
            for _ in range(128):
                part.write(block)


def _encrypted_pdf(path: Path) -> None:
    """Write a PDF whose trailer asks for a password that nobody has."""
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 1/R 2/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">/P -44>>endobj\n"
    )
    offsets = [body.index(b"%d 0 obj" % number) for number in (1, 2, 3)]
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size 4/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % len(body)
    path.write_bytes(body + table + end)


def _blank_picture(path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="needs Pillow, which the extra 'ocr' brings")
    image.new("L", (400, 300), 255).save(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three good letters and one of each kind of bad input."""
    folder = tmp_path_factory.mktemp("bad")
    make_letters(folder, GOOD, seed=9)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_bytes(b" \n\n ")
    _encrypted_pdf(folder / "encrypted.pdf")
    whole = (EXAMPLES / "letters" / "tessamund-textiles-2018.pdf").read_bytes()
    (folder / "truncated.pdf").write_bytes(whole[: len(whole) // 3])
    _bomb(folder / "bomb.docx")
    (folder / "noise.txt").write_bytes(bytes(range(128, 160)) * 40 + b"\x00\x01\x02\xff\xfe\xfd" * 50)
    with (folder / "huge.txt").open("wb") as file:
        file.write(b"A letter that never ends. ")
        file.truncate(200 << 20)
    (folder / "line\nbreak.txt").write_text("A letter with an odd name.", encoding="utf-8")
    (folder / "lines.jsonl").write_text('{"id":"a","text":"A line."}\n{"id":"b", oops\n', encoding="utf-8")
    return folder


def _examine(folder: Path, desk: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pledgewatch", "examine", str(folder), "--desk", str(desk), "--json"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_each_bad_file_is_one_row_and_the_others_are_read(folder: Path, tmp_path: Path) -> None:
    done = _examine(folder, tmp_path / "desk")
    assert done.returncode == 3, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    report = next(line for line in lines if line["type"] == "report")
    failures = [line for line in lines if line["type"] == "failure"]
    assert report["documents"] == GOOD + 1
    named = sorted(Path(failure["origin"]).name for failure in failures)
    assert named == sorted(
        [
            "empty.txt",
            "blank.txt",
            "encrypted.pdf",
            "truncated.pdf",
            "bomb.docx",
            "noise.txt",
            "huge.txt",
            "line\\nbreak.txt",
            "lines.jsonl",
        ]
    )
    assert all(failure["what"] and failure["next"] for failure in failures)
    assert "Traceback" not in done.stderr
    errors = {Path(failure["origin"]).name: failure["error"] for failure in failures}
    assert errors["encrypted.pdf"] == "ProtectedError"
    assert errors["bomb.docx"] == "LimitError"
    assert errors["huge.txt"] == "LimitError"
    assert errors["empty.txt"] == "EmptyDocumentError"


def test_a_wrong_extension_does_not_matter(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "letter.doc").write_bytes((EXAMPLES / "letters" / "tessamund-textiles-2018.pdf").read_bytes())
    done = _examine(letters, tmp_path / "desk")
    assert done.returncode == 0, done.stdout


@pytest.mark.ocr
def test_a_picture_without_text_is_a_failure(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    _blank_picture(letters / "blank.png")
    done = _examine(letters, tmp_path / "desk")
    (failure,) = (json.loads(line) for line in done.stdout.splitlines() if '"failure"' in line)
    assert done.returncode == 3
    assert failure["error"] in ("EmptyDocumentError", "ExtraMissingError")


def test_failures_are_forgotten_when_they_are_mended(folder: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    make_letters(letters, 1)
    (letters / "bad.txt").write_bytes(b"")
    desk = tmp_path / "desk"
    assert _examine(letters, desk).returncode == 3
    (letters / "bad.txt").write_text("Now it holds a letter of one sentence.", encoding="utf-8")
    assert _examine(letters, desk).returncode == 0
