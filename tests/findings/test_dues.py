"""Commitments whose day has passed: a question, never a judgment."""

from __future__ import annotations

from typing import Any

import pytest
from tests.findings.build import TEXT, document, evidence, found, only, pledge, promise, span_of

from pledgewatch.model.promise import Promise

WASTE = "We will cut our waste by 20 % until 2030."
LATER = "In 2031 we looked back. Our waste was cut by 22 % in 2030."


def cut(**fields: Any) -> Promise:
    return promise(WASTE, specific=True, aspects={"time": span_of(TEXT, "until 2030")}, **fields)


def test_a_day_that_has_passed_is_asked_about() -> None:
    finding = only(evidence(promises=[cut()], as_of="2031-02-01"), "overdue-promise")
    assert finding.sentence == (
        "Marlowe Kites’ letter undertakes: “We will cut our waste by 20 % until 2030.” By these words it was due by "
        "2030. As of 2031-02-01, nothing was found in the documents here that says whether it was done."
    )
    assert finding.caveats == ("That a day has passed does not show that the promise was not kept.",)
    assert [passage.role for passage in finding.basis.passages] == ["commitment", "due"]
    assert not finding.favourable


@pytest.mark.parametrize("as_of", ["2030-12-31", "2030", "2029-05", ""])
def test_before_the_last_day_has_passed_nothing_is_asked(as_of: str) -> None:
    assert found(evidence(promises=[cut()], as_of=as_of), "overdue-promise") == []


@pytest.mark.parametrize(
    "promises", [[promise(WASTE)], [promise("We will report every year.", specific=True, required=True)]]
)
def test_what_nobody_could_check_or_everybody_owes_is_left_out(promises: list[Promise]) -> None:
    assert found(evidence(promises=promises, as_of="2040-01-01"), "overdue-promise") == []


def test_of_an_undated_letter_nothing_is_asked() -> None:
    made = evidence(promises=[cut()], pledges=[pledge(date="")], as_of="2031-02-01")
    assert found(made, "overdue-promise") == []


def test_a_day_counted_from_the_letter_is_said_to_be() -> None:
    text = "We at Marlowe Kites will publish the list of our 12 sites within one year."
    one = promise(text, text, specific=True)
    finding = only(evidence(documents=[document(text=text)], promises=[one], as_of="2026"), "overdue-promise")
    assert "By these words it was due by 2021-05-04." in finding.sentence
    assert "The day was counted from the date of the letter." in finding.caveats


def test_a_later_sentence_that_is_close_is_shown_and_left_to_a_person() -> None:
    documents = [document(), document("d2", LATER)]
    pledges = [pledge(), pledge("d2", "2031-01-10")]
    made = evidence(documents=documents, pledges=pledges, promises=[cut()], as_of="2031-02-01")
    finding = only(made, "overdue-promise")
    assert finding.sentence.endswith(
        "As of 2031-02-01, one sentence close to it was found in Marlowe Kites’ letter; "
        "a person has to read whether it was done."
    )
    assert finding.basis.passages[-1].quote.exact == "Our waste was cut by 22 % in 2030."
    assert finding.basis.facts["documents searched"] == "1"


def test_an_earlier_document_cannot_tell() -> None:
    documents = [document(), document("d2", LATER)]
    pledges = [pledge(), pledge("d2", "2019-01-10")]
    made = evidence(documents=documents, pledges=pledges, promises=[cut()], as_of="2031-02-01")
    assert "nothing was found" in only(made, "overdue-promise").sentence
