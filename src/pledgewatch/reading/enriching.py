"""Add to a document what is read from its text alone: language, parts of the letter, sentences."""

from __future__ import annotations

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.spans import Span
from pledgewatch.reading.language import language_of
from pledgewatch.reading.letter import letter_parts
from pledgewatch.reading.sentences import sentences_of

__all__ = ["enrich"]


def enrich(document: Document) -> Document:
    """Return the document with language, parts and sentences where it lacks them; what it has is kept.

    An excerpt is body entirely: a quoted paragraph has no salutation to look for.
    """
    text = document.text
    language = document.language if document.language.code != "und" else language_of(text)
    parts = document.parts
    if not parts:
        whole = {"body": Span(0, len(text))}
        parts = whole if document.extent == "excerpt" else letter_parts(text, language.code)  # type: ignore[assignment]
    sentences = document.sentences or sentences_of(text, language.code, tuple(parts.values()))
    return msgspec.structs.replace(document, language=language, parts=parts, sentences=sentences)
