"""Read the text of pictures of pages, and say word by word where the reading is doubtful.

RapidOCR reads (its models lie inside its package); Debian's tesseract, where installed, reads the same page for
comparison. Doubtful is what the recogniser scores low, what the two read differently, and what only one of them sees.
Trap: RapidOCR's angle classifier turns long lines upside down; it is switched off.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from pledgewatch.errors import EmptyDocumentError, ExtraMissingError, LimitError
from pledgewatch.reading.compose import PageText
from pledgewatch.reading.crosscheck import Seen, differing, second_reading
from pledgewatch.reading.layout import Glyphs, reading_order
from pledgewatch.reading.settings import ReadingSettings

__all__ = ["Recogniser", "read_rendered"]

_LOW = "the recogniser is not sure of this line"
_DIFFER = "two recognisers read this differently"


class _Read(msgspec.Struct, frozen=True):
    """A line as the recogniser reads it: text, score, box in pixels."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


class Recogniser:
    """Read pictures with the engine of the extra `ocr`; loading it takes a second, so it is kept."""

    def __init__(self, settings: ReadingSettings) -> None:
        if settings.ocr == "off":
            raise EmptyDocumentError(
                "It has no text layer, and OCR is switched off.", next_step='Set reading.ocr to "auto".'
            )
        self.settings = settings
        self._engine = _engine()

    def read(self, image: Any, *, number: int, scale: float) -> PageText:
        """Return the page on an RGB picture; `scale` is points per pixel."""
        import numpy

        result = self._engine(numpy.asarray(image)[:, :, ::-1])
        lines = _lines(result)
        seen = second_reading(image) if lines else None
        marked = [(word, why) for line in lines for word, why in _words(line, seen, scale, self.settings.sure)]
        return _page(marked, number, image.width * scale, image.height * scale)


@cache
def _engine() -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise ExtraMissingError(
            "It is a picture of text, and the part that reads pictures is not installed.",
            next_step="Run: pip install 'pledgewatch[ocr]'",
        ) from error
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error"})


def _lines(result: Any) -> list[_Read]:
    if result.txts is None or result.boxes is None:
        return []
    lines = []
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        across, down = [float(point[0]) for point in box], [float(point[1]) for point in box]
        if str(text).strip():
            lines.append(_Read(str(text), float(score), min(across), min(down), max(across), max(down)))
    return lines


def _words(line: _Read, seen: Sequence[Seen] | None, scale: float, sure: float) -> list[tuple[Glyphs, str]]:
    """Cut a line into words, each with the reason to doubt it or "".

    A word's box is the line's, shared out by characters: right to about a letter's width in a proportional font.
    """
    texts = line.text.split()
    width = (line.right - line.left) / max(1, len(line.text))
    doubtful = differing(texts, (line.left, line.top, line.right, line.bottom), seen)
    out: list[tuple[Glyphs, str]] = []
    at = 0
    for index, text in enumerate(texts):
        at = line.text.index(text, at)
        word = Glyphs(
            text=text,
            left=(line.left + at * width) * scale,
            top=line.top * scale,
            right=(line.left + (at + len(text)) * width) * scale,
            bottom=line.bottom * scale,
            baseline=(line.top + 0.75 * (line.bottom - line.top)) * scale,
            size=max(1.0, 0.75 * (line.bottom - line.top) * scale),
        )
        at += len(text)
        out.append((word, _LOW if line.score < sure else _DIFFER if index in doubtful else ""))
    return out


def _page(marked: list[tuple[Glyphs, str]], number: int, width: float, height: float) -> PageText:
    """Put words into reading order and keep with each why it is doubtful."""
    reasons = {id(word): why for word, why in marked if why}
    lines = reading_order([word for word, _ in marked])
    doubts = tuple(
        (at, index, reasons[id(word)])
        for at, line in enumerate(lines)
        for index, word in enumerate(line.words)
        if id(word) in reasons
    )
    return PageText(number=number, width=width, height=height, lines=tuple(lines), doubts=doubts)


def read_rendered(
    document: Any, pages: Sequence[PageText], settings: ReadingSettings, *, alone: bool
) -> dict[int, PageText]:
    """Return the given pages of an open PDF as OCR reads them, by number.

    Raises:
        ExtraMissingError: the extra `ocr` is not installed and the whole document consists of such pages (`alone`);
            otherwise the pages are kept as they are, with a note that they were not read.
        LimitError: more pages need OCR than the limits allow.
    """
    if len(pages) > settings.max_ocr_pages:
        raise LimitError(
            f"{len(pages):,} pages are pictures; {settings.max_ocr_pages:,} is the limit.",
            next_step="Split the document, or raise reading.max_ocr_pages.",
        )
    try:
        recogniser = Recogniser(settings)
    except (ExtraMissingError, EmptyDocumentError) as error:
        if alone:
            raise
        note = f"this page is a picture and was not read: {error.next_step}"
        return {page.number: msgspec.structs.replace(page, note=note) for page in pages}
    return {page.number: _rendered(document, page, recogniser, settings) for page in pages}


def _rendered(document: Any, page: PageText, recogniser: Recogniser, settings: ReadingSettings) -> PageText:
    """Render one page, at less than the usual resolution where the page is a poster."""
    scale = settings.dpi / 72
    most = (settings.max_pixels / max(1.0, page.width * page.height)) ** 0.5
    opened = document[page.number - 1]
    try:
        image = opened.render(scale=min(scale, most)).to_pil().convert("RGB")
    finally:
        opened.close()
    return recogniser.read(image, number=page.number, scale=page.width / image.width)
