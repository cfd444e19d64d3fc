"""Find what the record holds about those who pledge: what applied when, and on what ground.

Three things are kept apart here, because confusing them does harm: an act that names the organisation, an act that
names a class or another company of the group, and a row that nobody has fully checked. Only the first becomes "is
restricted". What rests on security is never tied to a human-rights principle.
"""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.findings import timing
from pledgewatch.findings.acts import act, authority, caveats, event, facts_of, ground, instrument, when
from pledgewatch.findings.basis import finding, passage, row_of
from pledgewatch.findings.cases import Case, about_others, cases
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.principles import PRINCIPLES, Pledged, areas_of, pledged_principles
from pledgewatch.findings.words import a_few, capital, quoted, stopped
from pledgewatch.model.finding import Finding, FindingKind, Passage
from pledgewatch.record.names import read_name

__all__ = ["listings"]


def listings(evidence: Evidence) -> Iterator[Finding]:
    """Yield each listing of each pledging organisation as it stood at the date of the pledge and as of the run."""
    for case in cases(evidence):
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
    case: Case,
    sentence: str,
    *,
    facts: dict[str, str],
    weight: float,
    caveats: tuple[str, ...] = (),
    hindrance: str = "",
    pledged: Pledged | None = None,
) -> Finding:
    document = evidence.documents[case.pledge.document]
    notices = sorted(case.notices, key=lambda notice: notice.id)
    return finding(
        kind,
        [case.pledge.document, case.organisation.id, case.id],
        sentence,
        facts={"organisation": case.organisation.name} | facts_of(case.notices, case.listing) | facts,
        passages=[passage(document, pledged.span, "principle")] if pledged else _date_passages(evidence, case),
        rows=[row_of(notice, evidence.source_of(notice)) for notice in notices],
        document=case.pledge.document,
        organisation=case.organisation.id,
        listing=case.id,
        entity=case.match.entity,
        weight=weight,
        caveats=caveats,
        hindrance=hindrance,
    )


def _date_passages(evidence: Evidence, case: Case) -> list[Passage]:
    date = case.pledge.date
    if date is None or date.span is None:
        return []
    return [passage(evidence.documents[case.pledge.document], date.span, "date of the pledge")]


def _ground(evidence: Evidence, case: Case) -> str:
    return ground(case.notices, case.sources(evidence))


def _listing(evidence: Evidence, case: Case) -> Finding:
    listing = case.listing
    then = timing.at_pledge(listing, case.date)
    now = timing.now(listing, evidence.as_of, case.sources(evidence))
    weight = 60.0 + 14.0 * ("human rights" in listing.grounds)
    weight += 8.0 * (then[0] == "listed") - 20.0 * (now[0] == "ended")
    return _make(
        evidence,
        "listing",
        case,
        f"{act(listing, _named(case), now[0])}{_ground(evidence, case)}. {then[1]} {now[1]}".rstrip(),
        facts={"at the date of the pledge": then[0], "as of the run": now[0], "pledged": case.date},
        weight=weight,
        caveats=caveats(case.notices),
    )


def _named(case: Case) -> str:
    if case.organisation.name == case.listing.entity:
        return case.organisation.name
    return f"{case.organisation.name} (listed as {quoted(case.listing.entity)})"


def _dated(case: Case) -> str:
    return f", {case.listing.start_date}" if case.listing.start_date else ""


def _related(evidence: Evidence, case: Case) -> Finding:
    listing, name = case.listing, case.organisation.name
    by_name = (f"That it concerns this {name} was taken from the name alone.",)
    return _make(
        evidence,
        "related-measure",
        case,
        f"The record ties a measure of {authority(listing)} to {name}: "
        f"{instrument(listing)}{_dated(case)}{_ground(evidence, case)}. {_about_whom(evidence, case)}",
        facts={"subject": listing.subject},
        weight=35.0,
        caveats=(
            stopped(f"This is no restriction of {name}"),
            *(by_name if about_others(evidence, case.match) else ()),
            *caveats(case.notices),
        ),
    )


