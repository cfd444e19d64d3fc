"""Derive the tables that rest upon documents: who pledges, who shares which text, what was promised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec

from pledgewatch.desk.layout import Layout, Weighed
from pledgewatch.desk.learning import held_reader, promises_of
from pledgewatch.desk.read import READING_VERSION
from pledgewatch.engine.workers import Limits, Lost, run
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId, Sha256, digest
from pledgewatch.model.reuse import Form
from pledgewatch.model.spans import Span
from pledgewatch.parties.assign import assign, row_of
from pledgewatch.parties.table import OrganisationRow, OrganisationsTable, read_organisations
from pledgewatch.progress import Progress
from pledgewatch.reuse import Reuse, ReuseIndex, ReuseSettings, find_families
from pledgewatch.review.joining import Joinings, joined
from pledgewatch.settings import Settings
from pledgewatch.sources.archive import Archive
from pledgewatch.store.spool import Spool

__all__ = ["compare", "given", "name_parties", "tables_of", "weigh"]

PARTIES_VERSION = "2"
REUSE_VERSION = "8"
PROMISES_VERSION = "10"

# Below this, starting worker processes (half a second each) costs more than they save.
_WORTH_WORKERS = 400
_BATCH = 64
# Below this a run from scratch takes a second or two.
_WORTH_INDEX = 10_000


def tables_of(archive: Archive) -> list[OrganisationsTable]:
    """Return the organisations.csv that the archive holds, each as it lay beside its letters."""
    entries = archive.current("table")
    return [read_organisations(archive.path_of(entry.sha256), origin=entry.origin) for entry in entries]


def given(documents: Sequence[Document], tables: Sequence[OrganisationsTable]) -> list[Document]:
    """Return the documents with what a person said of each beside the letters."""
    rows = ((document, row_of(document, tables)) for document in documents)
    return [document if row is None else _with_row(document, row) for document, row in rows]


def _with_row(document: Document, row: OrganisationRow) -> Document:
    """Let a person's row win over what the document says; an excerpt is body from end to end."""
    extent = row.extent or document.extent
    excerpt = extent == "excerpt" and document.extent != "excerpt"
    return msgspec.structs.replace(
        document,
        organisation=row.organisation or document.organisation,
        country=row.country or document.country,
        date=row.date or document.date,
        kind=row.kind or document.kind,
        extent=extent,
        source_url=row.source_url or document.source_url,
        parts={"body": Span(0, len(document.text))} if excerpt else document.parts,
    )


def name_parties(layout: Layout, documents: Sequence[Document], tables: Sequence[OrganisationsTable]) -> bool:
    """Derive organisations and pledges, merged and split as people decided; return whether they were made anew."""
    joinings = Joinings(layout.decisions).standing()
    said = [*map(_encoded, documents), *map(_encoded, tables), *map(_encoded, joinings)]
    made_from = digest(["parties", PARTIES_VERSION, *said])
    if layout.pledges.made_from == made_from:
        return False
    parties = assign(documents, tables)
    organisations, pledges = joined(parties.organisations, parties.pledges, joinings)
    layout.organisations.replace(organisations, made_from)
    layout.pledges.replace(pledges, made_from)
    return True


def compare(layout: Layout, documents: Sequence[Document], forms: Sequence[Form], settings: Settings) -> bool:
    """Derive families, copies and singles; return whether they were made anew."""
    made_from = digest(
        [
            "reuse",
            REUSE_VERSION,
            msgspec.json.encode(settings.reuse).decode(),
            msgspec.json.encode(sorted(forms, key=lambda form: form.id)).decode(),
            *(f"{document.id} {_compared(document)}" for document in documents),
        ]
    )
    if layout.singles.made_from == made_from:
        return False
    reuse = _families(layout, documents, forms, settings.reuse)
    layout.families.replace(reuse.families, made_from)
    layout.copies.replace(reuse.copies, made_from)
    layout.singles.replace(reuse.singles, made_from)
    return True


def _families(layout: Layout, documents: Sequence[Document], forms: Sequence[Form], settings: ReuseSettings) -> Reuse:
    """Find families from scratch, or, on a desk of many documents, bring its index up to them."""
    if len(documents) < _WORTH_INDEX:
        return find_families(documents, forms, settings)
    with ReuseIndex(layout.index, forms, settings) as index:
        index.hold(documents)
        return index.result()


def weigh(layout: Layout, documents: Sequence[Document], settings: Settings, progress: Progress) -> int:
    """Derive the promises of documents that were not weighed before; return how many were."""
    reader = held_reader(layout)
    reading = msgspec.json.encode(settings.reading).decode()
    made_with = digest(["promises", PROMISES_VERSION, READING_VERSION, reading, reader[1]])
    known = {row.document: row for row in layout.promises.read()} if layout.promises.made_from == made_with else {}
    wanted = [document for document in documents if _changed(known.get(document.id), document)]
    spool: Spool[Weighed] = Spool(layout.work / "promises.jsonl", msgspec.json.Decoder(Weighed), made_with)
    progress.begin("weighing", len(wanted))
    try:
        done = {DocumentId(key): rows[0] for key, rows in spool.done.items()}
        left = [document for document in wanted if _changed(done.get(document.id), document)]
        progress.step(len(wanted) - len(left))
        batches = [left[start : start + _BATCH] for start in range(0, len(left), _BATCH)]
        for weighed in _weigh_all(partial(_weigh, *reader), batches, settings.limits, many=len(left) >= _WORTH_WORKERS):
            for row in weighed:
                spool.add(row.document, [row])
            progress.step(len(weighed))
    finally:
        spool.close()
    rows = known | {DocumentId(key): found[0] for key, found in spool.done.items()}
    layout.promises.replace((rows[document.id] for document in documents), made_with)
    spool.remove()
    return len(wanted)


def _changed(row: Weighed | None, document: Document) -> bool:
    """Tell whether a document must be weighed: it is new, or its text, extent or sender is another than it was."""
    return row is None or row.weighed != _compared(document)


def _weigh_all(
    weigh_batch: Callable[[list[Document]], list[Weighed]], batches: list[list[Document]], limits: Limits, *, many: bool
) -> Iterator[list[Weighed]]:
    if not many:
        yield from map(weigh_batch, batches)
        return
    for batch, rows in run(weigh_batch, batches, limits):
        # A batch that took too long is weighed one document at a time, here, where a fault shows itself.
        yield weigh_batch(batch) if isinstance(rows, Lost) else rows


def _weigh(reader: str, its_digest: str, batch: list[Document]) -> list[Weighed]:
    return [Weighed(document.id, _compared(document), promises_of(document, reader, its_digest)) for document in batch]


def _compared(document: Document) -> Sha256:
    """Return the digest of what is compared and weighed: the same bytes may be read, or said to be, something else."""
    span = document.body
    return digest([document.text, f"{span.start} {span.end}", document.organisation or ""])


def _encoded(record: msgspec.Struct) -> str:
    return msgspec.json.encode(record).decode()
