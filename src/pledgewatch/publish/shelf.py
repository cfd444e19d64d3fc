"""Put the files of a site into a new folder beside the old site; what did not change is linked from there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pledgewatch.publish.press import Page

__all__ = ["Shelf"]


class Shelf:
    """The folder that a site is built in, and the site before it, if there is one."""

    def __init__(self, new: Path, before: Path) -> None:
        self._new = new
        self._before = before
        self._folders: set[Path] = set()

    def put(self, page: Page) -> int:
        """Write a file, or link the one from the site before where its bytes are the same; return 1 if written."""
        target, known = self._new / page.path, self._before / page.path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        if _holds(known, page.data) and _linked(known, target):
            return 0
        target.write_bytes(page.data)
        return 1


def _holds(path: Path, data: bytes) -> bool:
    """Tell whether there is a file, and no link, with these bytes."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == len(data) and path.read_bytes() == data


def _linked(known: Path, target: Path) -> bool:
    try:
        os.link(known, target)
    except OSError:  # a file system without hard links
        return False
    return True
