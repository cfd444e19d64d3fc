"""Find the families of a corpus that lies in memory: the stage as one function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pledgewatch.engine.local import Local
from pledgewatch.engine.verbs import Engine, Table
from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy, Family, Form, Single
from pledgewatch.reuse.finish import finished_copies, finished_families, order_of_copies
from pledgewatch.reuse.forms import letter_body
from pledgewatch.reuse.plan import Task, families_with
from pledgewatch.reuse.settings import ReuseSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["InMemory", "Reuse", "find_families", "find_families_with"]

_DEFAULTS = ReuseSettings()
_CHUNK = 1 << 12


class Reuse(msgspec.Struct, frozen=True, kw_only=True):
    """Who shares which form: families, each member's copies, and the documents that share none."""

    families: tuple[Family, ...]
    copies: tuple[Copy, ...]
    singles: tuple[Single, ...]


class InMemory(NamedTuple):
    """Documents in memory as a source: a document's number is its place."""

    documents: Sequence[Document]

    def chunks(self) -> Sequence[range]:
        """Return the documents in ranges."""
        return [range(at, min(at + _CHUNK, len(self.documents))) for at in range(0, len(self.documents), _CHUNK)]

    def numbers(self, chunk: range) -> NDArray[np.int64]:
        """Return the numbers of a range."""
        import numpy as np

        return np.arange(chunk.start, chunk.stop)

    def read(self, numbers: Sequence[int]) -> Iterator[Document]:
        """Yield documents by number."""
        return map(self.documents.__getitem__, numbers)


def find_families(
    documents: Sequence[Document], forms: Sequence[Form] = (), settings: ReuseSettings = _DEFAULTS
) -> Reuse:
    """Return the families of documents that share a form, with template, slots and each member's copy.

    Only the documents' bodies are compared; offsets count code points of `document.text`. The result does not depend
    on the order of the documents. Every document has exactly one primary copy, or is a single.

    >>> from pledgewatch.model.document import Document
    >>> letters = [Document(id=name, text=f"I confirm that {name} supports the aims of the charter in full, and will "
    ...     "report on its progress every year to all who ask for it.") for name in ("Orbel", "Tamsin")]
    >>> [fill.text for copy in find_families(letters).copies for fill in copy.fills]
    ['Orbel', 'Tamsin']
    """
    ordered = sorted(documents, key=lambda document: (document.id, document.text))
    engine = Local(workers=1)
    return find_families_with(engine, engine.scan(InMemory(ordered)), forms, settings)


def find_families_with(engine: Engine, documents: Table, forms: Sequence[Form], settings: ReuseSettings) -> Reuse:
    """Return the families of a table of documents, found by an engine."""
    texts = {form.id: letter_body(form.text) for form in forms}
    copies: list[Copy] = []
    found = families_with(engine, documents, Task(texts, settings, list), copies.extend)
    kept = sorted(finished_copies(copies, found.seconds), key=order_of_copies)
    decode = msgspec.json.Decoder(Single).decode_lines
    singles = [single for part in found.singles for single in decode(part.values.tobytes())]
    singles.sort(key=lambda single: single.document)
    families = finished_families(found.families, texts, settings, found.rarity)
    return Reuse(families=families, copies=tuple(kept), singles=tuple(singles))
