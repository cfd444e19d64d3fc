from __future__ import annotations

from collections import Counter

import pytest
from tests.reuse.letters import document
from tests.reuse.test_find import check

from pledgewatch.model.reuse import Slot, SlotKind
from pledgewatch.reuse import find_families
from pledgewatch.reuse.kinds import kind_of

NAMES = ("Orbel", "Tamsin Grain", "Vekmar & Daughters", "Quillon Ferries", "Dorsal Glass", "Ulmrin", "Pelko", "Sarbim")
FORM = (
    "We are glad to confirm that {name} keeps the nine aims of the Harbour Charter in all places where it buys or "
    "builds. With this letter we say who answers for them: it is {title} {person} of our main office, and {pronoun} "
    "sends a yearly account of what was done to the council. What was lent to us or by us {way} within the year, clean "
    "and dry, to whoever lent it, and a note of {days} days is given on or before {date} by the keeper of the store in "
    "{place} to all who have signed."
)


def slots(count: int = 8) -> tuple[Slot, ...]:
    letters = [
        FORM.format(
            name=NAMES[at],
            title=("Mr", "Ms")[at % 2],
            person=NAMES[-at].split()[0] + "son",
            pronoun=("he", "she")[at % 2],
            way=("comes back", "is paid for", "stays lent")[at % 3],
            days=(30, 60)[at % 2],
            date=f"{at + 1} March 2019",
            place=f"{NAMES[at].split()[0]} Street",
        )
        for at in range(count)
    ]
    documents = [document(str(at), text) for at, text in enumerate(letters)]
    found = find_families(documents)
    check(found, documents)
    (family,) = found.families
    return tuple(item for item in family.template if isinstance(item, Slot))


def test_every_slot_of_a_form_has_its_kind() -> None:
    assert [slot.kind for slot in slots()] == ["organisation", "person", "choice", "choice", "number", "date", "place"]


def test_of_a_few_letters_only_words_that_are_nothing_but_chosen_are_a_choice() -> None:
    found = slots(4)
    assert [slot.kind for slot in found if set(slot.examples) <= {"he", "she"}] == ["choice"]
    assert [slot.kind for slot in found if "comes back" in slot.examples] == ["text"]


@pytest.mark.parametrize(
    ("values", "before", "after", "kind"),
    [
        ({"Orbelson": 1, "Tamsin": 1}, "Mr", "of", "person"),
        ({"7": 1, "12": 1}, "on", "March", "date"),
        ({"2019": 1, "2020": 1}, "March", "by", "date"),
        ({"7": 1, "12": 1}, "within", "days", "number"),
        ({"Orbel": 1, "Tamsin Grain": 1}, "in", "Street", "place"),
        ({"Orbel": 1, "Tamsin Grain": 1}, "the", "confirms", "organisation"),
    ],
)
def test_the_words_beside_a_slot_tell_its_kind_too(
    values: dict[str, int], before: str, after: str, kind: SlotKind
) -> None:
    assert kind_of(Counter(values), 2, 2, (before, after)) == kind


@pytest.mark.parametrize(
    ("values", "signers", "kind"),
    [
        ({"he": 40, "she": 38, "they": 12}, 90, "choice"),
        ({"he": 1, "she": 1}, 2, "choice"),
        ({"Mr": 5, "Mrs": 4, "Ms.": 1}, 10, "choice"),
        ({"Yes": 2, "No": 2}, 4, "choice"),
        ({"buys grain": 9, "sells grain": 8, "Buys grain": 1, "weighs grain": 5}, 30, "choice"),
        ({"buys grain": 9, "sells grain": 8, "mills and stores what it buys": 1}, 30, "choice"),
        ({"☐ mills": 6, "☒ mills": 5}, 11, "text"),
        ({f"way {at} of doing it": 1 for at in range(20)}, 20, "text"),
        ({"buys grain": 2, "sells grain": 1}, 3, "text"),
        ({"the Mill": 30, "the Yard": 30}, 60, "choice"),
        ({"Orbel": 30, "Tamsin": 30}, 2, "organisation"),
        ({"30": 20, "60": 20}, 40, "number"),
        ({"1 May 2019": 20, "1 May 2020": 20}, 40, "date"),
        ({"": 7}, 7, "text"),
    ],
)
def test_a_choice_is_a_few_wordings_that_many_share(values: dict[str, int], signers: int, kind: SlotKind) -> None:
    assert kind_of(Counter(values), sum(values.values()), signers) == kind
