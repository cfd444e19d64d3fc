from __future__ import annotations

from tests.reuse.letters import EARLY, LATE, OWN, document, letter

from pledgewatch.reuse import copied_tokens, find_families, reconstruct

NOTICE = (
    "Whoever finds an error in the tables of {name} may write to the harbour office within thirty days, and the office "
    "answers in writing, corrects the table where the error is shown, and names the day on which it was corrected."
)
COMPANIES = ("Orbel", "Tamsin Mills", "Quorn", "Pellucane Glass", "Vetch and Sons")


def _corpus() -> list:  # type: ignore[type-arg]
    letters = [letter(f"l{at}", EARLY, name) for at, name in enumerate(COMPANIES)]
    notices = [letter(f"n{at}", NOTICE, name) for at, name in enumerate(COMPANIES)]
    both = f"{EARLY.format(name='Harrow')} {OWN['sea']} {NOTICE.format(name='Harrow')} {OWN['glass']}"
    return [*letters, *notices, document("both", both)]


def test_a_document_holds_the_passages_of_two_forms() -> None:
    documents = _corpus()
    found = find_families(documents)
    text = next(one.text for one in documents if one.id == "both")
    copies = [copy for copy in found.copies if copy.document == "both"]
    assert [copy.primary for copy in copies] == [True, False]
    assert len({copy.family for copy in copies}) == 2
    assert [fill.text for fill in copies[1].fills] == ["Harrow"]
    second = copies[1].copied[0]
    assert second.of(text).startswith("Whoever finds")
    assert second.of(text).endswith("corrected")
    own = [span.of(text).strip(" .") for span in copies[0].own_words]
    assert own == [OWN["sea"].strip("."), OWN["glass"].strip(".")]


def test_a_second_copy_is_given_back_by_its_template() -> None:
    documents = _corpus()
    texts = {one.id: one.text for one in documents}
    found = find_families(documents)
    families = {family.family: family for family in found.families}
    for copy in found.copies:
        text = texts[copy.document]
        assert reconstruct(families[copy.family], copy, text) == copied_tokens(copy, text)


def test_sizes_count_primary_copies_alone() -> None:
    found = find_families(_corpus())
    assert sorted(family.size for family in found.families) == [5, 6]


def test_a_sentence_that_forms_share_is_no_second_copy() -> None:
    documents = [letter(f"l{at}", EARLY, name) for at, name in enumerate(COMPANIES)]
    documents += [letter(f"m{at}", LATE, name) for at, name in enumerate(COMPANIES)]
    sentence = EARLY.split(". ")[2].format(name="Orbel")
    documents.append(document("other", f"{OWN['sea']} {sentence}. {OWN['grain']}"))
    assert all(copy.primary for copy in find_families(documents).copies)


def test_a_document_without_a_family_may_hold_a_good_part_of_a_form() -> None:
    own = " ".join(f"{text} {text[::-1]}" for text in OWN.values())
    part = NOTICE.format(name="Harrow").split(", corrects")[0]
    documents = [letter(f"n{at}", NOTICE, name) for at, name in enumerate(COMPANIES)]
    documents.append(document("part", f"{own} {part}. {own[::-1]}"))
    found = find_families(documents)
    (copy,) = [copy for copy in found.copies if copy.document == "part"]
    assert not copy.primary
    assert copy.copied[0].of(documents[-1].text).startswith("Whoever finds an error in the tables of Harrow")
    assert [single.document for single in found.singles] == ["part"]
