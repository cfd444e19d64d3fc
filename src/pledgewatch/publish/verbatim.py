"""Find a passage of a template in a member's own text, word for word, with the member's own fills in its slots.

A template is what most members write, so nobody may be quoted by it alone. White space and the two shapes of an
apostrophe or quotation mark are all that may differ; an edit within the passage, or words of its own before it in the
same sentence, and the member did not say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy
from pledgewatch.model.slots import was_filled
from pledgewatch.model.spans import Span
from pledgewatch.publish.template_text import Piece

__all__ = ["place_of", "stands_in"]

_WRITTEN_ALIKE = {sign: f"[{signs}]" for signs in ("'’‘", '"“”„«»') for sign in signs}
_LONGEST_GAP = 200
_LONGEST_BLANK = 160
"""Code points that a form may leave for a slot, its explanation in brackets counted."""
_SENTENCE_ENDS = frozenset(".!?…:;。！？”\"’')]")


def place_of(pieces: Sequence[Piece], copy: Copy, document: Document) -> Span | None:
    """Return where a member has the passage whole, as sentences of its own; None where it has not."""
    fills = _fills(copy)
    for start in _starts(pieces, copy, document.text):
        end = _end(pieces, fills, document.text, start)
        if end is None or not _begins_sentence(document, start):
            continue
        if not any(_touches(Span(start, end), edit.start, edit.end) for edit in copy.edits):
            return Span(start, end)
    return None


def _starts(pieces: Sequence[Piece], copy: Copy, text: str) -> Iterator[int]:
    if not pieces:
        return
    if pieces[0].role == "text":
        yield from (found.start() for found in _spelled(pieces[0].text).finditer(text))
    else:
        yield from (fill.start for fill in copy.fills if fill.slot == pieces[0].slot)


def _end(pieces: Sequence[Piece], fills: Mapping[int, Sequence[str]], text: str, at: int) -> int | None:
    """Read the passage from a place on; the longest of a slot's fills that stands there is taken, without a retry."""
    for piece in pieces:
        if piece.role == "text":
            found = _spelled(piece.text).match(text, at)
            if found is None:
                return None
            at = found.end()
            continue
        fill = next((fill for fill in fills.get(piece.slot, ()) if text.startswith(fill, at)), None)
        if fill is None:
            return None
        at += len(fill)
    return at


def _touches(span: Span, start: int, end: int) -> bool:
    """Tell whether an edit lies in a span; one of no length (words left out) only where it is not at its edge."""
    return start < span.end and (span.start < end or (start == end and span.start < start))


def _fills(copy: Copy) -> dict[int, list[str]]:
    found: dict[int, set[str]] = {}
    for fill in copy.fills:
        if was_filled(copy, fill):
            found.setdefault(fill.slot, set()).add(fill.text)
    return {slot: sorted(texts, key=lambda text: (-len(text), text)) for slot, texts in found.items()}


@lru_cache(maxsize=4096)
def _spelled(text: str) -> re.Pattern[str]:
    """Write a run of text as literals; no part can match the same signs in two ways, so a search is linear."""
    words = re.split(r"(\s+)", text)
    return re.compile("".join(r"\s+" if word.isspace() else _literal(word) for word in words))


def _literal(word: str) -> str:
    return "".join(_WRITTEN_ALIKE.get(sign) or re.escape(sign) for sign in word)


def _begins_sentence(document: Document, start: int) -> bool:
    before = document.text[max(0, start - _LONGEST_GAP) : start]
    last = before.rstrip()
    if not last or start == document.body.start or any(s.start == start for s in document.sentences):
        return True
    gap = before[len(last) :]
    return last[-1] in _SENTENCE_ENDS or gap.count("\n") > 1 or (last[-1] == "," and "\n" in gap)


def stands_in(pieces: Sequence[Piece], text: str) -> bool:
    """Tell whether a form's text has the passage, whatever it leaves for the slots; text alone is compared."""
    parts = [_spelled(piece.text.strip()) for piece in pieces if piece.role == "text" and piece.text.strip()]
    return bool(parts) and any(_follow(parts[1:], text, found.end()) for found in parts[0].finditer(text))


def _follow(parts: Sequence[re.Pattern[str]], text: str, at: int) -> bool:
    for part in parts:
        found = part.search(text, at)
        if found is None or found.start() - at > _LONGEST_BLANK:
            return False
        at = found.end()
    return True
