"""Say what the rules and the shape of a passage tell, as named numbers that a reader can be fitted to."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import msgspec

from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.spans import Span
from pledgewatch.promises.passages import read_passage

__all__ = ["Signal", "signals_of", "years_of"]

_YEAR = re.compile(r"(?<!\d)(?:19[89]|20[0-9])\d(?!\d)")
_NUMBER = re.compile(r"\d+")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_MARKS = {"full stops": "。.", "bars": "|", "lists": "、;；", "commas": ",，", "percent": "%％", "bullets": "●•♦■◆"}


class Signal(msgspec.Struct, frozen=True):
    """A named number, and the words that it stands in, where it stands in any."""

    name: str
    value: float
    span: Span | None = None


def years_of(text: str) -> list[int]:
    """Return the years of the calendar that a text names, 1980 to 2099."""
    return [int(found) for found in _YEAR.findall(text)]


def signals_of(text: str, language: str, year: int, *, places: bool = True) -> list[Signal]:
    """Return what the rules of a language for passages and the shape of a text tell; `year` is the document's.

    Without `places` it is not said where the rules found it, which takes a quarter of the time on pages.

    The rules for single promises are left out: they take up to six times as long as all else, and with them the scores
    on the benchmark were between .008 lower (French) and .010 higher (Japanese).
    """
    document = Document(id=DocumentId("passage"), text=text, language=Language(language, 1.0))
    passage = read_passage(document, places=places)
    found = [*_shape(text), *_years(text, year)]
    if passage is not None:
        found += [Signal(reason.why, 1.0, reason.span) for reason in passage.reasons]
        found.append(Signal("points", passage.points / 5))
    return found


def _shape(text: str) -> Iterator[Signal]:
    """Yield length and punctuation, as logarithms: a page is not a hundred times a sentence."""
    digits = sum(map(str.isdigit, text))
    yield Signal("length", math.log1p(len(text)))
    yield Signal("numbers", math.log1p(len(_NUMBER.findall(text))))
    yield Signal("share of figures", digits / (len(text) + 1) * 5)
    yield Signal("words in Latin letters", math.log1p(len(_LATIN.findall(text))))
    for name, marks in _MARKS.items():
        count = sum(map(text.count, marks))
        yield Signal(name, math.log1p(count))
        yield Signal(f"any {name}", float(count > 0))


def _years(text: str, now: int) -> Iterator[Signal]:
    """Yield how the years that a text names stand to its own."""
    seen = [(int(match[0]) - now, Span(match.start(), match.end())) for match in _YEAR.finditer(text)]
    kinds = {
        "names a year": (-99, 99),
        "names a year to come": (1, 99),
        "names a year within two": (1, 2),
        "names a year in three to five": (3, 5),
        "names a year in six or more": (6, 99),
        "names a year far off": (20, 99),
        "names its own year": (0, 0),
        "names the year before": (-1, -1),
        "names earlier years": (-99, -2),
    }
    for name, (first, last) in kinds.items():
        span = next((at for apart, at in seen if first <= apart <= last), None)
        if span is not None:
            yield Signal(name, 1.0, span)
    yield Signal("years to come", math.log1p(sum(apart > 0 for apart, _ in seen)))
    yield Signal("furthest year", max([0, *(apart for apart, _ in seen)]) / 10)
