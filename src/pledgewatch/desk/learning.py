"""Keep the desk's fitted reader, and gather what its people decided for the next one to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pledgewatch.desk.layout import Layout
from pledgewatch.errors import UsageError
from pledgewatch.model.document import Document
from pledgewatch.model.identity import sha256_of
from pledgewatch.model.promise import Promise
from pledgewatch.promises import find_promises
from pledgewatch.promises.fitted.labelled import Labelled, Labels
from pledgewatch.review.decisions import Decisions
from pledgewatch.store.files import replace_file

if TYPE_CHECKING:
    from pledgewatch.promises.fitted.read import FittedReader

__all__ = ["checked_reader", "held_reader", "hold_reader", "labelled_by", "promises_of"]


def checked_reader(path: Path) -> bytes:
    """Return the bytes of a fitted reader's file, having made sure that they can be used.

    Raises:
        UsageError: they cannot.
    """
    from pledgewatch.promises.fitted.model import encoded, load_model

    return encoded(load_model(path))


def hold_reader(layout: Layout, data: bytes | None, *, without: bool = False) -> None:
    """Keep a fitted reader in the desk, or take away the one that is there.

    Raises:
        UsageError: both are asked for.
    """
    if without and data is not None:
        raise UsageError("A reader is given and to be taken away.", next_step="ask for one of the two.")
    if without:
        layout.reader.unlink(missing_ok=True)
    elif data is not None:
        replace_file(layout.reader, data)


def held_reader(layout: Layout) -> tuple[str, str]:
    """Return the path of the desk's reader and the digest of its bytes; two empty strings where it has none."""
    if not layout.reader.exists():
        return "", ""
    return str(layout.reader), sha256_of(layout.reader.read_bytes())


def promises_of(document: Document, reader: str, its_digest: str) -> tuple[Promise, ...]:
    """Return a document's promises, by the rules and, where the desk has one, by its reader too."""
    if not reader:
        return find_promises(document)
    from pledgewatch.promises.with_reader import find_promises_with

    return find_promises_with(document, _loaded(reader, its_digest))


@lru_cache(maxsize=1)
def _loaded(reader: str, its_digest: str) -> FittedReader:
    """Load a reader once a process; the digest is there so that another one is not taken for it."""
    from pledgewatch.promises.fitted.model import load_model
    from pledgewatch.promises.fitted.read import FittedReader

    assert its_digest, "a reader has a digest"
    return FittedReader(load_model(Path(reader)))


def labelled_by(decisions: Decisions, documents: Sequence[Document]) -> list[Labelled]:
    """Return the sentences that people confirmed (a promise) or dismissed (none), the last decision of each.

    Only what the desk found can be decided upon, so that these rows tell a reader which finds were right, and nothing
    of what was never found.
    """
    known = {document.id: document for document in documents}
    rows = []
    for finding, verb in decisions.decided():
        if finding.kind != "specific-commitment" or not finding.basis.passages:
            continue
        passage = finding.basis.passages[0]
        document = known.get(passage.document)
        rows.append(
            Labelled(
                text=passage.quote.exact,
                labels=Labels(promise="yes" if verb == "confirm" else "no"),
                language=document.language.code if document else "",
                date=(document.date or "") if document else "",
                group=finding.organisation or passage.document,
            )
        )
    return rows
