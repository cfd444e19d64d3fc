"""Finish what was found: kinship and weight of families, and further copies beside the primary ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Family
from pledgewatch.reuse.kin import related
from pledgewatch.reuse.passages import weigh_passages
from pledgewatch.reuse.seconds import Seconds
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found
from pledgewatch.reuse.substance import Rarity

__all__ = ["finished_copies", "finished_families", "order_of_copies"]


def finished_families(
    found: Sequence[tuple[Found, Family]],
    forms: Mapping[str, str],
    settings: ReuseSettings,
    rarity: Rarity,
    workers: int = 1,
) -> tuple[Family, ...]:
    """Return the families, largest first, each with its kin and with the weight of every passage."""
    return weigh_passages(related(found, forms, settings, workers), rarity)


def finished_copies(copies: Iterable[Copy], seconds: Mapping[DocumentId, Seconds]) -> Iterator[Copy]:
    """Yield primary copies, each with its document's further ones behind it; last those of documents without one.

    What a further copy explains is no longer among the document's own words.
    """
    rest = set(seconds)
    for copy in copies:
        found = seconds.get(copy.document)
        if found is None:
            yield copy
            continue
        rest.discard(copy.document)
        yield msgspec.structs.replace(copy, own_words=found.own)
        yield from found.copies
    for document in sorted(rest):
        yield from seconds[document].copies


def order_of_copies(copy: Copy) -> tuple[str, bool, str]:
    """Return by what copies are put in order: the document, its primary copy first."""
    return copy.document, not copy.primary, copy.family
