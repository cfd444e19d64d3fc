"""Hold what was undertaken: one promise a sentence, with what in it could be checked."""

from __future__ import annotations

from typing import Literal

import msgspec

from pledgewatch.model.identity import DocumentId
from pledgewatch.model.spans import Span

__all__ = ["AREAS", "Area", "AspectName", "Promise"]

AspectName = Literal["action", "quantity", "time", "responsible", "verification", "scope"]
Area = Literal["human rights", "labour", "environment", "anti-corruption"]
AREAS: tuple[Area, ...] = ("human rights", "labour", "environment", "anti-corruption")


class Promise(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="promise"):
    """Hold one undertaking of the document's own organisation, for the future or continuously.

    `specific`: an outsider could later check whether it was kept. `required`: only the reporting or public statement
    that every participant must make. `why` names the rules that decided, in words. `probability` is calibrated on
    labelled sentences where a calibration exists, and says so in docs.
    """

    document: DocumentId
    start: int
    end: int
    text: str
    probability: float
    aspects: dict[AspectName, Span]
    specific: bool
    required: bool
    areas: tuple[Area, ...] = ()
    principles: tuple[int, ...] = ()
    why: tuple[str, ...] = ()
