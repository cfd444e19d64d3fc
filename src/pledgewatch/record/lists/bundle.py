"""Put the files of one list into one, so that they are one snapshot: a list that comes in parts is only whole with all.

A plain ZIP with fixed times, its members in the order of their names: the same files give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from pledgewatch.errors import ListError

__all__ = ["bundle", "is_bundle", "unbundle"]

_FIRST = "a-list-in-parts.txt"
_WORDS = b"The files of one list, as they were published.\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOST = 20
_LIMIT = 200_000_000
_AGAIN = "import the files of the list again; the last good one is kept."


def bundle(files: Mapping[str, bytes]) -> bytes:
    """Return one file that holds those given, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, data in ((_FIRST, _WORDS), *sorted(files.items())):
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return out.getvalue()


def is_bundle(head: bytes) -> bool:
    """Tell from the first bytes whether it was made by `bundle`."""
    return head.startswith(b"PK\x03\x04") and _FIRST.encode() in head[:200]


def unbundle(data: bytes, origin: str = "") -> dict[str, bytes]:
    """Return the files by name.

    Raises:
        ListError: it is damaged, or holds more than a list does.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [part for part in packed.infolist() if part.filename != _FIRST]
            if len(parts) > _MOST or sum(part.file_size for part in parts) > _LIMIT:
                raise ListError(f"{origin} holds more than the files of a list.", next_step="check what it is.")
            return {part.filename: packed.read(part) for part in parts}
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise ListError(f"{origin} is damaged ({error}).", next_step=_AGAIN) from error
