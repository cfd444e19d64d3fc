"""What people marked in a passage tells which of its parts speak of an undertaking, and which of evidence."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from tests.promises.labelled import passages

from pledgewatch.promises.fitted import FittedReader, Labelled, Words, fit
from pledgewatch.promises.fitted.grams import BITS, Grams
from pledgewatch.promises.fitted.model import decoded, encoded
from pledgewatch.promises.fitted.parts import (
    PART_SIGNALS,
    PartReader,
    cut,
    fit_parts,
    part_signals,
    parted,
    scores_of,
)

ASIDE = "The plant lies by the river."
TARGET = f"{ASIDE} We will train 9 managers at the Oster mill by 2027; last year we trained 4."


def marked() -> list[Labelled]:
    """Return the passages of these tests behind a sentence that says nothing, their promises and evidence marked."""
    rows = []
    for row in passages():
        promise, _, evidence = row.text.partition("; ")
        words = Words(promise if row.labels.promise == "yes" else "", evidence if row.labels.evidence == "yes" else "")
        rows.append(msgspec.structs.replace(row, text=f"{ASIDE} {row.text}", words=words))
    return rows


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("We will train managers. We trained four.", ["We will train managers. ", "We trained four."]),
        ("我們將減碳。去年減少三成；今年續辦。", ["我們將減碳。", "去年減少三成；", "今年續辦。"]),
        ("One\n\n two three\nfour and more", ["One\n\n two three\n", "four and more"]),
        ("a. b. c", ["a. b. ", "c"]),
        ("", [""]),
        ("  ", ["  "]),
    ],
)
def test_a_passage_is_cut_into_sentences(text: str, parts: list[str]) -> None:
    grams = Grams(text)
    found = cut(text, grams)
    assert [text[span.start : span.end] for span in found.spans] == parts
    assert found.bounds[0] == 0
    assert found.bounds[-1] == len(grams.places)
    assert np.all(np.diff(found.bounds) >= 0)


def test_marked_words_need_not_stand_there_to_the_letter() -> None:
    text = "We will train managers by 2030. The plant is old. We trained four of them."
    place = np.arange(1 << BITS, dtype=np.int32)
    given = [Words("We will train our managers by 2030", "We trained four of them."), Words("nothing like it", "")]
    found = parted([text, text], given, place)
    assert found is not None
    assert found.marked.tolist() == [[1, 0], [0, 0], [0, 1], [0, 0], [0, 0], [0, 0]]
    assert found.known.tolist() == [True] * 3 + [False] * 3


def test_where_nothing_was_marked_nothing_is_learned() -> None:
    assert parted(["a text"], [None], np.zeros(1 << BITS, np.int32)) is None
    assert parted(["a text"], [Words()], np.zeros(1 << BITS, np.int32)) is None
    model = fit(passages(), source="x")
    assert model.of_part.rows == 0
    assert not set(model.signals) & set(PART_SIGNALS)


def test_parts_are_read_as_they_were_learned_from() -> None:
    rows = marked()
    place = np.arange(1 << BITS, dtype=np.int32)
    found = parted([row.text for row in rows], [row.words for row in rows], place)
    assert found is not None
    weights = fit_parts(found, len(place), np.full(len(rows), True))
    scores = scores_of(found, weights)
    for number in (0, 1, 2, 50):
        text = rows[number].text
        grams = Grams(text)
        read = PartReader(weights).read(text, grams, [place[ids] for ids in grams.by_length])
        learned = part_signals(scores[found.passages == number])
        assert [one.name for one in read] == list(PART_SIGNALS)
        assert np.allclose([one.value for one in read], learned)


def test_the_part_with_the_promise_is_found() -> None:
    rows = marked()
    place = np.arange(1 << BITS, dtype=np.int32)
    found = parted([row.text for row in rows], [row.words for row in rows], place)
    assert found is not None
    grams = Grams(TARGET)
    every = [place[ids] for ids in grams.by_length]
    signals = PartReader(fit_parts(found, len(place), np.full(len(rows), True))).read(TARGET, grams, every)
    best = next(one.span for one in signals if one.name == "the part most like an undertaking")
    assert best is not None
    assert TARGET[best.start : best.end].startswith("We will train 9 managers")


def test_a_reader_of_marked_words_keeps_well_and_is_the_same_in_any_order() -> None:
    model = fit(marked(), source="x")
    again = decoded(encoded(model))
    assert encoded(again) == encoded(fit(marked()[::-1], source="x"))
    assert FittedReader(again).read(TARGET, "en", 2024) == FittedReader(model).read(TARGET, "en", 2024)
    for text in ("", " ", "承诺在2030年前减少排放。", "x" * 30_000):
        assert 0 <= FittedReader(again).read(text, "en").probability <= 1
