"""Hold what was found against what is always true of it, whatever the documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Copy, Family, Single
from pledgewatch.model.spans import Span, subtract
from pledgewatch.reuse import Reuse, copied_tokens, reconstruct

__all__ = ["faults", "faults_in", "ordered", "read"]

_REBUILT = 3_000_000
"""Characters of a text up to which it is rebuilt from its template: 1 CPU s a million."""

Spans = Sequence[tuple[int, int]]


def faults(found: Reuse, documents: Iterable[Document]) -> list[str]:
    """Return what is wrong with families and copies of documents, each in a sentence; nothing where all is well."""
    bodies = {document.id: document for document in documents}
    families = {family.family: family for family in found.families}
    primary = Counter(copy.document for copy in found.copies if copy.primary)
    primary.update(single.document for single in found.singles)
    out = [f"{name} has {primary[name]} primary copies" for name in bodies if primary[name] != 1]
    out += [f"{name} is no document" for name in primary if name not in bodies]
    twice = Counter((copy.family, copy.document) for copy in found.copies)
    out += [f"{name} is in {family} {count} times" for (family, name), count in twice.items() if count > 1]
    out += [f"{family} is no family" for family, _ in twice if family not in families]
    members: dict[str, list[str]] = defaultdict(list)
    for copy in found.copies:
        if copy.primary:
            members[copy.family].append(copy.document)
    for name, family in families.items():
        if list(family.members) != sorted(members[name]) or family.size != len(family.members):
            out.append(f"{name} has other members than primary copies")
    for copy in found.copies:
        if copy.document in bodies and copy.family in families:
            out += [f"{copy.document}: {what}" for what in _of_copy(copy, families[copy.family], bodies[copy.document])]
    return out


def _of_copy(copy: Copy, family: Family, document: Document) -> Iterator[str]:
    text, body = document.text, document.body
    named: Mapping[str, Spans] = {
        "copied": [(span.start, span.end) for span in copy.copied],
        "own words": [(span.start, span.end) for span in copy.own_words],
        "fills": [(fill.start, fill.end) for fill in copy.fills],
        "edits": [(edit.start, edit.end) for edit in copy.edits],
        "unfilled": [(span.start, span.end) for span in copy.unfilled],
    }
    for name, spans in named.items():
        if not all(body.start <= start <= end <= body.end for start, end in spans):
            yield f"{name} leave the body"
        if _overlap(spans):
            yield f"{name} overlap or are not in order"
    # A fill too long to be a name is both: it fills a slot of what is copied, and is, as a whole, the member's own.
    fills = [Span(start, end) for start, end in named["fills"]]
    whole = ((span, [fill for fill in fills if span.holds(fill) or fill.holds(span)]) for span in copy.own_words)
    own = [(rest.start, rest.end) for span, held in whole for rest in subtract(span, held)]
    if _overlap(sorted([*named["copied"], *own])):
        yield "own words lie in what is copied"
    if any(text[fill.start : fill.end] != fill.text for fill in copy.fills):
        yield "a fill's text is not what stands there"
    if not (0 <= copy.document_coverage <= 1 and 0 <= copy.form_coverage <= 1):
        yield "a coverage is no share"
    if len(text) <= _REBUILT and reconstruct(family, copy, text) != copied_tokens(copy, text):
        yield "template, options, fills and edits do not give back what is copied"


def _overlap(spans: Spans) -> bool:
    return any(before[1] > after[0] for before, after in pairwise(spans))


def read(folder: Path) -> Reuse:
    """Read what `find_families_in` wrote, in the order of `ordered`."""
    families = msgspec.json.Decoder(Family).decode_lines((folder / "families.jsonl").read_bytes())
    copies = msgspec.json.Decoder(Copy).decode_lines((folder / "copies.jsonl").read_bytes())
    singles = msgspec.json.Decoder(Single).decode_lines((folder / "singles.jsonl").read_bytes())
    return ordered(Reuse(families=tuple(families), copies=tuple(copies), singles=tuple(singles)))


def ordered(found: Reuse) -> Reuse:
    """Return the same with copies and singles by document, to compare what was written with what was returned."""
    return Reuse(
        families=found.families,
        copies=tuple(sorted(found.copies, key=lambda copy: (copy.document, not copy.primary, copy.family))),
        singles=tuple(sorted(found.singles, key=lambda single: single.document)),
    )


def faults_in(path: Path, out: Path) -> list[str]:
    """Return the same of a file of documents and the folder into which its families were written."""
    documents = msgspec.json.Decoder(Document).decode_lines(path.read_bytes())
    return faults(read(out), documents)
