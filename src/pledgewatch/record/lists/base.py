"""Say what a reader of lists must offer, and how listings are named so that they are the same tomorrow."""

from __future__ import annotations

import unicodedata
from typing import Protocol

import msgspec

from pledgewatch.model.identity import ListId, ListingId, Sha256, short_digest
from pledgewatch.record.holdings import ParsedList

__all__ = ["BY_ROWS", "ListReader", "Source", "folded", "listing_id"]


BY_ROWS = "the newest date in its rows"
"""The basis of a date that the list does not print: it may go back when a row is taken out."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Say where the bytes come from: hash, path or URL, the id for a list that has none of its own, a given date."""

    sha256: Sha256
    origin: str
    list_id: ListId
    as_of: str = ""


class ListReader(Protocol):
    """Read one publisher's format."""

    @property
    def describes(self) -> str:
        """Name the format for people, for the message that no format fits."""

    def sniff(self, head: bytes) -> bool:
        """Tell from the first bytes, unpacked, whether this reader takes them."""

    def parse(self, data: bytes, source: Source) -> ParsedList:
        """Parse the whole list or raise ListError, naming the row and what to do."""


def folded(text: str) -> str:
    """Write a value so that case, width and white space do not make another listing of it."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def listing_id(list_id: ListId, *parts: str) -> ListingId:
    """Name a listing by its list and by what identifies it there: the publisher's identifier, or what stands for it."""
    return ListingId("l" + short_digest(list_id, *(folded(part) for part in parts)))
