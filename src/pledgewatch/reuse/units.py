"""Name the distinct bodies of a corpus, the units: copies of one letter must not make its fills look like form.

The functions are pieces of the plan in `survey`; columns are named there.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import msgspec

from pledgewatch.engine.batches import Batch, Ragged, concatenated, ragged, runs, taken
from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Single
from pledgewatch.model.spans import Span
from pledgewatch.reuse.placeholders import placeholders
from pledgewatch.reuse.sketch import MARK_BITS, Sketches, sampled, sketches

__all__ = [
    "BODIES",
    "LEADS",
    "SKETCHED",
    "UNITS",
    "bodies",
    "evenly",
    "explode",
    "leads",
    "one_a_body",
    "order_of",
    "sketched",
    "sketched_rows",
]

SKETCHED = {
    "doc": "i8",
    "name": "u8",
    "key0": "u8",
    "key1": "u8",
    "words": "i4",
    "size": "i4",
    "few": "i4",
    "shingles": "i8*",
    "single": "u1*",
}
"""What is kept of a document: a hash of its id; its body's key, how many words it has and distinct shingles kept, how
many of these a long text keeps too, those shingles in order; and the line that tells of it should it share no form."""
BODIES = {"doc": "i8", "name": "u8", "key0": "u8", "key1": "u8", "size": "i4", "few": "i4"}
UNITS = {"size": "i4", "few": "i4", "docs": "i8*"}
LEADS = {"doc": "i8", "unit": "i8"}
_TOGETHER = 64
"""Documents that are searched for crosses at once."""


def sketched(batch: Batch) -> Batch:
    """Sketch documents: a row each."""
    import numpy as np

    documents: list[Document] = batch["document"].tolist()
    found = concatenated([sketched_rows(one) for one in sketches(documents)])
    names = np.array([order_of(one.id) for one in documents], dtype=np.uint64)
    return {"doc": batch["doc"], "name": names, **found, "single": _lines(documents)}


def order_of(name: str) -> int:
    """Return two checks of an id, read forwards and backwards: copies of one letter stand in the order of these."""
    data = name.encode("utf-8", "surrogatepass")
    return zlib.crc32(data) << 32 | zlib.crc32(data[::-1])


def sketched_rows(found: Sketches) -> Batch:
    """Return sketches as rows: of each document the distinct shingles."""
    import numpy as np

    bits = np.uint64(MARK_BITS)
    packed = (found.owners.astype(np.uint64) << bits) | (found.shingles >> (np.uint64(64) - bits))
    packed.sort()
    packed = packed[runs(packed)]
    size = np.bincount((packed >> bits).astype(np.int64), minlength=len(found.sizes))
    marks = (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    keys = {"key0": found.keys[:, 0], "key1": found.keys[:, 1]}
    owners = np.repeat(np.arange(len(size)), size)
    few = np.bincount(owners[sampled(marks)], minlength=len(size))
    counts = {"words": found.sizes.astype("i4"), "size": size.astype("i4"), "few": few.astype("i4")}
    return {**keys, **counts, "shingles": ragged(marks, size)}


def _lines(documents: Sequence[Document]) -> Ragged:
    import numpy as np

    encode = msgspec.json.Encoder().encode
    lines: list[bytes] = []
    for at in range(0, len(documents), _TOGETHER):
        some = documents[at : at + _TOGETHER]
        crossed = _crossed([one.text for one in some])
        lines += [encode(Single(document=one.id, unfilled=_unfilled(one, crossed))) + b"\n" for one in some]
    return ragged(np.frombuffer(b"".join(lines), dtype=np.uint8), list(map(len, lines)))


def _unfilled(document: Document, crossed: bool) -> tuple[Span, ...]:
    """Return the placeholders left in a document; most texts have no sign of any, which is quickly told."""
    text = document.text
    if crossed or "[" in text or "<" in text or "{" in text or "(" in text or "_" in text:
        return placeholders(text, document.body)
    return ()


def _crossed(texts: Sequence[str]) -> bool:
    """Tell whether any of these texts may hold a placeholder of crosses: two of them beside one another."""
    import numpy as np

    codes = np.frombuffer("\n".join(texts).encode("utf-8", "surrogatepass"), dtype=np.uint8)
    crosses = (codes | np.uint8(0x20)) == ord("x")
    return bool((crosses[1:] & crosses[:-1]).any())


def bodies(batch: Batch) -> Batch:
    """Return the documents that have a body."""
    return taken({name: batch[name] for name in BODIES}, batch["words"] > 0)


def one_a_body(batch: Batch) -> Batch:
    """Return each body once, with its documents; rows come in the order of keys and names."""
    import numpy as np

    starts = runs(batch["key0"], batch["key1"])
    counts = np.diff(np.append(starts, len(batch["doc"])))
    return {"size": batch["size"][starts], "few": batch["few"][starts], "docs": ragged(batch["doc"], counts)}


def evenly(count: int, most: int) -> list[int]:
    """Return places of a list of so many, all of few, evenly spread ones of many."""
    return list(range(count)) if count <= most else [at * count // most for at in range(most)]


def leads(batch: Batch) -> Batch:
    """Return the first document of each unit."""
    docs: Ragged = batch["docs"]
    return {"doc": docs.values[docs.first[:-1]], "unit": batch["unit"]}


def explode(batch: Batch) -> Batch:
    """Return a row for each shingle of each unit."""
    import numpy as np

    shingles: Ragged = batch["shingles"]
    return {"shingle": shingles.values, "unit": np.repeat(batch["unit"].astype("i4"), shingles.counts())}
