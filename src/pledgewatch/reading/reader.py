"""Read one archived file into documents, and turn every way in which that can fail into a row that says what to do.

This is the boundary of one document: the only place of the stage that catches what it did not expect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from pledgewatch.errors import (
    DamagedError,
    DocumentError,
    EmptyDocumentError,
    LimitError,
    ProtectedError,
    UnsupportedError,
)
from pledgewatch.model.document import Document, Failure
from pledgewatch.model.identity import Sha256, document_id
from pledgewatch.reading.content import Content
from pledgewatch.reading.enriching import enrich
from pledgewatch.reading.lines import read_json_lines
from pledgewatch.reading.settings import DEFAULTS, ReadingSettings

__all__ = ["read_file"]

_Reader = Callable[[Path, ReadingSettings], Content]
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LINES = ("application/jsonl", "application/gzip")
_TEXTS = ("text/plain", "text/html")
_IMAGES = ("image/png", "image/jpeg", "image/tiff", "image/webp")
_OLE_DIRECTORY = 64 * 2**20
_INSTEAD = {
    "application/rtf": "Save it from the program that wrote it as DOCX or PDF.",
    "application/zip": "Unpack it and give the folder instead.",
    "image/gif": "Save the picture as PNG.",
}


def read_file(
    path: Path,
    *,
    origin: str,
    sha256: Sha256,
    media_type: str,
    settings: ReadingSettings = DEFAULTS,
) -> Iterator[Document | Failure]:
    """Yield what a file holds: one record for an ordinary file, one a line for JSON Lines, in the file's order.

    `origin` is the path or URL that the user knows, `media_type` what `sources.media` found. Never raises for what the
    file holds; a file that cannot be read is one Failure.
    """
    try:
        if media_type in _LINES:
            yield from read_json_lines(path, origin=origin, sha256=sha256, settings=settings)
        else:
            yield _read_whole(path, origin, sha256, media_type, settings)
    except DocumentError as error:
        yield _failure(error, origin, sha256)
    except PermissionError:
        refused = ProtectedError("The file may not be opened.", next_step="Ask its owner for leave to read it.")
        yield _failure(refused, origin, sha256)
    except Exception as error:  # the boundary of one document: the others must be read all the same
        yield _unexpected(error, origin, sha256)


def _read_whole(path: Path, origin: str, sha256: Sha256, media_type: str, settings: ReadingSettings) -> Document:
    _check_size(path, media_type, settings)
    content = _reader_of(media_type)(path, settings)
    if not content.text.strip():
        raise EmptyDocumentError("The file holds no text.", next_step="Check that it is the right file.")
    if len(content.text) > settings.max_characters:
        raise LimitError(
            f"The text is longer than {settings.max_characters:,} characters.",
            next_step="Split it into its documents, or raise reading.max_characters.",
        )
    return enrich(
        Document(
            id=document_id(sha256),
            text=content.text,
            name=PurePosixPath(origin).name or origin,
            origin=origin,
            sha256=sha256,
            media_type=media_type,
            title=content.title,
            pages=content.pages,
            doubts=content.doubts,
        )
    )


def _check_size(path: Path, media_type: str, settings: ReadingSettings) -> None:
    """Refuse by the size alone, before a byte is read."""
    size = path.stat().st_size
    if size == 0:
        raise EmptyDocumentError("The file is empty.", next_step="Get it again from where it came from.")
    limit = settings.max_bytes if media_type in _TEXTS else settings.max_file_bytes
    if size > limit:
        name = "max_bytes" if media_type in _TEXTS else "max_file_bytes"
        raise LimitError(
            f"The file has {size / 2**20:,.0f} MB; {limit / 2**20:,.0f} MB is the limit for {media_type}.",
            next_step=f"Split it into its documents, or raise reading.{name}.",
        )


def _reader_of(media_type: str) -> _Reader:
    """Return the reader of a media type; its libraries are imported only now."""
    if media_type == "text/plain":
        from pledgewatch.reading.plain import read_plain

        return read_plain
    if media_type == "text/html":
        from pledgewatch.reading.html import read_html

        return read_html
    if media_type == _DOCX:
        from pledgewatch.reading.docx import read_docx

        return read_docx
    if media_type == "application/pdf":
        from pledgewatch.reading.pdf import read_pdf

        return read_pdf
    if media_type in _IMAGES:
        from pledgewatch.reading.image import read_image

        return read_image
    if media_type == "application/x-ole-storage":
        return _read_ole
    raise UnsupportedError(
        f"No reader takes {media_type}.",
        next_step=_INSTEAD.get(media_type, "Give a PDF, DOCX, HTML, text, picture or JSON Lines file."),
    )


def _read_ole(path: Path, settings: ReadingSettings) -> Content:
    """Refuse Office files of before 2007, and newer ones that a password protects: both come in this container."""
    del settings
    with path.open("rb") as file:
        protected = "EncryptedPackage".encode("utf-16-le") in file.read(_OLE_DIRECTORY)
    if protected:
        raise ProtectedError(
            "The Office file is encrypted and wants a password.",
            next_step="Open it with its password and save a copy without one.",
        )
    raise UnsupportedError(
        "No reader takes Office files of before 2007.",
        next_step="Save it from the program that wrote it as DOCX or PDF.",
    )


def _failure(error: DocumentError, origin: str, sha256: Sha256) -> Failure:
    return Failure(origin=origin, what=error.what, next=error.next_step, error=type(error).__name__, sha256=sha256)


def _unexpected(error: Exception, origin: str, sha256: Sha256) -> Failure:
    return Failure(
        origin=origin,
        what=f"Reading it failed in a way nobody foresaw: {type(error).__name__}: {error}"[:500],
        next="Report this with the message; give the document as PDF or text in the meantime.",
        error=DamagedError.__name__,
        sha256=sha256,
    )
