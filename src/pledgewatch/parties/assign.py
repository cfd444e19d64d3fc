"""Assign to each document who pledges in it: what was given wins over what is recognised."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Document, Extent
from pledgewatch.model.identity import OrganisationId, short_digest
from pledgewatch.model.party import Organisation, Pledge, Recognised
from pledgewatch.parties.countries import country_code, country_name
from pledgewatch.parties.language import cues_for
from pledgewatch.parties.names import fingerprint
from pledgewatch.parties.recognise import recognise
from pledgewatch.parties.table import OrganisationRow, OrganisationsTable
from pledgewatch.parties.written_dates import read_date

__all__ = ["Parties", "PledgeParts", "assign", "gather", "organisation_id", "pledge_of", "row_of"]


class PledgeParts(msgspec.Struct, frozen=True):
    """Hold what one document gives: its pledge, and the organisation as this document names it."""

    pledge: Pledge
    organisation: Organisation | None


class Parties(msgspec.Struct, frozen=True):
    """Hold all organisations and pledges, each in the order of its ids."""

    organisations: tuple[Organisation, ...]
    pledges: tuple[Pledge, ...]


def organisation_id(name: str, country: str | None) -> OrganisationId:
    """Name an organisation by its name's fingerprint and its country.

    One name in two countries, or in one country and in none, is two organisations: joining them is a person's decision.
    """
    return OrganisationId("o" + short_digest(fingerprint(name), country_code(country) if country else ""))


def row_of(document: Document, tables: Sequence[OrganisationsTable]) -> OrganisationRow | None:
    """Return a document's row in the table that lies nearest to it."""
    for table in sorted(tables, key=lambda one: (-len(one.folder), one.folder)):
        row = table.row_of(document)
        if row is not None:
            return row
    return None


def pledge_of(document: Document, row: OrganisationRow | None = None) -> PledgeParts:
    """Tell who pledges in one document, from its row, then from the document's own fields, then from its text.

    Pure and for this document alone, so that only new documents need it.
    """
    row = row or OrganisationRow(file="")
    read = recognise(document)
    name = _given(row.organisation or document.organisation) or read.organisation
    country = _given(row.country or document.country) or read.country
    pledge = Pledge(
        document=document.id,
        organisation=organisation_id(name.value, country.value if country else None) if name else None,
        name=name,
        country=country,
        date=_given_date(row.date or document.date or "", document) or read.date,
        kind=row.kind or document.kind or "",
        extent=_extent(row, document),
    )
    return PledgeParts(pledge, _organisation(pledge, row))


def _given(value: str | None) -> Recognised | None:
    bare = " ".join((value or "").split())
    return Recognised(how="given", value=bare) if bare else None


def _given_date(value: str, document: Document) -> Recognised | None:
    """Take a date that came with the document, in ISO form or as letters write it; one that is neither is no date."""
    try:
        date = parse_date(value)
    except ValueError:
        cues = cues_for(document.language.code) or cues_for("en")
        date = read_date(value, cues) if cues else None
    return Recognised(how="given", value=str(date)) if date else None


def _extent(row: OrganisationRow, document: Document) -> Extent:
    return row.extent or document.extent


def _organisation(pledge: Pledge, row: OrganisationRow) -> Organisation | None:
    if pledge.organisation is None or pledge.name is None:
        return None
    return Organisation(
        id=pledge.organisation,
        name=pledge.name.value,
        names=tuple(sorted({pledge.name.value, *row.names})),
        country=country_name(pledge.country.value) if pledge.country else None,
        identifiers=row.identifiers,
    )


def gather(parts: Iterable[PledgeParts]) -> Parties:
    """Join what the documents give, whatever their order: an organisation is printed as most documents name it."""
    all_parts = list(parts)
    groups: defaultdict[OrganisationId, list[Organisation]] = defaultdict(list)
    for part in all_parts:
        if part.organisation is not None:
            groups[part.organisation.id].append(part.organisation)
    return Parties(
        organisations=tuple(_joined(groups[key]) for key in sorted(groups)),
        pledges=tuple(sorted((part.pledge for part in all_parts), key=lambda pledge: pledge.document)),
    )


def _joined(same: Sequence[Organisation]) -> Organisation:
    spellings = Counter(one.name for one in same)
    name = min(spellings, key=lambda spelling: (-spellings[spelling], -len(spelling), spelling))
    pairs = sorted({pair for one in same for pair in one.identifiers.items()})
    return Organisation(
        id=same[0].id,
        name=name,
        names=tuple(sorted({spelling for one in same for spelling in one.names})),
        country=min((one.country for one in same if one.country), default=None),
        identifiers=dict(reversed(pairs)),
    )


def assign(documents: Sequence[Document], tables: Sequence[OrganisationsTable] = ()) -> Parties:
    """Tell who pledges in which of the documents."""
    return gather(pledge_of(document, row_of(document, tables)) for document in documents)
