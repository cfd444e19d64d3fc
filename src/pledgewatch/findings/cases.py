"""Hold each pledge of an organisation against each listing of the entities that it is, or whose name it bears."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.notices import one_listing
from pledgewatch.model.identity import ListingId
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.model.record import Listing, ListSnapshot, Match
from pledgewatch.record.names import distinctive, read_name

__all__ = ["Case", "about_others", "cases"]


class Case(msgspec.Struct, frozen=True):
    """One pledge of one organisation, held against one listing, which several rows of the record may tell of."""

    organisation: Organisation
    pledge: Pledge
    match: Match
    notices: tuple[Listing, ...]

    @property
    def listing(self) -> Listing:
        """Return the listing as the notice has it that says most, its start as precisely as any of them gives it."""
        start = max((notice.start_date for notice in self.notices), key=len)
        return msgspec.structs.replace(self.notices[0], start_date=start)

    @property
    def id(self) -> ListingId:
        """Name the listing by the smallest id of its notices: correcting a row of it names no other."""
        return min(notice.id for notice in self.notices)

    @property
    def date(self) -> str:
        """Return the date of the pledge, empty where it is not known."""
        return self.pledge.date.value if self.pledge.date else ""

    def sources(self, evidence: Evidence) -> tuple[ListSnapshot, ...]:
        """Return the lists that tell of it, each once, in the order of the notices."""
        found = (evidence.source_of(notice) for notice in self.notices)
        return tuple({source.id: source for source in found if source is not None}.values())


def cases(evidence: Evidence) -> Iterator[Case]:
    """Yield every case; what is not told of the organisation itself is among them only as far as it bears its name."""
    for organisation_id, screening in sorted(evidence.screenings.items()):
        organisation = evidence.organisations[organisation_id]
        for match in screening.matches:
            if not (evidence.is_meant(organisation_id, match) or _bears_its_name(evidence, organisation, match)):
                continue
            groups = one_listing([evidence.listings[key] for key in match.listings])
            for pledge in evidence.pledges_of.get(organisation_id, []):
                for notices in groups:
                    yield Case(organisation, pledge, match, notices)


def about_others(evidence: Evidence, match: Match) -> bool:
    """Tell whether an entry names a class or other companies of a group: it is nobody to be taken for."""
    return all(evidence.listings[key].subject != "named" for key in match.listings)


def _bears_its_name(evidence: Evidence, organisation: Organisation, match: Match) -> bool:
    """Tell whether an entry about others goes by a name of the organisation, and no country speaks against it.

    The name must be the very same, and tell enough, or be a name of a listed entity that the organisation is.
    """
    if match.verdict == "namesake" or not about_others(evidence, match):
        return False
    key = read_name(match.matched_name).key
    own = [read_name(name) for name in (organisation.name, *organisation.names)]
    if any(name.key == key and distinctive(name) for name in own):
        return True
    screening = evidence.screenings[organisation.id]
    meant = (other for other in screening.matches if evidence.is_meant(organisation.id, other))
    names = (name for other in meant for one in other.listings for name in evidence.listings[one].names)
    return any(read_name(name).key == key for name in names) and any(name.key == key for name in own)
