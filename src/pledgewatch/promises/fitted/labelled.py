"""Read what people said of passages: the rows that the fitted reader learns from.

A file is JSON Lines, a passage a line: `{"text": …, "labels": {"promise": "yes", …}}`, with `language`, `date`,
`group` and `words` where they are known (see docs/formats.md). Only the labels that a row gives are learned from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from pledgewatch.errors import UsageError

__all__ = [
    "CLASSES",
    "LONGEST",
    "TASKS",
    "Labelled",
    "Labels",
    "TaskName",
    "Words",
    "in_order",
    "read_labelled",
    "year_of",
]

TaskName = Literal["promise", "evidence", "quality", "timeline"]
TASKS: tuple[TaskName, ...] = ("promise", "evidence", "quality", "timeline")
CLASSES: dict[TaskName, tuple[str, ...]] = {
    "promise": ("yes", "no"),
    "evidence": ("yes", "no", "none"),
    "quality": ("clear", "unclear", "at odds", "none"),
    "timeline": ("already", "within 2 years", "2 to 5 years", "over 5 years", "none"),
}
"""The labels of each question; `none` where the question does not arise."""

LONGEST = 20_000
"""No more of a passage is read, in code points: the longest page of the public benchmark has 11,000."""

_MOST_BYTES = 512_000_000
_MOST_LINE = 1_000_000


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What people said of a passage; None where nobody said."""

    promise: Literal["yes", "no"] | None = None
    evidence: Literal["yes", "no", "none"] | None = None
    quality: Literal["clear", "unclear", "at odds", "none"] | None = None
    timeline: Literal["already", "within 2 years", "2 to 5 years", "over 5 years", "none"] | None = None

    def of(self, task: TaskName) -> str | None:
        """Return the label of one question."""
        label: str | None = getattr(self, task)
        return label


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The words of a passage in which people saw the promise, and its evidence; empty where nobody marked any."""

    promise: str = ""
    evidence: str = ""


class Labelled(msgspec.Struct, frozen=True, omit_defaults=True):
    """One passage with its labels.

    `group` names what it came from (a company, a report): probabilities are measured on groups that were not learned
    from. `date` is the document's, of which only the year counts. `words` need not stand in the text to the letter.
    """

    text: str
    labels: Labels
    language: str = ""
    date: str = ""
    group: str = ""
    words: Words | None = None

    @property
    def year(self) -> int | None:
        """Return the year of the document, where it is known."""
        return year_of(self.date)


def year_of(date: str) -> int | None:
    """Return the year of a date as the project writes it, None where it has none."""
    head = date[:4]
    return int(head) if len(head) == 4 and head.isascii() and head.isdigit() and "1900" <= head <= "2200" else None


def in_order(rows: Iterable[Labelled]) -> list[Labelled]:
    """Return the rows in an order of their own, so that nothing depends on that of the file."""
    return sorted(rows, key=msgspec.json.encode)


def read_labelled(files: Sequence[Path]) -> Iterator[Labelled]:
    """Read labelled files one after the other; empty lines are passed over.

    Raises:
        UsageError: a file cannot be read, or a line is no labelled passage; says which and why.
    """
    decoder = msgspec.json.Decoder(Labelled)
    for file in files:
        for number, line in _lines(file):
            try:
                row = decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise UsageError(
                    f"{file}, line {number}: no labelled passage: {error}.",
                    next_step='write {"text": "…", "labels": {"promise": "yes"}} (see docs/formats.md).',
                ) from None
            if row.labels != Labels():
                yield msgspec.structs.replace(row, text=row.text[:LONGEST])


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{file} is larger than {_MOST_BYTES:,} bytes.", next_step="give a part of it.")
        with file.open("rb") as lines:
            number = 0
            while line := lines.readline(_MOST_LINE):
                number += 1
                if len(line) == _MOST_LINE:
                    raise UsageError(
                        f"{file}, line {number} is longer than {_MOST_LINE:,} bytes.", next_step="split the passage."
                    )
                if line.strip():
                    yield number, line
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", next_step="check the path.") from error
