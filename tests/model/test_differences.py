from __future__ import annotations

import msgspec
from tests.publish import letters

from pledgewatch.model.differences import Passage, differences, names_of, text_of
from pledgewatch.model.reuse import Family, Fill, Optional, Relation, Slot, Text

WHOLE = "On behalf of […], I declare that […] stands by the\n ten principles of the Charter on work, climate and water."


def _here(*passages: str, names: tuple[str, ...] = (), there: tuple[str, ...] = ()) -> tuple[Passage, ...]:
    return differences(Relation("x", "sibling", 0.9, passages, there), names, WHOLE, "")[0]


def test_a_passage_stands_among_the_words_around_it() -> None:
    assert _here("ten") == (Passage("that […] stands by the ", "ten", " principles of the Charter on"),)


def test_slots_at_its_ends_are_not_the_passage_s_own() -> None:
    assert [one.text for one in _here("Ash stands by", "behalf of Ash", names=("Ash",))] == ["stands by", "behalf of"]


def test_what_was_cut_off_ends_with_a_whole_word() -> None:
    assert _here("principles of the Char…") == (Passage("[…] stands by the ten ", "principles of the …", ""),)


def test_a_passage_that_is_not_found_stands_alone() -> None:
    assert _here("eleven", "x" * 900) == (Passage("", "eleven", ""), Passage("", "x" * 240 + " …", ""))


def test_two_forms_are_compared_for_their_words_not_their_names() -> None:
    passages = ("Ash Works", "ten", "[name of your company] ", "Ash Works. We share it", "ten", "the Ashes")
    assert [one.text for one in _here(*passages, names=("Ash", "Ash Works"))] == ["ten", "We share it", "the Ashes"]


def test_what_the_other_has_too_and_more_is_not_only_here() -> None:
    found = differences(
        Relation("x", "sibling", 0.9, ("We know", "nine"), ("We bear it in mind. We know", "ten")), (), "", ""
    )
    assert [[one.text for one in side] for side in found] == [["nine"], ["We bear it in mind. We know", "ten"]]


def test_names_are_what_was_put_into_slots_that_hold_one() -> None:
    template = (Slot(0, "organisation", (), 2), Slot(1, "text", (), 2))
    fills = (Fill(0, 900, 909, "Ash \nWorks"), Fill(1, 920, 925, "words"), Fill(0, 930, 936, "[name]"))
    copy = msgspec.structs.replace(letters.letters()[0].copy, fills=fills)
    assert names_of(Family(family="f", size=1, template=template), [copy]) == {"Ash Works"}


def test_a_template_is_its_text_with_blanks() -> None:
    slot = Slot(0, "text", (), 1)
    template = (Text("a "), slot, Optional((Text(" b "), slot), 1), Text(" c"))
    assert text_of(Family(family="f", size=1, template=template)) == "a […] b […] c"
