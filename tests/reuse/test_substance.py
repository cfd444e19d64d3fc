from __future__ import annotations

from tests.reuse.letters import EARLY, OWN

from pledgewatch.reuse.substance import Rarity, substance

PHRASE = "for the avoidance of doubt"


def test_a_phrase_of_everybody_weighs_less_than_a_sentence_of_two() -> None:
    rarity = Rarity([*(f"{PHRASE} {EARLY}" for _ in range(50)), OWN["sea"], OWN["sea"]])
    light, unlikely = substance(PHRASE, PHRASE, rarity)
    heavy, likely = substance(OWN["sea"], OWN["sea"].upper(), rarity)
    assert light < heavy
    assert unlikely < 0.5 < likely


def test_texts_that_share_nothing_weigh_nothing() -> None:
    assert substance("", "words", Rarity([])) == (0.0, 0.0)
    assert substance("one two", "three four", Rarity(["one"])) == (0.0, 0.0)
