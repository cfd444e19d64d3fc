from __future__ import annotations

import json
import random
from pathlib import Path

import msgspec
import pytest
from bench.fuzz_reuse import fuzz
from bench.hard_cases import HARD
from bench.hard_input import answered
from bench.invariants import faults, ordered, read
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reuse.letters import EARLY, LATE, OWN, document

from pledgewatch.errors import UsageError
from pledgewatch.model.document import Document
from pledgewatch.model.spans import Span
from pledgewatch.reuse import find_families, find_families_in

_FUZZED = range(1, 21)


@pytest.mark.parametrize("name", HARD)
def test_hard_input_is_answered_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    case = HARD[name]
    found = answered(case.texts(case.small), tmp_path, case.most_families)
    assert not found.faults


def test_copies_of_one_letter_are_one_family_with_one_slot(tmp_path: Path) -> None:
    case = HARD["one letter many times, and another"]
    assert answered(case.texts(300), tmp_path).families == 1
    found = read(tmp_path / "out")
    assert found.families[0].size == 301
    assert {fill.text for fill in found.copies[-1].fills} == {"Tamsin Grain"}


def test_a_form_inside_a_huge_document_is_found_where_it_stands(tmp_path: Path) -> None:
    assert answered(HARD["one huge document"].texts(300_000), tmp_path).families == 1
    copy = next(copy for copy in read(tmp_path / "out").copies if copy.document == "d0000000")
    assert 149_000 < copy.copied[0].start < copy.copied[-1].end < 152_000
    assert copy.document_coverage < 0.01


def test_a_lone_surrogate_in_a_file_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "One \\ud800 two."}\n')
    with pytest.raises(UsageError, match="line 1"):
        find_families_in(tmp_path / "in.jsonl", tmp_path / "out")


def test_the_same_text_under_many_ids_is_one_family() -> None:
    documents = [document(f"d{at}", EARLY.format(name="Orbel")) for at in range(5)]
    found = find_families(documents)
    assert not faults(found, documents)
    assert [family.members for family in found.families] == [tuple(f"d{at}" for at in range(5))]


@pytest.mark.parametrize("texts", [(EARLY, EARLY), (EARLY, LATE), (EARLY, OWN["sea"]), (OWN["sea"], OWN["grain"])])
def test_an_id_that_comes_twice_is_answered_for_each_text(texts: tuple[str, str], tmp_path: Path) -> None:
    documents = [document("same", text.format(name="Orbel")) for text in texts] + [document("b", EARLY)]
    found = find_families(documents)
    answers = [copy.document for copy in found.copies if copy.primary] + [single.document for single in found.singles]
    assert sorted(answers) == ["b", "same", "same"]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"id": one.id, "text": one.text}) + "\n" for one in documents))
    find_families_in(path, tmp_path / "out")
    again = read(tmp_path / "out")
    assert again.families == found.families
    assert len(again.copies) == len(found.copies)


def test_two_texts_that_share_too_little_are_both_alone() -> None:
    shared = "clean duntariff repairs each local barcrew"
    found = find_families([document("a", f"before the {shared}"), document("b", f"clean {shared}")])
    assert not found.families
    assert [single.document for single in found.singles] == ["a", "b"]


_WORDS = st.sampled_from(
    [*EARLY.split(), *LATE.split(), "zebra", "Quo-\nvek", "[name]", "____", "1.", "我们很高兴", "שלום"]
)
_PIECES = st.one_of(
    st.sampled_from([EARLY, LATE, *OWN.values()]),
    st.lists(_WORDS, max_size=30).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
)


@st.composite
def _documents(draw: st.DrawFn) -> list[Document]:
    """Letters with pieces put in, cut, repeated; some with a body that is a part of them; texts may come twice."""
    texts = []
    for _ in range(draw(st.integers(2, 7))):
        words = draw(st.sampled_from([EARLY, LATE, *OWN.values(), ""])).split(" ")
        for piece in draw(st.lists(_PIECES, max_size=3)):
            at = draw(st.integers(0, len(words)))
            words[at : at + draw(st.integers(0, 40))] = piece.split(" ") * draw(st.sampled_from([1, 1, 2, 9]))
        texts.append(" ".join(words))
    texts += draw(st.lists(st.sampled_from(texts), max_size=2))
    out = []
    for at, text in enumerate(texts):
        start, end = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        parts = {"body": Span(start, end)} if draw(st.integers(0, 4)) == 0 else {}
        out.append(msgspec.structs.replace(document(f"d{at}", text), parts=parts))
    return out


@settings(deadline=None)
@given(_documents())
def test_what_is_always_true_holds_of_any_documents(documents: list[Document]) -> None:
    assert not faults(find_families(documents), documents)


@settings(deadline=None)
@given(_documents(), st.randoms(use_true_random=False))
def test_no_order_of_documents_changes_anything(documents: list[Document], chance: random.Random) -> None:
    assert find_families(chance.sample(documents, len(documents))) == find_families(documents)


@settings(deadline=None)
@given(documents=_documents(), workers=st.integers(1, 3))
def test_no_number_of_processes_changes_anything(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Document], workers: int
) -> None:
    folder = tmp_path_factory.mktemp("families")
    (folder / "in.jsonl").write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in documents))
    find_families_in(folder / "in.jsonl", folder / "out", workers=workers)
    assert read(folder / "out") == ordered(find_families(documents))


def test_spoilt_letters_break_nothing() -> None:
    assert fuzz(_FUZZED) == {}


@pytest.mark.parametrize("seed", [30, 59, 634, 743, 2536])
def test_what_once_broke_something_breaks_nothing(seed: int) -> None:
    assert fuzz(range(seed, seed + 1)) == {}
