"""Find what the record holds about those who pledge: who is meant, what applied when, and on what ground.

Three things are kept apart here, because confusing them does harm: an act that names the organisation, an act that
names a class or another company of the group, and a row that nobody has fully checked. Only the first becomes "is
restricted". What rests on security is never tied to a human-rights principle.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pledgewatch.findings import timing
from pledgewatch.findings.acts import act, authority, caveats, event, facts_of, ground, instrument, since
from pledgewatch.findings.basis import finding, passage, row_of
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.principles import PRINCIPLES, Pledged, pledged_principles
from pledgewatch.findings.words import a_few, capital, quoted, stopped
from pledgewatch.model.finding import Finding, FindingKind, Passage
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.model.record import Listing, Match

__all__ = ["identities", "listings"]


class _Case(msgspec.Struct, frozen=True):
    """One pledge of one organisation, held against one listing of the entity that it was matched to."""

    organisation: Organisation
    pledge: Pledge
    match: Match
    listing: Listing

    @property
    def date(self) -> str:
        return self.pledge.date.value if self.pledge.date else ""


def identities(evidence: Evidence) -> Iterator[Finding]:
    """Yield who is taken for whom; a person decides each pair once, for all lists."""
    for organisation_id, screening in sorted(evidence.screenings.items()):
        organisation = evidence.organisations[organisation_id]
        for match in screening.matches:
            if match.verdict != "namesake" or evidence.is_meant(organisation_id, match):
                yield _identity(evidence, organisation, match)


def _identity(evidence: Evidence, organisation: Organisation, match: Match) -> Finding:
    taken = "is taken to be" if match.verdict == "match" else "may be"
    rows = [evidence.listings[key] for key in match.listings]
    settle = f" What would settle it: {stopped(match.settle)}" if match.settle and match.verdict != "match" else ""
    where = f" ({match.entity_country})" if match.entity_country else ""
    return finding(
        "identity",
        [organisation.id, match.entity],
        stopped(f"{organisation.name} {taken} the listed {quoted(match.entity_name)}{where}: {_reasons(match)}")
        + settle,
        facts={
            "organisation": organisation.name,
            "listed entity": match.entity_name,
            "country": match.entity_country,
            "verdict": match.verdict,
            "why": "; ".join(match.why),
        },
        rows=[row_of(listing, evidence.lists.get(listing.list)) for listing in rows[:1]],
        organisation=organisation.id,
        entity=match.entity,
        weight=72.0 if match.verdict == "match" else 45.0,
        caveats=("A name alone does not settle who is meant.",),
    )


def _reasons(match: Match) -> str:
    """Join the reasons; the first one speaks of the name that was looked up, or of an identifier."""
    subject = "it" if match.why[:1] and match.why[0].startswith("has the same ") else "its name"
    return f"{subject} {'; '.join(match.why)}" if match.why else "the names are alike"


def _cases(evidence: Evidence) -> Iterator[_Case]:
    for organisation_id, screening in sorted(evidence.screenings.items()):
        organisation = evidence.organisations[organisation_id]
        for match in screening.matches:
            if not evidence.is_meant(organisation_id, match):
                continue
            for pledge in evidence.pledges_of.get(organisation_id, []):
                for key in match.listings:
                    yield _Case(organisation, pledge, match, evidence.listings[key])


def listings(evidence: Evidence) -> Iterator[Finding]:
    """Yield each listing of each pledging organisation as it stood at the date of the pledge and as of the run."""
    for case in _cases(evidence):
        if case.listing.checked != "yes":
            yield _unchecked(evidence, case)
        elif case.listing.subject != "named":
            yield _related(evidence, case)
        else:
            yield _listing(evidence, case)
            yield from _principle(evidence, case)


def _make(
    evidence: Evidence,
    kind: FindingKind,
    case: _Case,
    sentence: str,
    *,
    facts: dict[str, str],
    weight: float,
    caveats: tuple[str, ...] = (),
    hindrance: str = "",
    pledged: Pledged | None = None,
) -> Finding:
    document = evidence.documents[case.pledge.document]
    return finding(
        kind,
        [case.pledge.document, case.organisation.id, case.listing.id],
        sentence,
        facts={"organisation": case.organisation.name} | facts_of(case.listing) | facts,
        passages=[passage(document, pledged.span, "principle")] if pledged else _date_passages(evidence, case),
        rows=[row_of(case.listing, evidence.lists.get(case.listing.list))],
        document=case.pledge.document,
        organisation=case.organisation.id,
        listing=case.listing.id,
        entity=case.match.entity,
        weight=weight,
        caveats=caveats,
        hindrance=hindrance,
    )


def _date_passages(evidence: Evidence, case: _Case) -> list[Passage]:
    date = case.pledge.date
    if date is None or date.span is None:
        return []
    return [passage(evidence.documents[case.pledge.document], date.span, "date of the pledge")]


def _listing(evidence: Evidence, case: _Case) -> Finding:
    listing = case.listing
    then = timing.at_pledge(listing, case.date)
    now = timing.now(listing, evidence.as_of, evidence.lists.get(listing.list))
    weight = 60.0 + 14.0 * ("human rights" in listing.grounds)
    weight += 8.0 * (then[0] == "listed") - 20.0 * (now[0] == "ended")
    return _make(
        evidence,
        "listing",
        case,
        f"{_named(case)} {act(listing, now[0])}{ground(listing)}. {then[1]} {now[1]}".rstrip(),
        facts={"at the date of the pledge": then[0], "as of the run": now[0], "pledged": case.date},
        weight=weight,
        caveats=caveats(listing),
    )


def _named(case: _Case) -> str:
    if case.organisation.name == case.listing.entity:
        return case.organisation.name
    return f"{case.organisation.name} (listed as {quoted(case.listing.entity)})"


def _related(evidence: Evidence, case: _Case) -> Finding:
    listing, name = case.listing, case.organisation.name
    dated = f", {listing.start_date}" if listing.start_date else ""
    return _make(
        evidence,
        "related-measure",
        case,
        f"The record ties a measure of {authority(listing)} to {name}: "
        f"{instrument(listing)}{dated}{ground(listing)}. {_about_whom(case)}",
        facts={"subject": listing.subject},
        weight=35.0,
        caveats=(f"This is no restriction of {name}.", *caveats(listing)),
    )


def _about_whom(case: _Case) -> str:
    listing, name = case.listing, case.organisation.name
    if listing.subject == "class":
        return f"The act names no company, so that it cannot be said to restrict {name}."
    if listing.entity.casefold() in (case.match.entity_name.casefold(), name.casefold()):
        return f"The act concerns a related company, not {name} itself."
    return f"The act concerns another company of the group, {quoted(listing.entity)}, not {name} itself."


def _unchecked(evidence: Evidence, case: _Case) -> Finding:
    listing = case.listing
    how_far = "was checked only in part" if listing.checked == "partly" else "has not been checked"
    note = f" ({listing.checked_note})" if listing.checked_note else ""
    dated = f", {listing.start_date}" if listing.start_date else ""
    return _make(
        evidence,
        "unchecked-row",
        case,
        f"The record has a row about {case.organisation.name} that {how_far}{note}: "
        f"{authority(listing)}, {instrument(listing)}{dated}.",
        facts={},
        weight=15.0,
        hindrance=f"this row {how_far}; check it against its source, say so in the record, and import it again",
    )


def _principle(evidence: Evidence, case: _Case) -> Iterator[Finding]:
    """Hold a pledged principle against a listing whose ground, as the record gives it, concerns that principle."""
    listing = case.listing
    if "human rights" not in listing.grounds or not listing.principles:
        return
    document = evidence.documents[case.pledge.document]
    names = (case.organisation.name, *case.organisation.names)
    for item in pledged_principles(document, evidence.promises.get(document.id, []), names):
        concerned = [number for number in listing.principles if number in item.principles]
        if concerned:
            yield _held_against(evidence, case, item, concerned)
            return


def _held_against(evidence: Evidence, case: _Case, pledged: Pledged, concerned: list[int]) -> Finding:
    listing = case.listing
    one = len(concerned) == 1
    numbers = a_few([f"{number} ({PRINCIPLES[number]})" for number in concerned], 10)
    state, sentence = timing.at_pledge(listing, case.date)
    return _make(
        evidence,
        "pledged-principle",
        case,
        f"{capital(evidence.called(case.pledge.document))} {pledged.how} "
        f"{'principle' if one else 'principles'} {numbers} of the UN Global Compact. "
        f"{capital(event(listing, _named(case)))} "
        f"on a ground that the record ties to {'that principle' if one else 'those principles'}: "
        f"{instrument(listing)}{since(listing)}{ground(listing)}. {sentence}",
        facts={
            "principles": "; ".join(map(str, concerned)),
            "document": evidence.noun(case.pledge.document),
            "at the date of the pledge": state,
            "pledged": case.date,
        },
        weight=84.0 if state in ("listed", "before") else 70.0,
        caveats=("An act of an authority is not the judgment of a court.", *caveats(listing)),
        pledged=pledged,
    )
