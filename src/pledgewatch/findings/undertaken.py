"""Find the commitments that could be checked, and the documents in which there are none."""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.findings.basis import finding, passage
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.shared import signed_as_meant
from pledgewatch.findings.words import count, noun, possessive, quoted
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
    """Yield the checkable commitments of each pledging document, or that none was found in what was read."""
    for document_id in sorted(evidence.pledges):
        document = evidence.documents[document_id]
        promises = evidence.promises.get(document_id, [])
        checkable = [promise for promise in promises if promise.specific and not promise.required]
        yield from (_specific(evidence, document, promise) for promise in checkable)
        if not checkable and _may_speak_of_absence(evidence, document):
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
    said = ", ".join(f"{name}: {quoted(promise.aspects[name].of(document.text), 90)}" for name in names)  # type: ignore[index]
    whose = "in its own words" if words == "own" else "in words that it shares with others"
    return finding(
        "specific-commitment",
        [document.id, passage_digest(promise.text)],
        f"{evidence.who(document.id)} undertakes something that could be checked, {whose}: {quoted(promise.text)}",
        facts={"says": said, "words": words},
        passages=[passage(document, Span(promise.start, promise.end), "commitment")],
        document=document.id,
        organisation=organisation.id if organisation else None,
        passage_of=passage_digest(promise.text),
        weight=58.0 + 2.0 * len(names) if words == "own" else 40.0,
        favourable=True,
    )


def _none(evidence: Evidence, document: Document, promises: list[Promise]) -> Finding:
    organisation = evidence.organisation_of(document.id)
    pledge = evidence.pledges.get(document.id)
    called = noun(document, pledge)
    required = sum(promise.required for promise in promises)
    where = f"In {possessive(evidence.who(document.id))} {called}"
    if called == "document":
        where = f"In the text of {possessive(evidence.who(document.id))} document"
    sentence = f"{where} no commitment of its own was found that an outsider could check"
    if promises:
        sentence += f": it holds {count(len(promises), 'undertaking')}, {_of_which(len(promises), required)}"
    return finding(
        "no-own-commitment",
        [document.id],
        sentence + ".",
        facts={
            "undertakings": str(len(promises)),
            "required of every participant": str(required),
            "read": called,
        },
        passages=[passage(document, document.body, "read")],
        document=document.id,
        organisation=organisation.id if organisation else None,
        weight=50.0,
        caveats=(_extent(called),),
    )


def _of_which(promises: int, required: int) -> str:
    if required == 0:
        return "none of which says what could be checked"
    if required == promises:
        return "all of which every participant has to make" if promises > 1 else "which every participant has to make"
    rest = promises - required
    return f"of which {count(required, 'is', 'are')} what every participant has to do and {count(rest, 'says', 'say')} nothing that could be checked"


def _extent(called: str) -> str:
    if called == "quoted paragraph":
        return "Only the quoted paragraph was read; the rest of the letter may hold more."
    return f"This speaks of the {called} that was read, not of what the organisation does or says elsewhere."
