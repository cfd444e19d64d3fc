"""Name things by what they are, so that they are the same tomorrow.

An id is a short prefix that says what it names, and hexadecimal digits of a SHA-256. Twenty digits (80 bits)
keep the chance of any two of a hundred million documents colliding under one in two hundred million.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NewType

__all__ = [
    "DocumentId",
    "FindingKey",
    "ListId",
    "ListingId",
    "OrganisationId",
    "Sha256",
    "digest",
    "document_id",
    "passage_digest",
    "sha256_of",
    "short_digest",
]

Sha256 = NewType("Sha256", str)
"""64 lower-case hexadecimal digits."""
DocumentId = NewType("DocumentId", str)
"""`d` and 20 digits, made from content; or, in a pipe, the id that the input line gave."""
OrganisationId = NewType("OrganisationId", str)
ListId = NewType("ListId", str)
ListingId = NewType("ListingId", str)
FindingKey = NewType("FindingKey", str)

_DIGITS = 20


def sha256_of(data: bytes) -> Sha256:
    """Return the SHA-256 of bytes."""
    return Sha256(hashlib.sha256(data).hexdigest())


def digest(parts: Iterable[str]) -> Sha256:
    """Return one SHA-256 for a sequence of strings, each length-prefixed so that no two sequences collide."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hasher.update(f"{len(data)}:".encode())
        hasher.update(data)
    return Sha256(hasher.hexdigest())


def short_digest(*parts: str) -> str:
    """Return the first 20 digits of `digest(parts)`."""
    return digest(parts)[:_DIGITS]


def document_id(content: Sha256, inside: str = "") -> DocumentId:
    """Name a document by its bytes and the path inside them (a page range; empty for the whole)."""
    return DocumentId("d" + short_digest(content, inside))


def passage_digest(text: str) -> str:
    """Name a passage by its words alone: white space and case do not make another passage."""
    return short_digest(" ".join(text.casefold().split()))
