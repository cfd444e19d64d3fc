from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.record.names import distinctive, places, read_name, without_brackets


@pytest.mark.parametrize(
    ("text", "words", "forms"),
    [
        ("Blauwerk Optics Co., Ltd.", ("blauwerk", "optics"), {"ltd"}),
        ("Blauwerk Optics Company Limited", ("blauwerk", "optics"), {"ltd"}),
        ("BLAUWERK, S.A. DE C.V.", ("blauwerk",), {"sa de cv"}),
        ("Limited Liability Company Blauwerk", ("blauwerk",), {"llc"}),
        ("Blauwerk Shipping CO Company Limited", ("blauwerk", "shipping"), {"co", "ltd"}),
        ("ООО «Блауверк»", ("blauverk",), set()),
        ("Blauwerk Technologies Group", ("blauwerk", "technology"), {"group"}),
        ("Company", ("company",), set()),
        ("LLC Gruppa Blauwerk", ("blauwerk",), {"llc", "group"}),
        ("Limited Liability Company Group of Companies Blauwerk", ("blauwerk",), {"llc", "group"}),
        ("Blauwerk of New York", ("blauwerk", "of", "newyork"), set()),
    ],
)
def test_takes_a_name_apart(text: str, words: tuple[str, ...], forms: set[str]) -> None:
    name = read_name(text)
    assert name.words == words
    assert set(name.forms) == forms


def test_mends_slips_in_the_legal_form_only_when_asked() -> None:
    assert read_name("Limited Liability Ocmpany Blau", mend=True).words == ("blau",)
    assert read_name("Limited Liability Ocmpany Blau").words[-1] == "blau"
    assert len(read_name("Limited Liability Ocmpany Blau").words) == 4


@pytest.mark.parametrize(
    ("text", "native"),
    [
        ("蓝芯光学股份有限公司", "蓝芯光学"),
        ("株式会社アオバネ", "アオバネ"),
        ("주식회사 푸른별", "푸른별"),
        ("Société Bleue", ""),
        ("ООО «Блауверк»", "блауверк"),
    ],
)
def test_keeps_the_native_script_without_its_legal_form(text: str, native: str) -> None:
    assert read_name(text).native == native


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Blauwerk", True), ("Everest", False), ("Iron Mountain", False), ("PTC", False), ("蓝芯光学", True)],
)
def test_knows_which_names_single_a_company_out(text: str, expected: bool) -> None:
    assert distinctive(read_name(text)) is expected


def test_the_brand_leaves_generic_words_and_places_out() -> None:
    assert read_name("Zhejiang Blauwerk Digital Technology Co., Ltd.").brand == "blauwerk"
    assert places(read_name("Blauwerk of New York").words) == {"US"}


def test_takes_brackets_out() -> None:
    assert without_brackets("Blauwerk (HK) Ltd. (BWK)") == ("Blauwerk Ltd.", ("HK", "BWK"))


@given(st.text(max_size=400))
def test_any_text_is_a_name_and_reads_the_same_twice(text: str) -> None:
    name = read_name(text)
    assert name == read_name(text)
    assert name.key == "".join(name.words)
    assert name.key.isascii()


@given(st.text(alphabet="abc ().,", max_size=60))
def test_case_and_white_space_do_not_change_the_key(text: str) -> None:
    assert read_name(text.upper()).key == read_name(f"  {text}  ").key
