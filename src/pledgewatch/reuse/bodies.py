"""Hold what is weighed of a document: the tokens of its body, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.spans import Span
from pledgewatch.reuse.vocabulary import Vocabulary
from pledgewatch.reuse.words import Batch, read_words

__all__ = ["Body", "bodies_of", "read_bodies"]


class Body(NamedTuple):
    """A document's body: its tokens as characters, and the code points of `text` where each starts and ends.

    The places are views into arrays: of three hundred words some thirty are asked for, and lists of all would cost
    more than reading them did.
    """

    id: DocumentId
    text: str
    span: Span
    encoded: str
    starts: memoryview
    ends: memoryview

    def cut(self, start: int, end: int) -> str:
        """Return tokens `[start, end)` as the document writes them."""
        return self.text[self.starts[start] : self.ends[end - 1]] if start < end else ""


def read_bodies(documents: Sequence[Document], vocabulary: Vocabulary) -> list[Body]:
    """Read the bodies of some documents."""
    return bodies_of(documents, read_words([document.body.of(document.text) for document in documents]), vocabulary)


def bodies_of(documents: Sequence[Document], words: Batch, vocabulary: Vocabulary) -> list[Body]:
    """Return the bodies of some documents whose words have been read."""
    import numpy as np

    spans = [document.body for document in documents]
    texts = [span.of(document.text) for document, span in zip(documents, spans, strict=True)]
    encoded = vocabulary.encode_all(texts, words)
    bounds = words.first.tolist()
    shift = np.repeat(np.array([span.start for span in spans], dtype=np.int64), np.diff(words.first))
    starts, ends = (words.starts + shift).data, (words.ends + shift).data
    return [
        Body(
            document.id,
            document.text,
            span,
            encoded[at],
            starts[bounds[at] : bounds[at + 1]],
            ends[bounds[at] : bounds[at + 1]],
        )
        for at, (document, span) in enumerate(zip(documents, spans, strict=True))
    ]
