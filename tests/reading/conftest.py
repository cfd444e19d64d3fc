"""Make small real files to read: PDFs written by hand, DOCX by python-docx, pictures by Pillow."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pledgewatch.model.document import Document, Failure
from pledgewatch.model.identity import sha256_of
from pledgewatch.reading import ReadingSettings, read_file
from pledgewatch.sources.media import media_type_of

Placed = tuple[float, float, float, str]
"""x and y from the bottom left in points, type size, text."""
Reads = Callable[..., list[Document | Failure]]


@pytest.fixture
def read(tmp_path: Path) -> Reads:
    """Write bytes under a name and read them as the desk would."""

    def reads(
        data: bytes | Path, name: str = "letter.bin", settings: ReadingSettings | None = None
    ) -> list[Document | Failure]:
        path = data if isinstance(data, Path) else tmp_path / "snapshot"
        if isinstance(data, bytes):
            path.write_bytes(data)
        sha256 = sha256_of(path.read_bytes()) if path.stat().st_size < 1e8 else sha256_of(b"large")
        return list(
            read_file(
                path,
                origin=name,
                sha256=sha256,
                media_type=media_type_of(path),
                settings=settings or ReadingSettings(),
            )
        )

    return reads


@pytest.fixture
def read_one(read: Reads) -> Callable[..., Document]:
    def reads(data: bytes | Path, name: str = "letter.bin", settings: ReadingSettings | None = None) -> Document:
        (one,) = read(data, name, settings)
        assert isinstance(one, Document), one
        return one

    return reads


@pytest.fixture
def fail_one(read: Reads) -> Callable[..., Failure]:
    def reads(data: bytes | Path, name: str = "letter.bin", settings: ReadingSettings | None = None) -> Failure:
        (one,) = read(data, name, settings)
        assert isinstance(one, Failure), one
        assert one.what
        assert one.next
        assert one.origin == name
        return one

    return reads


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    return make_pdf


def make_pdf(*pages: list[Placed], extra: str = "", rotate: int = 0) -> bytes:
    """Write a PDF with Helvetica text at the given places; `extra` goes into the trailer."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} /Contents {5 + 2 * at} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        drawn = b"".join(_drawn(placed) for placed in page)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _file(objects, extra)


def _drawn(placed: Placed) -> bytes:
    x, y, size, text = placed
    escaped = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, escaped)


def _file(objects: list[bytes], extra: str) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {extra} >>\nstartxref\n{table}\n%%EOF\n"
    out.write(trailer.encode())
    return out.getvalue()


@pytest.fixture
def docx() -> Callable[..., bytes]:
    """Return a DOCX made of paragraphs (strings) and tables (lists of rows)."""

    def make(*blocks: str | list[list[str]], header: str = "", footer: str = "") -> bytes:
        import docx as python_docx

        document = python_docx.Document()
        section = document.sections[0]
        if header:
            section.header.paragraphs[0].text = header
        if footer:
            section.footer.paragraphs[0].text = footer
        for block in blocks:
            if isinstance(block, str):
                document.add_paragraph(block)
                continue
            table = document.add_table(rows=len(block), cols=len(block[0]))
            for row, texts in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return make


@pytest.fixture
def with_member() -> Callable[[bytes, str, bytes], bytes]:
    """Return a zip with one member replaced or added."""

    def replaced(archive: bytes, name: str, content: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.infolist():
                if member.filename != name:
                    new.writestr(member, old.read(member))
            new.writestr(name, content)
        return out.getvalue()

    return replaced


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """Return a picture of lines of black type on white paper."""
    image_module = pytest.importorskip("PIL.Image", reason="Pillow comes with the extra 'ocr'")
    from PIL import ImageDraw, ImageFont

    def make(*lines: str, form: str = "PNG", size: tuple[int, int] = (1800, 700)) -> bytes:
        image = image_module.new("RGB", size, "white")
        pen = ImageDraw.Draw(image)
        for at, line in enumerate(lines):
            pen.text((80, 60 + 90 * at), line, fill="black", font=ImageFont.load_default(size=48))
        out = io.BytesIO()
        image.save(out, form)
        return out.getvalue()

    return make
