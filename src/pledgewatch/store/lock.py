"""Let one process at a time change a desk's derived parts."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pledgewatch.errors import DeskBusyError, DeskError

__all__ = ["held", "is_held"]

_PAUSES = (0.01, 0.02, 0.05, 0.0)
"""Seconds between tries, under a tenth together: whoever asks `is_held` holds the lock for some microseconds."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on `path` while the block runs; the kernel frees it when the process dies.

    Raises:
        DeskBusyError: another process holds it; its number is in the message.
        DeskError: the folder cannot be made or written.
    """
    with _opened(path) as file:
        if not _taken(file):
            owner = file.read(20).strip() or "unknown"
            raise DeskBusyError(
                f"The desk {path.parent} is in use by process {owner}.",
                next_step="wait for it to end, or stop it.",
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _taken(file: TextIO) -> bool:
    """Take the lock, and tell whether it could be had."""
    for pause in _PAUSES:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(pause)
        else:
            return True
    return False


def is_held(path: Path) -> bool:
    """Tell whether a process holds a lock, without getting in its way."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+")
    except OSError as error:
        raise DeskError(
            f"The desk {path.parent} cannot be written: {error.strerror}.",
            next_step="give a folder that you may write to.",
        ) from error
