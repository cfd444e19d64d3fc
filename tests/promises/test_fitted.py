"""A reader is fitted to labelled passages: deterministic, calibrated, legal, and honest about what it relied on."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from tests.promises.labelled import passages

from pledgewatch.errors import UsageError
from pledgewatch.promises.fitted import (
    FittedModel,
    FittedReader,
    Labelled,
    Labels,
    fit,
    load_model,
    read_labelled,
    save_model,
)
from pledgewatch.promises.fitted.model import encoded

TARGET = "We will train 9 managers at the Oster mill by 2027; last year we trained 4."
REPORT = "In 2019 the Brenn quarry sold 4 per cent more than its drivers expected."


@pytest.fixture(scope="module")
def model() -> FittedModel:
    return fit(passages(), source="the tests")


@pytest.fixture(scope="module")
def reader(model: FittedModel) -> FittedReader:
    return FittedReader(model)


def test_it_tells_what_it_has_learned(reader: FittedReader) -> None:
    assert reader.read(TARGET, "en", 2024).probability > 0.9
    assert reader.read(REPORT, "en", 2024).probability < 0.1
    assert reader.read(TARGET, "en", 2024).labels == {
        "promise": "yes",
        "evidence": "yes",
        "quality": "clear",
        "timeline": "2 to 5 years",
    }


def test_the_same_rows_give_the_same_bytes_in_any_order(model: FittedModel) -> None:
    rows = passages()
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        assert encoded(fit(rows, source="the tests")) == encoded(model)


def test_a_saved_reader_reads_the_same(model: FittedModel, reader: FittedReader, tmp_path: Path) -> None:
    save_model(model, tmp_path / "model")
    again = FittedReader(load_model(tmp_path / "model"))
    for row in passages()[::7]:
        assert again.read(row.text, "en", 2024) == reader.read(row.text, "en", 2024)


def test_probabilities_add_up_to_one(reader: FittedReader) -> None:
    reading = reader.read(TARGET, "en", 2024)
    for each in reading.probabilities.values():
        assert sum(each.values()) == pytest.approx(1, abs=1e-3)
    assert reading.probabilities["promise"]["yes"] == reading.probability


@pytest.mark.parametrize(
    "text", [TARGET, REPORT, "", " ", "承诺在2030年前减少排放。", "İİ we will \U0001f600 by 2030", "x" * 30_000]
)
def test_any_text_gets_a_lawful_reading(reader: FittedReader, text: str) -> None:
    labels = reader.read(text, "en").labels
    if labels["promise"] == "no":
        assert labels["timeline"] == "none"
    if labels["evidence"] != "yes":
        assert labels["quality"] == "none"


@pytest.mark.parametrize(
    "text", [TARGET, REPORT, "  İn 2030,\n\n we WILL train\t9 managers ", "１２ managers by ２０３０"]
)
def test_what_it_relied_on_stands_in_the_text(reader: FittedReader, text: str) -> None:
    reading = reader.read(text, "en", 2024)
    assert reading.relied
    for one in reading.relied:
        words = text[one.start : one.end]
        assert 0 <= one.start < one.end <= len(text)
        assert one.why != "its wording" or words == words.strip() != ""
    sizes = [abs(one.weight) for one in reading.relied]
    assert sizes == sorted(sizes, reverse=True)


def test_what_speaks_loudest_for_a_promise_is_its_wording(reader: FittedReader) -> None:
    loudest = [one for one in reader.read(TARGET, "en", 2024).relied if one.weight > 0]
    assert any("will train" in TARGET[one.start : one.end].lower() for one in loudest)


def test_what_it_is_not_sure_of_is_left_to_a_person(model: FittedModel) -> None:
    sure = msgspec.structs.replace(model.measured, confidence=0.8)
    reader = FittedReader(msgspec.structs.replace(model, measured=sure))
    assert not reader.read(TARGET, "en", 2024).for_a_person
    never = FittedReader(msgspec.structs.replace(model, measured=msgspec.structs.replace(sure, confidence=1.01)))
    assert never.read(TARGET, "en", 2024).for_a_person


def test_labels_by_chance_are_all_left_to_a_person() -> None:
    chance = random.Random(4)
    rows = [msgspec.structs.replace(row, labels=Labels(chance.choice(("yes", "no")))) for row in passages()]
    measured = fit(rows, source="chance", accuracy=0.99).measured
    assert measured.coverage < 0.2


def test_only_the_labels_that_are_given_are_learned() -> None:
    rows = [msgspec.structs.replace(row, labels=Labels(promise=row.labels.promise)) for row in passages()]
    mixed = [*rows[:60], *passages()[60:]]
    assert FittedReader(fit(rows, source="x")).read(TARGET, "en").labels == {"promise": "yes"}
    assert set(fit(mixed, source="x").classes) == {"promise", "evidence", "quality", "timeline"}


def test_too_few_are_refused_with_their_number() -> None:
    with pytest.raises(UsageError, match="3 passages are labelled as promises and 2 as none"):
        fit([*passages()[:1] * 3, *passages()[2:4]], source="x")


def test_one_group_alone_can_be_learned_from() -> None:
    rows = [msgspec.structs.replace(row, group="one company", language="") for row in passages()]
    assert fit(rows, source="x").learned == len(rows)


def test_rows_beyond_the_most_are_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys.modules["pledgewatch.promises.fitted.fitting"], "MOST", 80)
    fitted = fit(passages(), source="x")
    assert (fitted.learned, fitted.offered) == (80, len(passages()))


def test_a_labelled_file(tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_bytes(b"\n".join(map(msgspec.json.encode, passages())) + b'\n\n{"text": "x", "labels": {}, "note": 1}\n')
    assert list(read_labelled([file])) == passages()


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"text": "x"}',
        '{"text": "x", "labels": {"promise": "perhaps"}}',
        '{"text": "x", "labels": {"tone": "y"}}',
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text(f'{{"text": "x", "labels": {{"promise": "yes"}}}}\n{line}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"labelled\.jsonl, line 2"):
        list(read_labelled([file]))


def test_a_row_keeps_its_year() -> None:
    assert Labelled("x", Labels("yes"), date="2023-04").year == 2023
    assert Labelled("x", Labels("yes"), date="soon").year is None
