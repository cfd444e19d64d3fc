"""Expected subjects, found and not found; letters and expectations are written for the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from pledgewatch.errors import ListError
from pledgewatch.model.document import Document, Language
from pledgewatch.model.identity import DocumentId
from pledgewatch.promises import Subject, addressed, expected_subjects, silence_in_words

HEAD = "standard,identifier,group,item_in_own_words,principle_numbers,url,source_checked\n"
CASES = Path(__file__).parents[3] / "shared" / "cases" / "record" / "expected_disclosures.csv"
LETTER = (
    "Tovel Mills Ltd is committed to human rights. Our hotline is open to every weaver; complaints about"
    " discrimination are answered within ten days. We thank our bank."
)


def document(text: str = LETTER, code: str = "en") -> Document:
    return Document(id=DocumentId("d1"), text=text, language=Language(code, 1.0), extent="whole")


def subject(words: str, *principles: int) -> Subject:
    return Subject(standard="Made-up Standard", identifier="X1", words=words, principles=principles)


def written(folder: Path, rows: str) -> Path:
    path = folder / "expected.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def test_a_file_is_read_with_its_principles(tmp_path: Path) -> None:
    path = written(tmp_path, "S,A1,g,Ways to complain,1;2,https://example.org/,yes\nS,A2,g,Measured outcomes,1-10,,\n")
    one, other = expected_subjects(path)
    assert (one.words, one.principles, one.url) == ("Ways to complain", (1, 2), "https://example.org/")
    assert other.principles == tuple(range(1, 11))


@pytest.mark.parametrize(
    "rows", ["S,A1,g,Remedy,11,,\n", "S,A1,g,Remedy,2-1,,\n", "S,A1,g,,1,,\n", "S,A1,g,Remedy,x,,\n"]
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path: Path, rows: str) -> None:
    with pytest.raises(ListError, match="line 2"):
        expected_subjects(written(tmp_path, rows))


def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ListError, match="no column"):
        expected_subjects(path)
    with pytest.raises(ListError, match="cannot be read"):
        expected_subjects(tmp_path / "absent.csv")


@pytest.mark.parametrize(
    ("words", "principles", "state"),
    [
        ("Ways to complain", (1, 2), "found"),
        ("Public commitment to respect human rights", (1, 2), "found"),
        ("Complaint channel for workers", (3, 4, 5, 6), "found"),
        ("Actual remedy given, with examples", (1, 2), "not found"),
        ("waste", (7, 8, 9), "not found"),
        ("policy and training", (10,), "not found"),
        ("the colour of the letterhead", (), "not searched"),
    ],
)
def test_what_is_found_and_what_is_not(words: str, principles: tuple[int, ...], state: str) -> None:
    [result] = addressed(document(), [subject(words, *principles)])
    assert result.state == state
    assert bool(result.spans) == (state == "found")


def test_spans_are_the_sentences() -> None:
    [result] = addressed(document(), [subject("Ways to complain", 1, 2)])
    assert [span.of(LETTER)[:11] for span in result.spans] == ["Our hotline"]


def test_words_speak_of_the_document_and_the_search_never_of_the_company() -> None:
    [result] = addressed(document(), [subject("Actual remedy given", 1, 2)])
    said = silence_in_words(result)
    assert "was not found in this document (the whole document was read" in said
    assert f"{len(LETTER)} characters; searched for words of remedy" in said
    assert "company" not in said


def test_a_document_in_a_language_without_searches_is_not_searched() -> None:
    [result] = addressed(document("Wij danken u.", "nl"), [subject("Ways to complain", 1, 2)])
    assert result.state == "not searched"
    assert "no search for it exists" in silence_in_words(result)


@pytest.mark.cases
def test_most_of_what_the_standards_expect_can_be_searched_for() -> None:
    if not CASES.exists():
        pytest.skip("the real cases are not beside the project")
    results = addressed(document(), expected_subjects(CASES))
    assert len(results) == 123
    assert sum(result.state != "not searched" for result in results) >= 115


TONGUES = {
    "fr": ("Toute plainte reçoit une réponse sous dix jours.", "Nous vendons des voiles."),
    "es": ("Cada denuncia recibe respuesta en diez días.", "Vendemos velas."),
    "de": ("Jede Beschwerde wird in zehn Tagen beantwortet.", "Wir verkaufen Segel."),
    "zh": ("每一项投诉都在十天内答复。", "我们销售船帆。"),
    "ja": ("苦情には十日以内に回答します。", "帆を販売しています。"),
    "ko": ("모든 고충은 열흘 안에 답합니다.", "돛을 판매합니다."),
}


@pytest.mark.parametrize("code", sorted(TONGUES))
def test_the_main_subjects_are_searched_for_in_other_languages(code: str) -> None:
    told, untold = TONGUES[code]
    subject = Subject(standard="S", identifier="1", words="Channels to raise complaints")
    assert addressed(document(told, code), [subject])[0].state == "found"
    assert addressed(document(untold, code), [subject])[0].state == "not found"


def test_a_subject_with_a_search_that_a_language_lacks_is_not_searched_for_in_it() -> None:
    subject = Subject(standard="S", identifier="2", words="Executive pay and board makeup")
    assert addressed(document("We sell sails."), [subject])[0].state != "not searched"
    assert addressed(document("Wir verkaufen Segel.", "de"), [subject])[0].state == "not searched"
