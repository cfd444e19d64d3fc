"""Find where a document is silent on what a listing of its sender concerns: a search for words, never a judgment."""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.findings.acts import authority, instrument
from pledgewatch.findings.basis import finding, passage, row_of
from pledgewatch.findings.cases import Case, cases
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.principles import PRINCIPLES
from pledgewatch.findings.shared import signed_as_meant
from pledgewatch.findings.words import a_few
from pledgewatch.model.finding import Finding
from pledgewatch.promises.expected import Subject
from pledgewatch.promises.silence import addressed, principles_addressed

__all__ = ["silences"]

_MOST_SUBJECTS = 12
_SEARCH = "The search is by words; a document may speak of a matter in words that the search does not know."


def silences(evidence: Evidence) -> Iterator[Finding]:
    """Yield each listing on a ground of human rights of whose principles no words were found in the pledge."""
    for case in cases(evidence):
        listing = case.listing
        named = listing.checked == "yes" and listing.subject == "named" and listing.act != "vote"
        if (
            named
            and "human rights" in listing.grounds
            and listing.principles
            and evidence.is_pledge(case.pledge.document)
        ):
            yield from _silence(evidence, case)


def _silence(evidence: Evidence, case: Case) -> Iterator[Finding]:
    document = evidence.documents[case.pledge.document]
    told = principles_addressed(document, case.listing.principles)
    if told is None or any(told.values()) or signed_as_meant(evidence, document.id):
        return
    numbers = list(told)
    called, read = evidence.called(document.id), evidence.noun(document.id)
    named = a_few([f"{number} ({PRINCIPLES[number]})" for number in numbers], 10)
    noun = "principle" if len(numbers) == 1 else "principles"
    missing = _missing(evidence, case)
    yield finding(
        "silence",
        [document.id, case.organisation.id, case.id],
        f"The record ties a listing of {case.organisation.name} by {authority(case.listing)},"
        f" {instrument(case.listing)},"
        f" to {noun} {named} of the UN Global Compact. In {called} no words about"
        f" {'it' if len(numbers) == 1 else 'them'} were found, but where it names the ten principles as a whole.",
        facts={
            "organisation": case.organisation.name,
            "principles": "; ".join(map(str, numbers)),
            "searched for": f"the words for {noun} {', '.join(map(str, numbers))} (rules: {document.language.code})",
            "characters read": str(len(document.body)),
            "read": read,
            "expected subjects not found": a_few(missing, _MOST_SUBJECTS) if missing else "",
        },
        passages=[passage(document, document.body, "read")],
        rows=[row_of(notice, evidence.source_of(notice)) for notice in case.notices],
        document=document.id,
        organisation=case.organisation.id,
        listing=case.id,
        entity=case.match.entity,
        weight=52.0,
        caveats=(_extent(read), _SEARCH),
    )


def _missing(evidence: Evidence, case: Case) -> list[str]:
    """Return the expected subjects on the listing's principles that were searched for and not found."""
    wanted = frozenset(case.listing.principles)
    subjects = [one for one in evidence.expected if _concerns(one, wanted)]
    results = addressed(evidence.documents[case.pledge.document], subjects)
    return [
        f"{one.subject.words} ({one.subject.standard}, {one.subject.identifier})"
        for one in results
        if one.state == "not found"
    ]


def _concerns(subject: Subject, wanted: frozenset[int]) -> bool:
    return bool(wanted & frozenset(subject.principles)) and len(subject.principles) < len(PRINCIPLES)


def _extent(read: str) -> str:
    if read == "quoted paragraph":
        return "Only the quoted paragraph was read; the rest of the letter may speak of it."
    return f"This speaks of the {read} that was read, not of what the organisation does or says elsewhere."
