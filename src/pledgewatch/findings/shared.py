"""Find who shares which text: with a known form, or with others where no form is known."""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.findings.basis import finding, passage
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.words import a_few, count, noun, percent, possessive, quoted
from pledgewatch.model.document import Document
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId, passage_digest
from pledgewatch.model.reuse import Copy, Form
from pledgewatch.model.spans import Span

__all__ = ["placeholders", "shared_forms", "signed_as_meant"]

# Half of a letter is more than the courtesies that all letters share (salutation and closing are not weighed), and a
# form inside a long report is found by the share of the form instead.
_SHARE_WORTH_SAYING = 0.5


def signed_as_meant(evidence: Evidence, document: DocumentId) -> bool:
    """Tell whether a document is a form that is meant to be signed unchanged: then sharing its text says nothing."""
    copy = evidence.copies.get(document)
    form = _form(evidence, copy) if copy else None
    return form is not None and form.meant_to_be_signed_unchanged


def shared_forms(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each document whose text is a form's, or the same as others'."""
    for document_id in sorted(evidence.copies):
        copy = evidence.copies[document_id]
        if max(copy.document_coverage, copy.form_coverage) < _SHARE_WORTH_SAYING:
            continue
        if signed_as_meant(evidence, document_id):
            continue
        form = _form(evidence, copy)
        if form is not None:
            yield _with_form(evidence, copy, form)
        elif len(evidence.families[copy.family].members) > 1:
            yield _with_others(evidence, copy)


def _form(evidence: Evidence, copy: Copy) -> Form | None:
    return evidence.forms.get(evidence.families[copy.family].form or "")


def _with_form(evidence: Evidence, copy: Copy, form: Form) -> Finding:
    document = evidence.documents[copy.document]
    called = f"{possessive(evidence.who(document.id))} {noun(document, evidence.pledges.get(document.id))}"
    sentence = f"{called} {_how_much(copy)} the form “{form.title}”{_offered(form)}.{_filled(copy)}"
    pledge = evidence.pledges.get(document.id)
    date = pledge.date.value if pledge and pledge.date else ""
    caveats = (
        ("The form was found with a later date than the letter.",)
        if form.from_date and date and (form.from_date > date)
        else ()
    )
    return _finding(evidence, copy, sentence, {"form": form.id, "title": form.title, "url": form.url}, caveats, 20.0)


def _with_others(evidence: Evidence, copy: Copy) -> Finding:
    document = evidence.documents[copy.document]
    family = evidence.families[copy.family]
    others = tuple(member for member in family.members if member != document.id)
    names = sorted({evidence.who(member) for member in others}, key=str.casefold)
    called = f"{possessive(evidence.who(document.id))} {noun(document, evidence.pledges.get(document.id))}"
    sentence = (
        f"{called} {_how_much(copy)} {count(len(others), 'other document')} ({a_few(names)}); "
        f"no common form is known, and who wrote first is not said.{_filled(copy)}"
    )
    facts = {"others": str(len(others))}
    return _finding(evidence, copy, sentence, facts, (), 10.0 + min(len(others), 50) / 10, others)


def _how_much(copy: Copy) -> str:
    if _identical(copy):
        return (
            "is, but for what was filled in, word for word the text of"
            if copy.fills
            else "is word for word the text of"
        )
    if copy.document_coverage >= _SHARE_WORTH_SAYING:
        return f"shares {percent(copy.document_coverage)} of its text with"
    return f"holds {percent(copy.form_coverage)} of the text of"


def _identical(copy: Copy) -> bool:
    return not copy.edits and not copy.own_words and copy.document_coverage > 0.999


def _offered(form: Form) -> str:
    if form.from_date and form.until_date:
        return f", offered from {form.from_date} to {form.until_date}"
    return f", offered from {form.from_date}" if form.from_date else ""


def _filled(copy: Copy) -> str:
    """Say what was filled into the slots, each text once."""
    texts = list(dict.fromkeys(" ".join(fill.text.split()) for fill in copy.fills if fill.text.strip()))
    if not texts:
        return ""
    return f" Filled in: {a_few([quoted(text, 80) for text in texts], 4)}."


def _finding(
    evidence: Evidence,
    copy: Copy,
    sentence: str,
    facts: dict[str, str],
    caveats: tuple[str, ...],
    extra: float,
    others: tuple[DocumentId, ...] = (),
) -> Finding:
    document = evidence.documents[copy.document]
    organisation = evidence.organisation_of(document.id)
    identical = _identical(copy)
    return finding(
        "shared-form",
        [document.id],
        sentence,
        facts=facts
        | {
            "share of the document": percent(copy.document_coverage),
            "share of the form": percent(copy.form_coverage),
            "identical but for the slots": "yes" if identical else "no",
            "filled in": " | ".join(dict.fromkeys(" ".join(fill.text.split()) for fill in copy.fills)),
        },
        passages=[passage(document, span, "shared") for span in copy.copied],
        passages_count=False,
        document=document.id,
        documents=others,
        organisation=organisation.id if organisation else None,
        weight=40.0 + extra + 20.0 * copy.document_coverage + (5.0 if identical else 0.0),
        caveats=caveats + _doubts(document, Span(0, len(document.text))),
    )


def _doubts(document: Document, within: Span) -> tuple[str, ...]:
    doubtful = sum(1 for doubt in document.doubts if doubt.start < within.end and doubt.end > within.start)
    if not doubtful:
        return ()
    return (f"The document was read from a picture; {count(doubtful, 'place')} in it could not be read for sure.",)


def placeholders(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each placeholder that a sender left as the form has it."""
    for document_id in sorted(evidence.unfilled):
        document = evidence.documents[document_id]
        by_text: dict[str, list[Span]] = {}
        for span in evidence.unfilled[document_id]:
            by_text.setdefault(passage_digest(span.of(document.text)), []).append(span)
        for passage_key, spans in sorted(by_text.items()):
            yield _placeholder(evidence, document, passage_key, spans)


def _placeholder(evidence: Evidence, document: Document, passage_key: str, spans: list[Span]) -> Finding:
    organisation = evidence.organisation_of(document.id)
    called = f"{possessive(evidence.who(document.id))} {noun(document, evidence.pledges.get(document.id))}"
    times = "" if len(spans) == 1 else f", in {count(len(spans), 'place')}"
    return finding(
        "unfilled-placeholder",
        [document.id, passage_key],
        f"{called} has a placeholder that was not filled in: {quoted(spans[0].of(document.text), 160)}{times}.",
        facts={"places": str(len(spans))},
        passages=[passage(document, span, "placeholder") for span in spans],
        document=document.id,
        organisation=organisation.id if organisation else None,
        passage_of=passage_key,
        weight=78.0,
        caveats=_doubts(document, spans[0]),
    )
