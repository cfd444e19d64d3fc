"""Choose which relations between organisations a site shows, and of whom.

Lists state them of their entries: those count for an organisation whose identity with the entry a person confirmed, in
a draft also where the match is sure. Files of relations count where they name an identifier of the organisation or,
since whoever keeps a file by names means those very names, its name in full.
"""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.desk.layout import Layout
from pledgewatch.model.identity import ListingId, OrganisationId
from pledgewatch.model.party import Organisation
from pledgewatch.model.record import Listing
from pledgewatch.model.relation import Relation
from pledgewatch.publish.edition import Edition
from pledgewatch.record.relating import Relating
from pledgewatch.record.relations import relations_in

__all__ = ["relations_shown"]

_MOST = 200
"""Relations of one organisation that a page shows: GLEIF has groups of thousands."""


def relations_shown(layout: Layout, edition: Edition) -> dict[OrganisationId, tuple[Relation, ...]]:
    """Return the relations of each organisation of an edition that has some."""
    relations = layout.relations.read()
    relating = Relating(relations, layout.names.read() if relations else ())
    listings = {listing.id: listing for listing in edition.listings}
    meant = _meant(edition)
    found = {one.id: tuple(_of(one, relating, meant.get(one.id, ()), listings)) for one in edition.organisations}
    return {key: value[:_MOST] for key, value in found.items() if value}


def _of(
    organisation: Organisation,
    relating: Relating,
    meant: tuple[ListingId, ...],
    listings: dict[ListingId, Listing],
) -> Iterator[Relation]:
    rows = [listings[one] for one in meant if one in listings]
    names = {organisation.name, *organisation.names}
    identified = (organisation.identifiers, *(row.identifiers for row in rows))
    identifiers = {f"{scheme}:{value}" for one in identified for scheme, value in one.items()}
    yield from dict.fromkeys((*relations_in(rows), *relating.of(sorted(names), sorted(identifiers))))


def _meant(edition: Edition) -> dict[OrganisationId, tuple[ListingId, ...]]:
    """Return the listings of the entries that each organisation is taken for."""
    out: dict[OrganisationId, dict[ListingId, None]] = {}
    settled = {
        (one.organisation, one.entity)
        for one in edition.findings
        if one.kind == "identity" and (not edition.draft or edition.standings.get(one.key) == "confirmed")
    }
    for organisation, screening in edition.screenings.items():
        for match in screening.matches:
            sure = edition.draft and match.verdict == "match"
            if sure or (organisation, match.entity) in settled:
                out.setdefault(organisation, {}).update(dict.fromkeys(match.listings))
    return {key: tuple(sorted(value)) for key, value in out.items()}
