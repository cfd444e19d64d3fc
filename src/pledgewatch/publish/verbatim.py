"""Find a passage of a template in a member's own text, word for word, with the member's own fills in its slots.

A template is what most members write, so nobody may be quoted by it alone. White space and the two shapes of an
apostrophe or quotation mark are all that may differ; an edit within the passage, or words of its own before it in the
same sentence, and the member did not say it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy
from pledgewatch.model.spans import Span
from pledgewatch.publish.template_text import Piece, was_filled

__all__ = ["place_of", "stands_in"]

_WRITTEN_ALIKE = {sign: f"[{signs}]" for signs in ("'’‘", '"“”„«»') for sign in signs}
_FILLS_AT_MOST = 8
_LONGEST_BLANK = 160
"""Code points that a form may leave for a slot, its explanation in brackets counted."""
_SENTENCE_ENDS = frozenset(".!?…:;。！？”\"’')]")


def place_of(pieces: Sequence[Piece], copy: Copy, document: Document) -> Span | None:
    """Return where a member has the passage whole, as sentences of its own; None where it has not."""
    pattern = _pattern(pieces, _fills(copy))
    if pattern is None:
        return None
    for found in pattern.finditer(document.text):
        span = Span(found.start(), found.end())
        if _begins_sentence(document, span) and not any(_touches(span, edit.start, edit.end) for edit in copy.edits):
            return span
    return None


def _touches(span: Span, start: int, end: int) -> bool:
    """Tell whether an edit lies in a span; one of no length (words left out) only where it is not at its edge."""
    return start < span.end and (span.start < end or (start == end and span.start < start))


def _fills(copy: Copy) -> dict[int, tuple[str, ...]]:
    found: dict[int, dict[str, None]] = {}
    for fill in copy.fills:
        if was_filled(copy, fill):
            found.setdefault(fill.slot, {})[fill.text.strip()] = None
    return {slot: tuple(texts)[:_FILLS_AT_MOST] for slot, texts in found.items()}


def _pattern(pieces: Sequence[Piece], fills: Mapping[int, Sequence[str]]) -> re.Pattern[str] | None:
    """Write a passage as literals: no part can match the same signs in two ways, so the search is linear."""
    parts: list[str] = []
    for piece in pieces:
        if piece.role == "text":
            parts.append(_spaced(piece.text))
            continue
        texts = sorted(fills.get(piece.slot, ()), key=lambda text: (-len(text), text))
        if not texts:
            return None
        parts.append(f"(?:{'|'.join(_spaced(text) for text in texts)})")
    return re.compile("".join(parts))


def _spaced(text: str) -> str:
    words = re.split(r"(\s+)", text)
    return "".join(r"\s+" if word.isspace() else _literal(word) for word in words)


def _literal(word: str) -> str:
    return "".join(_WRITTEN_ALIKE.get(sign) or re.escape(sign) for sign in word)


def _begins_sentence(document: Document, span: Span) -> bool:
    before = document.text[: span.start].rstrip()
    if not before or span.start == document.body.start or any(s.start == span.start for s in document.sentences):
        return True
    gap = document.text[len(before) : span.start]
    return before[-1] in _SENTENCE_ENDS or gap.count("\n") > 1 or (before[-1] == "," and "\n" in gap)


def stands_in(pieces: Sequence[Piece], text: str) -> bool:
    """Tell whether a form's text has the passage, whatever it leaves for the slots; text alone is compared."""
    parts = [re.compile(_spaced(piece.text.strip())) for piece in pieces if piece.role == "text" and piece.text.strip()]
    return bool(parts) and any(_follow(parts[1:], text, found.end()) for found in parts[0].finditer(text))


def _follow(parts: Sequence[re.Pattern[str]], text: str, at: int) -> bool:
    for part in parts:
        found = part.search(text, at)
        if found is None or found.start() - at > _LONGEST_BLANK:
            return False
        at = found.end()
    return True
