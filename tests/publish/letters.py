"""Letters of plainly invented companies, with what a comparison of them would give."""

from __future__ import annotations

import msgspec

from pledgewatch.model.document import Document, Doubt, Language, Page, PartName
from pledgewatch.model.identity import (
    OrganisationId,
    document_id,
    sha256_of,
    short_digest,
)
from pledgewatch.model.reuse import Copy, Edit, Fill, Single
from pledgewatch.model.spans import Span, subtract

OPENING = "Your Excellency,\n\n"
SHARED = (
    "I am glad to tell you that {0} stands behind the ten principles of the compact on human rights, labour, the "
    "environment and the fight against corruption. With this letter we make these principles part of our strategy, our "
    "culture and what we do every day.\n\n"
    "{0} will make a clear statement of this to all who work with us and to the public. We know that a yearly report "
    "on what we have done is asked of everyone who takes part, and we will send ours within one year of joining."
)
CLOSING = "\n\nYours sincerely,\n{1}\nChief Executive, {0}"
SPECIFIC = (
    "By 31 December 2027 our works in Hallmark Bay will cut the water that they draw by 40 % against 2022, and our "
    "chief engineer answers for it; the auditors of Fennimore & Daughters will publish what they measured."
)
BLANK = "[name of your organisation]"
HOSTILE = "<script>alert('x')</script> \u202egnp.exe & \"Sons\" {{ 7*7 }}"

COMPANIES = (
    ("Quillmere Optics", "Freedonia", "2023-08-14", "Ada Quill"),
    ("Tarnbrook Sensing", "Freedonia", "2024-01-22", "Piet Tarn"),
    ("Ostrander Mills", "Sylvania", "2022-03", "Lena Ostrander"),
    ("Bluewater Ferries", "Sylvania", "2021", "R. Okonjo-Blue"),
    (
        "Kestrel & Vane Instruments of the Upper Valleys, Holding and Trading Company (Pty) Ltd",
        "Grand Fenwick",
        "2019-11-05",
        "K. Vane",
    ),
    (HOSTILE, "Grand Fenwick", "", "Robert"),
    (BLANK, "", "2020-06-01", "The Director"),
)


class Drawn(msgspec.Struct, frozen=True):
    """A letter of the example, with what a comparison of it would give."""

    document: Document
    copy: Copy


def letter(number: int, name: str, country: str, date: str, signer: str, own: str = "") -> Drawn:
    """Write one letter of the shared form, with its fills, own words and parts."""
    shared = SHARED.format(name)
    body = shared + (f"\n\n{own}" if own else "")
    text = OPENING + body + CLOSING.format(name, signer)
    start = len(OPENING)
    end = start + len(body)
    sha = sha256_of(text.encode("utf-8", "surrogatepass"))
    identity = document_id(sha)
    fills = tuple(Fill(0, at, at + len(name), name) for at in _all(text, name) if start <= at < start + len(shared))
    parts: dict[PartName, Span] = {
        "salutation": Span(0, start - 2),
        "body": Span(start, end),
        "closing": Span(end + 2, end + 18),
        "signature": Span(end + 19, len(text)),
    }
    document = Document(
        id=identity,
        text=text,
        name=f"letter-{number:02}.pdf",
        origin=f"letters/letter-{number:02}.pdf",
        sha256=sha,
        media_type="application/pdf",
        language=Language("en", 0.99),
        extent="whole",
        parts=parts,
        organisation=name,
        country=country or None,
        date=date or None,
        source_url=f"https://letters.example/{number}",
        kind="letter",
        pages=(Page(1, 0, len(text), 595, 842),),
        sentences=(Span(start, end),),
    )
    shared_span = Span(start, start + len(shared))
    own_span = (Span(shared_span.end + 2, end),) if own else ()
    at = text.find("every day")
    edits = (Edit(at, at + 9, "day to day"),) if number % 3 == 0 else ()
    unfilled = tuple(Span(f.start, f.end) for f in fills) if name == BLANK else ()
    copy = Copy(
        document=identity,
        family="f0123456789abcdef0123",
        primary=True,
        document_coverage=len(shared) / len(body) - 0.002 * number,
        form_coverage=0.99,
        copied=subtract(shared_span, [Span(e.start, e.end) for e in edits]),
        fills=fills,
        edits=edits,
        own_words=own_span,
        unfilled=unfilled,
    )
    return Drawn(document, copy)


def _all(text: str, part: str) -> list[int]:
    out, at = [], text.find(part)
    while at >= 0:
        out.append(at)
        at = text.find(part, at + 1)
    return out


def organisation_id(name: str) -> OrganisationId:
    return OrganisationId("o" + short_digest(name))


def letters() -> tuple[Drawn, ...]:
    own = {2: SPECIFIC, 3: "We have always been a house of the river."}
    return tuple(letter(n, *company, own=own.get(n, "")) for n, company in enumerate(COMPANIES))


class Lone(msgspec.Struct, frozen=True):
    document: Document
    single: Single


def lone() -> Lone:
    """Write a Chinese letter that shares nothing, read from a scan in part."""
    text = "尊敬的秘书长先生：\n\n我们在此说明，泉水灯具有限公司将在二〇二七年底之前把用水量减少三成。\n\n此致敬礼"
    text = text + "\n\nLOREM 0CR N0ISE c1ear"
    sha = sha256_of(text.encode())
    document = Document(
        id=document_id(sha),
        text=text,
        name="扫描 <b>1</b>.png",
        origin="letters/扫描 <b>1</b>.png",
        sha256=sha,
        media_type="image/png",
        language=Language("zh", 0.97),
        extent="excerpt",
        doubts=(Doubt(len(text) - 18, len(text) - 6, "scored 0.61"),),
    )
    return Lone(document, Single(document=document.id))
