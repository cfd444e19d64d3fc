"""Undertakings in the present tense, told by signs; all companies and sentences are invented."""

from __future__ import annotations

import pytest

from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.promises import find_promises

OWN = [
    "Nonetheless we order 300 tonnes of green steel for the year 2027.",
    "From next May each picker gets a printed slip with the weight of every basket.",
    "If the count is still above four in October 2026, these two turbines are stopped at our expense.",
    "We're spending 2 million euros on the new dormitory by the end of 2027, come what may.",
    "By the end of next year each of our 12 ferries is fitted with a shore cable.",
    "The first shed was late, but from next May each of our 40 tappers gets a locker.",
    "Single-use cups disappear from our canteens for good in May 2027.",
]
NONE = [
    "We buy leaf from 3,200 growers and run two factories.",
    "Our tankers collect milk from 214 farms twice a day.",
    "In 2023 we fitted 40 pumps with new motors.",
    "The ministry sets a limit on dust from 2027.",
    "Prices will double by 2030.",
    "Do you stop the turbines from May?",
    "We expect sales of 300 tonnes by next May.",
    "By law each driver rests eleven hours from midnight.",
    "Duty will go up again in the spring.",
    "We asked two growers, and they did not answer; we no longer buy from these.",
    "One claim, about barley that arrived wet in May, is before the arbitrators.",
]


def read(text: str) -> list[tuple[bool, str]]:
    document = Document(id=DocumentId("s"), text=text, language=Language("en", 1.0))
    return [(promise.specific, promise.why[1]) for promise in find_promises(document)]


@pytest.mark.parametrize("text", OWN)
def test_signs_together_make_a_promise(text: str) -> None:
    assert [specific for specific, _ in read(text)] == [True]


@pytest.mark.parametrize("text", NONE)
def test_practice_past_law_and_others_do_not(text: str) -> None:
    assert read(text) == []


def test_a_name_that_is_not_the_company_s_acts_for_itself() -> None:
    text = "From 2027 ARTP sets a limit on each of our masts."
    company = {
        name: Document(id=DocumentId("s"), text=text, language=Language("en", 1.0), organisation=name)
        for name in ("Orbel Telecom", "ARTP", "")
    }
    assert [bool(find_promises(document)) for document in company.values()] == [False, True, True]


def test_what_counted_is_said() -> None:
    [(_, why)] = read(OWN[0])
    assert why.startswith("told by a figure, a time")


def test_a_question_to_the_company_asks_for_its_answer() -> None:
    answer = "Two of our nine wells are closed each summer."
    assert read(answer) == []
    assert [specific for specific, _ in read(f"When do you close the wells? {answer}")] == [True]
    assert [specific for specific, _ in read(f"What you may expect from us\n\n{answer}")] == [True]
