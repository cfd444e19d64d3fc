"""Read tables of targets: which lines are rows of one, and what a row sets for the future.

A row says nothing by itself: its head does ("Target 2025 | By when"). A head opens a table, and rows with as many cells
belong to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pledgewatch.promises.language import Language

__all__ = ["Head", "cells_of", "first_cell", "head_of", "is_row", "is_settled", "target_places", "targets_of"]

_CUT = re.compile(r"\t| {0,3}\| {0,3}| / ")
_FEWEST, _MOST = 3, 12
_HEAD_LONGEST = 60
"""A cell of a table's head is a heading, not a sentence: the longest in the written letters has 24 characters."""


@dataclass(frozen=True, slots=True)
class Head:
    """A table's head: how many columns there are, and which of them set something for the future."""

    columns: int
    targets: tuple[int, ...]


def cells_of(text: str) -> list[str]:
    """Return the cells of a line, one where it is no row."""
    if "|" not in text and "\t" not in text and " / " not in text:
        return [text.strip()]
    cells = [cell.strip() for cell in _CUT.split(text.strip(" |\t"), _MOST)]
    return cells if len(cells) >= _FEWEST else [text.strip()]


def first_cell(text: str) -> tuple[int, int]:
    """Return where the first cell of a row stands: it names what is measured or done."""
    cell = cells_of(text)[0]
    start = text.index(cell)
    return start, start + len(cell)


def is_row(text: str) -> bool:
    """Tell whether a line has the cells of a table."""
    return len(cells_of(text)) >= _FEWEST


def head_of(text: str, language: Language) -> Head | None:
    """Return a table's head, None where the line is none or none of its columns is about what lies ahead."""
    cells = cells_of(text)
    if len(cells) < _FEWEST or any(len(cell) > _HEAD_LONGEST for cell in cells):
        return None
    targets = tuple(i for i, cell in enumerate(cells) if language.lists["target_column"].search(cell))
    return Head(len(cells), targets) if targets else None


def targets_of(text: str, head: Head | None, language: Language) -> tuple[str, ...]:
    """Return the cells of a row in which its head sets a target; none where they are empty or the row is settled."""
    cells = cells_of(text)
    if head is None or len(cells) < _FEWEST or abs(len(cells) - head.columns) > 1 or is_settled(text, language):
        return ()
    said = (cells[i] for i in head.targets if i < len(cells))
    return tuple(cell for cell in said if cell and not language.lists["empty_cell"].match(cell))


def target_places(text: str, head: Head | None, language: Language) -> tuple[tuple[int, int], ...]:
    """Return where the cells stand in which a row's head sets a target."""
    places, at = [], 0
    for cell in targets_of(text, head, language):
        start = text.find(cell, at)
        places.append((start, start + len(cell)))
        at = start + len(cell)
    return tuple(places)


def is_settled(text: str, language: Language) -> bool:
    """Tell whether a row says that its matter is done."""
    return any(language.lists["settled_cell"].match(cell) for cell in cells_of(text))
