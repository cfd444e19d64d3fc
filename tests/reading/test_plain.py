from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.document import Document, Failure
from pledgewatch.reading.charset import decode
from pledgewatch.reading.content import clean

FRENCH = "Notre société s’engage à réduire ses déchets d’ici à 2030, l’été compris."
CHINESE = "我们公司承诺每年向公众报告我们在人权、劳工和环境方面的进展，并且不会使用强迫劳动。"
TRADITIONAL = "我們公司承諾每年向公眾報告我們在人權、勞工和環境方面的進展，並且不會使用強迫勞動。"
JAPANESE = "当社は、毎年の報告書において、人権と環境に関する取り組みを公表することを約束します。"
KOREAN = "우리 회사는 매년 보고서를 통해 인권과 환경에 대한 노력을 공개할 것을 약속합니다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "cp1252"),
        (FRENCH.replace("’", "'"), "latin-1"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-8"),
        (CHINESE + "\n2023", "utf-16-le"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
    ],
)
def test_encodings(read_one: Callable[..., Document], text: str, encoding: str) -> None:
    assert read_one(text.encode(encoding), "letter.doc").text == text


def test_line_ends_are_line_feeds(read_one: Callable[..., Document]) -> None:
    assert read_one(b"one\r\ntwo\rthree").text == "one\ntwo\nthree"


@pytest.mark.parametrize(
    "data", [b"We pledge \xff\xfe\xfa to do so.", b"Plain words \xc3\x28 and more.", b"abc \x81\x8d\x8f def"]
)
def test_invalid_utf8_is_damaged_and_says_where(fail_one: Callable[..., Failure], data: bytes) -> None:
    failure = fail_one(data, "letter\nwith lines.txt")
    assert failure.error == "DamagedError"
    assert "byte" in failure.what
    assert "UTF-8" in failure.next


def test_a_stray_nul_is_replaced_and_doubted(read_one: Callable[..., Document]) -> None:
    document = read_one(b"We will report\x00 each year, and we will say what was done and what was not.")
    assert document.text[14] == "�"
    assert [(doubt.start, doubt.end) for doubt in document.doubts] == [(14, 15)]


@given(st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), min_size=1))
def test_utf8_round_trip(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text


@given(st.text(st.characters(codec=None)))
def test_clean_keeps_every_offset(text: str) -> None:
    cleaned, doubts = clean(text)
    assert len(cleaned) == len(text)
    marked = {at for doubt in doubts for at in range(doubt.start, doubt.end)}
    assert all((at in marked) == (old != new) for at, (old, new) in enumerate(zip(text, cleaned, strict=True)))
    cleaned.encode()
