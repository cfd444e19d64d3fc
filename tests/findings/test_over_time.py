"""Two documents of one organisation, held against each other."""

from __future__ import annotations

from typing import Any

from tests.findings.build import document, evidence, found, only, pledge

from pledgewatch.findings import Evidence
from pledgewatch.promises import find_promises

BEFORE = (
    "We at Marlowe Kites will cut our water use by 40 % by 2027. We will train 200 sailmakers by 2026. "
    "We will open a clinic for workers at Hallmark Bay by May 2026."
)
AFTER = (
    "We at Marlowe Kites will cut our water use by 40 % by 2032. We will train 200 sailmakers by 2026. "
    "We will plant 9,000 trees at Norland Head by 2028."
)


def both(before: str = BEFORE, after: str = AFTER, **fields: Any) -> Evidence:
    documents = [document("d1", before), document("d2", after)]
    pledges = [pledge(date="2024-05-04"), pledge("d2", "2025-05-04", **fields)]
    promises = [one for each in documents for one in find_promises(each)]
    return evidence(documents=documents, pledges=pledges, promises=promises)


def test_what_is_weaker_later_is_said_beside_both_sentences() -> None:
    finding = only(both(), "weakened-promise")
    assert finding.sentence == (
        "Marlowe Kites’ letter of 2024-05-04 undertakes: “We at Marlowe Kites will cut our water use by 40 % by 2027.” "
        "The closest sentence of Marlowe Kites’ letter of 2025-05-04 is: “We at Marlowe Kites will cut our water use "
        "by 40 % by 2032.” What differs: due 2032 where it was due 2027."
    )
    assert [passage.role for passage in finding.basis.passages] == ["before", "after"]
    assert "a person has to read" in finding.caveats[0]


def test_what_became_of_all_is_counted() -> None:
    finding = only(both(), "promises-compared")
    assert finding.sentence == (
        "Marlowe Kites’ letter of 2024-05-04 holds three commitments that could be checked. In Marlowe Kites’ letter "
        "of 2025-05-04 one of them stands as strong, one stands in weaker words, for one no close sentence was found "
        "and one is new."
    )


def test_of_a_part_nothing_is_said_to_be_gone() -> None:
    finding = only(both(extent="excerpt"), "promises-compared")
    assert "no close sentence" not in finding.sentence
    assert finding.sentence.endswith("was read, so that nothing is said of what may be gone.")


def test_the_same_text_is_as_strong_and_no_weaker() -> None:
    assert found(both(after=BEFORE), "weakened-promise") == []
    assert "three of them stand as strong" in only(both(after=BEFORE), "promises-compared").sentence


def test_documents_of_one_day_or_another_language_are_not_compared() -> None:
    from pledgewatch.model.document import Language

    one = both()
    made = evidence(
        documents=[document("d1", BEFORE), document("d2", AFTER, language=Language("fr", 0.9))],
        pledges=list(one.pledges.values()),
        promises=[promise for each in one.promises.values() for promise in each],
    )
    assert found(made, "promises-compared") == []
    same = evidence(
        documents=list(one.documents.values()),
        pledges=[pledge(date="2024-05-04"), pledge("d2", "2024")],
        promises=[promise for each in one.promises.values() for promise in each],
    )
    assert found(same, "weakened-promise") == []
