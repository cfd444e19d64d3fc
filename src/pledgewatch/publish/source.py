"""Hold an archived source that a site rests upon: hash, place, time, and whether its bytes are handed on."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.model.identity import Sha256

__all__ = ["Source"]

_ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/gzip": "gz",
}


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One snapshot of the archive. `bytes_at` is where its bytes lie; None where rights forbid to hand them on."""

    kind: Literal["document", "list"]
    title: str
    sha256: Sha256
    size: int
    media_type: str
    address: str
    when: str
    bytes_at: Path | None = None

    @property
    def file(self) -> str:
        """Name its file in the site. What a browser would run (HTML, XML, SVG) is called .txt, and so only shown."""
        ending = _ENDINGS.get(self.media_type)
        textual = self.media_type.startswith("text/") or "xml" in self.media_type or "json" in self.media_type
        return f"sources/{self.sha256}.{ending or ('txt' if textual else 'bin')}"
