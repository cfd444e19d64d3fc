"""An edition of plainly invented organisations, rich enough that every part of every page is printed."""

from __future__ import annotations

from typing import Any

import msgspec
from tests.publish.letters import BLANK, COMPANIES, SHARED, SPECIFIC, Drawn, letter, letters, lone, organisation_id
from tests.publish.registers import AS_OF, LISTINGS, OTHER_SNAPSHOT, SNAPSHOT, STATEMENT, record_row, screenings

from pledgewatch.model.document import Document, Doubt, Failure
from pledgewatch.model.finding import Basis, Decision, Finding, FindingKind, Passage, Standing
from pledgewatch.model.identity import (
    DocumentId,
    FindingKey,
    Sha256,
    sha256_of,
    short_digest,
)
from pledgewatch.model.party import Organisation, Pledge, Recognised
from pledgewatch.model.promise import AspectName, Promise
from pledgewatch.model.reuse import (
    Family,
    Fill,
    Form,
    Option,
    Optional,
    Relation,
    Slot,
    SlotKind,
    TemplateItem,
    Text,
)
from pledgewatch.model.spans import Span, text_quote
from pledgewatch.publish.about import About
from pledgewatch.publish.edition import Edition


def passage(document: Document, span: Span, role: str = "") -> Passage:
    return Passage(
        document=document.id,
        sha256=document.sha256,
        span=span,
        quote=text_quote(document.text, span),
        page=1,
        role=role,
    )


def finding(kind: FindingKind, name: str, sentence: str, weight: float, **more: object) -> Finding:
    key = FindingKey(f"{kind}-{short_digest(name, sentence)}")
    values = {"key": key, "kind": kind, "sentence": sentence, "basis": Basis(), "basis_digest": short_digest(sentence)}
    return Finding(**{**values, "weight": weight, **more})  # type: ignore[arg-type]


def promise(
    document: Document, words: str, *, specific: bool = False, required: bool = False, **aspects: str
) -> Promise:
    start = document.text.index(words)
    named: dict[AspectName, Span] = {}
    for name, part in aspects.items():
        at = document.text.index(part, start)
        named[name] = Span(at, at + len(part))  # type: ignore[index]
    return Promise(
        document=document.id,
        start=start,
        end=start + len(words),
        text=words,
        probability=0.93,
        aspects=named,
        specific=specific,
        required=required,
        areas=("environment",),
        principles=(7, 8) if specific else (),
    )


def _promises(drawn: tuple[Drawn, ...]) -> tuple[Promise, ...]:
    out = []
    for one in drawn:
        text = one.document.text
        first = text[text.index("With this letter") : text.index("every day.") + 10]
        last = text[text.index("we will send ours") : text.index("of joining.") + 11]
        out += [
            promise(one.document, first),
            promise(one.document, last, required=True, time="within one year of joining"),
        ]
    out.append(
        promise(
            drawn[2].document,
            SPECIFIC,
            specific=True,
            quantity="40 %",
            time="31 December 2027",
            responsible="chief engineer",
            verification="auditors of Fennimore & Daughters",
            action="cut the water",
        )
    )
    return tuple(out)


def _findings(drawn: tuple[Drawn, ...]) -> tuple[Finding, ...]:
    out = []
    for number, one in enumerate(drawn):
        document, name = one.document, COMPANIES[number][0]
        owner = organisation_id(name)
        body = Span(document.body.start, document.body.start + len(SHARED.format(name)))
        out.append(
            finding(
                "shared-form",
                name,
                f"The letter of {name} shares {96 - number} % of its text with six others.",
                50 - number,
                document=document.id,
                organisation=owner,
                basis=Basis(passages=(passage(document, body),), facts={"share": "96"}),
                caveats=("Which of them came first is not known.",),
            )
        )
        if number != 2:
            words = Span(body.start, body.start + 60)
            out.append(
                finding(
                    "no-own-commitment",
                    name,
                    f"In the letter of {name}, read whole, no undertaking that an outsider could check was found.",
                    30,
                    document=document.id,
                    organisation=owner,
                    basis=Basis(passages=(passage(document, words),)),
                )
            )
    return (*out, *_record_findings(drawn), *_special_findings(drawn))


