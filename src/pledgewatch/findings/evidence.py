"""Lay everything that was read, compared, weighed and looked up side by side, for findings to be made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from pledgewatch.findings.words import noun, possessive, quoted
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId, ListId, ListingId, OrganisationId
from pledgewatch.model.participation import Participation
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.model.promise import Promise
from pledgewatch.model.record import Listing, ListSnapshot, Match, Screening, Statement
from pledgewatch.model.reuse import Copy, Family, Form
from pledgewatch.model.spans import Span
from pledgewatch.parties.names import fingerprint
from pledgewatch.promises.expected import Subject

__all__ = ["Evidence"]


class Evidence:
    """Hold the tables of all stages before, with the look-ups that findings need.

    `as_of` is the run's "now" as a partial ISO date. `same` are the pairs of organisation and listed entity that a
    person confirmed to be the same. `earlier` are snapshots of lists before the held ones. `participations`
    are the participants that bear an organisation's name, each with how far the name goes. `expected` is what the
    standards expect a company to say.
    """

    def __init__(
        self,
        *,
        documents: Sequence[Document],
        organisations: Sequence[Organisation] = (),
        pledges: Sequence[Pledge] = (),
        families: Sequence[Family] = (),
        copies: Sequence[Copy] = (),
        promises: Sequence[Promise] = (),
        unfilled: Mapping[DocumentId, Sequence[Span]] | None = None,
        forms: Sequence[Form] = (),
        lists: Sequence[ListSnapshot] = (),
        listings: Sequence[Listing] = (),
        statements: Sequence[Statement] = (),
        earlier: Sequence[ListSnapshot] = (),
        screenings: Mapping[OrganisationId, Screening] | None = None,
        participations: Mapping[OrganisationId, Sequence[tuple[Participation, str]]] | None = None,
        expected: Sequence[Subject] = (),
        as_of: str = "",
        same: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self.documents = {document.id: document for document in documents}
        self.organisations = {organisation.id: organisation for organisation in organisations}
        self.pledges = {pledge.document: pledge for pledge in pledges}
        self.families = {family.family: family for family in families}
        self.copies = {copy.document: copy for copy in copies if copy.primary}
        self.promises: Mapping[DocumentId, list[Promise]] = _grouped(
            [one for one in promises if not one.by_reader_alone]
        )
        self.read_alone = _grouped([one for one in promises if one.by_reader_alone])
        self.unfilled = unfilled or {}
        self.forms = {form.id: form for form in forms}
        self.lists: Mapping[ListId, ListSnapshot] = {entry.id: entry for entry in lists}
        self._snapshots = {(entry.id, entry.sha256): entry for entry in (*earlier, *lists)}
        self.listings: Mapping[ListingId, Listing] = {listing.id: listing for listing in listings}
        self.statements = tuple(statements)
        self.screenings = screenings or {}
        self.participations = participations or {}
        self.expected = tuple(expected)
        self.as_of = as_of
        self.same = same
        self._names_in: dict[str, frozenset[str]] = {}

    @cached_property
    def pledges_of(self) -> Mapping[OrganisationId, list[Pledge]]:
        """Group the pledges by organisation, in the order of their documents."""
        grouped: dict[OrganisationId, list[Pledge]] = defaultdict(list)
        for pledge in sorted(self.pledges.values(), key=lambda pledge: pledge.document):
            if pledge.organisation is not None:
                grouped[pledge.organisation].append(pledge)
        return grouped

    def source_of(self, listing: Listing) -> ListSnapshot | None:
        """Return the snapshot that a listing is from: the held one of its list, or the last that had it."""
        return self._snapshots.get((listing.list, listing.snapshot), self.lists.get(listing.list))

    def is_meant(self, organisation: OrganisationId, match: Match) -> bool:
        """Tell whether a match is unmistakable, or a person confirmed it: else nothing is said of the listed entity."""
        return match.verdict == "match" or (organisation, match.entity) in self.same

    def organisation_of(self, document: DocumentId) -> Organisation | None:
        """Return the organisation that pledges in a document, where one is known."""
        pledge = self.pledges.get(document)
        if pledge is None or pledge.organisation is None:
            return None
        return self.organisations.get(pledge.organisation)

    def is_pledge(self, document: DocumentId) -> bool:
        """Tell whether anything shows that somebody pledges in a document: a sender, a letter's parts, what was given.

        A paper, a note or a list of a government among the letters is none, and nothing is said of what it lacks.
        """
        pledge, found = self.pledges.get(document), self.documents[document]
        if pledge is None:
            return False
        given = pledge.kind or found.kind or "excerpt" in (pledge.extent, found.extent)
        return bool(pledge.organisation or given or {"salutation", "closing"} & found.parts.keys())

    def names_in(self, family: str) -> frozenset[str]:
        """Return the fingerprints of the names of all who pledge in a family, made once."""
        if family not in self._names_in:
            members = (self.organisation_of(member) for member in self.families[family].members)
            names = {name for one in members if one is not None for name in (one.name, *one.names)}
            self._names_in[family] = frozenset(filter(None, map(fingerprint, names)))
        return self._names_in[family]

    def who(self, document: DocumentId) -> str:
        """Name a document's sender, or the document where nobody is known."""
        organisation = self.organisation_of(document)
        if organisation is not None:
            return organisation.name
        found = self.documents[document]
        return found.name or found.origin or str(document)

    def noun(self, document: DocumentId) -> str:
        """Call a document a letter, a report, ... or the quoted paragraph that it is."""
        return noun(self.documents[document], self.pledges.get(document))

    def called(self, document: DocumentId) -> str:
        """Name a document within a sentence: by its sender, or by its file where nobody is known to have sent it."""
        if self.organisation_of(document) is not None:
            return f"{possessive(self.who(document))} {self.noun(document)}"
        return f"the {self.noun(document)} {quoted(self.who(document), 160)}"


def _grouped(promises: Sequence[Promise]) -> Mapping[DocumentId, list[Promise]]:
    grouped: dict[DocumentId, list[Promise]] = defaultdict(list)
    for promise in sorted(promises, key=lambda promise: (promise.document, promise.start)):
        grouped[promise.document].append(promise)
    return grouped
