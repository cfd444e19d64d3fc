"""Find who shares which text: with a known form, or with others where no form is known."""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.findings.basis import finding, passage
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.timing import parsed
from pledgewatch.findings.words import a_few, capital, count, percent, quoted
from pledgewatch.model.dates import compare
from pledgewatch.model.document import Document
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId, passage_digest
from pledgewatch.model.reuse import Copy, Fill, Form
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
        form = _form(evidence, copy)
        if form is None:
            if len(_others(evidence, copy)) and _worth_saying(evidence, copy):
                yield _with_others(evidence, copy)
        elif not form.meant_to_be_signed_unchanged and max(_coverages(copy)) >= _SHARE_WORTH_SAYING:
            yield _with_form(evidence, copy, form)


def _coverages(copy: Copy) -> tuple[float, float]:
    return copy.document_coverage, copy.form_coverage


def _others(evidence: Evidence, copy: Copy) -> tuple[DocumentId, ...]:
    return tuple(member for member in evidence.families[copy.family].members if member != copy.document)


def _worth_saying(evidence: Evidence, copy: Copy) -> bool:
    """Tell whether half of the document is shared, or it holds most of what is half of another document."""
    if copy.document_coverage >= _SHARE_WORTH_SAYING:
        return True
    others = (evidence.copies.get(member) for member in _others(evidence, copy))
    return copy.form_coverage >= _SHARE_WORTH_SAYING and any(
        other is not None and other.document_coverage >= _SHARE_WORTH_SAYING for other in others
    )


def _form(evidence: Evidence, copy: Copy) -> Form | None:
    return evidence.forms.get(evidence.families[copy.family].form or "")


def _with_form(evidence: Evidence, copy: Copy, form: Form) -> Finding:
    sentence = (
        f"{capital(evidence.called(copy.document))} {_of_form(copy)} the form “{form.title}”{_offered(form)}."
        f"{_departs(copy, 'it')}{_filled(copy)}"
    )
    facts = {"form": form.id, "title": form.title, "url": form.url, "offered": _offered(form)}
    return _finding(evidence, copy, sentence, facts, _later(evidence, copy, form), 20.0)


def _later(evidence: Evidence, copy: Copy, form: Form) -> tuple[str, ...]:
    """Return the caveat that is due where the form is not known from before the letter."""
    pledge = evidence.pledges.get(copy.document)
    offered, dated = parsed(form.from_date), parsed(pledge.date.value if pledge and pledge.date else "")
    if offered is None or dated is None:
        return ("Which is older, the form or the document, is not known.",)
    order = compare(offered, dated)
    if order == "after":
        return ("The form is known only from a later date than the document; which is older is not known.",)
    return () if order == "before" else ("Which is older, the form or the document, cannot be told from the dates.",)


def _with_others(evidence: Evidence, copy: Copy) -> Finding:
    others = _others(evidence, copy)
    names = sorted({evidence.who(member) for member in others}, key=lambda name: (name.casefold(), name))
    twins = all(_twins(copy, evidence.copies.get(member)) for member in others)
    how_much = _same_as(copy) if twins else f"shares {_share(copy)} of its text with"
    group = "" if twins or len(others) == 1 else "a group of "
    sentence = (
        f"{capital(evidence.called(copy.document))} {how_much} {group}{count(len(others), 'other document')} "
        f"({a_few(names)}).{_departs(copy, 'the text that they share')} No known form has this text; "
        f"who wrote it first is not known.{_filled(copy)}"
    )
    facts = {"others": str(len(others)), "named": a_few(names), "the same as all of them": "yes" if twins else "no"}
    return _finding(evidence, copy, sentence, facts, (), 10.0 + min(len(others), 50) / 10, others)


def _of_form(copy: Copy) -> str:
    """Say how a document stands to a form: as the form itself, a piece of it, sharing with it, or holding it."""
    if _identical(copy):
        return f"is{_but(copy)} word for word" if copy.form_coverage > 0.999 else f"stands{_but(copy)} word for word in"
    if copy.document_coverage >= _SHARE_WORTH_SAYING:
        return f"shares {_share(copy)} of its text with"
    return f"holds {percent(copy.form_coverage)} of the text of"


