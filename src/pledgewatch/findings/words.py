"""Word what findings have in common: percentages that do not overclaim, names, documents, lists of a few."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from pledgewatch.model.document import Document
from pledgewatch.model.party import Pledge
from pledgewatch.model.spans import Span

__all__ = ["a_few", "capital", "count", "doubts", "noun", "percent", "possessive", "quoted", "stopped"]

_UNSPACED = r"[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff65\U00020000-\U0003ffff]"
_BROKEN = re.compile(rf"(?<={_UNSPACED})[^\S\n]*\n\s*(?={_UNSPACED})")
"""Where a line ends within Chinese or Japanese: there stands nothing for it on one line."""
_NAMES = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def percent(share: float) -> str:
    """Write a share of 0 to 1 as a whole percentage, rounded down: 99.7 % is not all."""
    return f"{math.floor(min(1.0, share) * 100 + 1e-9)} %"


def count(number: int, one: str = "", many: str = "") -> str:
    """Write a number with its noun, small numbers as words."""
    name = _NAMES[number] if number < len(_NAMES) else f"{number:,}"
    return f"{name} {one if number == 1 else many or one + 's'}" if one else name


def a_few(names: Sequence[str], most: int = 3, *, of: int | None = None) -> str:
    """Write a list of names, the first few and how many more; `of` is their number where only the first are given."""
    shown = list(names[:most])
    rest = (len(names) if of is None else of) - len(shown)
    if rest:
        return ", ".join(shown) + f" and {rest:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def quoted(text: str, most: int = 300) -> str:
    """Put a passage in quotation marks on one line, its middle left out where it is long."""
    line = " ".join(_BROKEN.sub("", text).split())
    if len(line) > most:
        line = f"{line[: most // 2].rstrip()} […] {line[-most // 2 :].lstrip()}"
    return f"“{line}”"


def possessive(name: str) -> str:
    """Write whose something is."""
    return f"{name}’" if name.endswith(("s", "S")) else f"{name}’s"


def capital(sentence: str) -> str:
    """Begin a sentence with a capital letter, and leave the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def stopped(text: str) -> str:
    """End a sentence that was taken from elsewhere with one full stop, also where it ends in a quotation."""
    return text if text.rstrip("”’\"')").endswith((".", "!", "?", "…")) else f"{text}."


def noun(document: Document, pledge: Pledge | None) -> str:
    """Call a document what it is: a letter, or only the paragraph of it that was quoted."""
    extent = pledge.extent if pledge is not None and pledge.extent != "unknown" else document.extent
    if extent == "excerpt":
        return "quoted paragraph"
    kind = (pledge.kind if pledge is not None else "") or document.kind or ""
    if kind in ("letter", "report", "statement"):
        return kind
    return "letter" if {"salutation", "closing"} & document.parts.keys() else "document"


def doubts(document: Document, within: Span) -> tuple[str, ...]:
    """Return the caveat that is due where the reader itself was not sure of what stands within a span."""
    doubtful = sum(1 for doubt in document.doubts if doubt.start < within.end and doubt.end > within.start)
    if not doubtful:
        return ()
    return (f"{capital(count(doubtful, 'place'))} in the document could not be read for sure.",)
