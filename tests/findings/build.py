"""Small evidence of plainly invented companies, for findings to be made of."""

from __future__ import annotations

from typing import Any

import msgspec

from pledgewatch.findings import Evidence, make_findings
from pledgewatch.model.document import Document, Language
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId, ListId, ListingId, OrganisationId, Sha256
from pledgewatch.model.party import Organisation, Pledge, Recognised
from pledgewatch.model.promise import Promise
from pledgewatch.model.record import Listing, ListSnapshot, Match, Screening, Statement
from pledgewatch.model.reuse import Copy, Edit, Family, Fill, Form, Slot, SlotKind, Text
from pledgewatch.model.spans import Span

PLEDGE = "We at Marlowe Kites support the ten principles of the United Nations Global Compact."
TEXT = f"{PLEDGE} We will cut our waste by 20 % until 2030. We will report every year."
LIST = ListId("harbour")
MARLOWE, ORG = "Marlowe Kites", OrganisationId("o-marlowe")


def document(name: str = "d1", text: str = TEXT, **fields: Any) -> Document:
    ends = [at + 1 for at, letter in enumerate(text) if letter == "."] or [len(text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    sentences = tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))
    given: dict[str, Any] = {"kind": "letter", "language": Language("en", 0.9), "sentences": sentences}
    given |= {"name": f"{name}.txt"} | fields
    return Document(id=DocumentId(name), text=text, sha256=Sha256("a" * 64), **given)


def span_of(text: str, part: str) -> Span:
    return Span(text.index(part), text.index(part) + len(part))


def organisation(name: str = MARLOWE, key: str = ORG) -> Organisation:
    return Organisation(id=OrganisationId(key), name=name, names=(name,))


def pledge(document: str = "d1", date: str = "2020-05-04", key: str | None = ORG, **fields: Any) -> Pledge:
    made: dict[str, Any] = {"kind": "letter", "extent": "whole"} | fields
    return Pledge(
        document=DocumentId(document),
        organisation=OrganisationId(key) if key else None,
        name=None,
        country=None,
        date=Recognised(how="given", value=date) if date else None,
        **made,
    )


def promise(part: str, text: str = TEXT, *, document: str = "d1", **fields: Any) -> Promise:
    span = span_of(text, part)
    given: dict[str, Any] = {"aspects": {}, "specific": False, "required": False} | fields
    return Promise(document=DocumentId(document), start=span.start, end=span.end, text=part, probability=0.9, **given)


def copy(document: str = "d1", share: float = 0.968, form: float = 1.0, **fields: Any) -> Copy:
    given: dict[str, Any] = {
        "copied": (Span(0, 60),), "fills": (), "edits": (), "own_words": (Span(60, 70),), "unfilled": ()
    }  # fmt: skip
    return Copy(
        document=DocumentId(document), family="f1", primary=True, document_coverage=share, form_coverage=form,
        **(given | fields),
    )  # fmt: skip


def identical(document: str = "d1", fill: str = MARLOWE, **fields: Any) -> Copy:
    fills = (Fill(0, 6, 6 + len(fill), fill),)
    return copy(document, 1.0, **({"own_words": (), "fills": fills} | fields))


def family(*members: str, form: str | None = None, kind: SlotKind = "organisation") -> Family:
    template = (Text("We at "), Slot(0, kind, (), 2))
    return Family(
        family="f1", size=len(members), template=template, members=tuple(map(DocumentId, members)), form=form
    )  # fmt: skip


def form(**fields: Any) -> Form:
    given: dict[str, Any] = {"title": "Letter of adherence", "from_date": "2016-04"} | fields
    return Form(id="form1", url="https://forms.example/1", text="", sha256=Sha256(""), **given)


def edit(start: int = 3) -> Edit:
    return Edit(start, start + 4, "other")


def listing(**fields: Any) -> Listing:
    given: dict[str, Any] = {
        "id": ListingId("l1"), "list": LIST, "entity": "Marlowe Kites Ltd", "names": ("Marlowe Kites Ltd",),
        "authority": "Board of Trade", "jurisdiction": "Norland", "instrument": "Order 12",
        "start_date": "2019-10-09", "grounds": ("human rights",), "principles": (1, 2), "row": '{"n": 1}',
        "row_number": 1,
    }  # fmt: skip
    return Listing(**(given | fields))


def snapshot(**fields: Any) -> ListSnapshot:
    given: dict[str, Any] = {"as_of": "2026-01-15", "sha256": Sha256("b" * 64)} | fields
    return ListSnapshot(
        id=LIST,
        title="Harbour list",
        publisher="Board of Trade",
        origin="list.csv",
        as_of_basis="given",
        rows=1,
        **given,
    )


def match(verdict: str = "match", **fields: Any) -> Match:
    given: dict[str, Any] = {
        "entity": "e1", "entity_name": "Marlowe Kites Ltd", "entity_country": "NL", "verdict": verdict, "score": 0.9,
        "why": ("is the listed name 'Marlowe Kites Ltd' but for the legal form",),
        "settle": "compare its registration number", "matched_name": "Marlowe Kites Ltd",
        "listings": (ListingId("l1"),),
    }  # fmt: skip
    return Match(**(given | fields))


def screening(*matches: Match) -> dict[OrganisationId, Screening]:
    return {ORG: Screening(query=MARLOWE, country="", on="", searched=(), matches=matches)}


def statement(**fields: Any) -> Statement:
    given: dict[str, Any] = {
        "id": "s1", "list": LIST, "by": "The Kite Workers' Union", "of": MARLOWE, "of_kind": "company",
        "names": (MARLOWE,), "date": "2022", "what": "its yearly report",
        "summary": "The works in Hallmark Bay are unsafe",
        "row": "{}", "row_number": 2,
    }  # fmt: skip
    return Statement(**(given | fields))


def evidence(**tables: Any) -> Evidence:
    """Lay one letter of Marlowe Kites beside what the test is about."""
    given: dict[str, Any] = {
        "documents": [document()], "organisations": [organisation()], "pledges": [pledge()], "as_of": "2026-01-15",
    }  # fmt: skip
    return Evidence(**(given | tables))


def on_record(row: Listing | None = None, **tables: Any) -> Evidence:
    given: dict[str, Any] = {"listings": [row or listing()], "lists": [snapshot()], "screenings": screening(match())}
    return evidence(**(given | tables))


def found(evidence: Evidence, kind: str) -> list[Finding]:
    """Return the findings of a kind; every finding is held to the rules of wording by the way."""
    made = make_findings(evidence)
    for finding in made:
        hold_to_the_rules(finding)
    return [finding for finding in made if finding.kind == kind]


def only(evidence: Evidence, kind: str) -> Finding:
    (finding,) = found(evidence, kind)
    return finding


_MOTIVES = ("copied", "plagiar", "mislead", "greenwash", "lie", "falsely", "pretend", "hypocri", "score", "violat")


def hold_to_the_rules(finding: Finding) -> None:
    """Check what is true of every sentence in print."""
    words = finding.sentence.casefold().split()
    assert not [word for word in words for motive in _MOTIVES if word.strip("“”.,;:").startswith(motive)]
    assert finding.sentence[0].isupper() or not finding.sentence[0].isalpha()
    assert finding.sentence.rstrip("”").endswith((".", "!", "?"))
    assert "  " not in finding.sentence
    assert ".." not in finding.sentence
    assert finding.basis.passages or finding.basis.rows
    assert finding.publishable == (not finding.hindrance)
    assert msgspec.json.decode(msgspec.json.encode(finding), type=Finding) == finding
