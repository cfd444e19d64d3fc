"""Read JSON Lines: a document a line, with `id` and `text`, and whatever else its sender knows about it.

A file that grows keeps the ids of its old lines, since a line's id is made from its own bytes. Lines are streamed;
each is limited, and so is what a compressed file may unpack to.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, get_args

from pledgewatch.errors import DamagedError, DocumentError, EmptyDocumentError, LimitError, UnsupportedError
from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Document, Extent, Failure, Language, PartName
from pledgewatch.model.identity import DocumentId, Sha256, document_id, sha256_of
from pledgewatch.model.spans import Span
from pledgewatch.reading.content import clean
from pledgewatch.reading.enriching import enrich
from pledgewatch.reading.settings import DEFAULTS, ReadingSettings
from pledgewatch.sources.media import JSON_LINES

__all__ = ["read_json_lines", "read_lines"]

_NO_SNAPSHOT = Sha256("")
_RATIO_FROM = 16 * 2**20
_FIX = "Correct this line; the others were read."


def read_json_lines(
    path: Path, *, origin: str, sha256: Sha256, settings: ReadingSettings = DEFAULTS
) -> Iterator[Document | Failure]:
    """Yield a Document or a Failure for each line of a file, gzip-compressed or not.

    Raises:
        UnsupportedError: a compressed file that holds no JSON Lines.
        DamagedError: the compressed data ends early; the lines before were yielded.
        LimitError: it unpacks to more than the limits allow.
    """
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        lines = _unpacked_lines(raw, path, settings) if packed else _split(raw, settings)
        yield from read_lines(lines, origin=origin, sha256=sha256, settings=settings)


def read_lines(
    lines: Iterable[bytes],
    *,
    origin: str,
    sha256: Sha256 = _NO_SNAPSHOT,
    keep_ids: bool = False,
    settings: ReadingSettings = DEFAULTS,
) -> Iterator[Document | Failure]:
    """Yield a Document or a Failure for each line that is not blank; `inside` counts lines from 1.

    With `keep_ids` a document's id is the line's own, as in a pipe; else it is made from the line's bytes.
    """
    for number, line in enumerate(lines, start=1):
        stripped = line.rstrip(b"\r\n")
        if number == 1:
            stripped = stripped.removeprefix(b"\xef\xbb\xbf")
        if not stripped.strip():
            continue
        inside = f"line:{number}"
        try:
            if len(stripped) > settings.max_line_bytes:
                raise LimitError(
                    f"The line is longer than {settings.max_line_bytes:,} bytes.",
                    next_step="Split its text, or raise reading.max_line_bytes.",
                )
            yield _document(stripped, origin=origin, sha256=sha256, inside=inside, keep_id=keep_ids)
        except DocumentError as error:
            yield Failure(
                origin=origin,
                what=f"Line {number}: {error.what}",
                next=error.next_step or _FIX,
                error=type(error).__name__,
                sha256=sha256,
                inside=inside,
            )


def _split(stream: IO[bytes] | gzip.GzipFile, settings: ReadingSettings) -> Iterator[bytes]:
    """Yield lines; of one that is too long only its beginning, one byte past the limit, with the rest skipped."""
    limit = settings.max_line_bytes + 2
    while line := stream.readline(limit):
        rest = line
        while len(rest) == limit and not rest.endswith(b"\n"):
            rest = stream.readline(limit)
        yield line


def _unpacked_lines(raw: IO[bytes], path: Path, settings: ReadingSettings) -> Iterator[bytes]:
    """Yield the lines of a gzip file as long as it stays within the limits."""
    size, unpacked = path.stat().st_size, 0
    try:
        with gzip.GzipFile(fileobj=raw) as stream:
            if not stream.peek(1)[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
                raise UnsupportedError(
                    "The compressed file holds no JSON Lines.", next_step="Unpack it and give what is in it."
                )
            for line in _split(stream, settings):
                unpacked = stream.tell()
                if unpacked > settings.max_stream_bytes or (
                    unpacked > _RATIO_FROM and unpacked > size * settings.max_ratio
                ):
                    raise LimitError(
                        f"The file unpacks from {size:,} to more than {unpacked:,} bytes.",
                        next_step="Unpack it yourself if you trust it, and give the unpacked file.",
                    )
                yield line
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DamagedError(
            f"The compressed data is damaged or ends early: {error}.", next_step="Get the file again."
        ) from error


def _document(line: bytes, *, origin: str, sha256: Sha256, inside: str, keep_id: bool) -> Document:
    row = _row(line)
    text, doubts = clean(_text(row))
    own_id = _identifier(row)
    return enrich(
        Document(
            id=DocumentId(own_id) if keep_id and own_id else document_id(sha256_of(line)),
            text=text,
            name=own_id or inside,
            origin=origin,
            sha256=sha256,
            inside=inside,
            media_type=JSON_LINES,
            language=_language(row),
            extent=_extent(row),
            date=_date(row),
            parts=_parts(row, len(text)),
            doubts=doubts,
            organisation=_string(row, "organisation", "organization", "company"),
            country=_string(row, "country"),
            kind=_string(row, "kind"),
            title=_string(row, "title"),
            source_url=_string(row, "source_url", "url"),
        )
    )


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"It is not JSON: {str(error)[:120]}.", next_step=_FIX) from error
    if not isinstance(row, dict):
        raise DamagedError("It is JSON, but no object with `id` and `text`.", next_step=_FIX)
    return row


def _text(row: dict[str, Any]) -> str:
    text = row.get("text")
    if text is None:
        raise DamagedError("It has no `text`.", next_step=_FIX)
    if not isinstance(text, str):
        raise DamagedError(f"Its `text` is a {type(text).__name__}, not a string.", next_step=_FIX)
    if not text.strip():
        raise EmptyDocumentError("Its `text` is empty.", next_step=_FIX)
    return text


def _identifier(row: dict[str, Any]) -> str:
    value = row.get("id", "")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise DamagedError("Its `id` is neither a string nor a number.", next_step=_FIX)
    return clean(str(value))[0]


def _string(row: dict[str, Any], *names: str) -> str | None:
    """Return the first of several names for one field that has a value."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return clean(value.strip())[0]
        if value is not None and not isinstance(value, str):
            raise DamagedError(f"Its `{name}` is not a string.", next_step=_FIX)
    return None


