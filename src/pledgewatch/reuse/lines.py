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


class Lines:
    """Documents of a file, one a line, each a JSON object with at least id and text; empty lines are passed over.

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
        while at < len(self._data):
            end = self._data.find(b"\n", min(at + _CHUNK, len(self._data)))
            end = len(self._data) if end < 0 else end + 1
            out.append((at, end))
            at = end
        return out

    def starts(self, chunk: tuple[int, int]) -> NDArray[np.int64]:
        """Return where the lines of a range start, the empty ones left out."""
        import numpy as np

        data = np.frombuffer(self._data, dtype=np.uint8, count=chunk[1] - chunk[0], offset=chunk[0])
        ends = np.flatnonzero(data == ord("\n"))
        starts = np.concatenate((np.zeros(1, dtype=np.int64), ends + 1))
        sizes = np.append(ends, len(data)) - starts
        return starts[sizes > 1] + chunk[0]

    def read(self, starts: Sequence[int]) -> Iterator[Document]:
        """Yield the documents whose lines start there."""
        for start in starts:
            end = self._data.find(b"\n", start)
            line = self._data[start : end if end >= 0 else len(self._data)]
            try:
                yield self._decoder.decode(line)
            except msgspec.DecodeError as error:
                number = self._data[:start].count(b"\n") + 1
                raise UsageError(
                    f"{self.path}, line {number} is no document: {error}", next_step="correct or remove the line."
                ) from error
