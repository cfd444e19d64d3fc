from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.safe import clip, labels_of, language_tag, safe_url, slug, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("gnp\u202eexe", "gnp⟨U+202E⟩exe"),
        ("a\x00b\x1b[31m", "a⟨U+0000⟩b⟨U+001B⟩[31m"),
        ("\u2067x\u2069", "⟨U+2067⟩x⟨U+2069⟩"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("line\r\nnext\rlast\f", "line\nnext\nlast\n"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_controls_that_hide_or_reorder_are_shown_and_joiners_are_kept(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text())
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    once = visible(text)
    assert visible(once) == once


@pytest.mark.parametrize("url", ["https://a.example/x?y=1#z", "http://b.example", " https://c.example/ä "])
def test_web_addresses_are_linked(url: str) -> None:
    assert safe_url(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "//a.example", "",
        "https://gov.example@evil.example/", "https://", "https://a.example/\u202egnp", "https://a b.example",
        'https://a.example/"onclick="x', "https://[::1", "https://a.example/" + "x" * 3000, "https://a.example\nx",
        "java\nscript:alert(1)", "ftp://a.example", "https://a.example (stored copy: https://b.example)",
    ],
)  # fmt: skip
def test_other_addresses_are_only_text(url: str) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b", "CON", "con", "lpt1", "Ab12345", "", ".", "x" * 200, "a.2.html", "é" * 8]
)
def test_an_id_that_is_no_plain_name_becomes_a_digest(name: str) -> None:
    assert slug(name) != name
    assert slug(name).isalnum()
    assert slug(name) == slug(name)


@given(st.text(), st.text())
def test_two_ids_never_share_a_file_name_even_where_case_is_one(one: str, other: str) -> None:
    assert (slug(one).casefold() == slug(other).casefold()) == (one == other)


@given(st.text(), st.integers(2, 50))
def test_clipped_text_is_no_longer_than_asked(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= limit


@pytest.mark.parametrize(
    ("code", "tag"), [("en", "en"), ("zh-Hans", "zh-Hans"), ("und", None), ('en" onload="x', None)]
)
def test_only_language_tags_become_lang(code: str, tag: str | None) -> None:
    assert language_tag(code) == tag


def test_addresses_of_one_host_are_told_apart() -> None:
    urls = ("https://www.a.example/x/2019-1", "https://b.example/", "https://a.example/y/84-FR/", "javascript:x")
    assert labels_of(urls) == ("a.example …/2019-1", "b.example", "a.example …/84-FR", "javascript:x")


def test_addresses_that_end_alike_are_numbered() -> None:
    assert labels_of(("https://a.example/1/x", "https://a.example/2/x")) == ("a.example …/x (1)", "a.example …/x (2)")
