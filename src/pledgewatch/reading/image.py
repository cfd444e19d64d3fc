"""Read the text of a picture: PNG, JPEG, TIFF (each frame a page) or WebP. Needs the extra `ocr`."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from pledgewatch.errors import DamagedError, EmptyDocumentError, LimitError
from pledgewatch.reading.compose import PageText, compose
from pledgewatch.reading.content import Content
from pledgewatch.reading.ocr import Recogniser
from pledgewatch.reading.settings import ReadingSettings

__all__ = ["read_image"]

_DPI = 300.0
"""Assumed where a picture does not say; boxes are given in points all the same."""


def read_image(path: Path, settings: ReadingSettings) -> Content:
    """Return the text that is seen on a picture.

    Raises:
        ExtraMissingError: the extra `ocr` is not installed.
        LimitError: it has more pixels or frames than the limits allow; refused before it is unpacked.
        DamagedError: it is truncated.
        EmptyDocumentError: no text is seen on it.
    """
    recogniser = Recogniser(settings)
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(path) as image:
            warnings.simplefilter("ignore")  # our own limit below is stricter than Pillow's warning
            pages = [_page(recogniser, image, frame, settings) for frame in range(_frames(image, settings))]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise DamagedError(f"The picture is truncated or damaged: {error}.", next_step="Get the file again.") from error
    if not any(page.lines for page in pages):
        raise EmptyDocumentError(
            "No text is seen on the picture.", next_step="Check it by eye; if there is text, scan it at 300 dpi."
        )
    return compose(pages)


def _frames(image: Any, settings: ReadingSettings) -> int:
    frames = int(getattr(image, "n_frames", 1))
    if frames > settings.max_ocr_pages:
        raise LimitError(
            f"The picture has {frames:,} frames; {settings.max_ocr_pages:,} is the limit.",
            next_step="Split it, or raise reading.max_ocr_pages.",
        )
    return frames


def _page(recogniser: Recogniser, image: Any, frame: int, settings: ReadingSettings) -> PageText:
    from PIL import ImageOps

    image.seek(frame)
    if image.width * image.height > settings.max_pixels:
        raise LimitError(
            f"The picture has {image.width:,} by {image.height:,} pixels; {settings.max_pixels:,} is the limit.",
            next_step="Scan it at 300 dpi, or raise reading.max_pixels.",
        )
    upright = ImageOps.exif_transpose(image.copy())
    scale = 72.0 / _resolution(image)
    return recogniser.read(_on_white(upright), number=frame + 1, scale=scale)


def _resolution(image: Any) -> float:
    """Return dots per inch; nonsense in the file counts as not said."""
    try:
        dpi = float(image.info.get("dpi", (_DPI,))[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return _DPI
    return dpi if 30 <= dpi <= 2400 else _DPI


def _on_white(image: Any) -> Any:
    """Return an RGB picture; what is transparent becomes paper."""
    from PIL import Image

    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layers = image.convert("RGBA")
    paper = Image.new("RGBA", layers.size, "white")
    return Image.alpha_composite(paper, layers).convert("RGB")
