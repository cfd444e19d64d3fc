"""Hold what came in: snapshots of bytes, and the documents that were read from them."""

from __future__ import annotations

from typing import Literal

import msgspec

from pledgewatch.model.identity import DocumentId, Sha256
from pledgewatch.model.spans import Span

__all__ = [
    "Document",
    "Doubt",
    "Extent",
    "Failure",
    "Language",
    "Obtained",
    "Page",
    "PartName",
    "Snapshot",
    "Word",
]

Extent = Literal["whole", "excerpt", "unknown"]
PartName = Literal["addressee", "salutation", "body", "closing", "signature"]


class Snapshot(msgspec.Struct, frozen=True):
    """Name bytes that the archive keeps; `size` in bytes, media type by content."""

    sha256: Sha256
    size: int
    media_type: str


class Obtained(msgspec.Struct, frozen=True):
    """Record when and how a snapshot was obtained: one line of the archive's append-only journal.

    `origin` is the path or URL as the user gave it; `when` is UTC, ISO 8601, the only wall time that a desk holds;
    `note` keeps what the user said of it (as which list, as of when).
    """

    sha256: Sha256
    size: int
    media_type: str
    origin: str
    how: Literal["file", "table", "form", "list", "crosswalk", "participants", "relations", "expected", "capture"]
    when: str
    note: dict[str, str] = {}


class Language(msgspec.Struct, frozen=True):
    """Give a language as ISO 639-1 and how sure the detector is (0 to 1); `und` where it is not."""

    code: str
    probability: float


class Word(msgspec.Struct, frozen=True, array_like=True):
    """Place a run of text on its page: code points `[start, end)`, box in points from the top left corner."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class Page(msgspec.Struct, frozen=True):
    """Describe a page: its number from 1, the span of its text, its size in points, the boxes of its words."""

    number: int
    start: int
    end: int
    width: float
    height: float
    words: tuple[Word, ...] = ()


class Doubt(msgspec.Struct, frozen=True, array_like=True):
    """Mark text that the reader itself is not sure of, and why."""

    start: int
    end: int
    why: str


class Document(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="document"):
    """Hold the text of one document and all that was read from it without judging it.

    `text` has no NUL and no lone surrogate; every offset anywhere counts its code points. `inside` is the path within
    the snapshot (`line:7` of a JSON Lines file), `name` what its origin calls it. Organisation, country, date, kind
    and extent are what its sender or `organisations.csv` said; None where nobody did. `parts` lacks what was not
    found; only the body is weighed, and where there is no body the whole text is.
    """

    id: DocumentId
    text: str
    name: str = ""
    origin: str = ""
    other_origins: tuple[str, ...] = ()
    sha256: Sha256 = Sha256("")
    inside: str = ""
    media_type: str = "text/plain"
    title: str | None = None
    language: Language = Language("und", 0.0)
    extent: Extent = "unknown"
    organisation: str | None = None
    country: str | None = None
    date: str | None = None
    kind: str | None = None
    source_url: str | None = None
    parts: dict[PartName, Span] = {}
    pages: tuple[Page, ...] = ()
    sentences: tuple[Span, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def body(self) -> Span:
        """Return the part that is weighed: the body, or everything where no body was told apart."""
        return self.parts.get("body", Span(0, len(self.text)))


class Failure(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="failure"):
    """Say which document could not be read, what was wrong, and what to do next."""

    origin: str
    what: str
    next: str
    error: str = "DocumentError"
    sha256: Sha256 = Sha256("")
    inside: str = ""
