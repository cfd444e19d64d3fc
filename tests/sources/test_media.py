from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from pledgewatch.sources.media import media_type_of


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = [
    (b"", "inode/x-empty"),
    (b"%PDF-1.7\n...", "application/pdf"),
    (b"\n\n%PDF-1.4", "application/pdf"),
    (zipped("[Content_Types].xml", "word/document.xml"), DOCX),
    (zipped("[Content_Types].xml", "word/document.xml")[:150], DOCX),
    (zipped("a.txt"), "application/zip"),
    (b"\x89PNG\r\n\x1a\nxx", "image/png"),
    (b"\xff\xd8\xff\xe0", "image/jpeg"),
    (b"II*\x00abc", "image/tiff"),
    (b"MM\x00*abc", "image/tiff"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    (b"GIF89a", "image/gif"),
    (gzip.compress(b"x"), "application/gzip"),
    (b"<!DOCTYPE html><p>x", "text/html"),
    (b"\xef\xbb\xbf <html>", "text/html"),
    (b"<!-- saved --><?xml version='1.0'?>\n<html>", "text/html"),
    ("<html><p>é".encode("utf-16"), "text/html"),
    (b'{"id": "a", "text": "x"}\n{"id"', "application/jsonl"),
    (b'{"id": broken\n{"id": 1}\n', "application/jsonl"),
    (b'{\n  "pretty": 1\n}', "text/plain"),
    (b"Dear Sir, {x}", "text/plain"),
    ("Société".encode("cp1252"), "text/plain"),
    ("我们承诺".encode("gb18030"), "text/plain"),
    ("We report\n".encode("utf-16-le"), "text/plain"),
    ("We report\n".encode("utf-16-be"), "text/plain"),
    (b"a long text with one \x00 in it" + b" and more" * 30, "text/plain"),
    (bytes(range(256)) * 8, "application/octet-stream"),
    (b"\x00" * 5000, "application/octet-stream"),
    (b"[1, 2]", "text/plain"),
]


@pytest.mark.parametrize(("data", "media_type"), KINDS, ids=range(len(KINDS)))
@pytest.mark.parametrize("name", ["x", "x.pdf", "odd\nname.txt"])
def test_the_content_decides(tmp_path: Path, data: bytes, media_type: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert media_type_of(path) == media_type
