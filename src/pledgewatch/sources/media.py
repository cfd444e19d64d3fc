"""Tell what kind of file this is from its bytes, never from its name.

A reporter's folder holds PDFs called `.doc`, saved web pages called `.txt`, and truncated downloads. Only the first
64 KiB are looked at (and, for a zip, its table of contents), so a file of any size costs the same.
"""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

__all__ = ["JSON_LINES", "looks_like_utf16", "media_type_of"]

JSON_LINES = "application/jsonl"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_HEAD = 65_536
_ZIP_LIMIT = 512 * 2**20
"""A zip's table of contents is read whole by the standard library; above this size we do not look."""
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
)
_PDF_WITHIN = 1024
"""ISO 32000-1, annex H.3.4.1: readers accept the header anywhere within the first 1024 bytes."""
_HTML = re.compile(
    r"(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|p|h[1-6]|article|section|main|table|style|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_FIRST_MEMBER = re.compile(rb'\{[ \t]*"[^"\n]{0,200}"[ \t]*:')
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b\x08")) + b"\x7f"
_CONTROL_SHARE = 0.005
"""Text has next to none; random bytes have 11 %. A stray NUL in a long text is still text."""


def media_type_of(path: Path) -> str:
    """Return the media type of a file by its content.

    Text that is a JSON object a line is `application/jsonl`; bytes that are none of the kinds known here, and no
    text either, are `application/octet-stream`; a file without bytes is `inode/x-empty`.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        return "inode/x-empty"
    return _by_signature(path, head) or _by_text(head)


def _by_signature(path: Path, head: bytes) -> str | None:
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "application/pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path)
    return None


def _kind_of_zip(path: Path) -> str:
    if path.stat().st_size > _ZIP_LIMIT:
        return "application/zip"
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A truncated DOCX has lost its table of contents; its first member still tells what it was to be.
        with path.open("rb") as file:
            return DOCX if b"[Content_Types].xml" in file.read(_HEAD) else "application/zip"
    return DOCX if "word/document.xml" in names else "application/zip"


def _by_text(head: bytes) -> str:
    text = _decoded(head)
    if text is None:
        return "application/octet-stream"
    if _HTML.match(text):
        return "text/html"
    return JSON_LINES if _is_json_lines(head) else "text/plain"


def _decoded(head: bytes) -> str | None:
    """Return the head as text, as far as markup and controls go; None for bytes that are no text."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    for encoding in ("utf-16-le", "utf-16-be"):
        if looks_like_utf16(head, encoding):
            return head.decode(encoding, "replace")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(1, len(head) * _CONTROL_SHARE):
        return None
    return head.decode("latin-1")


def looks_like_utf16(data: bytes, encoding: str) -> bool:
    """Tell whether bytes without a byte order mark are UTF-16 of this byte order.

    Such text holds spaces or line ends, hence NULs, all on the side of the high byte, and decodes into characters
    without controls. Where NULs are few (Chinese has them at line ends only), it must also be no UTF-8: a stray NUL in
    a plain text is not an encoding. Text without a single ASCII character is not recognised.
    """
    high = 1 if encoding == "utf-16-le" else 0
    sides = data[high::2].count(0), data[1 - high :: 2].count(0)
    if sides[0] == 0 or sides[1] * 20 > sides[0]:
        return False
    if sides[0] < 0.1 * len(data) and _is_utf8(data):
        return False
    try:
        text = data[: len(data) // 2 * 2].decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(data) - 4:  # else the head merely cuts a surrogate pair in two
            return False
        text = data[: error.start].decode(encoding)
    strange = sum(1 for character in text if character < " " and character not in "\t\n\r\f")
    return strange <= len(text) * _CONTROL_SHARE


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3  # the head merely cuts a character in two
    return True


def _is_json_lines(head: bytes) -> bool:
    """Tell whether lines are JSON objects; one broken line among good ones does not make them something else."""
    data = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _FIRST_MEMBER.match(data):
        return True
    lines = data.splitlines()
    if len(head) == _HEAD:
        lines = lines[:-1]
    return any(_is_object(line) for line in lines[:50])


def _is_object(line: bytes) -> bool:
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
