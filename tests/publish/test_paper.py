from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.spans import Span
from pledgewatch.publish.paper import blocks_of, mark_blocks, pages_of


def _document(text: str, **more: object) -> Document:
    return Document(id=DocumentId("d"), text=text, **more)  # type: ignore[arg-type]


@given(st.text(alphabet="ab \n\t好.", max_size=300))
def test_blocks_hold_all_that_is_not_white_space_once(text: str) -> None:
    blocks = blocks_of(_document(text))
    held = "".join(block.span.of(text) for block in blocks)
    assert "".join(held.split()) == "".join(text.split())
    assert all(one.span.end <= other.span.start for one, other in pairwise(blocks))


def test_parts_of_the_letter_are_told_apart() -> None:
    text = "To the Chair\nSir,\nwe will.\nYours"
    parts = {"addressee": Span(0, 12), "salutation": Span(13, 17), "body": Span(18, 26), "closing": Span(27, 32)}
    blocks = blocks_of(_document(text, parts=parts))
    assert [(block.part, block.span.of(text)) for block in blocks] == [
        ("addressee", "To the Chair"),
        ("salutation", "Sir,"),
        ("body", "we will."),
        ("closing", "Yours"),
    ]


def test_a_text_without_paragraphs_is_divided_at_sentences_where_it_has_any() -> None:
    sentence = "w" * 1990 + " so. "
    text = sentence * 4
    sentences = tuple(Span(n * len(sentence), n * len(sentence) + len(sentence) - 1) for n in range(4))
    assert [b.span.of(text)[-3:] for b in blocks_of(_document(text, sentences=sentences))] == ["so."] * 4
    assert max(len(b.span) for b in blocks_of(_document("好" * 20_000))) <= 3_500


def test_short_lines_keep_their_break_and_long_ones_are_joined() -> None:
    text = "12 High Street\nTown\n" + "a long line of a letter that ends where the paper did, no\nearlier"
    document = _document(text)
    (html,) = mark_blocks(document, blocks_of(document), [])
    assert html == "12 High Street<br>\nTown<br>\n" + text.split("\n", 2)[2]


def test_a_document_without_text_has_one_page() -> None:
    document = _document("")
    assert pages_of(blocks_of(document), []) == ((0, 0),)
