"""Find what the record holds about those who pledge: who is meant, what applied when, and on what ground.

Three things are kept apart here, because confusing them does harm: an act that names the organisation, an act that names
a class or another company of the group, and a row that nobody has fully checked. Only the first becomes "is
restricted". What rests on security is never tied to a human-rights principle.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pledgewatch.findings.basis import finding, passage, row_of, row_of_statement
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.principles import PRINCIPLES, Pledged, pledged_principles
from pledgewatch.findings.words import a_few, noun, possessive, quoted
from pledgewatch.model.dates import PartialDate, compare, parse_date
from pledgewatch.model.finding import Finding, FindingKind, Passage
from pledgewatch.model.identity import OrganisationId
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.model.record import Listing, Match, Statement

__all__ = ["identities", "listings", "statements"]


class _Case(msgspec.Struct, frozen=True):
    """One pledge of one organisation, held against one listing of the entity that it was matched to."""

    organisation: Organisation
    pledge: Pledge
    match: Match
    listing: Listing


def identities(evidence: Evidence) -> Iterator[Finding]:
    """Yield who is taken for whom; a person decides each pair once, for all lists."""
    for organisation_id, screening in sorted(evidence.screenings.items()):
        organisation = evidence.organisations[organisation_id]
        for match in screening.matches:
            if match.verdict != "namesake":
                yield _identity(evidence, organisation, match)


def _identity(evidence: Evidence, organisation: Organisation, match: Match) -> Finding:
    taken = "is taken to be" if match.verdict == "match" else "may be"
    rows = [evidence.listings[key] for key in match.listings if key in evidence.listings]
    settle = f" What would settle it: {match.settle}" if match.settle and match.verdict != "match" else ""
    return finding(
        "identity",
        [organisation.id, match.entity],
        f"{organisation.name} {taken} the listed {quoted(match.entity_name)}"
        f"{f' ({match.entity_country})' if match.entity_country else ''}: {'; '.join(match.why)}.{settle}",
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


def _cases(evidence: Evidence) -> Iterator[_Case]:
    for organisation_id, screening in sorted(evidence.screenings.items()):
        organisation = evidence.organisations[organisation_id]
        for match in screening.matches:
            if match.verdict != "match" and (organisation_id, match.entity) not in evidence.same:
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
        facts=facts,
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
    at_pledge, as_of = _at_pledge(case), _as_of(evidence, listing)
    ended = as_of[0] == "ended"
    human_rights = "human rights" in listing.grounds
    weight = (
        60.0 + (14.0 if human_rights else 0.0) + (8.0 if at_pledge[0] == "listed" else 0.0) - (20.0 if ended else 0.0)
    )
    return _make(
        evidence,
        "listing",
        case,
        f"{case.organisation.name}{_as_named(case)}: {_act(listing)}{_since(listing)}{_ground(listing)}. "
        f"{at_pledge[1]} {as_of[1]}",
        facts=_facts(listing)
        | {"at the date of the pledge": at_pledge[0], "as of the run": as_of[0], "pledged": _date(case)},
        weight=weight,
        caveats=_caveats(listing),
    )


def _as_named(case: _Case) -> str:
    if case.organisation.name == case.listing.entity:
        return ""
    return f" (listed as {quoted(case.listing.entity)})"


_ACTS = {
    "restriction": "restricted by",
    "exclusion": "excluded by",
    "removal": "products removed by decision of",
    "vote": "named in a vote of",
}


def _act(listing: Listing) -> str:
    place = (
        f" ({listing.jurisdiction})" if listing.jurisdiction and listing.jurisdiction not in listing.authority else ""
    )
    instrument = f", {listing.instrument}" if listing.instrument else ""
    return f"{_ACTS[listing.act]} {listing.authority or listing.list}{place}{instrument}"


def _since(listing: Listing) -> str:
    if not listing.start_date:
        return ", from a date that the list does not give"
    return f", {'on' if listing.act == 'vote' else 'since'} {listing.start_date}"


def _ground(listing: Listing) -> str:
    if not listing.grounds:
        return "; the list gives no ground"
    return f"; ground: {a_few(listing.grounds, 9)}"


def _date(case: _Case) -> str:
    return case.pledge.date.value if case.pledge.date else ""


def _parsed(text: str) -> PartialDate | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _at_pledge(case: _Case) -> tuple[str, str]:
    """Say how the listing stood when the pledge was made: a word for the facts, and a sentence."""
    pledged, start = _parsed(_date(case)), _parsed(case.listing.start_date)
    if pledged is None:
        return "unknown", "The date of the pledge is not known."
    if start is None:
        return "unknown", f"Whether that was before the pledge of {pledged} is not known."
    end = _parsed(case.listing.end_date)
    if end is not None and compare(end, pledged) == "before":
        return "ended", f"It had ended, on {end}, before the pledge of {pledged}."
    order = compare(start, pledged)
    if order == "after":
        return "not yet", f"That came after the pledge of {pledged}."
    if order == "unknown":
        return (
            "unknown",
            f"Whether that was before the pledge of {pledged} cannot be told from the two dates.",
        )
    if end is not None and compare(end, pledged) == "unknown":
        return (
            "unknown",
            f"Whether it still applied at the pledge of {pledged} cannot be told from the two dates.",
        )
    return "listed", f"It applied when the pledge was made, {pledged}."


def _as_of(evidence: Evidence, listing: Listing) -> tuple[str, str]:
    """Say how the listing stands as of the run."""
    now, end, start = _parsed(evidence.as_of), _parsed(listing.end_date), _parsed(listing.start_date)
    if listing.end_note and end is None:
        return "uncertain", f"The record notes an end that is not certain: {listing.end_note}."
    if end is not None and (now is None or compare(end, now) in ("before", "same")):
        return "ended", f"It ended on {end}." if end.day else f"It ended in {end}."
    if start is not None and now is not None and compare(start, now) == "after":
        return "not yet", f"As of {now} it is not yet in force."
    source = evidence.lists.get(listing.list)
    shown = f"the list {quoted(source.title)} as of {source.as_of}" if source else f"the record as of {evidence.as_of}"
    return "listed", f"In {shown} no end is given."


def _facts(listing: Listing) -> dict[str, str]:
    return {
        "listed as": listing.entity,
        "authority": listing.authority,
        "jurisdiction": listing.jurisdiction,
        "instrument": listing.instrument,
        "since": listing.start_date,
        "until": listing.end_date or listing.end_note,
        "ground": "; ".join(listing.grounds),
        "checked": listing.checked,
    }


def _caveats(listing: Listing) -> tuple[str, ...]:
    caveats = []
    if listing.grounds and "human rights" not in listing.grounds:
        caveats.append("The ground given is not human rights.")
    if listing.checked_note:
        caveats.append(f"How far it was checked: {listing.checked_note}")
    return tuple(caveats)


def _related(evidence: Evidence, case: _Case) -> Finding:
    listing = case.listing
    what = (
        f"the act names no company, so that it cannot be said to restrict {case.organisation.name}"
        if listing.subject == "class"
        else f"the act concerns another company of the group ({listing.entity}), not {case.organisation.name} itself"
        if listing.entity.casefold() != case.match.entity_name.casefold()
        else f"the act concerns a related company, not {case.organisation.name} itself"
    )
    return _make(
        evidence,
        "related-measure",
        case,
        f"The record ties a measure of {listing.authority or listing.list}"
        f"{f' ({listing.jurisdiction})' if listing.jurisdiction else ''} to {case.organisation.name}: "
        f"{listing.instrument}{f', {listing.start_date}' if listing.start_date else ''}{_ground(listing)}; {what}.",
        facts=_facts(listing) | {"subject": listing.subject},
        weight=35.0,
        caveats=(f"This is no restriction of {case.organisation.name}.", *_caveats(listing)),
    )


def _unchecked(evidence: Evidence, case: _Case) -> Finding:
    listing = case.listing
    how_far = "only in part" if listing.checked == "partly" else "not at all"
    note = f" ({listing.checked_note})" if listing.checked_note else ""
    return _make(
        evidence,
        "unchecked-row",
        case,
        f"The record has a row about {case.organisation.name} that was checked {how_far}{note}: "
        f"{listing.authority or listing.list}, {listing.instrument}{f', {listing.start_date}' if listing.start_date else ''}.",
        facts=_facts(listing),
        weight=15.0,
        hindrance=(
            f"this row was checked {how_far}; check it against its source, say so in the record, and import it again"
        ),
    )


def _principle(evidence: Evidence, case: _Case) -> Iterator[Finding]:
    """Hold a pledged principle against a listing whose ground, as the record gives it, concerns that principle."""
    listing = case.listing
    if "human rights" not in listing.grounds or not listing.principles:
        return
    document = evidence.documents[case.pledge.document]
    pledged = pledged_principles(document, evidence.promises.get(document.id, []))
    for item in pledged:
        concerned = [number for number in listing.principles if number in item.principles]
        if concerned:
            yield _held_against(evidence, case, item, concerned)
            return


def _held_against(evidence: Evidence, case: _Case, pledged: Pledged, concerned: list[int]) -> Finding:
    listing = case.listing
    document = evidence.documents[case.pledge.document]
    numbers = " and ".join(f"{number} ({PRINCIPLES[number]})" for number in concerned)
    name = case.organisation.name
    state, sentence = _at_pledge(case)
    return _make(
        evidence,
        "pledged-principle",
        case,
        f"{possessive(name)} {noun(document, case.pledge)} supports {'principle' if len(concerned) == 1 else 'principles'} "
        f"{numbers} of the UN Global Compact; {listing.authority or listing.list} restricts it on a ground that "
        f"concerns {'that principle' if len(concerned) == 1 else 'those principles'}: {_instrument(listing)}. {sentence}",
        facts=_facts(listing)
        | {
            "principles": "; ".join(map(str, concerned)),
            "at the date of the pledge": state,
            "pledged": _date(case),
        },
        weight=84.0 if state == "listed" else 70.0,
        caveats=("A restriction is the finding of an authority, not of a court.", *_caveats(listing)),
        pledged=pledged,
    )


def _instrument(listing: Listing) -> str:
    return f"{listing.instrument}{_since(listing)}{_ground(listing)}"


def statements(evidence: Evidence) -> Iterator[Finding]:
    """Yield what was said of a pledging organisation itself; what was said of a state is never said of a company."""
    by_name = _names(evidence)
    for statement in sorted(evidence.statements, key=lambda statement: statement.id):
        if statement.of_kind != "company" or statement.checked != "yes":
            continue
        holders = {by_name[name.casefold()] for name in (statement.of, *statement.names) if name.casefold() in by_name}
        for organisation_id in sorted(holders):
            yield _statement(evidence, evidence.organisations[organisation_id], statement)


def _names(evidence: Evidence) -> dict[str, OrganisationId]:
    """Map every name that an organisation is certainly called by (its own, and its matched entity's) to it."""
    names: dict[str, OrganisationId] = {}
    for organisation in sorted(evidence.organisations.values(), key=lambda organisation: organisation.id):
        screening = evidence.screenings.get(organisation.id)
        matched = [match.entity_name for match in screening.matches if match.verdict == "match"] if screening else []
        for name in (organisation.name, *organisation.names, *matched):
            names.setdefault(name.casefold(), organisation.id)
    return names


def _statement(evidence: Evidence, organisation: Organisation, statement: Statement) -> Finding:
    when = f" ({statement.date})" if statement.date else ""
    return finding(
        "statement",
        [organisation.id, statement.id],
        f"{statement.by}{when} said of {organisation.name}, in {statement.what}: {statement.summary}",
        facts={"by": statement.by, "date": statement.date, "what": statement.what},
        rows=[row_of_statement(statement, evidence.lists.get(statement.list))],
        organisation=organisation.id,
        weight=30.0,
        caveats=("A statement, not a restriction.",),
    )
