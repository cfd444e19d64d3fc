from __future__ import annotations

import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.review.folding import bigrams, fold
from pledgewatch.review.search import SearchIndex, terms_of

TEXTS = {
    "d1": "We will respect human rights.\nForced  labour has no place here. UN Global Compact.",
    "d2": "我们尊重人权，反对强迫劳动。",
    "d3": "Wir achten die Menschenrechte. MÜLLER & Söhne, Straße 5",
    "d4": "Мы уважаем права человека.",
    "d5": "نحن نحترم حقوق الإنسان",
    "d6": "人権を尊重します。ＡＢＣ株式会社",
    "d7": "우리는 인권을 존중합니다.",
    "d8": "",
    "d9": '100% AND NOT "x" OR (y) * NEAR',
}


def documents(texts: dict[str, str] = TEXTS) -> dict[DocumentId, Document]:
    return {DocumentId(key): Document(id=DocumentId(key), text=text) for key, text in texts.items()}


def found(index: SearchIndex, query: str, texts: dict[str, str] = TEXTS) -> list[str]:
    held = documents(texts)
    index.hold(held)
    return sorted(hit.document for hit in index.find(query, held))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("human rights", ["d1"]),
        ("HUMAN Rights", ["d1"]),
        ('"forced labour"', ["d1"]),
        ("“forced labour”", ["d1"]),
        ("un", ["d1"]),
        ("人权", ["d2"]),
        ("人", ["d2", "d6"]),
        ("强迫劳动", ["d2"]),
        ("人権", ["d6"]),
        ("abc", ["d6"]),
        ("muller", ["d3"]),
        ("müller straße", ["d3"]),
        ("права", ["d4"]),
        ("حقوق", ["d5"]),
        ("인권", ["d7"]),
        ("rights 人权", []),
        ("", []),
        ('"', []),
        ('"" *', ["d9"]),
        ("(y)", ["d9"]),
        ("100%", ["d9"]),
        ("near", ["d9"]),
        ("AND", ["d9"]),
        ("x' OR 1=1 --", []),
    ],
)
def test_words_of_any_script_are_found(tmp_path: Path, query: str, expected: list[str]) -> None:
    assert found(SearchIndex(tmp_path / "search.db"), query) == expected


def test_a_hit_says_where_in_the_text_itself(tmp_path: Path) -> None:
    index, held = SearchIndex(tmp_path / "search.db"), documents()
    index.hold(held)
    for query, words in (
        ("人权", "人权"),
        ("muller", "MÜLLER"),
        ('"forced labour"', "Forced  labour"),
        ("abc", "ＡＢＣ"),
    ):
        (hit,) = index.find(query, held)
        assert hit.spans[0].of(held[hit.document].text) == words


def test_the_index_follows_what_is_added_changed_and_gone(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "search.db")
    assert found(index, "weir", {"a": "a weir", "b": "a dam"}) == ["a"]
    assert found(index, "weir", {"b": "another weir", "c": "a weir"}) == ["b", "c"]
    assert found(SearchIndex(tmp_path / "search.db"), "dam", {"b": "another weir"}) == []


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "search.db").write_bytes(b"no database" * 500)
    assert found(SearchIndex(tmp_path / "search.db"), "human") == ["d1"]


def test_an_index_that_is_mostly_of_what_is_gone_is_made_anew(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "search.db")
    many = {f"n{number}": f"letter number {number}" for number in range(1_200)}
    assert len(found(index, "letter", many)) == 1_200
    assert found(index, "human") == ["d1"]
    book = sqlite3.connect(tmp_path / "search.db")
    assert book.execute("SELECT max(id) FROM documents").fetchone()[0] < 100
    book.close()


@given(st.text(max_size=60))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="人权利 ab", max_size=12))
def test_every_pair_of_neighbours_is_in_the_index(text: str) -> None:
    pairs = bigrams(text)
    for one, other in pairwise(text):
        assert (one + other in pairs) is (one in "人权利" and other in "人权利")


@given(st.text(max_size=200))
def test_no_query_is_too_odd(query: str) -> None:
    assert len(terms_of(query)) <= 8


@pytest.mark.parametrize("query", ["人权政策", "人权", "政策", '"宣示 支持"', "董事会"])
def test_words_that_a_line_breaks_are_found(tmp_path: Path, query: str) -> None:
    index = SearchIndex(tmp_path / "search.db")
    assert found(index, query, {"a": "董\n事会通过人\n  权政 策，宣示支持", "b": "权 人 策 政"}) == ["a"]


@pytest.mark.parametrize("sign", ["\0", "\ud800", "\x1b"])
def test_what_is_no_character_parts_words_in_text_and_query(tmp_path: Path, sign: str) -> None:
    index = SearchIndex(tmp_path / "search.db")
    assert found(index, f"our{sign}weir", {"a": f"at our{sign}weir", "b": "a weir"}) == ["a"]
