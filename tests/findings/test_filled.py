from __future__ import annotations

from typing import Any

import pytest
from tests.findings.build import copy, document, evidence, family, organisation, pledge, span_of

from pledgewatch.findings import Evidence
from pledgewatch.findings.filled import Departures, departures, filled_in, has_fills
from pledgewatch.model.reuse import Copy, Edit, Family, Fill, Optional, Slot, SlotKind, Text

MINE = "We at Marlowe Kites support it."


def beside(copied: Copy, text: str = MINE, **tables: Any) -> Evidence:
    given: dict[str, Any] = {"documents": [document(text=text)], "families": [family("d1")]} | tables
    return evidence(copies=[copied], **given)


def fills(*texts: str) -> tuple[Fill, ...]:
    return tuple(Fill(0, 6, 6 + len(text), text) for text in texts)


@pytest.mark.parametrize(
    ("texts", "printed"),
    [
        (("Marlowe Kites",), ("Marlowe Kites",)),
        (("the Marlowe Trust",), ("Marlowe Trust",)),
        (("Marlowe Kites (Pty) Ltd",), ("Marlowe Kites (Pty) Ltd",)),
        (("Marlowe Kites (MK", "Marlowe Kites"), ("Marlowe Kites",)),
        (("Marlowe Limited ( Marlowe", "Marlowe"), ("Marlowe Limited",)),
        (("Marlowe Kites recognises",), ("Marlowe Kites",)),
        (("Marlowe Kites as a stand alone business",), ("Marlowe Kites",)),
        (("Mar1owe Kites", "Marlowe Kites"), ("Mar1owe Kites", "Marlowe Kites")),
        (("Marlawe Kites", "Marlowe Kites"), ("Marlowe Kites",)),
        (("UN",), ()),
        (("", "  "), ()),
        (("marlowe",), ("marlowe",)),
    ],
)
def test_of_a_name_the_name_alone_is_printed_and_once(texts: tuple[str, ...], printed: tuple[str, ...]) -> None:
    copied = copy(fills=fills(*texts))
    assert filled_in(beside(copied), copied) == printed


@pytest.mark.parametrize(
    ("kind", "text", "printed"),
    [
        ("date", "4 May 2020", ("4 May 2020",)),
        ("person", "Ada Marlowe (Chair", ("Ada Marlowe",)),
        ("place", "Hallmark Bay)", ("Hallmark Bay",)),
        ("number", "1,200", ("1,200",)),
        ("text", "to fly more kites", ()),
        ("choice", "on", ()),
    ],
)
def test_wordings_are_not_what_was_filled_in(kind: SlotKind, text: str, printed: tuple[str, ...]) -> None:
    copied = copy(fills=fills(text))
    made = beside(copied, families=[family("d1", kind=kind)])
    assert filled_in(made, copied) == printed
    assert has_fills(made, copied)


def test_dates_that_differ_by_a_digit_are_two() -> None:
    copied = copy(fills=fills("4 May 2020", "5 May 2020"))
    made = beside(copied, families=[family("d1", kind="date")])
    assert filled_in(made, copied) == ("4 May 2020", "5 May 2020")


def test_slots_within_what_may_be_left_out_are_found() -> None:
    inner = Optional((Text("by "), Slot(0, "person", (), 1)), 1)
    nested = Family(family="f1", size=1, template=(Optional((Slot(1, "date", (), 1),), 1), inner), members=("d1",))  # type: ignore[arg-type]
    copied = copy(fills=(Fill(0, 0, 3, "Ada Orme"), Fill(1, 4, 8, "2020")))
    assert filled_in(beside(copied, families=[nested]), copied) == ("Ada Orme", "2020")


@pytest.mark.parametrize(
    ("here", "expected", "counted"),
    [
        ("support", "supported", Departures(1, 0, 0)),
        ("support", "suppart", Departures(0, 1, 0)),
        ("support it", "supportit", Departures(0, 0, 0)),
        ("it.", "it", Departures(0, 0, 0)),
        ("We", "I", Departures(1, 0, 0)),
        ("at", "", Departures(1, 0, 0)),
        (".", "a", Departures(0, 0, 1)),
        ("Marlowe Kites", "Bettany Cranes", Departures(0, 0, 0)),
        ("Marlowe Kites", "all", Departures(1, 0, 0)),
    ],
)
def test_bullets_slips_and_names_are_no_other_words(here: str, expected: str, counted: Departures) -> None:
    span = span_of(MINE, here)
    copied = copy(edits=(Edit(span.start, span.end, expected),))
    made = beside(
        copied,
        documents=[document(text=MINE), document("d2", MINE)],
        organisations=[organisation(), organisation("Bettany Cranes Ltd", "o-b")],
        pledges=[pledge(), pledge("d2", key="o-b")],
        families=[family("d1", "d2")],
    )
    assert departures(made, copied) == counted
    assert departures(made, copied).none == (not any(counted))
    named = expected == "Bettany Cranes"
    assert (filled_in(made, copied), has_fills(made, copied)) == (("Marlowe Kites",) if named else (), named)


def test_a_digit_is_never_a_slip() -> None:
    text = "We will cut it by 120 kites."
    span = span_of(text, "120 kites")
    copied = copy(edits=(Edit(span.start, span.end, "130 kites"),))
    assert departures(beside(copied, text), copied) == Departures(1, 0, 0)
