from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reuse.letters import EARLY, document, letter

from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Family, Fill, Optional, Slot, TemplateItem, Text
from pledgewatch.model.spans import Span
from pledgewatch.reuse.painting import MARKS, Layer, bar, painted, percent, raised, sign, template_text, visible

NAME, OTHER = Slot(0, "organisation", (), 2), Slot(1, "text", (), 2)


@pytest.mark.parametrize(
    ("share", "drawn"), [(0.0, "░░░░"), (0.001, "▌░░░"), (0.25, "█░░░"), (0.6, "██▌░"), (1.0, "████"), (7.0, "████")]
)
def test_a_share_is_drawn_in_halves_and_a_little_is_not_nothing(share: float, drawn: str) -> None:
    assert bar(share, 4) == drawn


@pytest.mark.parametrize(("share", "said"), [(0.0, "0%"), (0.001, "1%"), (0.949, "94%"), (0.997, "99%"), (1.0, "100%")])
def test_a_share_is_rounded_down_and_a_little_is_not_nothing(share: float, said: str) -> None:
    assert percent(share) == said


def test_a_slot_is_named_by_its_number_and_kind() -> None:
    assert (raised(12), sign(3, "text"), sign(1, "date")) == ("¹²", "³ words", "¹ date")


def _copy(name: str, *fills: str) -> Copy:
    return Copy(
        document=DocumentId(name),
        family="f",
        primary=True,
        document_coverage=1,
        form_coverage=1,
        copied=(),
        fills=tuple(Fill(n, 100 * n, 100 * n + len(text), text) for n, text in enumerate(fills)),
        edits=(),
        own_words=(),
        unfilled=(),
    )


def _template(*items: TemplateItem, copies: list[Copy]) -> str:
    return template_text(Family(family="f", size=7, template=items), copies, {0: 1, 1: 2}).plain


def test_a_template_reads_as_text_with_fills_where_a_slot_comes_first() -> None:
    copies = [_copy(name, name) for name in ("Oak", "Ash", "Fir", "Elm")] + [_copy("x", "Fir"), _copy("y", "[name]")]
    some = Optional((Text(" will "), OTHER), 2)
    said = _template(Text("That "), NAME, Text(" and\n\n  again "), NAME, some, copies=copies)
    assert said == "That [Fir/Ash/Elm/…]¹ and\n\nagain [organisation]¹{in 2 of 7:  will [words]²}"


def test_wordings_are_followed_by_how_many_took_each() -> None:
    copies = [_copy(str(n), "Ash", "daily" if n else "weekly") for n in range(3)]
    assert _template(Slot(1, "choice", (), 2), copies=copies) == "[daily ×2/weekly ×1]²"


def test_marks_stand_around_their_passages_and_the_later_layer_is_seen() -> None:
    one = document("a", "The yard of Orbel is old.")
    layers = [
        Layer(MARKS["own"], [Span(12, 24)]),
        Layer(MARKS["fill"], [Span(12, 17)], ["¹"]),
        Layer(MARKS["edit"], [Span(4, 8), Span(9, 9)]),
    ]
    assert painted(one, one.body, layers).plain == "The ‹yard› of [Orbel]¹{ is old}."


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_painting_loses_no_sign(text: str, spans: list[tuple[int, int]]) -> None:
    one = document("a", text)
    layers = [Layer(MARKS["own"], [Span(*span) for span in spans])]
    said = painted(one, Span(0, len(text)), layers).plain
    kept = "".join(sign for sign in said if sign not in "{}")
    assert "".join(kept.split()) == "".join("".join(s for s in visible(text) if s not in "{}").split())


def test_the_break_of_a_full_line_is_a_blank_and_that_of_a_short_one_stays() -> None:
    one = document("a", "A line that is as long as the paper on which it was written\nand more.\nA. Person\n\nYours")
    assert painted(one, one.body, []).plain == one.text.replace("written\nand", "written and")


def test_control_characters_are_shown_not_obeyed_and_joiners_stay() -> None:
    assert visible("a\x1b[31m\u202eb\r\n") == "a\ufffd[31m\ufffdb \n"
    assert visible("می\u200cشود\u3000青\u00a0x") == "می\u200cشود\u3000青\u00a0x"


def test_a_long_fill_is_shortened_to_one_line() -> None:
    said = _template(NAME, copies=[_copy("a", letter("a", EARLY, "Orbel").text.replace(" ", "\n"))])
    assert said == "[We are glad to confirm that Orbel stand…]¹"
