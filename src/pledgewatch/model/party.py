"""Hold who pledges: organisations, and the pledge that each made in a document."""

from __future__ import annotations

from typing import Literal

import msgspec

from pledgewatch.model.document import Extent
from pledgewatch.model.identity import DocumentId, OrganisationId
from pledgewatch.model.spans import Span

__all__ = ["How", "Organisation", "Pledge", "Recognised"]

How = Literal["given", "recognised"]
"""`given`: a person or a data file said so; `recognised`: read from the letter itself, with its span."""


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """Say where a value comes from: given beside the letter, or recognised in it, at `span`, by `rule`."""

    how: How
    value: str
    rule: str = ""
    span: Span | None = None


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """Name an organisation of the desk: id of the desk's own, all names it was called by, sorted, and country."""

    id: OrganisationId
    name: str
    names: tuple[str, ...] = ()
    country: str | None = None
    identifiers: dict[str, str] = {}


class Pledge(msgspec.Struct, frozen=True, kw_only=True):
    """Tie a document to the organisation that pledges in it, and to the date, as far as they are known."""

    document: DocumentId
    organisation: OrganisationId | None
    name: Recognised | None
    country: Recognised | None
    date: Recognised | None
    kind: str
    extent: Extent