def _same_as(copy: Copy) -> str:
    # One may have filled in what the other left open: any slot is enough to say so.
    return f"is{', but for what was filled in,' if copy.fills else ''} word for word the same as"


def _but(copy: Copy) -> str:
    return ", but for what was filled in," if any(_is_filled(copy, fill) for fill in copy.fills) else ""


def _share(copy: Copy) -> str:
    """Write the share of a document that is the family's text; never "100 %" of what departs from it anywhere."""
    return percent(copy.document_coverage if _identical(copy) else min(copy.document_coverage, 0.99))


def _departs(copy: Copy, what: str) -> str:
    """Say in how many places the shared text was changed: coverage counts the passage around them as shared."""
    if not copy.edits:
        return ""
    return f" It departs from {what} in {count(len(copy.edits), 'place')}."


def _identical(copy: Copy) -> bool:
    return not copy.edits and not copy.own_words and copy.document_coverage > 0.999


def _twins(copy: Copy, other: Copy | None) -> bool:
    """Tell whether two members of a family are the same but for what they filled in."""
    return (
        other is not None
        and _identical(copy)
        and _identical(other)
        and (copy.options, copy.form_coverage) == (other.options, other.form_coverage)
    )


def _offered(form: Form) -> str:
    if form.from_date and form.until_date:
        return f", offered from {form.from_date} to {form.until_date}"
    return f", offered from {form.from_date}" if form.from_date else ""


def _filled(copy: Copy) -> str:
    """Say what was filled into the slots, each text once; a placeholder that was left open is no fill."""
    texts = list(dict.fromkeys(" ".join(fill.text.split()) for fill in copy.fills if _is_filled(copy, fill)))
    if not texts:
        return ""
    return f" Filled in: {a_few([quoted(text, 80) for text in texts], 4)}."


def _is_filled(copy: Copy, fill: Fill) -> bool:
    span = Span(fill.start, fill.end)
    return bool(fill.text.strip()) and not any(span.overlaps(left) for left in copy.unfilled)


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
        facts={"sender": evidence.who(document.id), "document": evidence.noun(document.id)}
        | facts
        | {
            "share of the document": _share(copy),
            "share of the form": percent(copy.form_coverage),
            "identical but for the slots": "yes" if identical else "no",
            "changed places": str(len(copy.edits)),
            "filled in": " | ".join(dict.fromkeys(" ".join(fill.text.split()) for fill in copy.fills)),
        },
        passages=[passage(document, span, "shared") for span in copy.copied],
        passages_count=False,
        document=document.id,
        documents=others,
        organisation=organisation.id if organisation else None,
        weight=36.0 + extra + 20.0 * copy.document_coverage + (5.0 if identical else 0.0),
        caveats=caveats + _doubts(document, Span(0, len(document.text))),
    )


def _doubts(document: Document, within: Span) -> tuple[str, ...]:
    doubtful = sum(1 for doubt in document.doubts if doubt.start < within.end and doubt.end > within.start)
    if not doubtful:
        return ()
    return (f"{capital(count(doubtful, 'place'))} in the document could not be read for sure.",)


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
    times = "" if len(spans) == 1 else f", in {count(len(spans), 'place')}"
    return finding(
        "unfilled-placeholder",
        [document.id, passage_key],
        f"{capital(evidence.called(document.id))} has a placeholder that was not filled in: "
        f"{quoted(spans[0].of(document.text), 160)}{times}.",
        facts={
            "sender": evidence.who(document.id),
            "document": evidence.noun(document.id),
            "places": str(len(spans)),
        },
        passages=[passage(document, span, "placeholder") for span in spans],
        document=document.id,
        organisation=organisation.id if organisation else None,
        passage_of=passage_key,
        weight=78.0,
        caveats=_doubts(document, spans[0]),
    )
