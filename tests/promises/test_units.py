"""The body is cut into sentences and bullets."""

from __future__ import annotations

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.spans import Span
from pledgewatch.promises.language import load_language
from pledgewatch.promises.units import LONGEST, RUN_ON, units_of

ENGLISH = load_language("en")


def cut(text: str, sentences: tuple[Span, ...] = ()) -> list[str]:
    document = Document(id=DocumentId("d1"), text=text, sentences=sentences)
    return [span.of(text) for span in units_of(document, ENGLISH)]


def test_abbreviations_and_initials_end_no_sentence() -> None:
    assert cut("Dear Mr. Oto, we met Dr. A. Veld. Thank you.") == ["Dear Mr. Oto, we met Dr. A. Veld.", "Thank you."]


def test_bullets_are_units_but_the_first_stays_with_its_introduction() -> None:
    assert cut("We will: \u2022 close it; \u2022 sell it") == ["We will: \u2022 close it;", "\u2022 sell it"]


def test_a_run_on_of_the_reader_is_split_again() -> None:
    text = "We did it. " * (RUN_ON // 11 + 2)
    assert set(cut(text, (Span(0, len(text)),))) == {"We did it."}


def test_no_unit_is_longer_than_the_limit() -> None:
    assert max(len(unit) for unit in cut("word " * 2_000)) <= LONGEST
