"""Find who shares which text: with a known form, or with others where no form is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pledgewatch.findings.basis import finding, passage
from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.filled import departures, filled_in, has_fills
from pledgewatch.findings.timing import parsed
from pledgewatch.findings.words import a_few, capital, count, doubts, percent, quoted
from pledgewatch.model.dates import compare
from pledgewatch.model.finding import Finding, Passage
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Form
from pledgewatch.model.spans import Span

__all__ = ["shared_forms", "signed_as_meant"]

# Half of a letter is more than the courtesies that all letters share (salutation and closing are not weighed), and a
# form inside a long report is found by the share of the form instead.
_SHARE_WORTH_SAYING = 0.5
# So many others are shown beside a document whose form is not known: enough to see that the text is one.
_PEERS_SHOWN = 3
_BY_ANOTHER = "shared by another"


def signed_as_meant(evidence: Evidence, document: DocumentId) -> bool:
    """Tell whether a document is a form that is meant to be signed unchanged: then sharing its text says nothing."""
    copy = evidence.copies.get(document)
    form = _form(evidence, copy) if copy else None
    return form is not None and form.meant_to_be_signed_unchanged


def shared_forms(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each document whose text is a form's, or the same as others'."""
    alike = _alike(evidence)
    for document_id in sorted(evidence.copies):
        copy = evidence.copies[document_id]
        form = _form(evidence, copy)
        if form is None:
            if len(_others(evidence, copy)) and _worth_saying(evidence, copy):
                yield _with_others(evidence, copy, alike)
        elif not form.meant_to_be_signed_unchanged and max(_coverages(copy)) >= _SHARE_WORTH_SAYING:
            yield _with_form(evidence, copy, form)


def _coverages(copy: Copy) -> tuple[float, float]:
    return copy.document_coverage, copy.form_coverage


def _others(evidence: Evidence, copy: Copy) -> tuple[DocumentId, ...]:
    """Return the other members of a family; who merely quotes a letter is none, where others sent it, too."""
    others = tuple(member for member in evidence.families[copy.family].members if member != copy.document)
    pledging = tuple(member for member in others if evidence.is_pledge(member))
    return pledging if pledging and evidence.is_pledge(copy.document) else others


def _worth_saying(evidence: Evidence, copy: Copy) -> bool:
    """Tell whether half of the document is shared, or it holds most of what is half of another document."""
    if copy.document_coverage >= _SHARE_WORTH_SAYING:
        return True
    if not evidence.is_pledge(copy.document):
        return False  # it quotes the letters of others
    others = (evidence.copies.get(member) for member in _others(evidence, copy))
    return copy.form_coverage >= _SHARE_WORTH_SAYING and any(
        other is not None and other.document_coverage >= _SHARE_WORTH_SAYING for other in others
    )


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


def _alike(evidence: Evidence) -> Mapping[str, bool]:
    """Return the families without a known form whose pledging members are the same, and whether but for their slots.

    Made once for each family: comparing every member with every other would take the square of their number.
    """
    groups: defaultdict[str, list[Copy]] = defaultdict(list)
    for copy in evidence.copies.values():
        if evidence.is_pledge(copy.document) and _form(evidence, copy) is None:
            groups[copy.family].append(copy)
    found = {}
    for family, copies in groups.items():
        members = sum(map(evidence.is_pledge, evidence.families[family].members))
        if len(copies) == members and _all_the_same(evidence, copies):
            # One may have filled in what the other left open: any slot of any of them is enough to say so.
            found[family] = any(one.fills or has_fills(evidence, one) for one in copies)
    return found


def _all_the_same(evidence: Evidence, copies: list[Copy]) -> bool:
    if not all(_identical(evidence, one) for one in copies) or len({one.options for one in copies}) > 1:
        return False
    # A name that stands in a member's own words, and not in a slot, lowers the share of the form that it has.
    return any(one.edits for one in copies) or len({one.form_coverage for one in copies}) == 1


