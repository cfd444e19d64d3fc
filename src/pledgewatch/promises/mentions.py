"""Find the sentences of another document that are close to a promise: where it might be told what became of it.

Closeness is that of words, as between two pledges (`changes.py`). Whether such a sentence says that the promise was
kept is for a person to read; that there is none only says that none was found.
"""

from __future__ import annotations

from pledgewatch.model.document import Document
from pledgewatch.model.promise import Promise
from pledgewatch.model.spans import Span
from pledgewatch.promises.changes import ALIKE, likeness_of
from pledgewatch.promises.folding import fold
from pledgewatch.promises.language import language_for
from pledgewatch.promises.units import units_of

__all__ = ["mentions"]

_MOST_SENTENCES = 5_000
_MOST = 5


def mentions(promise: Promise, document: Document, other: Document) -> tuple[Span, ...]:
    """Return the sentences of `other` that are close to a promise of `document`, the closest first, five at most."""
    language = language_for(other.language.code)
    if language is None or document.language.code != other.language.code:
        return ()
    spans = units_of(other, language)[:_MOST_SENTENCES]
    texts = [fold(other.text, span.start, span.end, language).text for span in spans]
    words = fold(document.text, promise.start, promise.end, language).text
    scored = zip(likeness_of(words, texts, language), spans, strict=True)
    close = sorted((-likeness, span) for likeness, span in scored if likeness >= ALIKE)
    return tuple(span for _, span in close[:_MOST])
