from __future__ import annotations

import re

import msgspec
from tests.publish import fixture

from pledgewatch.publish.edition import Edition
from pledgewatch.publish.site import pages_of_edition


def _sides(edition: Edition) -> list[str]:
    html = next(
        p.data.decode() for p in pages_of_edition(edition) if p.path.startswith("families/f0123") and b"pair" in p.data
    )
    return re.findall(r'<div class="side (?:here|there)">.*?</div>', html, re.DOTALL)


def test_each_side_names_what_only_it_has_and_says_so_where_there_is_nothing() -> None:
    here, there = _sides(fixture.draft())[:2]
    assert "Only here" in here
    assert "7 documents" in here
    assert "<mark>the fight against corruption</mark>" in here
    assert "Only there" in there
    assert "No passage that the other lacks." in there


def test_what_the_other_side_has_too_and_more_is_not_only_here() -> None:
    base = fixture.draft()
    relation = msgspec.structs.replace(
        base.families[0].relations[1],
        added=("We know that", "nine"),
        dropped=("We bear it in mind and we know that", "ten"),
    )
    family = msgspec.structs.replace(base.families[0], relations=(relation,))
    here, there = _sides(msgspec.structs.replace(base, families=(family, base.families[1])))
    assert re.findall(r"<mark>(.*?)</mark>", here) == ["nine"]
    assert re.findall(r"<mark>(.*?)</mark>", there) == ["We bear it in mind and we know that", "ten"]


def test_kinship_is_not_published() -> None:
    families = [p.data for p in pages_of_edition(fixture.published()) if p.path.startswith("families/")]
    assert families
    assert not any(b'class="pair"' in data for data in families)
