"""Find the files below the paths that a user gave, and keep each in the archive or say why it could not be kept."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from pledgewatch.errors import DeskError, DocumentError, LimitError, ProtectedError, UnsupportedError, UsageError
from pledgewatch.model.document import Failure
from pledgewatch.sources.archive import Archive

__all__ = ["TABLE_NAME", "check", "collect", "collect_named", "refuse", "refuse_system", "walk"]

TABLE_NAME = "organisations.csv"

# Letters are kilobytes and the longest sustainability reports some 50 MB; JSON Lines are read line by line.
_MAX_BYTES = 128 << 20
_MAX_LINES_BYTES = 16 << 30

# What is wrong with the desk's own disk is no fault of a document.
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def walk(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files below the paths, each folder in the order of its names; hidden ones are passed over.

    Links to folders are not followed, so that no loop can be walked; they, and folders that may not be opened, are
    yielded themselves, so that `check` refuses them and nobody believes that they were read.

    Raises:
        UsageError: a path does not exist.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"There is no file or folder {str(path)!r}.", next_step="check the path and run again.")
        # Not Path.is_dir(), which raises where a parent may not be entered: `check` says that of each document.
        if os.path.isdir(path):  # noqa: PTH112
            yield from _below(path)
        else:
            yield path


def _below(top: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for name, below, files in os.walk(top, onerror=lambda error: closed.append(Path(str(error.filename)))):
        folder = Path(name)
        shown = sorted(entry for entry in below if not entry.startswith("."))
        links = [entry for entry in shown if os.path.islink(folder / entry)]  # noqa: PTH114
        below[:] = [entry for entry in shown if entry not in links]
        yield from (folder / entry for entry in sorted([*files, *links]) if not entry.startswith("."))
    yield from sorted(closed)


def collect(paths: Iterable[Path], archive: Archive) -> Iterator[Path | Failure]:
    """Keep every file below the paths; yield the path of each one kept, or the failure of each one refused.

    Raises:
        UsageError: a path does not exist.
        DeskError: the archive's disk is full or read-only.
    """
    yield from collect_named(((path, os.fspath(path)) for path in walk(paths)), archive)


def collect_named(files: Iterable[tuple[Path, str]], archive: Archive) -> Iterator[Path | Failure]:
    """Keep files under origins that are not their paths: an uploaded file's name is what its sender called it.

    Raises:
        DeskError: the archive's disk is full or read-only.
    """
    for path, origin in files:
        try:
            check(path)
            archive.keep(path, origin=origin, how="table" if PurePath(origin).name == TABLE_NAME else "file")
        except DocumentError as error:
            yield refuse(error, origin)
        except OSError as error:
            if error.errno in _DISK:
                raise _disk(error, archive) from error
            yield refuse_system(error, origin)
        else:
            yield path


def refuse(error: DocumentError, origin: str, *, inside: str = "") -> Failure:
    """Turn an error about one document into the row that the user is shown."""
    return Failure(
        origin=_shown(origin),
        what=error.what,
        next=error.next_step,
        error=type(error).__name__,
        inside=inside,
    )


def refuse_system(error: OSError, origin: str) -> Failure:
    """Turn what the system said about one file into the row that the user is shown."""
    if isinstance(error, PermissionError):
        return refuse(_no_permission(), origin)
    reason = os.strerror(error.errno) if error.errno else str(error)
    return refuse(ProtectedError(f"It could not be opened: {reason}.", next_step="check the file."), origin)


def check(path: Path) -> None:
    """Refuse what cannot or should not be kept, before a byte is read.

    Raises:
        OSError: the system does not let it be looked at.
        DocumentError: its name, its kind or its size is not acceptable; says what to do.
    """
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in os.fspath(path)):
        raise UnsupportedError(
            "Its name holds a line break, a control character or bytes that are no text: no list could name it.",
            next_step="rename the file and run again.",
        )
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise _linked() if path.is_symlink() else _no_permission()
    if not stat.S_ISREG(status.st_mode):
        raise UnsupportedError("It is no ordinary file (a pipe, socket or device).", next_step="give a copy of it.")
    if status.st_size > _MAX_BYTES and not _is_lines(path, status.st_size):
        raise LimitError(
            f"It has {status.st_size / 1e6:,.0f} MB; a document may have {_MAX_BYTES / 1e6:,.0f} MB.",
            next_step="split it, or give it as JSON Lines with one document a line.",
        )


def _is_lines(path: Path, size: int) -> bool:
    if size > _MAX_LINES_BYTES:
        return False
    with path.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"{", b"\x1f\x8b"))


def _disk(error: OSError, archive: Archive) -> DeskError:
    return DeskError(
        f"The archive {archive.folder} cannot be written: {os.strerror(error.errno or 0)}.",
        next_step="make room, and run again; what was kept so far is unharmed.",
    )


def _linked() -> UnsupportedError:
    return UnsupportedError(
        "It is a link to a folder, and such links are not followed.", next_step="give the folder itself, too."
    )


def _no_permission() -> ProtectedError:
    return ProtectedError(
        "You have no permission to read it.", next_step="change its permissions (chmod u+r) and run again."
    )


def _shown(origin: str) -> str:
    """Write a hostile name on one line, its control characters as escapes."""
    return "".join(
        character if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else ascii(character)[1:-1]
        for character in origin
    )
