from __future__ import annotations

import time

import pytest
from tests.findings.build import document, promise

from pledgewatch.findings.principles import PRINCIPLES, areas_of, pledged_principles
from pledgewatch.model.spans import Span

ALL = tuple(PRINCIPLES)
COMPACT = "Thank you for the material on the Global Compact."


@pytest.mark.parametrize(
    "text",
    [
        "I am glad to confirm that Otto Mills supports the Ten Principles of the Global Compact.",
        "We reaffirm our support for the ten principles.",
        "With this letter we commit to the ten universally accepted principles of the Compact.",
        "Otto Mills embraces the 10 principles.",
        "The company hereby renews its ongoing commitment to the ten\nprinciples.",
    ],
)
def test_a_sentence_that_supports_the_ten_principles_pledges_them_all(text: str) -> None:
    (pledged,) = pledged_principles(document(text=f"{text} {COMPACT}"), [], ("Otto Mills",))
    assert (pledged.principles, pledged.how) == (ALL, "pledges support for")


@pytest.mark.parametrize(
    "text",
    [
        "We do not support the ten principles.",
        "We can no longer commit to the ten principles.",
        "The Global Compact asks companies to support the ten principles.",
        "Our committee met. The ten principles were read out.",
        "The ten principles hang on our wall.",
        "We support human rights.",
        "The committee of the ten principles wrote to us, and we support the arts.",
    ],
)
def test_mentioning_asking_or_denying_pledges_nothing(text: str) -> None:
    assert pledged_principles(document(text=text), [], ("Otto Mills",)) == ()


def test_a_promise_pledges_what_it_concerns_after_all_ten() -> None:
    text = f"We will audit all our farms. We support the ten principles. {COMPACT}"
    audit = promise("We will audit all our farms.", text, principles=(5,))
    some, few = pledged_principles(document(text=text), [audit])
    assert (some.principles, few.principles) == (ALL, (5,))
    assert few.how == "makes an undertaking that touches on"


def test_the_ten_principles_of_another_charter_are_not_those_of_the_compact() -> None:
    text = "We support the ten principles of the Harbour Charter. We will refuse forced labour in all our mills."
    refuse = promise("We will refuse forced labour in all our mills.", text, principles=(4,))
    report = promise("We support the ten principles of the Harbour Charter.", text, principles=ALL)
    (pledged,) = pledged_principles(document(text=text), [report, refuse])
    assert (pledged.principles, pledged.compact) == ((4,), False)


@pytest.mark.parametrize(
    ("principles", "areas"),
    [
        ((1, 2), ("human rights",)),
        ((2, 3), ("human rights", "labour")),
        ((6,), ("labour",)),
        ((7, 9), ("environment",)),
        ((10,), ("anti-corruption",)),
        ((), ()),
        (ALL, ("human rights", "labour", "environment", "anti-corruption")),
    ],
)
def test_principles_belong_to_areas(principles: tuple[int, ...], areas: tuple[str, ...]) -> None:
    assert areas_of(principles) == areas


def test_only_the_body_is_read() -> None:
    text = "We support the ten principles. Yours sincerely."
    assert pledged_principles(document(text=text, parts={"body": Span(31, 47)}), []) == ()


def test_hostile_text_takes_no_time() -> None:
    text = "We support " * 40_000 + "the ten " * 40_000
    started = time.monotonic()
    pledged_principles(document(text=text), [])
    assert time.monotonic() - started < 2.0
