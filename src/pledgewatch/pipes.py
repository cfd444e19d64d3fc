"""Use a stage by itself, without a desk: on files and in pipes, one JSON object a line."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from pledgewatch.desk.compare import given
from pledgewatch.desk.read import Task, read_task, rows_of_lost
from pledgewatch.engine.workers import Lost, run
from pledgewatch.errors import DocumentError, UsageError
from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Document, Failure
from pledgewatch.model.identity import DocumentId, Sha256, passage_digest
from pledgewatch.model.party import Pledge
from pledgewatch.model.reuse import Form
from pledgewatch.parties.assign import pledge_of, row_of
from pledgewatch.parties.table import OrganisationsTable, read_organisations
from pledgewatch.progress import Progress
from pledgewatch.reading import read_lines
from pledgewatch.settings import Settings
from pledgewatch.sources.collect import TABLE_NAME, check, refuse, refuse_system, walk
from pledgewatch.sources.media import media_type_of

__all__ = ["as_line", "document_of", "documents_of", "form_of", "read_paths"]


def read_paths(
    paths: Sequence[Path], settings: Settings, progress: Progress
) -> Iterator[tuple[Document, Pledge] | Failure]:
    """Read every file below the paths, in the order of `walk`, and say who pledges in each document."""
    files = list(walk(paths))
    tables = [read_organisations(path) for path in files if path.name == TABLE_NAME]
    progress.begin("reading", len(files))
    for rows in _in_order([_task(path, settings) for path in files if path.name != TABLE_NAME], settings):
        yield from (_with_pledge(row, tables) for row in rows)
        progress.step()


def _with_pledge(row: Document | Failure, tables: Sequence[OrganisationsTable]) -> tuple[Document, Pledge] | Failure:
    if isinstance(row, Failure):
        return row
    (document,) = given([row], tables)
    return document, pledge_of(document, row_of(row, tables)).pledge


def _task(path: Path, settings: Settings) -> Task | Failure:
    try:
        check(path)
        return Task(
            path=str(path),
            origin=str(path),
            sha256=_sha256(path),
            media_type=media_type_of(path),
            settings=settings.reading,
        )
    except DocumentError as error:
        return refuse(error, str(path))
    except OSError as error:
        return refuse_system(error, str(path))


def _sha256(path: Path) -> Sha256:
    import hashlib

    with path.open("rb") as file:
        return Sha256(hashlib.file_digest(file, "sha256").hexdigest())


def _in_order(tasks: list[Task | Failure], settings: Settings) -> Iterator[list[Document | Failure]]:
    """Yield each task's rows in the order of the tasks, whatever the order in which the workers finish."""
    done: dict[str, list[Document | Failure]] = {}
    results = run(read_task, (task for task in tasks if isinstance(task, Task)), settings.limits)
    for task in tasks:
        if isinstance(task, Failure):
            yield [task]
            continue
        while task.path not in done:
            other, rows = next(results)
            done[other.path] = rows_of_lost(other, rows, settings) if isinstance(rows, Lost) else rows
        yield done.pop(task.path)
    for _ in results:
        pass


def documents_of(file: str, settings: Settings, *, unique: bool = False) -> Iterator[Document | Failure]:
    """Read the documents of a JSON Lines file (`-` is standard input) under their own ids.

    A failure line that an earlier command of the pipe wrote is passed on. With `unique`, a document whose id stands in
    an earlier line already goes by its id and its line (`letter-4~line:9`): none is lost, and no two are taken for one.

    Raises:
        UsageError: there is no such file.
    """
    seen: set[str] = set()
    for row in _rows(file, settings):
        if isinstance(row, Document) and unique and row.id in seen:
            yield msgspec.structs.replace(row, id=DocumentId(f"{row.id}~{row.inside}"))
        else:
            yield row
        if isinstance(row, Document):
            seen.add(row.id)


def _rows(file: str, settings: Settings) -> Iterator[Document | Failure]:
    passed: list[Failure] = []
    lines = _without_failures(_lines(file), passed)
    origin = "standard input" if file == "-" else file
    yield from read_lines(lines, origin=origin, keep_ids=True, settings=settings.reading)
    yield from passed


def _lines(file: str) -> Iterator[bytes]:
    if file == "-":
        yield from sys.stdin.buffer
        return
    path = Path(file)
    if not path.is_file():
        raise UsageError(f"There is no file {file!r}.", next_step="give a JSON Lines file, or - for standard input.")
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        yield from gzip.GzipFile(fileobj=raw) if packed else raw


def _without_failures(lines: Iterable[bytes], passed: list[Failure]) -> Iterator[bytes]:
    """Yield the lines that are no failures; a blank line in place of each keeps the count."""
    for line in lines:
        if b'"type":"failure"' in line[:64].replace(b" ", b""):
            try:
                passed.append(msgspec.json.decode(line, type=Failure))
                yield b"\n"
                continue
            except (msgspec.DecodeError, UnicodeDecodeError):
                pass
        yield line


def as_line(document: Document, pledge: Pledge) -> dict[str, object]:
    """Return the line of one document: its fields, and who pledges in it, given or recognised."""
    line: dict[str, object] = msgspec.to_builtins(document)
    recognised = {}
    for field, found in (("organisation", pledge.name), ("country", pledge.country), ("date", pledge.date)):
        line[field] = found.value if found else None
        if found is not None and found.how == "recognised":
            recognised[field] = msgspec.to_builtins(found)
    return line | {"recognised": recognised}


def document_of(path: Path, settings: Settings) -> Document:
    """Read one file that holds one document.

    Raises:
        DocumentError: it cannot be read.
        UsageError: there is no such file, or it holds several documents.
    """
    from pledgewatch.progress import Silent

    rows = list(read_paths([path], settings, Silent()))
    if len(rows) != 1:
        raise UsageError(f"{path} holds {len(rows)} documents.", next_step="give a file with one document.")
    (row,) = rows
    if isinstance(row, Failure):
        raise DocumentError(f"{row.origin}: {row.what}", next_step=row.next)
    return row[0]


def form_of(
    path: Path,
    settings: Settings,
    *,
    title: str,
    url: str,
    from_date: str = "",
    until_date: str = "",
    meant_to_be_signed_unchanged: bool = False,
) -> Form:
    """Read a known form from a file; its id is made from its text.

    Raises:
        DocumentError: it cannot be read.
        UsageError: a date is malformed.
    """
    document = document_of(path, settings)
    for date in (from_date, until_date):
        try:
            parse_date(date)
        except ValueError as error:
            raise UsageError(str(error), next_step="write the date as 2017, 2017-05 or 2017-05-31.") from error
    return Form(
        id=f"f{passage_digest(document.text)}",
        title=title,
        url=url,
        text=document.text,
        sha256=document.sha256,
        from_date=from_date,
        until_date=until_date,
        meant_to_be_signed_unchanged=meant_to_be_signed_unchanged,
    )
