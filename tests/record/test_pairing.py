from __future__ import annotations

import pytest

from pledgewatch.record.pairing import Manner, pair_words


@pytest.mark.parametrize(
    ("ours", "theirs", "manner", "left", "slips"),
    [
        (["blauwrek", "optics"], ["optics", "blauwerk"], Manner("organisation", False), (), 1),
        (["blau", "werk"], ["blauwerk"], Manner("organisation", False), (), 0),
        (["united", "lamp", "works"], ["ulw"], Manner("organisation", False), (), 1),
        (["natl", "lamp"], ["national", "lamp"], Manner("organisation", False), (), 1),
        (["iran", "bank"], ["iranian", "bank"], Manner("organisation", True), (), 0.5),
        (["fund", "9"], ["fund", "10"], Manner("organisation", False), (), 1),
        (["fund", "9"], ["fund", "10"], Manner("organisation", True), ("9",), 0),
        (["ted", "grau"], ["theodore", "grau"], Manner("person", True), (), 0.5),
        (["xi", "grau"], ["si", "grau"], Manner("person", True), (), 0.5),
        (["li", "grau"], ["lu", "grau"], Manner("person", True), ("li",), 0),
        (["kim", "pong", "su"], ["kim", "pyong", "su"], Manner("person", True, syllables=True), ("pong",), 0),
        (["amirtam", "grau"], ["matrima", "grau"], Manner("person", False), (), 1),
    ],
)
def test_pairs_the_nearest_words(
    ours: list[str], theirs: list[str], manner: Manner, left: tuple[str, ...], slips: float
) -> None:
    found = pair_words(ours, theirs, manner)
    assert (found.left, found.slips) == (left, slips)
