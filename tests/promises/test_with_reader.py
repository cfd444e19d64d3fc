"""The rules say what stands there, a fitted reader how likely it is; what it alone finds says so."""

from __future__ import annotations

import msgspec
import pytest
from tests.promises.labelled import passages

from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.promises import find_promises
from pledgewatch.promises.fitted import FittedModel, FittedReader, fit
from pledgewatch.promises.with_reader import find_promises_with

LETTER = (
    "We will train 9 managers at the Oster mill by 2027. In 2019 the Brenn quarry sold 4 per cent more than its drivers"
    " expected. Onward goes the Tarn foundry with evening classes for its buyers."
)


@pytest.fixture(scope="module")
def model() -> FittedModel:
    return fit(passages(), source="the tests")


def letter(text: str = LETTER, language: str = "en") -> Document:
    return Document(id=DocumentId("d1"), text=text, language=Language(language, 1.0), date="2024-02-01")


def with_confidence(model: FittedModel, confidence: float) -> FittedReader:
    measured = msgspec.structs.replace(model.measured, confidence=confidence)
    return FittedReader(msgspec.structs.replace(model, measured=measured))


def test_what_the_rules_find_keeps_its_place_and_gets_the_readers_probability(model: FittedModel) -> None:
    (alone,) = find_promises(letter())
    first = find_promises_with(letter(), with_confidence(model, 0.5))[0]
    assert (first.start, first.end, first.aspects, first.why) == (alone.start, alone.end, alone.aspects, alone.why)
    assert first.fitted is not None
    assert first.probability == round(first.fitted.probability, 2)
    assert not first.fitted.alone
    for one in first.fitted.relied:
        assert first.start <= one.start < one.end <= first.end


def test_what_the_reader_alone_finds_says_so() -> None:
    more = [
        msgspec.structs.replace(row, text=f"Onward goes the {row.group} with evening classes for its {number}.")
        for number, row in enumerate(passages()[1::4])
    ]
    rows = [*passages(), *more]
    reader = with_confidence(fit(rows, source="the tests"), 0.5)
    found = [one for one in find_promises_with(letter(), reader) if one.fitted is not None and one.fitted.alone]
    assert [one.text for one in found] == ["Onward goes the Tarn foundry with evening classes for its buyers."]
    assert found[0].why[0].startswith(f"no rule: a reader fitted on {len(rows)} labelled passages of the tests")
    assert not found[0].specific


def test_a_reader_that_is_never_sure_adds_nothing_and_takes_nothing(model: FittedModel) -> None:
    promises = find_promises_with(letter(), with_confidence(model, 1.01))
    assert [one.text for one in promises] == [one.text for one in find_promises(letter())]
    assert all(one.fitted is not None and one.fitted.for_a_person for one in promises)


def test_a_language_without_rules_stays_unread(model: FittedModel) -> None:
    assert find_promises_with(letter(language="sw"), with_confidence(model, 0.5)) == ()
