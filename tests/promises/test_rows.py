"""Tables of targets, read by their head."""

from __future__ import annotations

import pytest

from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.promises import find_promises

HEAD = "Theme | Result 2024 | Target 2026 | In charge"


def read(*lines: str) -> list[tuple[str, bool]]:
    document = Document(id=DocumentId("t"), text="\n".join(lines), language=Language("en", 1.0))
    return [(promise.text.split(" | ")[0], promise.specific) for promise in find_promises(document)]


@pytest.mark.parametrize(
    ("row", "specific"),
    [
        ("Waste water reuse | 18% | 30% | Works", True),
        ("Boilers on wood | 1 of 4 | all four by May | Works", True),
        ("Dialogue | good | open at all times | Office", False),
    ],
)
def test_a_row_under_a_head_that_sets_targets_is_a_promise(row: str, specific: bool) -> None:
    assert read(HEAD, row) == [(row.split(" | ", maxsplit=1)[0], specific)]


@pytest.mark.parametrize(
    "lines",
    [
        (HEAD,),
        (HEAD, "Accidents | 9 | (not set) | Works"),
        (HEAD, "Noise | 60 dB | achieved | Works"),
        (HEAD, "Noise | 60 dB | - | Works"),
        ("Theme | 2023 | 2024 | Unit", "Waste | 3 t | 2 t | tonnes"),
        ("Waste water reuse | 18% | 30% | Works",),
    ],
)
def test_no_row_promises_without_a_head_a_cell_or_an_open_matter(lines: tuple[str, ...]) -> None:
    assert read(*lines) == []


def test_what_follows_a_table_is_read_by_itself() -> None:
    text = (HEAD, "Waste water reuse | 18% | 30% | Works", "", "We sell pumps in nine countries.")
    assert read(*text) == [("Waste water reuse", True)]