def _date(row: dict[str, Any]) -> str | None:
    """Return the date as given where it is one; what cannot be read as a date is left to the letter itself."""
    value = row.get("date")
    if not isinstance(value, str):
        return None
    try:
        return str(parse_date(value) or "") or None
    except ValueError:
        return None


def _language(row: dict[str, Any]) -> Language:
    """Take a code, or the object that `read --json` prints."""
    value = row.get("language")
    if isinstance(value, dict):
        code, probability = value.get("code"), value.get("probability", 1.0)
        if isinstance(code, str) and isinstance(probability, int | float):
            return Language(code, min(1.0, max(0.0, float(probability))))
    return Language(value.strip().lower(), 1.0) if isinstance(value, str) and value.strip() else Language("und", 0.0)


def _extent(row: dict[str, Any]) -> Extent:
    value = row.get("extent") or "unknown"
    for extent in get_args(Extent):
        if value == extent:
            return extent  # type: ignore[no-any-return]
    raise DamagedError("Its `extent` is none of whole, excerpt, unknown.", next_step=_FIX)


def _parts(row: dict[str, Any], length: int) -> dict[PartName, Span]:
    """Take the parts of the letter as given; spans that do not lie within the text are refused."""
    given = {} if row.get("parts") is None else row["parts"]
    if not isinstance(given, dict):
        raise DamagedError("Its `parts` is no object.", next_step=_FIX)
    parts: dict[PartName, Span] = {}
    for name in get_args(PartName):
        if name in given:
            parts[name] = _span(given[name], name, length)
    return parts


def _span(value: object, name: str, length: int) -> Span:
    match value:
        case [int(start), int(end)] if 0 <= start <= end <= length:
            return Span(start, end)
    raise DamagedError(f"Its part `{name}` is no [start, end] within the text.", next_step=_FIX)