def _about_whom(evidence: Evidence, case: Case) -> str:
    listing, name = case.listing, case.organisation.name
    if listing.subject == "class":
        return stopped(f"The act names no company, so that it cannot be said to restrict {name}")
    if _is_own_name(evidence, case):
        return f"The act concerns a related company, not {name} itself."
    return f"The act concerns another company of the group, {quoted(listing.entity)}, not {name} itself."


def _is_own_name(evidence: Evidence, case: Case) -> bool:
    """Tell whether a row stands under the organisation's own name, and names the other company elsewhere, if at all."""
    own = {read_name(name).key for name in (case.organisation.name, *case.organisation.names)}
    if not about_others(evidence, case.match):
        own.add(read_name(case.match.entity_name).key)
    return read_name(case.listing.entity).key in own


def _unchecked(evidence: Evidence, case: Case) -> Finding:
    listing = case.listing
    how_far = "was checked only in part" if listing.checked == "partly" else "has not been checked"
    note = f" ({listing.checked_note})" if listing.checked_note else ""
    return _make(
        evidence,
        "unchecked-row",
        case,
        f"The record has a row {_row_about(case)} that {how_far}{note}: "
        f"{authority(listing)}, {instrument(listing)}{_dated(case)}.",
        facts={},
        weight=15.0,
        hindrance=f"this row {how_far}; check it against its source, say so in the record, and import it again",
    )


def _row_about(case: Case) -> str:
    """Say whom a row is about: of a class or another company it is only tied to the organisation."""
    name, listing = case.organisation.name, case.listing
    if listing.subject == "named":
        return f"about {name}"
    if listing.subject == "class":
        return f"tied to {name}, about a class and no company,"
    return f"tied to {name}, about another company of the group,"


def _principle(evidence: Evidence, case: Case) -> Iterator[Finding]:
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


def _held_against(evidence: Evidence, case: Case, pledged: Pledged, concerned: list[int]) -> Finding:
    listing = case.listing
    state, sentence = timing.at_pledge(listing, case.date)
    now = timing.now(listing, evidence.as_of, case.sources(evidence))[0]
    one = len(concerned) == 1
    tied = f" on a ground that the record ties to {'that principle' if one else 'those principles'}"
    about = "; ".join(map(str, concerned)) if pledged.compact else "; ".join(areas_of(concerned))
    return _make(
        evidence,
        "pledged-principle",
        case,
        f"{_pledges(evidence, case, pledged, concerned)} "
        f"{capital(event(listing, _named(case)))}{tied if pledged.compact else ''}: "
        f"{instrument(listing)}{when(listing, now)}{_ground(evidence, case)}. {sentence}",
        facts={
            "principles" if pledged.compact else "area": about,
            "document": evidence.noun(case.pledge.document),
            "at the date of the pledge": state,
            "pledged": case.date,
        },
        weight=84.0 if state in ("listed", "before") else 70.0,
        caveats=("An act of an authority is not the judgment of a court.", *caveats(case.notices)),
        pledged=pledged,
    )


def _pledges(evidence: Evidence, case: Case, pledged: Pledged, concerned: list[int]) -> str:
    """Say what the document pledges; the principles are the Compact's only where it names the Compact."""
    called = capital(evidence.called(case.pledge.document))
    if not pledged.compact:
        text = pledged.span.of(evidence.documents[case.pledge.document].text)
        return stopped(f"{called} makes an undertaking about {a_few(areas_of(concerned), 4)}: {quoted(text)}")
    numbers = a_few([f"{number} ({PRINCIPLES[number]})" for number in concerned], 10)
    noun = "principle" if len(concerned) == 1 else "principles"
    return f"{called} {pledged.how} {noun} {numbers} of the UN Global Compact."
