from __future__ import annotations

import msgspec
import pytest
from tests.publish import letters

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Edit, Fill
from pledgewatch.model.spans import Span
from pledgewatch.publish.template_text import Piece
from pledgewatch.publish.verbatim import place_of, stands_in

SAID = (Piece(role="text", text="We say that "), Piece(role="slot", slot=0), Piece(role="text", text=" won't stop."))
TEXT = "Dear Sir,\nWe say  that\nAsh Works won’t stop. Yours"


def _at(text: str, *, edits: tuple[Edit, ...] = (), fill: str = "Ash Works") -> Span | None:
    at = text.index(fill)
    copy: Copy = msgspec.structs.replace(
        letters.letters()[0].copy, fills=(Fill(0, at, at + len(fill), fill),), edits=edits, unfilled=()
    )
    return place_of(SAID, copy, Document(id=DocumentId("d"), text=text))


def test_white_space_and_the_shape_of_an_apostrophe_may_differ() -> None:
    span = _at(TEXT)
    assert span is not None
    assert span.of(TEXT).startswith("We say")
    assert span.of(TEXT).endswith("stop.")


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("stop", "step"),
        TEXT.replace("say", "do not say"),
        TEXT.replace("Dear Sir,\n", "Nobody believes it when "),
        TEXT.replace("Dear Sir,\n", "Nobody believes it when\n"),
        TEXT.replace("Ash Works won", "Ash Works, it is said, won"),
        TEXT.lower().replace("ash works", "Ash Works"),
    ],
)
def test_another_word_anywhere_and_it_was_not_said(text: str) -> None:
    assert _at(text) is None


def test_another_s_name_is_not_its_own() -> None:
    assert _at(TEXT + " Elm", fill="Elm") is None


@pytest.mark.parametrize(
    ("edit", "said"), [(Edit(12, 15, "x"), False), (Edit(0, 4, "x"), True), (Edit(25, 25, "x"), False)]
)
def test_an_edit_within_it_and_it_was_not_said(edit: Edit, said: bool) -> None:
    assert (_at(TEXT, edits=(edit,)) is not None) is said


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("We say that [name of your company] won't stop.", True),
        ("We say that      won't stop.", True),
        ("We say that " + "x" * 400 + " won't stop.", False),
        ("We say it.", False),
    ],
)
def test_a_form_has_the_words_whatever_it_leaves_open(text: str, has: bool) -> None:
    assert stands_in(SAID, text) is has
