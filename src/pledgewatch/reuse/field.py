"""Hold what every step of a close reading looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pledgewatch.reuse.corpus import Runs, Unit
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sorts import Noise
from pledgewatch.reuse.tokens import BLANK

__all__ = ["Field"]


class Field(NamedTuple):
    """The units that are read closely, their runs, what is no difference between them, the settings."""

    units: Sequence[Unit]
    runs: Runs
    noise: Noise
    settings: ReuseSettings

    @property
    def light(self) -> set[str]:
        """Return the characters of what numbers a list or is left of a bullet."""
        return self.noise.vocabulary.light

    @property
    def blank(self) -> str:
        """Return the character of what a form marks as a slot."""
        return self.noise.vocabulary[BLANK]

    def documents(self, units: Iterable[int]) -> int:
        """Count the documents of some units."""
        return sum(self.units[unit].documents for unit in units)
