"""Gather the archived sources that an edition rests upon, and decide which of them are handed on."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

from pledgewatch.desk.layout import Layout
from pledgewatch.model.document import Obtained
from pledgewatch.model.identity import Sha256
from pledgewatch.publish.atlas import Atlas
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.source import Source
from pledgewatch.sources.archive import Archive, How

__all__ = ["sources_shown"]


def sources_shown(layout: Layout, edition: Edition, include: str) -> tuple[Source, ...]:
    """Return the sources of what an edition shows: its documents and the lists quoted.

    `include` are patterns with commas between them: of a file's origin, or `list:ID`; what none of them fits is named
    with its hash, and not handed on.
    """
    archive = Archive(layout.archive)
    patterns = [part for one in include.split(",") if (part := one.strip())]
    found: dict[Sha256, Source] = {}
    for one in _found(edition, archive, patterns):
        before = found.get(one.sha256, one)
        # A file of many letters is nobody's alone: it goes by its hash.
        same = (before.title, before.address) == (one.title, one.address)
        found[one.sha256] = one if same else msgspec.structs.replace(one, title=one.sha256[:12], address="")
    return tuple(sorted(found.values(), key=lambda one: (one.kind, one.title.casefold(), one.sha256)))


def _found(edition: Edition, archive: Archive, patterns: list[str]) -> Iterator[Source]:
    obtained: dict[str, Obtained] = {}
    hows: tuple[How, ...] = ("list", "capture", "file")
    for how in hows:
        obtained |= {entry.sha256: entry for entry in archive.history(how)}
    atlas = Atlas(edition)
    for document in atlas.shown_documents.values():
        entry = obtained.get(document.sha256)
        if entry is not None:
            names = (entry.origin, entry.origin.rsplit("/", 1)[-1])
            title, address = atlas.name_of(document.id), document.source_url or ""
            yield _source("document", title, address, entry, archive, patterns, names)
    rows = {(row.list, row.snapshot) for finding in edition.findings for row in finding.basis.rows}
    for key in sorted(rows):
        snapshot, entry = atlas.lists.get(key), obtained.get(key[1])
        if snapshot is not None and entry is not None:
            names = (f"list:{snapshot.id}", snapshot.origin)
            yield _source("list", snapshot.title, snapshot.source_url, entry, archive, patterns, names)


def _source(
    kind: Literal["document", "list"],
    title: str,
    address: str,
    entry: Obtained,
    archive: Archive,
    patterns: list[str],
    names: tuple[str, ...],
) -> Source:
    given = any(fnmatchcase(name, pattern) for name in names for pattern in patterns)
    return Source(
        kind=kind,
        title=title,
        sha256=entry.sha256,
        size=entry.size,
        media_type=entry.media_type,
        address=address,
        when=entry.when,
        bytes_at=archive.path_of(entry.sha256) if given else None,
    )
