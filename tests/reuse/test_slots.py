"""What is a slot: a rule a test, each with letters written for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reuse.letters import EARLY, LATE, document, letter
from tests.reuse.test_find import check

from pledgewatch.model.reuse import Slot
from pledgewatch.reuse import Reuse, find_families, print_template

OPENING = (
    "We carry the nine aims of the Harbour Charter into all places where we buy or build, and make this known to our "
    "workers and to the towns around our yards.\n"
)
CLOSING = (
    " be shown on casks, crates or sails that were filled from this store without a word in writing beforehand. What "
    "was lent is given back within the year, clean and dry, to whoever lent it."
)
NAMES = ("Orbel", "Tamsin Grain", "Vekmar & Daughters", "Quillon Ferries", "Dorsal Glass", "Ulmrin", "Pelko", "Sarbim")
ROUND = (
    "Neither the seal of {} nor the seals of its yards may",
    "Neither {} nor the seals of its yards may",
    "The seal of {} may not",
)


def found_in(texts: list[str]) -> Reuse:
    documents = [document(f"{number:02}", text) for number, text in enumerate(texts)]
    found = find_families(documents)
    check(found, documents)
    assert [family.size for family in found.families] == [len(texts)]
    return found


def fills(found: Reuse, number: int = 0) -> list[str]:
    return [fill.text for fill in found.copies[number].fills]


def sealed(clauses: list[str]) -> list[str]:
    return [OPENING + clause + CLOSING for clause in clauses]


def test_a_list_s_number_is_no_fill() -> None:
    clauses = [f"{'3. ' if at % 2 else ''}{name} may" for at, name in enumerate(NAMES)]
    found = found_in(sealed(clauses))
    assert [fills(found, at) for at in range(len(NAMES))] == [[name] for name in NAMES]


def test_clauses_numbered_otherwise_are_no_slots() -> None:
    clauses = [
        f"{mark} casks of oak may be lent,\n{other} casks of pine may"
        for mark, other in (("1.", "2."), ("(a)", "(b)"), ("i)", "ii)"))
    ]
    found = found_in(sealed([clause.replace("casks", "casks") for clause in clauses]))
    assert not [item for item in found.families[0].template if isinstance(item, Slot)]


def test_a_year_at_a_line_s_start_is_a_fill() -> None:
    found = found_in(sealed([f"What was lent in\n{year} may" for year in (1998, 2004, 2011)]))
    assert [fills(found, at) for at in range(3)] == [["1998"], ["2004"], ["2011"]]


def test_a_slot_is_the_phrase_that_members_reword_as_a_whole() -> None:
    clauses = [ROUND[(at > 3) + (at > 5)].format(name) for at, name in enumerate(NAMES)]
    found = found_in(sealed(clauses))
    assert [fills(found, at)[0] for at in range(8)] == clauses


def test_a_phrase_longer_than_a_name_is_a_fill_still_and_no_own_words() -> None:
    long = ROUND[0].format("the Royal Society of Makers of Rope and Sail")
    clauses = [ROUND[(at > 3) + (at > 5)].format(name) for at, name in enumerate(NAMES)] + [long]
    found = found_in(sealed(clauses))
    assert fills(found, 8)[0] == long
    assert not found.copies[8].own_words


LONG = "all those who tan hides, weave sails, press oil and burn lime along the four rivers of the eastern valley"


def test_what_one_member_alone_wrote_between_the_words_around_a_slot_fills_it_at_any_length() -> None:
    texts = sealed([f"This store is kept by {name} in good order. None may" for name in (*NAMES, LONG)])
    found = found_in(texts)
    assert fills(found, 8) == [LONG]
    assert [span.of(texts[8]) for span in found.copies[8].own_words] == [LONG]


@pytest.mark.parametrize(
    ("clause", "member"),
    [
        ("This store is kept by {}. None may", f"This store is kept by Pelmor. We thank {LONG}. None may"),
        (
            "It is clean. {} keeps this store. None may",
            f"It is clean. We thank {LONG}. Pelmor keeps this store. None may",
        ),
    ],
)
def test_a_sentence_beside_a_fill_is_own_words(clause: str, member: str) -> None:
    texts = sealed([clause.format(name) for name in NAMES] + [member])
    found = found_in(texts)
    assert fills(found, 8) == ["Pelmor"]
    assert [span.of(texts[8]).strip(". ") for span in found.copies[8].own_words] == [f"We thank {LONG}"]


REWORDED = "Orbel guards what Sarbim sealed and it may"


@pytest.mark.parametrize("reworded", [REWORDED.replace("what", "with care all that was ever"), REWORDED])
def test_one_who_rewords_a_sentence_joins_no_slots(reworded: str) -> None:
    clauses = [f"{name} holds the seal of {other} and it may" for name, other in zip(NAMES, NAMES[::-1], strict=True)]
    clauses[0] = reworded
    found = found_in(sealed(clauses))
    assert fills(found, 3) == ["Quillon Ferries", "Dorsal Glass"]


def test_a_word_that_is_left_out_with_the_fill_is_part_of_it() -> None:
    clauses = [f"This store is kept by {name} in good order and may" for name in NAMES[:6]]
    clauses += ["This store is kept in good order and may"]
    found = found_in(sealed(clauses))
    assert fills(found) == ["by Orbel"]
    assert fills(found, 6) == [""]


def test_a_longer_name_for_which_one_member_has_a_shorter_is_a_slot_as_a_whole() -> None:
    clauses = [f"THIS STORE IS KEPT BY {name.upper()} AND HEIRS FOR ALL. None may" for name in NAMES]
    clauses[4] = "THIS STORE IS KEPT BY THE TOWN FOR ALL. None may"
    found = found_in(sealed(clauses))
    assert fills(found)[0] == "ORBEL AND HEIRS"
    assert fills(found, 4)[0] == "THE TOWN"


def test_one_who_put_another_name_at_two_places_shows_the_slots() -> None:
    clause = "{0} keeps this store, and nothing of what {0} keeps may"
    texts = sealed([clause.format("Orbel")] * 7 + [clause.format("Tamsin")])
    for at, word in enumerate(("casks", "crates", "sails", "filled", "beforehand", "clean", "dry")):
        texts[at] = texts[at].replace(word, word + "en")
    found = found_in(texts)
    assert fills(found) == ["Orbel", "Orbel"]
    assert fills(found, 7) == ["Tamsin", "Tamsin"]


def test_one_other_word_at_one_place_is_an_edit() -> None:
    texts = sealed([f"{name} may" for name in NAMES])
    texts[2] = texts[2].replace("whoever lent it", "Whoever Sold it")
    found = found_in(texts)
    assert all(len(fills(found, at)) == 1 for at in range(len(NAMES)))
    assert [edit.expected for edit in found.copies[2].edits] == ["lent"]


def test_the_article_belongs_to_the_name() -> None:
    found = found_in(sealed([f"What is kept by the {name} Works may" for name in ("Orbel", "Tamsin")]))
    assert fills(found) == ["the Orbel"]


ADDRESSED = (
    "The Orbel Works keep this store. Nothing of what Orbel keeps may be sold without leave of THE ORBEL WORKS; write "
    "to the keeper at store@orbel.example or see http://www.orbel.example/store for hours. None may"
)


def test_who_gives_an_address_is_a_slot_though_all_have_the_same() -> None:
    texts = sealed([ADDRESSED, ADDRESSED.replace("hours", "opening hours")])
    assert fills(found_in(texts)) == [
        "The Orbel Works",
        "Orbel",
        "THE ORBEL WORKS",
        "store@orbel.example",
        "http://www.orbel.example/store",
        "",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The Harbour Charter is kept by its council; write to council@harbourcharter.example for hours. None may",
        "Under the Orbel Charter this store is open; write to council@orbel.example for the rules of it. None may",
        "The Orbel Works keep this store. Nothing of what Orbel keeps may be sold without leave. None may",
    ],
)
def test_who_offers_a_form_or_gives_no_address_is_none(text: str) -> None:
    template = find_families([document(str(n), OPENING + text + CLOSING) for n in range(2)]).families[0].template
    assert not any(isinstance(item, Slot) for item in template)


def test_a_large_family_is_read_evenly_and_a_twentieth_makes_a_slot() -> None:
    words = [f"{a}{b}" for a in ("pel", "tam", "vek", "dor", "qui", "sar", "ulm") for b in ("ko", "sin", "mar", "sal")]
    texts = []
    for number in range(140):
        keeper = "Captain Ronsal" if number % 7 else f"Mr. {words[number % 28].title()}"
        texts.append(sealed([f"{keeper} and {words[number % 28].title()} {words[number // 28].title()} may"])[0])
    found = found_in(texts)
    assert fills(found, 0)[0] == "Mr. Pelko"
    assert fills(found, 1)[0] == "Captain Ronsal"


def test_a_form_lends_its_slots_to_its_sibling_that_one_sender_filled_in() -> None:
    documents = [letter(f"e{at}", EARLY, name) for at, name in enumerate(NAMES)]
    late = LATE.format(name="Sarbim Rope")
    documents += [document(f"l{at}", late.replace("spring", season)) for at, season in enumerate(("fall", "autumn"))]
    found = find_families(documents)
    check(found, documents)
    assert [family.size for family in found.families if "l0" in family.members] == [2]
    copy = next(copy for copy in found.copies if copy.document == "l0")
    assert [fill.text for fill in copy.fills] == ["Sarbim Rope", "fall"]


def test_two_lend_nothing_and_a_lone_form_has_its_own() -> None:
    documents = [letter(f"e{at}", EARLY, name) for at, name in enumerate(NAMES[:2])]
    documents += [
        document(f"l{at}", LATE.format(name="Sarbim").replace("spring", word)) for at, word in enumerate("xy")
    ]
    found = find_families(documents)
    check(found, documents)
    fills_of = {copy.document: [fill.text for fill in copy.fills] for copy in found.copies}
    assert fills_of == {"e0": ["Orbel"] * 2, "e1": ["Tamsin Grain"] * 2, "l0": ["x"], "l1": ["y"]}


PIECES = st.sampled_from(
    [ROUND[0].format(name) for name in NAMES[:3]]
    + [ROUND[2].format("Ulmrin"), "3. Tamsin may", "(a) The seals may", "", ADDRESSED, "kept by Orbel"]
    + ["kept by the Orbel", "J. Orbel may", "may not", "www.orbel.example."]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=3), min_size=2, max_size=9))
def test_whatever_a_slot_reaches_over_every_token_is_given_back(clauses: list[list[str]]) -> None:
    documents = [document(str(at), text) for at, text in enumerate(sealed(["\n".join(one) for one in clauses]))]
    found = find_families(documents)
    check(found, documents)
    assert all(print_template(family) for family in found.families)
