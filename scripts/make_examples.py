"""Make the examples that are not plain text from examples/sources: PDF, DOCX, HTML, UTF-16, a scan, a broken file.

Run from the project's root: `.venv/bin/python scripts/make_examples.py [FOLDER]` (default examples/letters). The same
sources give the same bytes: dates are pinned, nothing is compressed but the scan, whose noise has a fixed seed. The
scan needs Pillow, which comes with the extra `ocr`; its pixels may differ by a hair from one version to another.
"""

from __future__ import annotations

import html
import io
import random
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["BROKEN", "MADE", "SCAN", "main", "make"]

SOURCES = Path(__file__).resolve().parent.parent / "examples" / "sources"
LETTERS = SOURCES.parent / "letters"

_PAGE = (595, 842)  # A4 in points
_MARGIN = 64
_LEADING = 14
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold
_DPI = 170


def _pdf_string(line: str) -> bytes:
    escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"(" + escaped.encode("cp1252") + b") Tj T*"


def _pdf_objects(text: str) -> list[bytes]:
    """Return the objects of a one-page PDF, the page tree last, so that a cut file has no page at all."""
    width, height = _PAGE
    start = f"BT /F1 10 Tf {_LEADING} TL {_MARGIN} {height - _MARGIN} Td".encode()
    stream = b"\n".join([start, *(_pdf_string(line) for line in text.splitlines()), b"ET"])
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"
    page = f"<< /Type /Page /Parent 4 0 R /MediaBox [0 0 {width} {height}] /Contents 1 0 R "
    return [
        f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream",
        font,
        (page + "/Resources << /Font << /F1 2 0 R >> >> >>").encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Catalog /Pages 4 0 R >>",
    ]


def make_pdf(text: str) -> bytes:
    """Write a page of text with a text layer, by hand, uncompressed."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets: list[int] = []
    for number, body in enumerate(_pdf_objects(text), 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(offsets) + 1} /Root 5 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def make_broken(text: str) -> bytes:
    """Cut a PDF off in the middle of its page, as a download that stopped does."""
    whole = make_pdf(text)
    return whole[: whole.index(b"endstream") // 2]


_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" \
Target="word/document.xml"/>
</Relationships>"""
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
{}
</w:body></w:document>"""


def _paragraphs(text: str) -> list[list[str]]:
    """Return the blocks between blank lines, each as its lines."""
    return [block.split("\n") for block in text.strip().split("\n\n")]


def _flowing(lines: Sequence[str]) -> list[str]:
    """Join the lines of a paragraph that was wrapped; addresses and signatures keep theirs."""
    return [" ".join(lines)] if max(map(len, lines)) > 70 and len(lines) > 1 else list(lines)


def make_docx(text: str) -> bytes:
    """Write the smallest valid DOCX, a paragraph a line, stored without compression."""
    lines = [line for block in _paragraphs(text) for line in _flowing(block)]
    body = "\n".join(f"<w:p><w:r><w:t>{html.escape(line, quote=False)}</w:t></w:r></w:p>" for line in lines)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _DOCUMENT.format(body),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system = 3
            archive.writestr(entry, content.encode())
    return buffer.getvalue()


_HTML = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 16px/1.5 serif; max-width: 40em; margin: 2em auto }}</style></head>
<body>
<nav><a href="/">Home</a> <a href="/timber">Timber</a> <a href="/contact">Contact</a></nav>
<main>
{body}
</main>
<footer>Page 4 of our site. No cookies.</footer>
</body>
</html>
"""


def make_html(text: str) -> bytes:
    """Write the letter as a page of the company's site, with a menu and a footer that are not the letter's."""
    blocks = _paragraphs(text)
    paragraphs = ["<br>\n".join(html.escape(line, quote=False) for line in _flowing(block)) for block in blocks]
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return _HTML.format(title=f"{html.escape(blocks[0][0])}: our letter", body=body).encode()


def make_utf16(text: str) -> bytes:
    """Write text as a word processor of old did: UTF-16 with a byte order mark and carriage returns."""
    return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")


def make_scan(text: str) -> bytes:
    """Draw the letter, turn it a little, strew dust over it, and write sixteen greys as PNG."""
    from PIL import Image, ImageDraw, ImageFont

    size = (round(_PAGE[0] * _DPI / 72), round(_PAGE[1] * _DPI / 72))
    page = Image.new("L", size, 246)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=round(10 * _DPI / 72))  # carried by Pillow itself: no font of the system
    for number, line in enumerate(text.splitlines()):
        place = (_MARGIN * _DPI // 72, (_MARGIN + number * _LEADING) * _DPI // 72)
        pen.text(place, line, font=font, fill=28)
    turned = page.rotate(0.5, resample=Image.Resampling.BICUBIC, fillcolor=246)
    dust = random.Random(1904)
    pixels = turned.load()
    assert pixels is not None
    for _ in range(size[0] * size[1] // 260):
        pixels[dust.randrange(size[0]), dust.randrange(size[1])] = dust.randrange(90, 215)
    buffer = io.BytesIO()
    turned.quantize(16, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True, dpi=(_DPI, _DPI))
    return buffer.getvalue()


SCAN = "pellucane-glass-2019-scan.png"
BROKEN = "tessamund-textiles-2018-broken.pdf"
MADE: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "tessamund-textiles-2018.pdf": ("tessamund-textiles-2018.txt", make_pdf),
    BROKEN: ("tessamund-textiles-2018.txt", make_broken),
    "kelpwick-foods-2019.docx": ("kelpwick-foods-2019.txt", make_docx),
    "marrowfen-timber-2019.html": ("marrowfen-timber-2019.txt", make_html),
    "wexmoor-dyeworks-2021-utf16.txt": ("wexmoor-dyeworks-2021.txt", make_utf16),
    SCAN: ("pellucane-glass-2019.txt", make_scan),
}
"""The made file's name, its source's, and how it is made."""


def make(name: str, sources: Path = SOURCES) -> bytes:
    """Return the bytes of one made example."""
    source, maker = MADE[name]
    return maker((sources / source).read_text("utf-8"))


def main(arguments: Sequence[str]) -> None:
    """Write all made examples."""
    folder = Path(arguments[0]) if arguments else LETTERS
    folder.mkdir(parents=True, exist_ok=True)
    for name in MADE:
        data = make(name)
        (folder / name).write_bytes(data)
        print(f"{folder / name}: {len(data):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
