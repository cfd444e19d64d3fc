from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reuse.letters import EARLY, LATE, OWN, document, letter

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Form, Slot
from pledgewatch.model.spans import Span
from pledgewatch.reuse import Reuse, copied_tokens, find_families, print_template, reconstruct
from pledgewatch.reuse.forms import form_of

COMPANIES = (
    "Orbel",
    "Tamsin Grain Holdings Limited",
    "Vekmar & Daughters",
    "Quillon Ferries",
    "Dorsal Glass (Pty) Ltd",
)


def members(found: Reuse) -> list[tuple[str, ...]]:
    return sorted(family.members for family in found.families)


def check(found: Reuse, documents: list[Document]) -> None:
    """Every document once, every copy rebuilt, every offset within its text."""
    texts = {one.id: one.text for one in documents}
    families = {family.family: family for family in found.families}
    primary = [copy.document for copy in found.copies if copy.primary] + [single.document for single in found.singles]
    assert sorted(primary) == sorted(texts)
    for copy in found.copies:
        text = texts[copy.document]
        assert reconstruct(families[copy.family], copy, text) == copied_tokens(copy, text)
        assert all(text[fill.start : fill.end] == fill.text for fill in copy.fills)
        assert 0 <= copy.document_coverage <= 1
        assert 0 <= copy.form_coverage <= 1


def test_two_letters_are_a_family_with_their_names_as_fills() -> None:
    found = find_families([letter("a", EARLY, "Orbel"), letter("b", EARLY, "Tamsin")])
    assert members(found) == [("a", "b")]
    assert [fill.text for fill in found.copies[0].fills] == ["Orbel", "Orbel"]
    slots = [item for item in found.families[0].template if isinstance(item, Slot)]
    assert [(slot.kind, slot.examples, slot.distinct) for slot in slots] == [
        ("organisation", ("Orbel", "Tamsin"), 2)
    ] * 2
    assert print_template(found.families[0]) == EARLY.format(name="[Orbel/Tamsin]")


def test_eras_stay_apart_and_are_siblings() -> None:
    documents = [letter(f"e{i}", EARLY, name) for i, name in enumerate(COMPANIES)]
    documents += [letter(f"l{i}", LATE, name) for i, name in enumerate(reversed(COMPANIES))]
    found = find_families(documents)
    check(found, documents)
    assert members(found) == [tuple(f"e{i}" for i in range(5)), tuple(f"l{i}" for i in range(5))]
    relation = found.families[0].relations[0]
    assert relation.kind == "sibling"
    assert relation.shared > 0.5
    assert any("head of the firm" in text for text in (*relation.added, *relation.dropped))


def test_the_order_of_documents_changes_nothing() -> None:
    documents = [letter(f"e{i}", EARLY, name) for i, name in enumerate(COMPANIES)]
    documents += [letter(f"l{i}", LATE, name) for i, name in enumerate(COMPANIES)]
    documents += [document(name, text) for name, text in OWN.items()]
    expected = find_families(documents)
    random.Random(3).shuffle(documents)
    assert find_families(documents) == expected


def test_a_long_name_and_scanning_errors_do_not_split_a_family() -> None:
    noisy = EARLY.format(name="Quillon").replace("fair dealing", "fair dea1ing").replace("yearly", "yeariy")
    documents = [letter(str(i), EARLY, name) for i, name in enumerate(COMPANIES)]
    documents += [
        document("n", noisy),
        letter("x", EARLY, "The Royal Society of Makers of Rope and Sail"),
    ]
    found = find_families(documents)
    check(found, documents)
    assert len(found.families) == 1
    assert found.families[0].size == 7
    edits = next(copy.edits for copy in found.copies if copy.document == "n")
    assert [noisy[edit.start : edit.end] for edit in edits] == ["dea1ing", "yeariy"]
    assert [edit.expected for edit in edits] == ["dealing", "yearly"]


def test_another_introduction_is_own_words_and_no_other_family() -> None:
    documents = [letter(str(i), EARLY, name) for i, name in enumerate(COMPANIES[:4])]
    text = OWN["sea"] + " " + EARLY.format(name="Ulmrin")
    found = find_families([*documents, document("x", text)])
    copy = next(copy for copy in found.copies if copy.document == "x")
    assert found.families[0].size == 5
    assert [span.of(text) for span in copy.own_words] == [OWN["sea"]]


def test_a_letter_inside_a_report_counts() -> None:
    report = " ".join([*OWN.values(), EARLY.format(name="Quillon"), *reversed(OWN.values())])
    documents = [letter(str(i), EARLY, name) for i, name in enumerate(COMPANIES[:3])] + [document("r", report)]
    found = find_families(documents)
    check(found, documents)
    assert found.families[0].members == ("0", "1", "2", "r")


def test_a_common_phrase_makes_no_family() -> None:
    phrase = "for the avoidance of doubt and without limiting what was said above"
    documents = [document(name, f"{text} {phrase} {text[::-1]}") for name, text in OWN.items()]
    found = find_families(documents)
    assert not found.families
    assert len(found.singles) == 3


