from __future__ import annotations

import re

import msgspec
import pytest
from markupsafe import escape
from tests.publish import fixture, letters, registers

from pledgewatch.model.finding import Basis, Finding
from pledgewatch.model.record import Listing
from pledgewatch.publish.atlas import Atlas
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.evidence import card
from pledgewatch.publish.flow import LIMIT, bytes_of
from pledgewatch.publish.press import Press
from pledgewatch.publish.site import pages_of_edition
from pledgewatch.publish.words import words_of
from pledgewatch.safe import visible

OWNER = letters.organisation_id(letters.COMPANIES[0][0])
LISTED = registers.LISTINGS[0]


def _press(edition: Edition) -> Press:
    return Press(Atlas(edition), words_of("en"))


def _compared(passages_each: int, documents: int, *, grown: str = "") -> tuple[Edition, Finding]:
    """Return a draft in which the first finding rests upon passages of several documents."""
    drawn = letters.letters()[:documents]
    passages = [fixture.passage(d.document, d.document.body) for d in drawn for _ in range(passages_each)]
    if grown:
        quote = msgspec.structs.replace(passages[0].quote, exact=grown)
        passages = [msgspec.structs.replace(p, quote=quote) for p in passages]
    edition = fixture.draft()
    found = msgspec.structs.replace(edition.findings[0], basis=Basis(passages=tuple(passages)))
    return msgspec.structs.replace(edition, findings=(found, *edition.findings[1:])), found


def test_a_shared_form_shows_the_passages_of_the_others_by_name() -> None:
    edition, found = _compared(3, 3)
    html = str(card(_press(edition), found, root=""))
    assert html.count('<figure class="passage">') == 9
    assert html.count("The same in another document:") == 6
    for name, *_ in letters.COMPANIES[1:3]:
        assert re.search(rf"another document: <bdi>{re.escape(name)}", html)


def test_each_document_compared_is_shown_however_long_the_passages() -> None:
    edition, found = _compared(30, 6, grown="好" * 5000)
    html = card(_press(edition), found, root="")
    for name, *_ in letters.COMPANIES[:6]:
        shown = escape(visible(name))
        assert f"<figcaption><bdi>{shown}" in html or f"another document: <bdi>{shown}" in html
    assert "more passages" in html
    assert bytes_of(html) < LIMIT - 25_000


def test_the_text_of_a_form_is_named_as_the_form_s() -> None:
    edition, found = _compared(1, 1)
    passage = msgspec.structs.replace(found.basis.passages[0], document=fixture.FORM.id)
    found = msgspec.structs.replace(found, basis=Basis(passages=(*found.basis.passages, passage)))
    html = card(_press(edition), found, root="")
    assert f"The same in the form: <bdi>{fixture.FORM.title}</bdi>" in html
    assert "compact.example" in html


def _identity(*, draft: bool) -> tuple[Edition, Finding]:
    base = fixture.draft()
    entry: Listing = msgspec.structs.replace(LISTED, summary="A summary that says why.", identifiers={"lei": "X77"})
    facts = {
        "organisation": "Quillmere Optics",
        "listed entity": "Quillmere Optical Works",
        "country": "XX",
        "why": "is the listed name; the country agrees: Grand Fenwick; listed: Grand Fenwick",
    }
    found = fixture.finding(
        "identity",
        "settle",
        "Quillmere Optics may be the listed “Quillmere Optical Works”: its name is alike.",
        50,
        organisation=OWNER,
        basis=Basis(rows=(registers.record_row(entry),), facts=facts),
    )
    edition = msgspec.structs.replace(
        base,
        draft=draft,
        findings=(found,),
        listings=(entry, *base.listings[1:]),
        standings={} if draft else {found.key: "confirmed"},
        decisions={},
    )
    return edition, found


def test_a_confirmed_identity_says_that_a_person_settled_it() -> None:
    edition, _ = _identity(draft=False)
    pages = {page.path: page.data.decode() for page in pages_of_edition(edition)}
    dossier = pages[f"organisations/{OWNER}.html"]
    assert "A person settled that Quillmere Optics is the listed “Quillmere Optical Works”" in dossier
    assert "Its name is the listed name; the country agrees" in dossier
    for path, html in pages.items():
        for words in ("Identity to settle", "may be the listed", "similar name, not settled"):
            assert words not in html, path


def test_an_identity_that_nobody_confirmed_is_still_to_settle() -> None:
    edition, found = _identity(draft=True)
    html = card(_press(edition), found, root="")
    assert "Identity to settle" in html
    assert "A person settled" not in html


@pytest.mark.parametrize("draft", [True, False])
def test_identity_evidence_tells_who_is_listed_and_not_why(draft: bool) -> None:
    edition, found = _identity(draft=draft)
    html = card(_press(edition), found, root="")
    assert "X77" in html
    assert LISTED.country in html
    for told in (LISTED.authority, LISTED.instrument, "A summary that says why", "Ground", "Act<"):
        assert told not in html
    if not draft:
        everything = "".join(page.data.decode() for page in pages_of_edition(edition))
        assert LISTED.instrument not in everything
        assert "A summary that says why" not in everything
