"""Every kind of finding has its words and its place wherever findings are shown."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import get_args

import pytest

from pledgewatch.cli.desk import _KINDS
from pledgewatch.model.finding import FindingKind
from pledgewatch.publish.pages.organisations import _GROUPS

KINDS = frozenset(get_args(FindingKind))
WORDS = [entry.name for entry in resources.files("pledgewatch.publish").joinpath("words").iterdir()]


@pytest.mark.parametrize("name", sorted(name for name in WORDS if name.endswith(".toml")))
def test_every_kind_has_a_name_in_every_language_of_the_pages(name: str) -> None:
    words = tomllib.loads(resources.files("pledgewatch.publish").joinpath("words", name).read_text("utf-8"))
    assert words["kind"].keys() >= KINDS
    assert all(group in words["group"] for group, _ in _GROUPS)


def test_every_kind_can_be_asked_for_and_stands_in_a_group_of_the_dossier() -> None:
    assert set(_KINDS) == KINDS
    assert set().union(*(kinds for _, kinds in _GROUPS)) == KINDS
