"""Read plain text."""

from __future__ import annotations

from pathlib import Path

from pledgewatch.reading.charset import decode
from pledgewatch.reading.content import Content, clean
from pledgewatch.reading.settings import ReadingSettings

__all__ = ["read_plain"]


def read_plain(path: Path, settings: ReadingSettings) -> Content:
    """Return the text of a file in whichever encoding its bytes fit.

    Raises:
        DamagedError: they fit none.
    """
    del settings
    text, doubts = clean(decode(path.read_bytes()))
    return Content(text=text, doubts=doubts)
