from __future__ import annotations

import pytest

from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Fill, Optional, Slot, Text
from pledgewatch.model.slots import numbered_slots, slots_of, was_filled
from pledgewatch.model.spans import Span


def _copy(name: str, *fills: str, unfilled: tuple[Span, ...] = ()) -> Copy:
    return Copy(
        document=DocumentId(name),
        family="f",
        primary=True,
        document_coverage=1.0,
        form_coverage=1.0,
        copied=(),
        fills=tuple(Fill(slot, 10 * slot, 10 * slot + 5, text) for slot, text in enumerate(fills)),
        edits=(),
        own_words=(),
        unfilled=unfilled,
    )


TEMPLATE = tuple(Slot(n, "organisation", (), 2) for n in range(4))


def test_slots_always_filled_alike_are_one() -> None:
    copies = [_copy("a", "Ash", "Ash", "Oak", "ASH"), _copy("b", "Elm", "Elm", "Fir", "Elm")]
    assert numbered_slots(TEMPLATE, copies) == {0: 1, 1: 1, 2: 2, 3: 1}


def test_one_that_left_a_slot_out_does_not_part_two() -> None:
    copies = [_copy("a", "Ash", ""), _copy("b", "Elm", "Elm"), _copy("c", "Fir", "Fir")]
    assert numbered_slots(TEMPLATE[:2], copies) == {0: 1, 1: 1}


def test_one_that_filled_them_in_two_ways_parts_them() -> None:
    copies = [_copy("a", "Ash", "Ash"), _copy("b", "Elm", "Elm Works")]
    assert numbered_slots(TEMPLATE[:2], copies) == {0: 1, 1: 2}


def test_a_name_and_a_date_are_never_one() -> None:
    template = (Slot(0, "organisation", (), 1), Slot(1, "date", (), 1))
    assert numbered_slots(template, [_copy("a", "May", "May")]) == {0: 1, 1: 2}


def test_slots_nobody_filled_are_not_thereby_alike() -> None:
    assert numbered_slots(TEMPLATE[:2], []) == {0: 1, 1: 2}


def test_slots_inside_passages_count() -> None:
    one, two, three = (Slot(n, "text", (), 1) for n in range(3))
    template = (one, Optional((Text("x"), two, one), 1), three)
    assert slots_of(template) == (one, two, three)


@pytest.mark.parametrize("text", ["[name]", "<Company>", "{x}", "____", ".....", "[ … ]", ""])
def test_a_placeholder_is_no_fill(text: str) -> None:
    assert not was_filled(_copy("a"), Fill(0, 900, 900 + len(text), text))


@pytest.mark.parametrize("text", ["Ash", "Ash (Pty) Ltd", "(Ash) Works", "好", "7"])
def test_a_name_in_brackets_of_its_own_is_one(text: str) -> None:
    assert was_filled(_copy("a"), Fill(0, 900, 900 + len(text), text))
