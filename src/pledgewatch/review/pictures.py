"""Draw a page of an archived PDF or picture, in a process of its own with limits, and keep the drawing.

What is drawn came from outside; a file that breaks the drawer, or takes too long, breaks nothing else. Drawings are
derived: the folder may be deleted at any time.
"""

from __future__ import annotations

import math
import struct
import threading
import zlib
from pathlib import Path
from typing import Any

import msgspec

from pledgewatch.engine.workers import Limits, Lost, run
from pledgewatch.errors import DamagedError, DocumentError, LimitError, UnsupportedError
from pledgewatch.model.document import Document, Page
from pledgewatch.model.spans import Span
from pledgewatch.store.files import replace_file

__all__ = ["Box", "boxes_of", "has_pictures", "picture_of"]

_LIMITS = Limits(seconds=30.0, memory=2 << 30, workers=1)
_WIDTH, _MOST_PIXELS = 1_100, 6_000_000
"""Pixels: an A4 page at 133 dpi, sharp on most screens at the half of it that the page takes; some 150 kB as PNG."""
_IMAGES = ("image/png", "image/jpeg", "image/tiff", "image/webp")
_LINE_OVERLAP = 0.5
_DRAWING = threading.Semaphore(2)
"""Pages drawn at once: each takes a core for half a second."""


class _Task(msgspec.Struct, frozen=True):
    path: str
    kind: str
    page: int


class Box(msgspec.Struct, frozen=True):
    """A place on a page, in points from the top left corner."""

    x: float
    y: float
    width: float
    height: float


def has_pictures(document: Document) -> bool:
    """Tell whether pages of a document can be drawn."""
    kind = document.media_type
    return bool(document.pages) and not document.inside and (kind == "application/pdf" or kind in _IMAGES)


def picture_of(document: Document, number: int, source: Path, cache: Path) -> bytes:
    """Return a page (from 1) as PNG, from the cache where it was drawn before.

    Raises:
        UnsupportedError: the document has no such page, or is no PDF or picture.
        DocumentError: it cannot be drawn; says why.
    """
    if not has_pictures(document) or not any(page.number == number for page in document.pages):
        raise UnsupportedError("There is no picture of this page.", next_step="read its text.")
    kept = cache / document.sha256[:2] / f"{document.sha256}-{number}.png"
    if kept.exists():
        return kept.read_bytes()
    with _DRAWING:
        ((_, drawn),) = run(_draw, [_Task(str(source), document.media_type, number)], _LIMITS)
    if isinstance(drawn, Lost):
        raise _lost(drawn)
    if isinstance(drawn, str):
        raise DamagedError(drawn, next_step="read its text.")
    replace_file(kept, drawn)
    return drawn


def _lost(lost: Lost) -> DocumentError:
    if lost.why == "time":
        return LimitError(f"Drawing took longer than {_LIMITS.seconds:g} seconds.", next_step="read its text.")
    return DamagedError("The page breaks the program that draws it.", next_step="read its text.")


def _draw(task: _Task) -> bytes | str:
    """Draw one page; this runs in a worker. Returns PNG, or why it could not be drawn."""
    try:
        return _draw_pdf(task) if task.kind == "application/pdf" else _draw_image(task)
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        return f"The page cannot be drawn ({error})."


def _draw_pdf(task: _Task) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(task.path)
    try:
        page = document[task.page - 1]
        width, height = page.get_size()
        bitmap = page.render(scale=_scale(width, height), may_draw_forms=False, rev_byteorder=True)
        return _png(bitmap.to_numpy())
    finally:
        document.close()


def _draw_image(task: _Task) -> bytes:
    """Draw a frame of a picture as the reader saw it: upright, on white."""
    import numpy as np
    from PIL import Image, ImageOps

    with Image.open(task.path) as image:
        image.seek(task.page - 1)
        upright = ImageOps.exif_transpose(image.copy()).convert("RGB")
    scale = min(1.0, _scale(upright.width, upright.height))
    return _png(np.asarray(upright.resize((max(1, int(upright.width * scale)), max(1, int(upright.height * scale))))))


def _scale(width: float, height: float) -> float:
    return min(_WIDTH / max(width, 1.0), math.sqrt(_MOST_PIXELS / max(width * height, 1.0)))


def _png(pixels: Any) -> bytes:
    """Write an array of rows of RGB or RGBA or grey as PNG: the base installation has no library for pictures."""
    height, width, *depth = pixels.shape
    channels = depth[0] if depth else 1
    colour = {1: 0, 3: 2, 4: 6}[channels]
    lines = pixels.reshape(height, width * channels)
    data = b"".join(b"\0" + line.tobytes() for line in lines)
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(data, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def boxes_of(page: Page, span: Span) -> tuple[Box, ...]:
    """Return where a span stands on a page: a box a line, made of its words' boxes."""
    words = [word for word in page.words if word.start < span.end and span.start < word.end]
    boxes: list[Box] = []
    for word in words:
        box = Box(word.left, word.top, word.right - word.left, word.bottom - word.top)
        last = boxes[-1] if boxes else None
        if last is not None and _on_one_line(last, box):
            boxes[-1] = _both(last, box)
        else:
            boxes.append(box)
    return tuple(boxes)


def _on_one_line(one: Box, other: Box) -> bool:
    shared = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    gap = other.x - (one.x + one.width)
    return shared > _LINE_OVERLAP * min(one.height, other.height) and -one.height < gap < 3 * max(one.height, 1.0)


def _both(one: Box, other: Box) -> Box:
    left, top = min(one.x, other.x), min(one.y, other.y)
    right, bottom = max(one.x + one.width, other.x + other.width), max(one.y + one.height, other.y + other.height)
    return Box(left, top, right - left, bottom - top)
