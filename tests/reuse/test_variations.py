from __future__ import annotations

from tests.reuse.letters import EARLY, document

from pledgewatch.reuse.align import align
from pledgewatch.reuse.backbone import backbone_of_body
from pledgewatch.reuse.bodies import read_bodies
from pledgewatch.reuse.variations import Member, Variations
from pledgewatch.reuse.vocabulary import Vocabulary

LONGEST = 12


def varied(texts: list[str]) -> Variations:
    bodies = read_bodies([document(str(at), text) for at, text in enumerate(texts)], Vocabulary())
    first = bodies[0]
    members = [Member(body, align(first.encoded, body.encoded)) for body in bodies]
    return Variations(backbone_of_body(first, 0, len(first.starts)), members, LONGEST)


def test_places_tell_how_many_have_names_words_and_nothing() -> None:
    text = EARLY.format(name="Orbel")
    found = varied([
        text,
        EARLY.format(name="Tamsin"),
        EARLY.format(name="Vekmar").replace("nine ", ""),
        EARLY.format(name="Pelko").replace("nine ", "ten "),
    ])  # fmt: skip
    assert found.count == 4
    word, names = found.places[1], found.places[0]
    assert (names.words, names.names, names.lacking) == (3, 3, 0)
    assert (word.words, word.names, word.lacking) == (1, 0, 1)
    assert len(found.places) == 3


def test_misreadings_and_what_one_alone_reworded_are_no_places() -> None:
    text = EARLY.format(name="Orbel")
    found = varied(
        [text, text.replace("yearly", "yeariy"), text.replace("yearly", "yearIy"), text.replace("towns", "hamlets")]
    )
    assert found.places == []
    assert found.echoes == []


def test_scans_of_one_letter_count_once() -> None:
    text = EARLY.format(name="Orbel")
    scans = [text.replace(word, word + "x") for word in ("charter", "water", "workers", "towns", "yearly")]
    assert varied([text, *scans, EARLY.format(name="Tamsin"), EARLY.format(name="Pelko")]).count == 3


def test_one_who_has_a_name_at_two_places_is_heard_alone() -> None:
    text = EARLY.format(name="Orbel")
    found = varied(
        [text, text.replace("towns", "hamlets"), text.replace("yards", "sheds"), EARLY.format(name="Tamsin")]
    )
    assert len(found.echoes) == 2


def test_many_names_are_counted_by_the_few_that_are_read() -> None:
    names = [f"{a}{b}" for a in ("Pel", "Tam", "Vek", "Dor", "Qui", "Sar", "Ulm", "Orb") for b in ("ko", "sin", "mar")]
    assert {place.names for place in varied([EARLY.format(name=name) for name in names]).places} == {23.0}
