"""Let one process at a time change a desk's derived parts."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pledgewatch.errors import DeskBusyError, DeskError

__all__ = ["held"]


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on `path` while the block runs; the kernel frees it when the process dies.

    Raises:
        DeskBusyError: another process holds it; its number is in the message.
        DeskError: the folder cannot be made or written.
    """
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = file.read(20).strip() or "unknown"
            raise DeskBusyError(
                f"The desk {path.parent} is in use by process {owner}.",
                next_step="wait for it to end, or stop it.",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+")
    except OSError as error:
        raise DeskError(
            f"The desk {path.parent} cannot be written: {error.strerror}.",
            next_step="give a folder that you may write to.",
        ) from error