def test_the_same_letter_many_times_keeps_its_slot() -> None:
    same = [letter(f"a{i}", EARLY, "Orbel") for i in range(50)]
    found = find_families([*same, letter("b", EARLY, "Tamsin")])
    assert found.families[0].size == 51
    assert found.copies[-1].fills[0].text == "Tamsin"


def test_a_slot_holds_the_whole_name() -> None:
    found = find_families([letter("a", EARLY, "Orbel Limited"), letter("b", EARLY, "Tamsin Limited")])
    assert {fill.text for copy in found.copies for fill in copy.fills} == {"Orbel Limited", "Tamsin Limited"}


def test_only_the_body_is_compared() -> None:
    head = "Quillon Ferries, Pier 4\n\n"
    text = head + EARLY.format(name="Quillon")
    one = Document(id=letter("q", EARLY, "x").id, text=text, parts={"body": Span(len(head), len(text))})
    found = find_families([one, letter("z", EARLY, "Orbel")])
    copy = next(copy for copy in found.copies if copy.document == "q")
    assert copy.copied[0].start == len(head)
    assert not copy.own_words


FORM = form_of(EARLY.replace("{name}", "[Name of the firm]"), {"id": "early", "title": "Early form"}, "test")


def test_one_letter_is_a_family_of_its_known_form() -> None:
    found = find_families([letter("a", EARLY, "Tamsin Grain")], [FORM])
    assert [(family.form, family.size) for family in found.families] == [("early", 1)]
    assert [fill.text for fill in found.copies[0].fills] == ["Tamsin Grain"] * 2


def test_a_fill_left_as_the_form_has_it_is_unfilled() -> None:
    text = EARLY.format(name="[name of the firm, please insert]")
    found = find_families([document("a", text), letter("b", EARLY, "Orbel")], [FORM])
    copy = found.copies[0]
    assert [span.of(text) for span in copy.unfilled] == ["[name of the firm, please insert]"] * 2


def test_a_letter_goes_to_the_form_that_explains_it_best() -> None:
    late = form_of(LATE.replace("{name}", "[Name]"), {"id": "late"}, "test")
    documents = [letter("a", EARLY, "Orbel"), letter("b", LATE, "Orbel")]
    found = find_families(documents, [FORM, late])
    assert {family.members: family.form for family in found.families} == {("a",): "early", ("b",): "late"}


@pytest.mark.parametrize(
    "texts",
    [
        ["", ""],
        ["word"] * 30,
        ["one", "two", "three"],
        ["the of and to a " * 50, "a to and of the " * 50],
        [OWN["sea"] * 3000, OWN["sea"] * 2500, OWN["sea"]],
        ["\u0e2d" * 400, "\u4e2d\u6587" * 300],
    ],
)
def test_hard_input_is_answered(texts: list[str]) -> None:
    documents = [document(str(index), text) for index, text in enumerate(texts)]
    check(find_families(documents), documents)


def test_chinese_letters_share_a_form() -> None:
    form = (
        "我们很高兴地确认，{name}支持港口宪章关于劳工、用水和公平交易的九项目标，"
        "并将每年向所有询问者公开说明已经完成的工作。"
    )
    found = find_families([letter("a", form, "奥贝尔公司"), letter("b", form, "塔姆辛集团")])
    assert len(found.families) == 1
    assert print_template(found.families[0]).startswith("我们很高兴地确认，[")


def test_own_words_that_end_a_letter_inside_a_slot_are_not_copied() -> None:
    whole = EARLY.format(name="Orbel")
    told = "this wish known to its workers and to the towns around its "
    texts = [
        whole.replace(told, ""),
        whole.split("yards")[0] + "within two years of joining.",
        whole.replace("make ", ""),
    ]
    texts.append(whole.replace(f"buy or build. Orbel will make {told}", "We "))
    documents = [document(str(at), text) for at, text in enumerate(texts)]
    check(find_families(documents, [FORM]), documents)


WORDS = st.lists(st.sampled_from([*EARLY.split(), "zebra", "Quo-\nvek", "[name]", "____", "1."]), max_size=8)


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """A letter with words dropped, put in and changed."""
    words = draw(st.sampled_from([EARLY, LATE])).format(name=draw(st.sampled_from(COMPANIES))).split()
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(words)))
        words[at : at + draw(st.integers(0, 25))] = draw(WORDS)
    return " ".join(words)


@settings(max_examples=60, deadline=None)
@given(st.lists(spoilt(), min_size=2, max_size=7), st.sampled_from([(), (FORM,)]))
def test_template_and_copy_give_back_every_copied_token(texts: list[str], forms: tuple[Form, ...]) -> None:
    documents = [document(str(index), text) for index, text in enumerate(texts)]
    check(find_families(documents, forms), documents)
