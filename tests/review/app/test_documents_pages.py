from __future__ import annotations

import re
import struct
from pathlib import Path

import msgspec
import pytest
from tests.publish import fixture
from tests.review.desks import Visitor, desk_of, visitor

from pledgewatch.desk import Desk
from pledgewatch.errors import DocumentError
from pledgewatch.model.document import Document, Page, Word
from pledgewatch.model.spans import Span
from pledgewatch.review.app.documents import LAYERS
from pledgewatch.review.pictures import Box, boxes_of, has_pictures, picture_of

pytest.importorskip("multipart", reason="needs the extra 'serve'")
LETTER = Path(__file__).parents[3] / "examples" / "letters" / "tessamund-textiles-2018.pdf"


@pytest.fixture(scope="module")
def ada(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    return visitor(desk_of(tmp_path_factory.mktemp("desks") / "desk"))


def _document() -> Document:
    draft = fixture.draft()
    return next(d for d in draft.documents if any(f.document == d.id and f.basis.passages for f in draft.findings))


def test_the_list_leads_to_each_document_and_names_what_failed(ada: Visitor) -> None:
    page = ada.get("/documents")
    for document in fixture.draft().documents:
        assert f'href="/document/{document.id}"' in page
    assert fixture.draft().failures[0].what[:30] in page


def test_a_span_is_marked_and_anchored_where_it_stands(ada: Visitor) -> None:
    document = _document()
    page = ada.get(f"/document/{document.id}?span=10,40")
    assert page.count('id="s10-40"') == 1
    marked = "".join(re.findall(r'class="found"[^>]*>([^<]*)', page))
    assert marked
    assert document.text[10:20].split("\n")[0].strip()[:5] in page


@pytest.mark.parametrize(
    "span", ["", "x", "5", "9,3", "-1,4", "0,99999999", "99999,99999999", "１,２", "1,2,3", "1" * 30 + ",2"]
)
def test_what_is_no_span_marks_nothing_odd(ada: Visitor, span: str) -> None:
    ada.client.get(f"/document/{_document().id}", params={"span": span}).raise_for_status()


def test_layers_are_switched_by_the_address(ada: Visitor) -> None:
    address = f"/document/{_document().id}"
    assert "hide-hits" in ada.get(address)
    page = ada.get(f"{address}?hide=copied,own,nonsense")
    assert "hide-copied hide-own" in page
    assert "hide-hits" not in page
    page = ada.get(f"{address}?set=1&layer=own")
    assert all(f"hide-{layer}" in page for layer in LAYERS if layer != "own")
    assert "hide-own" not in page


def test_two_documents_stand_side_by_side_with_what_they_share(ada: Visitor) -> None:
    draft = fixture.draft()
    family = next(c.family for c in draft.copies if c.primary)
    one, other = [c.document for c in draft.copies if c.family == family and c.primary][:2]
    page = ada.get(f"/beside?a={one}&b={other}")
    assert 'id="a0"' in page
    assert 'id="b0"' in page
    ada.get("/beside?a=none&b=none", 404)


def test_a_document_that_is_none_is_said(ada: Visitor) -> None:
    for path in ("/document/none", "/document/none/page/1.png", f"/document/{_document().id}/page/999.png"):
        ada.get(path, 404)


def test_the_search_opens_at_the_hit(ada: Visitor) -> None:
    document = _document()
    word = next(w for w in document.text.split() if len(w) > 6 and w.isalpha())
    page = ada.get(f"/search?q={word.casefold()}")
    assert f"/document/{document.id}?span=" in page
    href = next(h for h in re.findall(r'href="(/document/[^"]+)"', page) if document.id in h)
    shown = ada.get(href.replace("&amp;", "&").partition("#")[0])
    assert f'id="{href.partition("#")[2]}"' in shown
    assert "No document has all of this" in ada.get("/search?q=zzzzqqq")
    assert "documents" in ada.get(f"/search?q={word}&language=xx&year=1&kind=x&organisation=x&page=99")
    ada.get("/search")


def _read(tmp_path: Path) -> Document:
    desk = Desk(tmp_path / "read")
    desk.examine([LETTER])
    return desk.layout.documents.read()[0]


def test_a_page_is_drawn_once_and_its_words_lie_on_it(tmp_path: Path) -> None:
    document = _read(tmp_path)
    drawn = picture_of(document, 1, LETTER, tmp_path / "cache")
    width, height = struct.unpack(">II", drawn[16:24])
    assert drawn.startswith(b"\x89PNG")
    assert width == 1_100
    assert abs(height / width - document.pages[0].height / document.pages[0].width) < 0.01
    assert picture_of(document, 1, tmp_path / "gone.pdf", tmp_path / "cache") == drawn
    start = document.text.index("Tessamund")
    (box,) = boxes_of(document.pages[0], Span(start, start + 9))
    assert 0 < box.x < box.x + box.width < document.pages[0].width
    with pytest.raises(DocumentError):
        picture_of(document, 2, LETTER, tmp_path / "cache")


def test_a_file_that_cannot_be_drawn_is_said_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnonsense")
    page = Page(1, 0, 1, 595.0, 842.0)
    document = Document(id="d1", text="x", media_type="application/pdf", pages=(page,), sha256="ab" * 32)  # type: ignore[arg-type]
    with pytest.raises(DocumentError, match="cannot be drawn"):
        picture_of(document, 1, tmp_path / "broken.pdf", tmp_path / "cache")
    assert not has_pictures(msgspec.structs.replace(document, inside="line:1"))


def test_boxes_are_one_a_line() -> None:
    words = tuple(
        Word(n * 2, n * 2 + 1, 10.0 * (n % 3), 20.0 * (n // 3), 10.0 * (n % 3) + 9, 20.0 * (n // 3) + 10)
        for n in range(6)
    )
    page = Page(1, 0, 20, 100.0, 100.0, words)
    assert boxes_of(page, Span(0, 20)) == (Box(0.0, 0.0, 29.0, 10.0), Box(0.0, 20.0, 29.0, 10.0))
    assert boxes_of(page, Span(13, 20)) == ()