def _record_findings(drawn: tuple[Drawn, ...]) -> tuple[Finding, ...]:
    first, second = drawn[0].document, drawn[1].document
    owner, other = organisation_id(COMPANIES[0][0]), organisation_id(COMPANIES[1][0])
    at = first.text.index("human rights")
    rights = passage(first, Span(at, at + len("human rights")))
    rows = [record_row(entry) for entry in LISTINGS]
    return (
        finding(
            "listing",
            "a",
            "Quillmere Optics has been restricted by the Ministry of Trade of Grand Fenwick since 9 October 2019, "
            "on the ground of human rights; it was listed on the day of its pledge.",
            90,
            organisation=owner,
            listing=LISTINGS[0].id,
            basis=Basis(rows=(rows[0],)),
        ),
        finding(
            "listing",
            "b",
            "Quillmere Optics was excluded by the Port Authority from 2021 to May 2024, on the ground of security.",
            60,
            organisation=owner,
            listing=LISTINGS[1].id,
            basis=Basis(rows=(rows[1],)),
            caveats=("The day is not known.",),
        ),
        finding(
            "listing",
            "t",
            "Tarnbrook Sensing has been restricted by the Ministry of Trade of Grand Fenwick since 9 October 2019.",
            80,
            organisation=other,
            listing=LISTINGS[0].id,
            basis=Basis(rows=(rows[0],), passages=(passage(second, second.body),)),
        ),
        finding(
            "pledged-principle",
            "c",
            "Quillmere Optics pledged the principle on human rights while a listing on that ground was in force.",
            95,
            organisation=owner,
            document=first.id,
            listing=LISTINGS[0].id,
            basis=Basis(rows=(rows[0],), passages=(rights,)),
        ),
        finding(
            "related-measure",
            "d",
            "A measure of the Council of Sylvania names Quillmere Cloud, another company of the group.",
            15,
            organisation=owner,
            basis=Basis(rows=(rows[2],)),
            caveats=("It does not restrict Quillmere Optics.",),
        ),
        finding(
            "unchecked-row",
            "e",
            "A row on makers of thermal cameras has not been checked against its source.",
            5,
            organisation=owner,
            basis=Basis(rows=(rows[3],)),
            publishable=False,
            hindrance="the source has not been read",
        ),
        finding(
            "statement",
            "f",
            "A report of the Assembly of Observers speaks of the conduct of the state of Freedonia.",
            8,
            organisation=owner,
            basis=Basis(rows=(record_row(STATEMENT),)),
            caveats=("It is about a state, not about a company.",),
        ),
        finding(
            "identity",
            "g",
            "Whether Ostrander Mills is the “Ostrander Milling” of the register is not settled.",
            12,
            organisation=organisation_id(COMPANIES[2][0]),
            basis=Basis(rows=(rows[0],)),
            caveats=("A registration number would settle it.",),
        ),
    )


def _special_findings(drawn: tuple[Drawn, ...]) -> tuple[Finding, ...]:
    green, blank = drawn[2].document, drawn[6].document
    at, hole = green.text.index(SPECIFIC), drawn[6].copy.unfilled[0]
    return (
        finding(
            "specific-commitment",
            "h",
            "Ostrander Mills undertakes to cut the water that its works draw by 40 % by 31 December 2027, and names "
            "who answers for it and who verifies.",
            40,
            document=green.id,
            organisation=organisation_id(COMPANIES[2][0]),
            favourable=True,
            basis=Basis(passages=(passage(green, Span(at, at + len(SPECIFIC))),)),
        ),
        finding(
            "unfilled-placeholder",
            "i",
            f"The letter of 1 June 2020 still has “{BLANK}” where a name belongs.",
            70,
            document=blank.id,
            basis=Basis(passages=(passage(blank, hole),)),
        ),
        finding(
            "shared-form",
            "orphan",
            "Two documents without a known organisation share a text.",
            3,
            basis=Basis(passages=(passage(lone().document, Span(0, 40)),)),
        ),
    )


FORM = Form(
    id="form-letter-of-support",
    title="Model letter of support",
    url="https://compact.example/model-letter",
    text=SHARED.format("[name]"),
    sha256=sha256_of(b"form"),
    from_date="2015",
    until_date="2022-12",
)


