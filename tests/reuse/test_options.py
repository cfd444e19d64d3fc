from __future__ import annotations

import random

import pytest
from tests.reuse.letters import EARLY, document

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Optional
from pledgewatch.reuse import find_families

SENTENCES = EARLY.split(". ")
FIRST = (
    "Our three ferries will burn no heavy oil after the spring of the year that follows and anyone may read the logs"
)
SECOND = (
    "Silos in the northern yards are being emptied while every roof beam is replaced by a crew hired from the valley"
)


def letters(kinds: list[tuple[bool, bool]], each: int) -> list[Document]:
    chance = random.Random(1)
    out = []
    for number, (first, second) in enumerate(kinds * each):
        name = "".join(chance.choices("aeioulmnrstv", k=7)).title()
        parts = [SENTENCES[0], *([FIRST] if first else []), SENTENCES[1], SENTENCES[2]]
        parts += [*([SECOND] if second else []), SENTENCES[3]]
        out.append(document(f"d{number:03}", ". ".join(parts).format(name=name)))
    return out


ALL = [(False, False), (True, False), (False, True), (True, True)]


def test_passages_that_come_and_go_freely_are_optional() -> None:
    found = find_families(letters(ALL, 8))
    assert [family.size for family in found.families] == [32]
    options = [item for item in found.families[0].template if isinstance(item, Optional)]
    assert [option.count for option in options] == [16, 16]
    taken = {copy.document: tuple(option.taken for option in copy.options) for copy in found.copies}
    assert [taken[DocumentId(f"d{number:03}")] for number in range(4)] == [(0, 0), (1, 0), (0, 1), (1, 1)]


@pytest.mark.parametrize("kinds", [ALL[:2], [ALL[0], ALL[1], ALL[3]]])
def test_passages_that_follow_one_another_are_forms_that_grew(kinds: list[tuple[bool, bool]]) -> None:
    found = find_families(letters(kinds, 8))
    assert [family.size for family in found.families] == [8] * len(kinds)
