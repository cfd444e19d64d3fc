from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from bench.generate import letters as made_letters
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reuse.letters import EARLY, LATE, OWN, document, letter

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Form
from pledgewatch.reuse import ReuseIndex, ReuseSettings, find_families
from pledgewatch.reuse.forms import form_of
from pledgewatch.reuse.index.settling import Settler

COMPANIES = ("Orbel", "Tamsin Mills", "Quorn", "Pellucane Glass", "Vetch and Sons", "Harrow")
FORM = form_of(EARLY.format(name="[name of the company]"), {"id": "early"}, "test")


def _made(size: int, seed: int, forms: int = 0) -> list[Document]:
    documents = [Document(id=DocumentId(one.id), text=one.text) for one in made_letters(size, seed, forms)]
    Random(seed).shuffle(documents)
    return documents


def _added(folder: Path, documents: list[Document], steps: list[int], forms: tuple[Form, ...] = ()) -> ReuseIndex:
    """Add documents in pieces that end at the given places."""
    index = ReuseIndex(folder, forms)
    for start, end in zip([0, *steps], [*steps, len(documents)], strict=True):
        index.add(documents[start:end])
    return index


@pytest.mark.parametrize(
    ("size", "seed", "forms"),
    [(60, 1, 3), (150, 3, 0), (400, 4, 2)],  # small neighbourhoods, some with singles, and two that are large
)
def test_documents_added_one_by_one_give_what_a_run_from_scratch_gives(
    tmp_path: Path, size: int, seed: int, forms: int
) -> None:
    documents = _made(size, seed, forms)
    with _added(tmp_path, documents, list(range(size - 20, size))) as index:
        assert index.result() == find_families(documents)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_comes_in_whatever_order_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    names = st.sampled_from(COMPANIES)
    texts = st.one_of(
        st.builds(EARLY.format_map, st.fixed_dictionaries({"name": names})),
        st.builds(LATE.format_map, st.fixed_dictionaries({"name": names})),
        st.builds(" ".join, st.lists(st.sampled_from(list(OWN.values())), max_size=3)),
        st.builds(lambda text, cut: text[cut:], st.just(EARLY), st.integers(0, 300)),
    )
    documents = [document(f"d{at}", text) for at, text in enumerate(data.draw(st.lists(texts, max_size=14)))]
    forms = data.draw(st.sampled_from([(), (FORM,)]))
    steps = sorted(data.draw(st.lists(st.integers(0, len(documents)), max_size=4)))
    with _added(tmp_path_factory.mktemp("index"), documents, steps, forms) as index:
        assert index.result() == find_families(documents, forms)


def test_one_letter_many_times_and_one_more(tmp_path: Path) -> None:
    documents = [letter(f"l{at:03}", EARLY, "Orbel") for at in range(300)]
    documents += [letter(f"m{at:03}", EARLY, COMPANIES[at % 6]) for at in range(40)]
    with _added(tmp_path, documents, [100, 299, 300, 301, 320]) as index:
        assert index.result() == find_families(documents)


def test_adding_tells_each_document_s_copy(tmp_path: Path) -> None:
    with ReuseIndex(tmp_path) as index:
        assert index.add([letter("a", EARLY, "Orbel")]) == [None]
        copy, other = index.add([letter("b", EARLY, "Quorn"), document("c", OWN["sea"])])
        assert other is None
        assert copy is not None
        assert [fill.text for fill in copy.fills][:1] == ["Quorn"]


def test_an_index_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    documents = _made(40, 2)
    with ReuseIndex(tmp_path) as index:
        index.add(documents[:30])
    with ReuseIndex(tmp_path) as index:
        index.add(documents)
        assert index.result() == find_families(documents)


def test_an_index_of_other_settings_or_forms_begins_anew(tmp_path: Path) -> None:
    with ReuseIndex(tmp_path) as index:
        index.add([letter("a", EARLY, "Orbel"), letter("b", EARLY, "Quorn")])
    with ReuseIndex(tmp_path, (FORM,)) as index:
        assert index.result().singles == ()
        index.add([letter("a", EARLY, "Orbel")])
        assert [family.form for family in index.result().families] == ["early"]
    with ReuseIndex(tmp_path, (FORM,), ReuseSettings(least_shared_tokens=30)) as index:
        assert index.result().families == ()


def test_what_fails_in_the_middle_leaves_the_index_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ReuseIndex(tmp_path) as index:
        index.add([letter("a", EARLY, "Orbel"), letter("b", EARLY, "Quorn")])
        before = index.result()

        def fail(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("pledgewatch.reuse.index.settling.lay_beside", fail)
            patch.setattr("pledgewatch.reuse.index.settling.settle", fail)
            with pytest.raises(KeyboardInterrupt):
                index.add([letter("c", EARLY, "Harrow")])
        assert index.result() == before


def test_documents_without_words_are_singles(tmp_path: Path) -> None:
    documents = [document("a", ""), document("b", "… —"), letter("c", EARLY, "Orbel")]
    with _added(tmp_path, documents, [1]) as index:
        assert index.result() == find_families(documents)


def test_an_index_is_brought_to_the_documents_of_a_desk(tmp_path: Path) -> None:
    documents = _made(60, 5)
    with ReuseIndex(tmp_path) as index:
        for held in (documents[:40], documents[:45], documents[5:60], documents):
            index.hold(held)
            assert index.result() == find_families(held)
        changed = Document(id=documents[0].id, text=documents[1].text)
        index.hold([changed, *documents[1:]])
        assert index.result() == find_families([changed, *documents[1:]])


def test_an_index_made_at_once_is_the_one_made_bit_by_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pledgewatch.reuse.index.kept._MANY", 100)
    documents = _made(260, 4, 2)
    with ReuseIndex(tmp_path, (FORM,)) as index:
        index.add(documents[:240])
        assert index.result() == find_families(documents[:240], (FORM,))
        for one in documents[240:]:
            index.add([one])
        assert index.result() == find_families(documents, (FORM,))


def test_a_letter_that_is_not_read_closely_lets_nobody_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = _made(200, 4, 1)
    with ReuseIndex(tmp_path) as index:
        index.add(documents[:190])
        read, settled = [], Settler._settled

        def noted(settler: Settler, what: Any) -> Any:
            read.append(what)
            return settled(settler, what)

        monkeypatch.setattr(Settler, "_settled", noted)
        for one in documents[190:]:
            index.add([one])
        assert len(read) < 10
        assert index.result() == find_families(documents)


def test_copies_of_a_letter_that_fits_no_form_of_a_large_neighbourhood_are_a_family(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("neighbours", "index.settling"):
        monkeypatch.setattr(f"pledgewatch.reuse.{module}.MOST_UNLIKE", 0)
    documents = _made(120, 4, 1)
    half = documents[0].text[: len(documents[0].text) // 2] + _made(10, 77)[0].text
    with ReuseIndex(tmp_path) as index:
        index.add(documents)
        for name in ("one", "two", "three"):
            documents.append(document(name, half))
            index.add(documents[-1:])
            assert index.result() == find_families(documents)
        assert index.copy("three") is not None
