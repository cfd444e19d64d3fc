from __future__ import annotations

import pytest
from tests.reuse.letters import document

from pledgewatch.reuse.backbone import backbone_of_form
from pledgewatch.reuse.bodies import read_bodies
from pledgewatch.reuse.numbering import list_numbers, starts_with_number
from pledgewatch.reuse.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1. Casks are lent.\n2. Crates are lent.", ["1", "2"]),
        ("Casks are lent. 3) Crates are not.", ["3"]),
        ("these: (a) casks, (b) crates; or\nii) sails", ["a", "b", "ii"]),
        (" * 3. Neither cask nor crate", ["3"]),
        ("A) casks\nB) crates", ["A", "B"]),
        ("in the following way(s) or crate(s)", []),
        ("J. Orbel signed on\n3 May 1998. No cask was lent.", []),
        ("page 3. Then more, version 2.4 of it", []),
        ("written in\n1998. Casks", []),
    ],
)
def test_numbers_of_a_list_are_told_from_words(text: str, numbers: list[str]) -> None:
    backbone = backbone_of_form(text)
    assert [backbone.words[at] for at in sorted(list_numbers(backbone))] == numbers
    (body,) = read_bodies([document("a", text)], Vocabulary())
    found = [body.cut(at, at + 1) for at in range(len(body.starts)) if starts_with_number(body, at)]
    assert found == numbers
