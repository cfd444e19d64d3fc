"""Hold the limits of reading: everything read is somebody else's file."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["DEFAULTS", "ReadingSettings"]

_MB = 2**20


class ReadingSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Limit what one document may cost, and choose how it is read.

    A limit that is passed is a LimitError that names it; nothing is silently cut short.
    """

    max_bytes: int = 64 * _MB
    """Of a text or HTML file. The longest sustainability reports hold 3 MB of text; 64 MB is a log or a data dump."""
    max_file_bytes: int = 512 * _MB
    """Of a PDF, DOCX or image: pictures make them large, their text stays small."""
    max_characters: int = 20_000_000
    """Of one document's text, whatever its format: four times the King James Bible, and what memory allows."""
    max_pages: int = 5_000
    """Of a PDF or a TIFF."""
    max_ocr_pages: int = 500
    """Pages without a text layer are read at 3 to 10 seconds each."""
    max_pixels: int = 80_000_000
    """Of one image: A2 at 400 dpi; a picture of a few kilobytes can unpack to more."""
    max_line_bytes: int = 16 * _MB
    """Of one line of a JSON Lines file; the file itself is streamed and may be larger than any limit."""
    max_unzipped_bytes: int = 512 * _MB
    """Of all XML of a DOCX, as its table of contents declares it, and as it really unpacks."""
    max_stream_bytes: int = 32 * 1024 * _MB
    """Of a gzip-compressed JSON Lines file, unpacked."""
    max_ratio: int = 200
    """Unpacked to packed bytes, above the first 16 MB. Letters on one form pack 60 to 1 at most; bombs, 1000 to 1."""
    max_depth: int = 400
    """Of nested elements in HTML and XML: pages written by people nest under 60."""
    ocr: Literal["auto", "off"] = "auto"
    """Whether pages without a text layer are read from their picture (needs the extra `ocr`)."""
    dpi: int = 300
    """At which a page is rendered for OCR; both engines are trained at about this height of letters."""
    sure: float = 0.9
    """A line that the recogniser scores lower is marked doubtful."""


DEFAULTS = ReadingSettings()