def _with_others(evidence: Evidence, copy: Copy, alike: Mapping[str, bool]) -> Finding:
    others = _others(evidence, copy)
    names = sorted({evidence.who(member) for member in others}, key=lambda name: (name.casefold(), name))
    twins = copy.family in alike and evidence.is_pledge(copy.document)
    but = ", but for what was filled in," if alike.get(copy.family) else ""
    how_much = f"is{but} word for word the same as" if twins else f"shares {_share(evidence, copy)} of its text with"
    group = "" if twins or len(others) == 1 else "a group of "
    sentence = (
        f"{capital(evidence.called(copy.document))} {how_much} {group}{count(len(others), 'other document')} "
        f"({a_few(names)}).{_departs(evidence, copy, 'the text that they share')} No known form has this text; "
        f"who wrote it first is not known.{_filled(evidence, copy)}"
    )
    facts = {"others": str(len(others)), "named": a_few(names), "the same as all of them": "yes" if twins else "no"}
    return _finding(evidence, copy, sentence, facts, 10.0 + min(len(others), 50) / 10, others=others)


def _of_form(evidence: Evidence, copy: Copy) -> str:
    """Say how a document stands to a form: as the form itself, a piece of it, sharing with it, or holding it."""
    but = ", but for what was filled in," if has_fills(evidence, copy) else ""
    if _identical(evidence, copy):
        # Bullets and commas that differ take a little from the share of the form that is covered, and no word.
        whole = copy.form_coverage > (0.95 if copy.edits else 0.999)
        return f"is{but} word for word" if whole else f"stands{but} word for word in"
    if copy.document_coverage >= _SHARE_WORTH_SAYING:
        return f"shares {_share(evidence, copy)} of its text with"
    return f"holds {percent(copy.form_coverage)} of the text of"


def _share(evidence: Evidence, copy: Copy) -> str:
    """Write the share of a document that is the family's text; never "100 %" of what departs from it anywhere."""
    return percent(copy.document_coverage if _identical(evidence, copy) else min(copy.document_coverage, 0.99))


def _departs(evidence: Evidence, copy: Copy, what: str) -> str:
    """Say in how many places the shared text was changed: coverage counts the passage around them as shared."""
    places, slips, _ = departures(evidence, copy)
    if places:
        more = f", and by a letter or two in {count(slips)} more" if slips else ""
        return f" It departs from {what} in {count(places, 'place')}{more}."
    if slips:
        return f" It differs from {what} by a letter or two in {count(slips, 'place')}, perhaps by misreading."
    return ""


def _identical(evidence: Evidence, copy: Copy) -> bool:
    return departures(evidence, copy).none and not copy.own_words and copy.document_coverage > 0.999


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
) -> Finding:
    document = evidence.documents[copy.document]
    organisation = evidence.organisation_of(document.id)
    identical, changed = _identical(evidence, copy), departures(evidence, copy)
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
        passages=_passages(evidence, copy, others),
        passages_count=False,
        document=document.id,
        documents=others,
        organisation=organisation.id if organisation else None,
        weight=36.0 + extra + 20.0 * copy.document_coverage + (5.0 if identical else 0.0),
        caveats=caveats + doubts(document, Span(0, len(document.text))),
    )


def _passages(evidence: Evidence, copy: Copy, others: tuple[DocumentId, ...]) -> list[Passage]:
    """Return the shared passages, those of a few others right behind the first: a page shows the first six."""
    own = [passage(evidence.documents[copy.document], span, "shared") for span in copy.copied]
    copies = (evidence.copies.get(member) for member in others)
    fullest = sorted((one for one in copies if one and one.copied), key=lambda one: (-one.form_coverage, one.document))
    peers = [
        passage(evidence.documents[one.document], max(one.copied, key=len), _BY_ANOTHER)
        for one in fullest[:_PEERS_SHOWN]
    ]
    return [*own[:_PEERS_SHOWN], *peers, *own[_PEERS_SHOWN:]]
