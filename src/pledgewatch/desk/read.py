"""Read what the archive holds: only snapshots that were not read before, each in a worker that it cannot harm."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from pledgewatch.desk.layout import Layout
from pledgewatch.engine.workers import Lost, run
from pledgewatch.errors import DamagedError, DocumentError, EmptyDocumentError, ExtraMissingError, LimitError
from pledgewatch.model.document import Document, Failure, Obtained
from pledgewatch.model.identity import Sha256, digest
from pledgewatch.progress import Progress
from pledgewatch.reading import read_file
from pledgewatch.reading.settings import ReadingSettings
from pledgewatch.settings import Settings
from pledgewatch.sources.archive import Archive
from pledgewatch.sources.collect import refuse
from pledgewatch.store.spool import Spool

__all__ = ["READING_VERSION", "Task", "first_of_each", "read_new", "read_task", "rows_of_lost"]

READING_VERSION = "1"
"""Raised whenever the same bytes are read into other documents."""

_ROWS: msgspec.json.Decoder[Document | Failure] = msgspec.json.Decoder(Document | Failure)


class Task(msgspec.Struct, frozen=True):
    """One snapshot to read, as it is sent to a worker."""

    path: str
    origin: str
    sha256: Sha256
    media_type: str
    settings: ReadingSettings


def read_new(layout: Layout, archive: Archive, settings: Settings, progress: Progress) -> tuple[int, int]:
    """Bring the tables of documents and failures up to what the archive holds.

    Returns how many snapshots were read now, and how many the desk holds.
    """
    made_with = digest(["reading", READING_VERSION, msgspec.json.encode(settings.reading).decode(), _ocr(settings)])
    origins = _origins(archive.current("file"))
    known = _known(layout, made_with)
    wanted = [
        _task(sha256, entries, archive, settings) for sha256, entries in sorted(origins.items()) if sha256 not in known
    ]
    rows = _read_all(layout, wanted, made_with, settings, progress)
    read = {sha256: known[sha256] if sha256 in known else rows[sha256] for sha256 in origins}
    placed = [_placed(row, origins[sha256]) for sha256, found in sorted(read.items()) for row in found]
    _replace_both(layout, placed, made_with)
    return len(wanted), len(origins)


def _replace_both(layout: Layout, rows: list[Document | Failure], made_with: str) -> None:
    layout.failures.replace((row for row in rows if isinstance(row, Failure)), made_with)
    layout.documents.replace((row for row in rows if isinstance(row, Document)), made_with)
    Spool(layout.work / "reading.jsonl", _ROWS, made_with).remove()


def _ocr(settings: Settings) -> str:
    """Tell whether pictures can be read: installing the extra reads them at the next run."""
    from importlib.util import find_spec

    here = find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
    return "ocr" if here and settings.reading.ocr != "off" else "no ocr"


def _origins(entries: Iterable[Obtained]) -> dict[Sha256, list[Obtained]]:
    origins: dict[Sha256, list[Obtained]] = {}
    for entry in entries:
        origins.setdefault(entry.sha256, []).append(entry)
    return origins


def _known(layout: Layout, made_with: str) -> dict[Sha256, list[Document | Failure]]:
    """Return what was read before, by snapshot; nothing where it was read in another way."""
    known: dict[Sha256, list[Document | Failure]] = {}
    if layout.documents.made_from == made_with == layout.failures.made_from:
        rows: list[Document | Failure] = [*layout.documents.read(), *layout.failures.read()]
        for row in rows:
            known.setdefault(row.sha256, []).append(row)
    return known


def _task(sha256: Sha256, entries: list[Obtained], archive: Archive, settings: Settings) -> Task:
    return Task(
        path=str(archive.path_of(sha256)),
        origin=entries[0].origin,
        sha256=sha256,
        media_type=entries[0].media_type,
        settings=settings.reading,
    )


def _read_all(
    layout: Layout, wanted: list[Task], made_with: str, settings: Settings, progress: Progress
) -> dict[Sha256, list[Document | Failure]]:
    spool: Spool[Document | Failure] = Spool(layout.work / "reading.jsonl", _ROWS, made_with)
    try:
        progress.begin("reading", len(wanted))
        left = [task for task in wanted if task.sha256 not in spool.done]
        progress.step(len(wanted) - len(left))
        for task, rows in run(read_task, left, settings.limits):
            spool.add(task.sha256, rows_of_lost(task, rows, settings) if isinstance(rows, Lost) else rows)
            progress.step()
        return {Sha256(key): rows for key, rows in spool.done.items()}
    finally:
        spool.close()


def read_task(task: Task) -> list[Document | Failure]:
    """Read one file; this runs in a worker."""
    rows = list(
        read_file(
            Path(task.path),
            origin=task.origin,
            sha256=task.sha256,
            media_type=task.media_type,
            settings=task.settings,
        )
    )
    nothing = EmptyDocumentError("The file holds no document.", next_step="check that it is the right file.")
    return rows or [_failure(nothing, task)]


def rows_of_lost(task: Task, lost: Lost, settings: Settings) -> list[Document | Failure]:
    """Return the failure row of a document whose worker was lost."""
    error: DocumentError
    if lost.why == "time":
        error = LimitError(
            f"Reading it took longer than {settings.limits.seconds:g} seconds.",
            next_step="split it, or raise limits.seconds.",
        )
    elif lost.why == "memory":
        error = LimitError(
            f"Reading it needs more than {settings.limits.memory / 1e9:.1f} GB of memory.",
            next_step="split it, or raise limits.memory.",
        )
    else:
        error = DamagedError(
            f"The reader broke down on it (exit code {lost.exit_code}).",
            next_step="convert it to PDF or text, and report it.",
        )
    return [_failure(error, task)]


def _failure(error: DocumentError, task: Task) -> Failure:
    return msgspec.structs.replace(refuse(error, task.origin), sha256=task.sha256)


def _placed(row: Document | Failure, entries: list[Obtained]) -> Document | Failure:
    """Give a row its origins as they are now: the same bytes may have been found in more places since."""
    origins = [entry.origin for entry in entries]
    if isinstance(row, Failure):
        return msgspec.structs.replace(row, origin=refuse(ExtraMissingError(""), origins[0]).origin)
    return msgspec.structs.replace(row, origin=origins[0], other_origins=tuple(origins[1:]))


def first_of_each(documents: Iterable[Document]) -> list[Document]:
    """Return one document of each id, with all its origins: a line that stands in two files is one document."""
    kept: dict[str, Document] = {}
    for document in documents:
        first = kept.setdefault(document.id, document)
        if first is not document:
            origins = dict.fromkeys((*first.other_origins, document.origin, *document.other_origins))
            others = tuple(origin for origin in origins if origin != first.origin)
            kept[document.id] = msgspec.structs.replace(first, other_origins=others)
    return list(kept.values())
