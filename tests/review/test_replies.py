from __future__ import annotations

from itertools import count
from pathlib import Path

import msgspec
import pypdfium2
import pytest
from tests.publish import fixture, letters
from tests.review.desks import Visitor, desk_of, visitor

from pledgewatch.errors import DeskError, UnknownKeyError, UsageError
from pledgewatch.model.identity import DocumentId, FindingKey, OrganisationId
from pledgewatch.model.reply import Reply
from pledgewatch.publish.site import pages_of_edition
from pledgewatch.review import writing
from pledgewatch.review.plain_pdf import plain_pdf
from pledgewatch.review.replies import Replies

ONE = OrganisationId("o1")
ORGANISATION = letters.organisation_id(letters.COMPANIES[0][0])


def _book(folder: Path) -> Replies:
    ticks = count(1)
    return Replies(folder / "decisions.db", clock=lambda: f"2026-01-01T00:00:{next(ticks):02d}Z")


def test_a_letter_is_kept_sent_and_answered(tmp_path: Path) -> None:
    book = _book(tmp_path)
    number = book.write(ONE, "Dear Sir", [FindingKey("k1")], by="Ada")
    assert book.shown() == {}
    book.note_sent(number, "2026-01-05", "by e-mail", by="Ada")
    assert book.shown() == {ONE: Reply(asked="2026-01-05")}
    book.note_answer(number, "2026-01-09", "We disagree.", DocumentId(""), by="Bo")
    assert book.shown() == {ONE: Reply(asked="2026-01-05", answered="2026-01-09", answer="We disagree.")}
    (letter,) = book.all()
    assert (letter.text, letter.findings, letter.by, letter.sent_how) == ("Dear Sir", ("k1",), "Ada", "by e-mail")


@pytest.mark.parametrize("date", ["", "yesterday", "2026-13-01", "2026", "2026-02-30"])
def test_what_is_no_day_is_refused(tmp_path: Path, date: str) -> None:
    book = _book(tmp_path)
    number = book.write(ONE, "Dear Sir", [], by="Ada")
    with pytest.raises(UsageError):
        book.note_sent(number, date, "", by="Ada")


def test_nothing_is_no_letter_and_no_answer(tmp_path: Path) -> None:
    book = _book(tmp_path)
    with pytest.raises(UsageError):
        book.write(ONE, " \n", [], by="Ada")
    number = book.write(ONE, "Dear Sir", [], by="Ada")
    with pytest.raises(UsageError):
        book.note_answer(number, "2026-01-01", " ", DocumentId(""), by="Ada")
    with pytest.raises(UnknownKeyError):
        book.note_sent(99, "2026-01-01", "", by="Ada")


def test_the_publication_shows_the_answer_or_the_day_of_asking() -> None:
    path = f"organisations/{ORGANISATION}.html"
    cases = {
        "was asked on 5 January 2026; no answer": Reply(asked="2026-01-05"),
        "&lt;b&gt;We disagree.": Reply(asked="2026-01-05", answered="2026-01-09", answer="<b>We disagree."),
    }
    for words, reply in cases.items():
        edition = msgspec.structs.replace(fixture.published(), replies={ORGANISATION: reply})
        page = {one.path: one.data.decode() for one in pages_of_edition(edition)}[path]
        assert words in page
        assert "No reply is recorded" not in page


def _text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_a_plain_pdf_holds_the_text_on_as_many_pages_as_it_needs() -> None:
    lines = [f"Line {number} (of a \\ letter), “quoted” – ü" for number in range(120)]
    data = plain_pdf("\n".join(lines), "人权")
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 3
    assert document.get_metadata_value("Title") == "人权"
    document.close()
    assert "Line 119 (of a \\ letter), “quoted” – ü" in _text_of(data)


def test_letters_beyond_the_plain_ones_need_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(DeskError, match="only a browser"):
        writing.pdf_of("人权", "x")
    assert writing.pdf_of("plain", "x").startswith(b"%PDF-")


def test_an_editor_writes_sends_and_keeps_the_answer(tmp_path: Path) -> None:
    ada: Visitor = visitor(desk_of(tmp_path / "desk"))
    finding = next(f for f in fixture.draft().findings if f.organisation == ORGANISATION and f.kind != "identity")
    ada.post(f"/finding/{finding.key}/ask")
    assert letters.COMPANIES[0][0] in ada.get("/replies")
    page = ada.get(f"/reply/{ORGANISATION}")
    assert "This rests upon" in page
    assert finding.sentence[:30] in page
    text = "Dear Sir,\n<script>alert(1)</script>\n"
    ada.post(f"/reply/{ORGANISATION}/write", {"text": text, "about": finding.key})
    assert "&lt;script&gt;" in ada.get(f"/reply/{ORGANISATION}")
    answer = ada.client.get(f"/reply/{ORGANISATION}/letter-1.txt")
    assert (answer.text, answer.headers["content-disposition"]) == (
        text,
        f'attachment; filename="letter-{ORGANISATION}-1.txt"',
    )
    ada.post(f"/reply/{ORGANISATION}/1/sent", {"date": "2026-01-05", "how": "by post"})
    ada.post(f"/reply/{ORGANISATION}/1/sent", {"date": "never"}, 400)
    ada.post(f"/reply/{ORGANISATION}/1/answer", {"date": "2026-01-09", "text": "We disagree."})
    page = ada.get(f"/reply/{ORGANISATION}")
    assert "We disagree." in page
    assert "Sent on 5 January 2026" in page
    ada.get(f"/reply/{ORGANISATION}/letter-9.txt", 404)
    ada.get(f"/reply/{ORGANISATION}/letter-1.exe", 404)
    other = letters.organisation_id(letters.COMPANIES[1][0])
    ada.get(f"/reply/{other}/letter-1.txt", 404)
    exported = ada.client.get("/export/file?format=csv&standing=all")
    assert exported.headers["content-disposition"] == 'attachment; filename="findings-all.csv"'
    assert "2026-01-09" in exported.text
    ada.get("/export")
    ada.get("/export/file?format=nonsense", 400)
