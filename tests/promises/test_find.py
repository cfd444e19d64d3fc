"""Each rule by a sentence that it decides; sentences are written for the test."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.promise import Promise
from pledgewatch.model.spans import Span
from pledgewatch.promises import find_promises

ALL = tuple(range(1, 11))


def read(text: str, **more: object) -> tuple[Promise, ...]:
    return find_promises(Document(id=DocumentId("d1"), text=text, **more))  # type: ignore[arg-type]


PROMISED = [
    "We will plant hedges along the yard.",
    "Our audit committee will publish the minutes.",
    "The company shall appoint a warden.",
    "We hereby commit to fair dealing.",
    "Tovel Mills Ltd is committed to the safety of its weavers.",
    "We are firmly committed to decent work.",
    "We pledge to pay on time.",
    "We undertake not to hire through agencies.",
    "We are dedicated to serving our valley.",
    "With this letter, we express our intent to advance those principles.",
    "Our commitment is to keep the mill open.",
    "We intend building a second well.",
    "We are planning to widen the road.",
    "The board has decided to end night work.",
    "The boiler is to be replaced by June 2027.",
    "The old kiln is scheduled to close in May 2027.",
    "From 1 March 2027 we stop buying peat.",
    "The board has set aside 3 million euros to repair the dam by 2028.",
    "We have set ourselves a target of 12 per cent fewer accidents by 2028.",
    "We aim to cut waste by 40 % by 2029.",
    "No child will be employed at the mill before 2030 or after.",
    "Every loom will be guarded by July 2027.",
    "Mirvale supports the principles and will make this known.",
    "Our women welders will earn the same as the men from May 2027.",
    "It falls to the works superintendent to test each winch.",
    "You will receive your deposit within ten days.",
    "Gifts to officials stand prohibited.",
    "We renounce the use of agency labour.",
    "Rest assured that no weaver will pay for her loom.",
    "Fixed-term contracts to be made permanent by June 2027.",
    "What we can do is this: pay on Fridays.",
    "We have told our carters that no horse works on Sundays from May 2027.",
    "The night gate remains closed until June 2027.",
    "The new warden has been given until 31 March to close the pit.",
]

REFUSED = [
    ("a vague aim", "We aim to be the best mill in the valley."),
    ("support alone", "I am pleased to confirm that Tovel Mills Ltd supports the ten principles."),
    ("past", "Last year we cut waste by 18 per cent."),
    ("past undertaking", "We had committed to closing the kiln by 2020."),
    ("past target", "We met our target of 12 per cent two years early."),
    ("practice", "We publish our accounts every year."),
    ("partners", "Our suppliers will sign the code by 2027."),
    ("outsiders", "The government will build the road by 2027."),
    ("negated", "We do not commit to a date."),
    ("unable", "We will not be able to publish the list."),
    ("reported", "The newspaper claims that we will close the kiln in 2027."),
    ("quoted", 'A reader wrote: "You will close the kiln," said she.'),
    ("belief", "We are confident that we will prosper."),
    ("forecast", "Demand will grow by 20 per cent by 2030."),
    ("question", "Will we close the kiln by 2027?"),
    ("open", "Whether we will close the kiln remains open."),
    ("form", "We recognise that a key requirement for participation is the annual submission of a report."),
    ("hope", "We look forward to our next meeting."),
    ("policy noun", "Our policies reflect our commitment to safety."),
    ("seeks", "The group seeks to act ethically."),
    ("to be seen", "Whether the price recovers remains to be seen in 2027."),
    ("asked of others", "Parents will be asked to sign the form by 15 August."),
]


@pytest.mark.parametrize("text", PROMISED)
def test_undertakings_are_found(text: str) -> None:
    assert [p.text for p in read(text, organisation="Mirvale")] == [text]


@pytest.mark.parametrize(("what", "text"), REFUSED)
def test_what_is_no_undertaking_is_not(what: str, text: str) -> None:
    assert read(text) == (), what


@pytest.mark.parametrize(
    ("text", "specific"),
    [
        ("By 30 June 2027 we will publish the results.", True),
        ("We will hire twelve apprentices.", True),
        ("Our general counsel will sign each contract.", True),
        ("We will have the well water verified by an independent laboratory.", True),
        ("We will never sell to a police force under embargo.", True),
        ("We aim to cut waste by 40 % by 2029.", True),
        ("We will uphold the highest standards every year.", False),
        ("Where feasible, we will hire twelve apprentices by 2027.", False),
        ("We will strive to hire locally by 2027.", False),
        ("We will publish a newsletter.", False),
        ("We will not tolerate corruption.", False),
    ],
)
def test_specific_is_what_an_outsider_could_check(text: str, specific: bool) -> None:
    assert [p.specific for p in read(text)] == [specific]


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("We therefore commit to report on progress within one year of joining, and annually thereafter.", True),
        ("Tovel Mills Ltd will make a clear statement of this commitment to our stakeholders.", True),
        ("We commit to share this information with our stakeholders.", True),
        ("We will submit our Communication on Progress by 30 June each year.", True),
        ("We express our intent to advance them and will make a clear statement of this commitment.", False),
        ("We will report annually on progress in cutting dust.", False),
        ("We will publish the dust readings every month.", False),
        ("We pledge to comment on other participants' Communications on Progress.", False),
    ],
)
def test_required_is_only_what_every_participant_owes(text: str, required: bool) -> None:
    assert [p.required for p in read(text)] == [required]


def test_the_items_of_the_required_report_are_promises_and_the_aside_is_not() -> None:
    text = (
        "We commit to report on progress within one year of joining the Compact. This includes: e A statement signed"
        " by the chief executive expressing continued support. This is separate from our initial letter. e A"
        " description of practical actions taken to implement the principles. o A measurement of outcomes. Thank you."
    )
    found = read(text)
    assert [p.required for p in found] == [True] * 4
    assert all(p.specific for p in found)
    assert not any("separate" in p.text or "Thank" in p.text for p in found)


def test_items_of_an_own_list_are_own_promises_and_take_its_date() -> None:
    text = "By 2027 we commit to the following:\n- Close the old kiln\n- Train all twelve wardens\n\nWe thank you."
    lines = [Span(0, 35), Span(36, 56), Span(57, 81), Span(83, len(text))]
    found = read(text, sentences=tuple(lines))
    assert [p.start for p in found] == [0, 36, 57]
    assert found[1].specific
    assert "its list gives a time" in found[1].why


def test_scanning_noise_hides_no_cue() -> None:
    assert read("| commit to paying 3 trainees by 2027.")
    assert read("We vvill close the kiln by 2027.")
    assert read("We will pub-\nlish the list in 2027.")[0].aspects.keys() >= {"action", "time"}


def test_only_the_body_is_weighed() -> None:
    text = "We will close the kiln in 2027. We will open a school in 2028."
    found = read(text, parts={"body": Span(0, 31)})
    assert [p.text for p in found] == ["We will close the kiln in 2027."]


def test_a_language_without_rules_yields_nothing() -> None:
    assert read("We will close the kiln in 2027.", language=Language("xx", 1.0)) == ()


def test_aspects_are_where_they_say() -> None:
    text = "Thanks. By 30 June 2027 our audit committee will publish an independent audit of 12 sites in Veldania."
    promise = read(text)[0]
    said = {name: span.of(text) for name, span in promise.aspects.items()}
    assert said["time"] == "By 30 June 2027"
    assert said["responsible"] == "our audit committee"
    assert said["verification"] == "independent audit"
    assert said["action"].startswith("publish")
    assert "12" in said["quantity"]


# The machine that runs the tests may be busy: how long one example takes says nothing here.
@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(list("weWE ilcomt.ouryba2035%-\n\u2022|,:'\u2019\ufb01")), max_size=400))
def test_spans_lie_within_the_document_and_aspects_within_the_sentence(noise: str) -> None:
    text = f"{noise} We will close 3 kilns by 2027. {noise}"
    for promise in read(text):
        whole = Span(promise.start, promise.end)
        assert whole.of(text) == promise.text != ""
        assert 0 < promise.probability < 1
        assert all(len(span) > 0 and whole.holds(span) for span in promise.aspects.values())


@pytest.mark.parametrize("seed", ["we will ", "1,000 ", "our supplier of the company and ", "a", "\n", "We Commit To "])
@pytest.mark.parametrize("opening", ["", "We will pay "])
def test_hostile_text_takes_no_more_than_its_length(seed: str, opening: str) -> None:
    text = (opening + seed * (2_000 // len(seed)) + ". ") * 10
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 5
