"""Find the commitments that could be checked, and the documents in which there are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pledgewatch.findings.basis import finding, passage
from pledgewatch.findings.dues import counted, due_of, when_due
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.shared import signed_as_meant
from pledgewatch.findings.words import a_few, count, quoted, stopped
from pledgewatch.model.document import Document
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import passage_digest
from pledgewatch.model.promise import Promise
from pledgewatch.model.spans import Span, cut, subtract, total

__all__ = ["commitments"]

# Beyond a fifth of doubtful text a promise may stand where nobody could read it: nothing is said about absence.
_MOST_DOUBT = 0.2
# The rules are for English; where the language is another or unknown, absence is not claimed.
_LANGUAGES = {"en"}


def commitments(evidence: Evidence) -> Iterator[Finding]:
    """Yield the checkable commitments of each pledging document, or that it has none in words of its own."""
    for document_id in sorted(filter(evidence.is_pledge, evidence.pledges)):
        document = evidence.documents[document_id]
        promises = evidence.promises.get(document_id, [])
        every = [*promises, *evidence.read_alone.get(document_id, [])]
        checkable = [promise for promise in every if promise.specific and not promise.required]
        yield from (_specific(evidence, document, promise) for promise in checkable)
        own = any(_words_of(evidence, promise) == "own" for promise in checkable)
        if not own and _may_speak_of_absence(evidence, document):
            yield _none(evidence, document, promises)


def _may_speak_of_absence(evidence: Evidence, document: Document) -> bool:
    body = document.body
    doubtful = total(cut((Span(doubt.start, doubt.end) for doubt in document.doubts), body))
    return (
        document.language.code in _LANGUAGES
        and len(body) > 0
        and doubtful <= _MOST_DOUBT * len(body)
        and not signed_as_meant(evidence, document.id)
    )


def _words_of(evidence: Evidence, promise: Promise) -> str:
    """Say whose words a promise is in: `own`, or `shared` where over half of it stands in a form or with others."""
    copy = evidence.copies.get(promise.document)
    if copy is None:
        return "own"
    span = Span(promise.start, promise.end)
    fills = [Span(fill.start, fill.end) for fill in copy.fills]
    shared = [piece for part in cut(copy.copied, span) for piece in subtract(part, fills)]
    return "shared" if total(shared) > len(span) / 2 else "own"


def _specific(evidence: Evidence, document: Document, promise: Promise) -> Finding:
    organisation = evidence.organisation_of(document.id)
    words = _words_of(evidence, promise)
    names = [
        name
        for name in ("action", "quantity", "time", "responsible", "verification", "scope")
        if name in promise.aspects
    ]
    said = ", ".join(f"{name}: {quoted(promise.aspects[name].of(document.text), 90)}" for name in names)
    found = due_of(evidence, promise)
    when = when_due(found)
    whose = "in its own words" if words == "own" else "in words that it shares with others"
    return finding(
        "specific-commitment",
        [document.id, passage_digest(promise.text)],
        stopped(f"{_undertakes(evidence, document)} something that could be checked, {whose}: {quoted(promise.text)}")
        + (f" By its words it is due {when}." if when else ""),
        facts={
            "sender": evidence.who(document.id),
            "document": evidence.noun(document.id),
            "says": said,
            "words": words,
            "due": when,
        },
        passages=[passage(document, Span(promise.start, promise.end), "commitment")],
        caveats=(
            *(counted(evidence, document.id, found) if found and when else ()),
            *_read_by(document, promise),
        ),
        document=document.id,
        organisation=organisation.id if organisation else None,
        passage_of=passage_digest(promise.text),
        weight=58.0 + 2.0 * len(names) if words == "own" else 40.0,
        favourable=True,
    )


def _read_by(document: Document, promise: Promise) -> tuple[str, ...]:
    """Say where a fitted reader had a part in it: alone, or in doubt about what the rules found."""
    reading = promise.fitted
    if reading is None or not (reading.alone or reading.for_a_person):
        return ()
    whose = f"A reader fitted on {reading.learned_from}"
    if not reading.alone:
        return (
            f"{whose} is not sure that this undertakes anything ({reading.probability:.0%}): for a person to read.",
        )
    relied = a_few([quoted(Span(one.start, one.end).of(document.text), 60) for one in reading.relied if one.weight > 0])
    on = f" It relied on {relied}." if relied else ""
    return (f"No rule found this. {whose} reads it as an undertaking ({reading.probability:.0%}).{on}",)


def _undertakes(evidence: Evidence, document: Document) -> str:
    if evidence.organisation_of(document.id) is not None:
        return f"{evidence.who(document.id)} undertakes"
    return f"The sender of {evidence.called(document.id)} undertakes"


def _none(evidence: Evidence, document: Document, promises: list[Promise]) -> Finding:
    organisation = evidence.organisation_of(document.id)
    called = evidence.noun(document.id)
    tally = _tally(promises)
    own = "in words of its own" if tally.shared else "of its own"
    return finding(
        "no-own-commitment",
        [document.id],
        f"In {evidence.called(document.id)} no commitment {own} was found that an outsider could check.{_held(tally)}",
        facts={
            "sender": evidence.who(document.id),
            "undertakings": str(len(promises)),
            "required of every participant": str(tally.required),
            "could be checked, in shared words": str(tally.shared),
            "read": called,
        },
        passages=[passage(document, document.body, "read")],
        document=document.id,
        organisation=organisation.id if organisation else None,
        weight=50.0,
        caveats=(_extent(called), _MISSED),
    )


class _Tally(NamedTuple):
    """Count the undertakings of a document without a checkable one in words of its own."""

    required: int
    shared: int
    vague: int


def _tally(promises: list[Promise]) -> _Tally:
    required = sum(promise.required for promise in promises)
    shared = sum(promise.specific and not promise.required for promise in promises)
    return _Tally(required, shared, len(promises) - required - shared)


def _held(tally: _Tally) -> str:
    """Say which undertakings the document does hold."""
    kinds = (
        (tally.required, "that every participant has to make"),
        (tally.vague, "that an outsider could not check"),
        (tally.shared, "that could be checked, in words that it shares with others"),
    )
    there = [(number, which) for number, which in kinds if number]
    if not there:
        return ""
    held = f" It holds {count(sum(tally), 'undertaking')}"
    if len(there) == 1:
        return f"{held} {there[0][1]}."
    return f"{held}: {a_few([f'{count(number)} {which}' for number, which in there])}."


# At first sight of wording that they were not written for, the rules found two of three such commitments
# (docs/promises.md): a person must read before anybody is said to have made none.
_MISSED = "The search is by rules, which miss some commitments in unusual words; a person has to read the text."


def _extent(called: str) -> str:
    if called == "quoted paragraph":
        return "Only the quoted paragraph was read; the rest of the letter may hold more."
    return f"This speaks of the {called} that was read, not of what the organisation does or says elsewhere."