def _families(drawn: tuple[Drawn, ...]) -> tuple[Family, ...]:
    before, middle, after = SHARED.split("{0}")
    slot = Slot(0, "organisation", tuple(sorted(name for name, *_ in COMPANIES))[:8], 7)
    template = (
        Text(before),
        slot,
        Text(middle),
        slot,
        Text(after),
        Optional((Text(" We will also tell "), Slot(1, "text", ("our staff",), 1), Text(" of it.")), 2),
    )
    relation = Relation(
        "form-letter-of-support", "form", 0.98, added=("part of our strategy",), dropped=("and its aims",)
    )
    sibling = Relation("f9999999999999999999", "sibling", 0.61, added=("the fight against corruption",))
    members = tuple(sorted(one.document.id for one in drawn))
    family = Family(
        family="f0123456789abcdef0123",
        size=len(drawn),
        template=template,
        relations=(relation, sibling),
        members=members,
        form=FORM.id,
    )
    pair = Family(
        family="f9999999999999999999",
        size=1,
        template=(Text("We, "), slot, Text(" repeat what we said last year.")),
        members=members[:1],
    )
    return family, pair


def _pledge(document: Document, name: str, country: str) -> Pledge:
    date = (
        Recognised(how="recognised", value=document.date, rule="date line", span=Span(0, 4)) if document.date else None
    )
    return Pledge(
        document=document.id,
        organisation=organisation_id(name),
        name=Recognised(how="given", value=name),
        country=Recognised(how="given", value=country),
        date=date,
        kind="letter",
        extent="whole",
    )


def draft() -> Edition:
    """Return the draft edition of the example."""
    drawn = letters()
    findings = _findings(drawn)
    decided, changed = findings[0], findings[1]
    decisions = {
        f.key: Decision(
            key=f.key,
            verb="confirm",
            by="Ines",
            why="read both letters",
            when="2025-09-02T10:00:00Z",
            basis_digest=f.basis_digest,
            sentence=f.sentence,
            facts={"share": "90"},
        )
        for f in (decided, changed)
    }
    standings: dict[FindingKey, Standing] = {f.key: "" for f in findings}
    standings |= {decided.key: "confirmed", changed.key: "changed"}
    organisations = tuple(
        Organisation(
            id=organisation_id(name),
            name=name,
            names=(name, name.split()[0]),
            country=country or None,
            identifiers={"reg": f"FN-{n:04}"},
        )
        for n, (name, country, *_) in enumerate(COMPANIES)
    )
    failures = (
        Failure(
            origin="letters/broken\n<img src=x onerror=alert(1)>.pdf",
            what="The file ends in the middle of a page.",
            next="Ask for the file again.",
        ),
        Failure(
            origin="letters/scan.tiff",
            what="Reading a scan needs the extra `ocr`.",
            next="pip install 'pledgewatch[ocr]'",
        ),
    )
    return Edition(
        draft=True,
        as_of=AS_OF,
        as_of_basis="the newest list",
        version="0.1.0",
        title="Pledges and the record",
        documents=(*(one.document for one in drawn), lone().document),
        organisations=organisations,
        pledges=tuple(_pledge(one.document, *COMPANIES[n][:2]) for n, one in enumerate(drawn)),
        families=_families(drawn),
        copies=tuple(one.copy for one in drawn),
        singles=(lone().single,),
        promises=_promises(drawn),
        forms=(FORM,),
        lists=(SNAPSHOT, OTHER_SNAPSHOT),
        listings=LISTINGS,
        statements=(STATEMENT,),
        screenings=screenings(),
        findings=findings,
        standings=standings,
        decisions=decisions,
        failures=failures,
        settings={"reuse.least": "0.4"},
        settings_digest="abc123",
        stages={"reading": "2"},
    )


def published(*kinds: str) -> Edition:
    """Return an edition of confirmed findings only: those of the first two organisations, of the kinds given or all."""
    whole = draft()
    owners = {organisation_id(name) for name, *_ in COMPANIES[:2]}
    kept = tuple(
        f for f in whole.findings if f.organisation in owners and f.publishable and (not kinds or f.kind in kinds)
    )
    return msgspec.structs.replace(
        whole, draft=False, findings=kept, standings={f.key: "confirmed" for f in kept}, decisions={}, failures=()
    )


