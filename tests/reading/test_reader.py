from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from pledgewatch.model.document import Document, Failure
from pledgewatch.model.identity import document_id, sha256_of

LETTER = b"Dear Sir,\n\nWe will report on waste every year.\n\nYours faithfully,\nAda Moyo\nDirector, Vexel Mills\n"


def zipped(name: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "error", "hint"),
    [
        (b"", "EmptyDocumentError", "again"),
        (b" \n\t ", "EmptyDocumentError", "right file"),
        (random.Random(1).randbytes(5000), "UnsupportedError", "PDF"),
        (zipped("a.txt"), "UnsupportedError", "Unpack"),
        (b"GIF89a" + b"\0" * 50, "UnsupportedError", "PNG"),
        (b"{\\rtf1 hello}", "UnsupportedError", "DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "UnsupportedError", "DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "ProtectedError", "password"),
        (b"\x1f\x8b" + b"\0" * 20, "DamagedError", "again"),
    ],
)
def test_what_cannot_be_read_says_what_and_what_next(
    fail_one: Callable[..., Failure], data: bytes, error: str, hint: str
) -> None:
    failure = fail_one(data, "letter.txt")
    assert failure.error == error
    assert hint in failure.next


def test_200_mb_of_text_are_refused_by_size(fail_one: Callable[..., Failure], tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"We will report. " * 5000)
    with path.open("r+b") as file:
        file.truncate(200 * 2**20)
    failure = fail_one(path, "large.txt")
    assert failure.error == "LimitError"
    assert "200 MB" in failure.what
    assert "max_bytes" in failure.next


def test_no_permission_is_a_failure(
    read: Callable[..., list[Document | Failure]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pledgewatch.reading import plain

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(plain, "read_plain", refuse)
    (failure,) = read(LETTER)
    assert isinstance(failure, Failure)
    assert failure.error == "ProtectedError"


def test_the_unforeseen_becomes_a_row(
    read: Callable[..., list[Document | Failure]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pledgewatch.reading import plain

    def burst(*_: object) -> None:
        raise ZeroDivisionError("odd")

    monkeypatch.setattr(plain, "read_plain", burst)
    (failure,) = read(LETTER)
    assert isinstance(failure, Failure)
    assert "ZeroDivisionError: odd" in failure.what


def test_a_document_has_its_identity_and_parts(read_one: Callable[..., Document]) -> None:
    document = read_one(LETTER, "post/a letter.docx")
    assert document.id == document_id(sha256_of(LETTER))
    assert (document.name, document.origin, document.media_type) == (
        "a letter.docx",
        "post/a letter.docx",
        "text/plain",
    )
    assert {name: span.of(document.text) for name, span in document.parts.items()} == {
        "salutation": "Dear Sir,",
        "body": "We will report on waste every year.",
        "closing": "Yours faithfully,",
        "signature": "Ada Moyo\nDirector, Vexel Mills",
    }
    assert document.language.code == "en"
