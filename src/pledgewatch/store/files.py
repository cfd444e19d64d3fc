"""Write files so that a kill at any moment leaves the old one or the new one, never a half."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["append_line", "replace_file", "whole_lines"]


def replace_file(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Replace a file in one step: written beside it, synced, renamed over it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def append_line(path: Path, line: bytes) -> None:
    """Append one line in a single write; a torn last line of a killed run is closed off first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                line = b"\n" + line
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())


def whole_lines(path: Path) -> list[bytes]:
    """Return the lines of a file that end in a newline; what a kill cut off is left out."""
    if not path.exists():
        return []
    data = path.read_bytes()
    # Not splitlines(): it would also break at a lone carriage return.
    return data[: data.rfind(b"\n") + 1].split(b"\n")[:-1]
