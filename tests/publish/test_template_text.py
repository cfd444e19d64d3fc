from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.publish import letters

from pledgewatch.model.reuse import Fill, Option, Optional, Slot, Text
from pledgewatch.model.spans import Span
from pledgewatch.publish.template_text import Piece, fills_of, paragraphs, plain, taken_by

NAME = Piece(role="slot", kind="organisation", fills=("Ash Works",))
COPY = letters.letters()[0].copy


def _text(text: str) -> Piece:
    return Piece(role="text", text=text)


def _flowed(*pieces: Piece, limit: int = 2_000) -> list[str]:
    return [plain(part) for part in paragraphs(pieces, limit)]


def test_a_full_line_is_joined_and_a_short_one_keeps_its_break() -> None:
    full = "We confirm here, at some length, that we mean all of this"
    assert _flowed(_text(f"{full}\nand more.\n\nYours\nA. Person")) == [f"{full} and more.", "Yours\nA. Person"]


def test_a_line_with_a_slot_is_as_long_as_it_looks() -> None:
    said = _flowed(_text("We are glad that our own company, "), NAME, _text(", is here\nwith you."))
    assert said == ["We are glad that our own company, [Ash Works], is here with you."]


def test_nothing_stands_between_a_slot_and_a_comma() -> None:
    assert _flowed(_text("That "), NAME, _text(", "), NAME, _text(".")) == ["That [Ash Works], [Ash Works]."]


@given(st.lists(st.text(alphabet="ab .\n", max_size=40), max_size=6), st.integers(5, 50))
def test_no_sign_is_lost_or_added(texts: list[str], limit: int) -> None:
    flowed = "".join(_flowed(*map(_text, texts), limit=limit))
    assert "".join(flowed.split()) == "".join("".join(texts).split())


def test_a_fill_over_an_open_placeholder_is_left_out() -> None:
    copy = msgspec.structs.replace(COPY, fills=(Fill(0, 5, 9, "Name"),), unfilled=(Span(4, 10),))
    assert fills_of([copy]) == {}


def test_what_only_hidden_members_have_is_left_out() -> None:
    template = (Text("a"), Optional((Text("b"),), 7), Optional((Text("c"),), 7), Slot(0, "text", (), 1))
    copy = msgspec.structs.replace(COPY, options=(Option(1, 0), Option(2, 1)))
    assert list(taken_by(template, [copy])) == [Text("a"), Optional((Text("c"),), 1), template[3]]
    other = msgspec.structs.replace(COPY, options=(Option(1, 1), Option(2, 1)))
    assert list(taken_by(template, [copy, other])) == [
        Text("a"),
        Optional((Text("b"),), 1),
        Optional((Text("c"),), 2),
        template[3],
    ]
