"""Find who shares which text: with a known form, or with others where no form is known."""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.findings.basis import finding, passage
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.filled import departures, filled_in, has_fills
from pledgewatch.findings.groups import PEERS_SHOWN, SHARE_WORTH_SAYING, Group, Groups, is_identical
from pledgewatch.findings.timing import parsed
from pledgewatch.findings.words import a_few, capital, count, doubts, percent, quoted
from pledgewatch.model.dates import compare
from pledgewatch.model.finding import Finding, Passage
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Form
from pledgewatch.model.spans import Span

__all__ = ["shared_forms", "signed_as_meant"]

_BY_ANOTHER = "shared by another"


def signed_as_meant(evidence: Evidence, document: DocumentId) -> bool:
    """Tell whether a document is a form that is meant to be signed unchanged: then sharing its text says nothing."""
    copy = evidence.copies.get(document)
    form = _form(evidence, copy) if copy else None
    return form is not None and form.meant_to_be_signed_unchanged


def shared_forms(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each document whose text is a form's, or the same as others'."""
    groups = Groups(evidence)
    for document_id in sorted(evidence.copies):
        copy = evidence.copies[document_id]
        form = _form(evidence, copy)
        if form is None:
            group = groups.of(copy)
            if len(group.members) > 1 and _worth_saying(evidence, copy, group):
                yield _with_others(evidence, copy, group)
        elif not form.meant_to_be_signed_unchanged and max(_coverages(copy)) >= SHARE_WORTH_SAYING:
            yield _with_form(evidence, copy, form)


def _coverages(copy: Copy) -> tuple[float, float]:
    return copy.document_coverage, copy.form_coverage


def _worth_saying(evidence: Evidence, copy: Copy, group: Group) -> bool:
    """Tell whether half of the document is shared, or it holds most of what is half of another document."""
    if copy.document_coverage >= SHARE_WORTH_SAYING:
        return True
    quotes_others = not evidence.is_pledge(copy.document)
    return not quotes_others and copy.form_coverage >= SHARE_WORTH_SAYING and group.letters


def _form(evidence: Evidence, copy: Copy) -> Form | None:
    return evidence.forms.get(evidence.families[copy.family].form or "")


def _with_form(evidence: Evidence, copy: Copy, form: Form) -> Finding:
    sentence = (
        f"{capital(evidence.called(copy.document))} {_of_form(evidence, copy)} the form “{form.title}”"
        f"{_offered(form)}.{_departs(evidence, copy, 'it')}{_filled(evidence, copy)}"
    )
    facts = {"form": form.id, "title": form.title, "url": form.url, "offered": _offered(form)}
    return _finding(evidence, copy, sentence, facts, 20.0, caveats=_later(evidence, copy, form))


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


def _with_others(evidence: Evidence, copy: Copy, group: Group) -> Finding:
    others = tuple(member for member in group.members if member != copy.document)
    named = group.names_beside(evidence.who(copy.document))
    but = ", but for what was filled in," if group.slots else ""
    how_much = (
        f"is{but} word for word the same as" if group.same else f"shares {_share(evidence, copy)} of its text with"
    )
    several = "" if group.same or len(others) == 1 else "a group of "
    sentence = (
        f"{capital(evidence.called(copy.document))} {how_much} {several}{count(len(others), 'other document')} "
        f"({named}).{_departs(evidence, copy, 'the text that they share')} No known form has this text; "
        f"who wrote it first is not known.{_filled(evidence, copy)}"
    )
    facts = {"others": str(len(others)), "named": named, "the same as all of them": "yes" if group.same else "no"}
    peers = tuple(one for one in group.fullest if one.document != copy.document)[:PEERS_SHOWN]
    extra = 10.0 + min(len(others), 50) / 10
    return _finding(evidence, copy, sentence, facts, extra, others=others, peers=peers)


def _of_form(evidence: Evidence, copy: Copy) -> str:
    """Say how a document stands to a form: as the form itself, a piece of it, sharing with it, or holding it."""
    but = ", but for what was filled in," if has_fills(evidence, copy) else ""
    if is_identical(evidence, copy):
        # Bullets and commas that differ take a little from the share of the form that is covered, and no word.
        whole = copy.form_coverage > (0.95 if copy.edits else 0.999)
        return f"is{but} word for word" if whole else f"stands{but} word for word in"
    if copy.document_coverage >= SHARE_WORTH_SAYING:
        return f"shares {_share(evidence, copy)} of its text with"
    return f"holds {percent(copy.form_coverage)} of the text of"


def _share(evidence: Evidence, copy: Copy) -> str:
    """Write the share of a document that is the family's text; never "100 %" of what departs from it anywhere."""
    return percent(copy.document_coverage if is_identical(evidence, copy) else min(copy.document_coverage, 0.99))


def _departs(evidence: Evidence, copy: Copy, what: str) -> str:
    """Say in how many places the shared text was changed: coverage counts the passage around them as shared."""
    places, slips, _ = departures(evidence, copy)
    if places:
        more = f", and by a letter or two in {count(slips)} more" if slips else ""
        return f" It departs from {what} in {count(places, 'place')}{more}."
    if slips:
        return f" It differs from {what} by a letter or two in {count(slips, 'place')}, perhaps by misreading."
    return ""


def _offered(form: Form) -> str:
    if form.from_date and form.until_date:
        return f", offered from {form.from_date} to {form.until_date}"
    return f", offered from {form.from_date}" if form.from_date else ""


def _filled(evidence: Evidence, copy: Copy) -> str:
    """Say which names, dates, numbers and places were filled into the slots."""
    texts = filled_in(evidence, copy)
    return f" Filled in: {a_few([quoted(text, 80) for text in texts], 4)}." if texts else ""


def _finding(
    evidence: Evidence,
    copy: Copy,
    sentence: str,
    facts: dict[str, str],
    extra: float,
    *,
    caveats: tuple[str, ...] = (),
    others: tuple[DocumentId, ...] = (),
    peers: tuple[Copy, ...] = (),
) -> Finding:
    document = evidence.documents[copy.document]
    organisation = evidence.organisation_of(document.id)
    identical, changed = is_identical(evidence, copy), departures(evidence, copy)
    return finding(
        "shared-form",
        [document.id],
        sentence,
        facts={"sender": evidence.who(document.id), "document": evidence.noun(document.id)}
        | facts
        | {
            "share of the document": _share(evidence, copy),
            "share of the form": percent(copy.form_coverage),
            "identical but for the slots": "yes" if identical else "no",
            "changed places": str(changed.places),
            "places a letter or two apart": str(changed.slips),
            "filled in": " | ".join(filled_in(evidence, copy)),
        },
        passages=_passages(evidence, copy, peers),
        passages_count=False,
        document=document.id,
        documents=others,
        organisation=organisation.id if organisation else None,
        weight=36.0 + extra + 20.0 * copy.document_coverage + (5.0 if identical else 0.0),
        caveats=caveats + doubts(document, Span(0, len(document.text))),
    )


def _passages(evidence: Evidence, copy: Copy, peers: tuple[Copy, ...]) -> list[Passage]:
    """Return the shared passages, those of a few others right behind the first: a page shows the first six."""
    own = [passage(evidence.documents[copy.document], span, "shared") for span in copy.copied]
    theirs = [passage(evidence.documents[one.document], max(one.copied, key=len), _BY_ANOTHER) for one in peers]
    return [*own[:PEERS_SHOWN], *theirs, *own[PEERS_SHOWN:]]
