"""Read documents from a JSON Lines file by their numbers, without holding the file's text."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pledgewatch.errors import UsageError
from pledgewatch.model.document import Document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Lines"]

_CHUNK = 8 << 20
_LEAST = 1 << 20
_PIECES = 16
"""A file is scanned in so many pieces at least, so that no process waits long for another's last, but for small ones;
larger pieces than 8 MB are no cheaper."""


class Lines:
    """Documents of a file, one a line, each a JSON object with at least id and text; empty lines are passed over.

    A document's number is where its line starts.

    Raises:
        UsageError: the file cannot be read, or a line is no document; names the line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._decoder = msgspec.json.Decoder(Document)
        try:
            with path.open("rb") as stream:
                self._data: mmap.mmap | bytes = (
                    mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
                )
        except (OSError, ValueError) as error:
            raise UsageError(f"{path} could not be read: {error}", next_step="give a JSON Lines file.") from error

    def chunks(self) -> list[tuple[int, int]]:
        """Return the file in ranges of bytes that end with a line."""
        out = []
        at = 0
        size = min(_CHUNK, max(_LEAST, len(self._data) // _PIECES))
        while at < len(self._data):
            end = self._end(min(at + size, len(self._data)))
            out.append((at, end))
            at = end
        return out

    def numbers(self, chunk: tuple[int, int]) -> NDArray[np.int64]:
        """Return the numbers of a range's documents; a line without a letter in it is none."""
        import numpy as np

        out = []
        at, last = chunk
        while at < last:
            end = self._end(at)
            if end - at > 2 or self._data[at:end].strip():
                out.append(at)
            at = end
        return np.array(out, dtype=np.int64)

    def _end(self, at: int) -> int:
        """Return where the line after this place starts."""
        return self._data.find(b"\n", at) + 1 or len(self._data)

    def read(self, numbers: Sequence[int]) -> Iterator[Document]:
        """Yield documents by number."""
        data, decode = self._data, self._decoder.decode
        for start in numbers:
            end = data.find(b"\n", start)
            try:
                yield decode(data[start : end if end >= 0 else len(data)])
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                number = data[:start].count(b"\n") + 1
                raise UsageError(
                    f"{self.path}, line {number} is no document: {error}", next_step="correct or remove the line."
                ) from error
