"""Write a text as a PDF of its own, in the letters that every reader of PDF brings: for where no browser prints it."""

from __future__ import annotations

import textwrap

from pledgewatch.errors import DeskError

__all__ = ["plain_pdf"]

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 64
"""A4 in points."""
_SIZE, _LEADING = 11, 15
_COLUMNS = 84
"""Characters a line: Helvetica's average at 11 points is 5.5."""
_LINES = (_HEIGHT - 2 * _MARGIN) // _LEADING


def plain_pdf(text: str, title: str) -> bytes:
    """Return the text on A4 pages.

    Raises:
        DeskError: it has letters beyond those of western European languages.
    """
    lines = [line for paragraph in text.split("\n") for line in (_wrapped(paragraph) or [""])]
    pages = [lines[at : at + _LINES] for at in range(0, len(lines), _LINES)] or [[""]]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"", _information(title)]
    objects[2] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = []
    for page in pages:
        content = _content(page)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F 3 0 R >> >> >>" % (_WIDTH, _HEIGHT, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects)


def _wrapped(paragraph: str) -> list[str]:
    indent = paragraph[: len(paragraph) - len(paragraph.lstrip())]
    return textwrap.wrap(paragraph, _COLUMNS, subsequent_indent=indent, break_on_hyphens=False)


def _encoded(text: str) -> bytes:
    try:
        data = text.encode("cp1252")
    except UnicodeEncodeError as error:
        raise DeskError(
            f"The letter has letters ({text[error.start]!r}) that only a browser can print here.",
            next_step="install chromium, or take it as text.",
        ) from error
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _content(lines: list[str]) -> bytes:
    shown = b"".join(b"(%s) Tj T*\n" % _encoded(line) for line in lines)
    return b"BT /F %d Tf %d TL %d %d Td\n%sET" % (_SIZE, _LEADING, _MARGIN, _HEIGHT - _MARGIN, shown)


def _information(title: str) -> bytes:
    return b"<< /Title <FEFF%s> >>" % title.encode("utf-16-be", "replace").hex().upper().encode()


def _file(objects: list[bytes]) -> bytes:
    data = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    data += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(data)
