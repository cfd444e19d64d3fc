from __future__ import annotations

from tests.reuse.letters import EARLY, OWN

from pledgewatch.model.reuse import Family, Optional, Slot, Text
from pledgewatch.reuse.passages import weigh_passages
from pledgewatch.reuse.substance import Rarity

PHRASE = "we look forward to hearing from you at your convenience"


def _family(name: str, size: int, *items: Text | Slot | Optional) -> Family:
    return Family(family=name, size=size, template=items, members=())


def _texts(family: Family) -> list[Text]:
    out: list[Text] = []
    for item in family.template:
        out += [item] if isinstance(item, Text) else []
        out += [one for one in item.optional if isinstance(one, Text)] if isinstance(item, Optional) else []
    return out


def test_a_passage_is_counted_in_every_family_that_has_it() -> None:
    slot = Slot(0, "organisation", ("Orbel",), 3)
    families = [
        _family("a", 30, Text(PHRASE), slot, Text(OWN["sea"])),
        _family("b", 12, Text(f"Dear Sir, {PHRASE}. Yours"), Optional((Text(OWN["sea"]),), 5)),
    ]
    first, second = weigh_passages(families, Rarity([PHRASE] * 20 + [OWN["sea"]]))
    assert [text.users for text in _texts(first)] == [42, 35]
    assert [text.users for text in _texts(second)] == [42, 35]
    assert isinstance(second.template[1], Optional)
    assert second.template[1].count == 5


def test_a_phrase_of_everybody_scores_less_than_a_sentence_of_two() -> None:
    rarity = Rarity([*(f"{PHRASE} {EARLY}" for _ in range(50)), OWN["sea"], OWN["sea"]])
    (common,) = weigh_passages([_family("a", 50, Text(PHRASE))], rarity)
    (rare,) = weigh_passages([_family("b", 2, Text(OWN["sea"]))], rarity)
    assert _texts(common)[0].score < 0.1
    assert _texts(rare)[0].score > 0.5


def test_a_passage_twice_in_one_template_counts_its_members_once() -> None:
    twice = _family("a", 7, Text(f"{PHRASE}. Again, {PHRASE}."))
    (weighed,) = weigh_passages([twice], Rarity([PHRASE]))
    assert _texts(weighed)[0].users == 7


def test_nothing_shared_gives_nothing() -> None:
    assert weigh_passages([], Rarity([])) == ()
    (empty,) = weigh_passages([_family("a", 2)], Rarity([]))
    assert empty.template == ()
