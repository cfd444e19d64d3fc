"""Find the commitments whose day has passed, and ask about them: a day that passed says nothing of what was done."""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.findings.basis import finding, passage
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.timing import parsed
from pledgewatch.findings.words import a_few, capital, count, quoted, stopped
from pledgewatch.model.dates import compare
from pledgewatch.model.document import Document
from pledgewatch.model.finding import Finding, Passage
from pledgewatch.model.identity import DocumentId, passage_digest
from pledgewatch.model.promise import Due, Promise
from pledgewatch.model.spans import Span
from pledgewatch.promises.due import due
from pledgewatch.promises.mentions import mentions

__all__ = ["counted", "due_of", "overdue", "when_due"]

_NO_JUDGMENT = "That a day has passed does not show that the promise was not kept."
_CLOSE = "Sentences are found by the words that they share with the promise; others may tell of it in other words."


def due_of(evidence: Evidence, promise: Promise) -> Due | None:
    """Return when a promise is due, counted from the date of its document."""
    pledge = evidence.pledges.get(promise.document)
    pledged = parsed(pledge.date.value) if pledge is not None and pledge.date is not None else None
    return due(promise, evidence.documents[promise.document], pledged)


def when_due(found: Due | None) -> str:
    """Write the day by which a promise is due, or how often; empty where its words and the dates do not tell."""
    if found is None:
        return ""
    number = found.every if found.every != 1 else ""
    often = f"every {number} {found.period}s".replace("  ", " ") if number else f"every {found.period}"
    if found.every:
        return often + (f", the first time by {found.latest}" if found.latest else "")
    return f"by {found.latest}" if found.latest else ""


def counted(evidence: Evidence, document: DocumentId, found: Due) -> tuple[str, ...]:
    """Return the caveat that is due where the day was counted from the date of the document."""
    if found.anchor != "pledge" or found.latest is None:
        return ()
    return (f"The day was counted from the date of the {evidence.noun(document)}.",)


def overdue(evidence: Evidence) -> Iterator[Finding]:
    """Yield each commitment that could be checked and whose day had passed as of the run, once a document.

    What recurs is left out, and so is the report that every participant owes: the list of participants tells of it.
    """
    today = parsed(evidence.as_of)
    for document_id in sorted(filter(evidence.is_pledge, evidence.pledges)) if today is not None else ():
        for promise in evidence.promises.get(document_id, []):
            found = due_of(evidence, promise) if promise.specific and not promise.required else None
            if found is None or found.latest is None or found.every or today is None:
                continue
            if compare(found.latest, today) == "before" and _is_dated(evidence, document_id):
                yield _overdue(evidence, promise, found)


def _is_dated(evidence: Evidence, document: DocumentId) -> bool:
    """Tell whether the pledge's date is known: else "in 2019" may be a year that it looks back on."""
    pledge = evidence.pledges[document]
    return pledge.date is not None and parsed(pledge.date.value) is not None


def _overdue(evidence: Evidence, promise: Promise, found: Due) -> Finding:
    document = evidence.documents[promise.document]
    organisation = evidence.organisation_of(document.id)
    close = _close(evidence, promise)
    passages = [passage(document, Span(promise.start, promise.end), "commitment")]
    passages.append(passage(document, Span(found.start, found.end), "due"))
    return finding(
        "overdue-promise",
        [document.id, passage_digest(promise.text)],
        f"{stopped(f'{capital(evidence.called(document.id))} undertakes: {quoted(promise.text)}')} "
        f"By these words it was due by {found.latest}. {_told(evidence, close)}",
        facts={
            "sender": evidence.who(document.id),
            "document": evidence.noun(document.id),
            "due": f"by {found.latest}",
            "how the day was found": found.why,
            "documents searched": str(len(_others(evidence, document))),
            "sentences close to it": str(len(close)),
        },
        passages=[*passages, *close],
        document=document.id,
        organisation=organisation.id if organisation else None,
        passage_of=passage_digest(promise.text),
        weight=64.0,
        caveats=(
            _NO_JUDGMENT,
            *counted(evidence, document.id, found),
            *((_CLOSE,) if _others(evidence, document) else ()),
        ),
    )


def _told(evidence: Evidence, close: list[Passage]) -> str:
    as_of = f"As of {evidence.as_of}"
    if not close:
        return f"{as_of}, nothing was found in the documents here that says whether it was done."
    where = a_few(list(dict.fromkeys(evidence.called(one.document) for one in close)))
    sentences = count(len(close), "sentence")
    were = "was" if len(close) == 1 else "were"
    return f"{as_of}, {sentences} close to it {were} found in {where}; a person has to read whether it was done."


def _others(evidence: Evidence, document: Document) -> list[Document]:
    """Return the organisation's other documents of the same day or later, or of an unknown day."""
    organisation = evidence.organisation_of(document.id)
    if organisation is None:
        return []
    own = evidence.pledges[document.id].date
    first = parsed(own.value) if own else None
    found = []
    for pledge in evidence.pledges_of.get(organisation.id, []):
        other = parsed(pledge.date.value) if pledge.date else None
        if pledge.document != document.id and not (first and other and compare(other, first) == "before"):
            found.append(evidence.documents[pledge.document])
    return found


def _close(evidence: Evidence, promise: Promise) -> list[Passage]:
    document = evidence.documents[promise.document]
    return [
        passage(other, span, "close to it")
        for other in _others(evidence, document)
        for span in mentions(promise, document, other)
    ]
