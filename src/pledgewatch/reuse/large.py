"""Find the families of a corpus that is larger than memory: the plan over a file, in several processes.

The file is read twice: once for sketches (reading the words again costs less than keeping them), once to lay those who
have a neighbour along their form. What is kept of a document between the two lies on disk, but for some tens of bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pledgewatch.engine.local import Local
from pledgewatch.engine.memory import without_collection
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Form
from pledgewatch.reuse.finish import finished_copies, finished_families
from pledgewatch.reuse.forms import letter_body
from pledgewatch.reuse.lines import Lines
from pledgewatch.reuse.plan import Task, families_with
from pledgewatch.reuse.seconds import Seconds
from pledgewatch.reuse.settings import ReuseSettings

__all__ = ["Counts", "encoded_copies", "find_families_in"]

_DEFAULTS = ReuseSettings()


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Say how many documents were read, how many share a form, in how many families."""

    documents: int
    families: int
    copies: int


def find_families_in(
    path: Path, out: Path, forms: Sequence[Form] = (), settings: ReuseSettings = _DEFAULTS, workers: int = 0
) -> Counts:
    """Find the families of the documents in a JSON Lines file; give the same families as `find_families`.

    Writes `families.jsonl`, `copies.jsonl` and `singles.jsonl` into the folder `out`: families largest first, copies in
    an order that depends on nothing but the documents, singles in theirs.

    Raises:
        UsageError: the file cannot be read, or a line is no document; names the line.
    """
    lines = Lines(path)
    texts = {form.id: letter_body(form.text) for form in forms}
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pledgewatch-") as name, without_collection():
        engine = Local(Path(name), workers)
        with (out / "copies.jsonl").open("wb") as copies:
            task = Task(texts, settings, encoded_copies)
            found = families_with(engine, engine.scan(lines), task, copies.write)
        if found.seconds:
            _add_seconds(out / "copies.jsonl", found.seconds)
        families = finished_families(found.families, texts, settings, found.rarity, workers)
        with (out / "families.jsonl").open("wb") as stream:
            stream.writelines(msgspec.json.encode(family) + b"\n" for family in families)
        with (out / "singles.jsonl").open("wb") as stream:
            stream.writelines(part.values.tobytes() for part in found.singles)
    return Counts(documents=found.documents, families=len(families), copies=found.copies)


def _add_seconds(path: Path, seconds: Mapping[DocumentId, Seconds]) -> None:
    """Write further copies behind the primary ones; lines of other documents stay as they are."""
    decode = msgspec.json.Decoder(Copy).decode
    rest = {msgspec.json.encode(name): (name, found) for name, found in seconds.items()}
    new = path.with_suffix(".new")
    with path.open("rb") as lines, new.open("wb") as stream:
        for line in lines:
            # A quotation mark within an id is written with a stroke before it, so that this is where the id ends.
            found = rest.pop(line[_BEFORE : line.index(_AFTER)], None)
            if found is None:
                stream.write(line)
            else:
                stream.write(encoded_copies(list(finished_copies([decode(line)], dict([found])))))
        stream.write(encoded_copies(list(finished_copies([], dict(rest.values())))))
    new.replace(path)


_BEFORE, _AFTER = len(b'{"type":"copy","document":'), b',"family":'
"""How our own lines go before and after the id of a copy's document."""


def encoded_copies(copies: Sequence[Copy]) -> bytes:
    """Return copies as lines of JSON."""
    encode = msgspec.json.Encoder().encode
    return b"".join(encode(copy) + b"\n" for copy in copies)
