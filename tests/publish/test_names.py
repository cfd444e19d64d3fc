"""Organisations go by the name that a language's readers know."""

from __future__ import annotations

import pytest

from pledgewatch.model.identity import OrganisationId
from pledgewatch.model.party import Organisation
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.names import named_for

CHINESE = Organisation(id=OrganisationId("o1"), name="Lantern Optical", names=("Lantern Optical", "灯塔光学"))
JAPANESE = Organisation(id=OrganisationId("o2"), name="Harbour Works", names=("Harbour Works", "港湾ワークス"))


@pytest.mark.parametrize(
    ("organisation", "script", "name"),
    [(CHINESE, "Han", "灯塔光学"), (CHINESE, "Latin", "Lantern Optical"), (JAPANESE, "Han", "Harbour Works")],
)
def test_a_name_is_chosen_by_script(organisation: Organisation, script: str, name: str) -> None:
    edition = named_for(Edition(draft=True, as_of="2026-01-31", version="0", organisations=(organisation,)), script)
    assert edition.organisations[0].name == name
    assert organisation.name in edition.organisations[0].names
