"""How common a template's wording is: a hint for the desk, never printed."""

from __future__ import annotations

import msgspec
from tests.publish import fixture

from pledgewatch.model.reuse import Family, Text
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.site import pages_of_edition


def _weighed(edition: Edition, users: int, score: float) -> Edition:
    def told(family: Family) -> Family:
        items = (Text(one.text, users, score) if isinstance(one, Text) else one for one in family.template)
        return msgspec.structs.replace(family, template=tuple(items))

    return msgspec.structs.replace(edition, families=tuple(map(told, edition.families)))


def _family_pages(edition: Edition) -> str:
    return "".join(p.data.decode() for p in pages_of_edition(edition) if p.path.startswith("families/"))


def test_a_draft_tells_how_many_have_a_passage_and_what_it_looks_like() -> None:
    html = _family_pages(_weighed(fixture.draft(), 1234, 0.9))
    assert 'id="passages"' in html
    assert ">1,234<" in html
    assert "wording of its own" in html
    assert "common wording" in _family_pages(_weighed(fixture.draft(), 1234, 0.1))


def test_nothing_is_said_where_nothing_was_counted_nor_in_print() -> None:
    assert 'id="passages"' not in _family_pages(_weighed(fixture.draft(), 0, 0.0))
    assert 'id="passages"' not in _family_pages(_weighed(fixture.published(), 1234, 0.9))