def large(members: int = 400) -> Edition:
    """Return a draft whose pages must be divided: many letters, one of them very long and thick with marks."""
    drawn = tuple(
        letter(n, f"Company {n:04} of the Plain", "Freedonia", f"{2000 + n % 25}-{1 + n % 12:02}", "A. Person")
        for n in range(members)
    )
    base = draft()
    own = " ".join(f"sentence {n} of a report that goes on and on, with 好 signs." for n in range(4000))
    long_one = letter(9999, "Longwinded Works", "Freedonia", "2020", "L. W.", own)
    spans = [Span(at, at + 30) for at in range(1000, 120_000, 45)]
    thick = msgspec.structs.replace(long_one.document, doubts=tuple(Doubt(s.start, s.end, "unsure") for s in spans))
    everyone = (*drawn, Drawn(thick, long_one.copy))
    organisations = tuple(
        Organisation(id=organisation_id(str(d.document.organisation)), name=str(d.document.organisation))
        for d in everyone
    )
    findings = [
        finding(
            "shared-form",
            str(n),
            f"{d.document.organisation} shares 99 % of its text with {members} others.",
            50,
            document=d.document.id,
            organisation=organisation_id(str(d.document.organisation)),
            basis=Basis(passages=(passage(d.document, d.document.body),) * 9),
        )
        for n, d in enumerate(everyone)
    ]
    findings += [
        finding(
            "no-own-commitment",
            f"more {n}",
            f"Finding {n} about one company.",
            1.0,
            document=thick.id,
            organisation=organisations[-1].id,
            basis=Basis(passages=(passage(thick, Span(2000 * n, 2000 * n + 900)),), rows=(record_row(LISTINGS[0]),)),
        )
        for n in range(60)
    ]
    family = msgspec.structs.replace(base.families[0], size=len(everyone))
    return msgspec.structs.replace(
        base,
        documents=tuple(d.document for d in everyone),
        copies=tuple(d.copy for d in everyone),
        organisations=organisations,
        families=(family,),
        pledges=tuple(_pledge(d.document, str(d.document.organisation), "Freedonia") for d in everyone),
        findings=tuple(findings),
        promises=(),
        singles=(),
        standings={},
        decisions={},
        screenings={},
    )


WORDS_OF_KINDS: dict[SlotKind, tuple[str, ...]] = {
    "organisation": ("Ash Works", "Elm & Daughters"),
    "person": ("Mr A. Elm", "Dr Vane", "Ms Quill"),
    "date": ("5 September 2020", "6 November 2021"),
    "number": ("40 %", "12"),
    "place": ("Hallmark Bay", "Port Vell"),
    "choice": ("every day", "day to day"),
    "text": ("what we do where we build and buy", "our own way"),
}


def all_kinds() -> Edition:
    """Return a draft with a family that has a slot of each kind, and one in a passage that every second member has."""
    base = draft()
    template: list[TemplateItem] = []
    for slot, kind in enumerate(WORDS_OF_KINDS):
        template += [Text(f" and we say that what is called {kind} is "), Slot(slot, kind, (), 3)]
    template.append(Optional((Text(" We will also tell "), Slot(1, "person", (), 3), Text(" of it.")), 3))
    copies = tuple(
        msgspec.structs.replace(
            copy,
            fills=tuple(
                Fill(slot, 0, 1, words[at % len(words)]) if (at, slot) != (3, 2) else Fill(slot, 0, 0, "")
                for slot, words in enumerate(WORDS_OF_KINDS.values())
            ),
            unfilled=(),
            options=(Option(14, at % 2),),
        )
        for at, copy in enumerate(base.copies)
    )
    family = msgspec.structs.replace(base.families[0], template=tuple(template))
    return msgspec.structs.replace(base, families=(family, base.families[1]), copies=copies)


def document_of(edition: Edition, name: str) -> DocumentId:
    return next(d.id for d in edition.documents if d.organisation == name)


def digest_of(data: bytes) -> Sha256:
    return sha256_of(data)


_KEPT = frozenset(
    {
        "id",
        "document",
        "documents",
        "organisation",
        "listing",
        "list",
        "sha256",
        "snapshot",
        "kind",
        "key",
        "family",
        "form",
        "verdict",
        "act",
        "subject",
        "checked",
        "of_kind",
        "text",
        "as_of",
        "entity",
        "language",
        "extent",
        "how",
        "start_date",
        "end_date",
        "announced",
        "date",
        "from_date",
        "until_date",
        "to",
        "verb",
        "when",
        "code",
    }
)


def monstrous() -> Edition:
    """Return the draft with every name, note and sentence grown to several thousand signs of three bytes."""
    grown: Edition = _grown(draft(), "")
    return grown


def _grown(value: Any, field: str) -> Any:
    if isinstance(value, str):
        return value if field in _KEPT else value + "好" * 4000
    if isinstance(value, About):
        return value  # the publisher's own words, checked where they are set
    if isinstance(value, msgspec.Struct):
        fields = {name: _grown(getattr(value, name), name) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **fields)
    if isinstance(value, tuple):
        return tuple(_grown(item, field) for item in value)
    if isinstance(value, dict):
        return {key: _grown(item, "kind" if field == "standings" else field) for key, item in value.items()}
    return value
