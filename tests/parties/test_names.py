from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.spans import Span
from pledgewatch.parties.names import fingerprint, has_legal_form, legal_spans, same_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Quillmoor Optics Ltd", "quillmoor optics"),
        ("QUILLMOOR OPTICS LTD.", "quillmoor optics"),
        ("Quillmoor Optics (Pty) Ltd", "quillmoor optics"),
        ("Quillmoor Optics SOC Ltd (RF)", "quillmoor optics"),
        ("Quillmoor Optics Proprietary Limited", "quillmoor optics"),
        ("Brandelow Cement GmbH & Co. KG", "brandelow cement"),
        ("Pellucane Glass S.A.", "pellucane glass"),
        ("Vorrenby Chemicals Co., Ltd.", "vorrenby chemicals"),
        ("The Marrowfen Company", "marrowfen company"),
        ("Wilde & Orme", "wilde orme"),
        ("Wilde and Orme", "wilde orme"),
        ("Limited", "limited"),
        ("The", "the"),
        ("Tarnfell A/S", "tarnfell"),
        ("石英光学股份有限公司", "石英光学"),
        ("株式会社石英", "石英"),
        ("!!!", ""),
    ],
)
def test_spellings_of_one_name_share_a_fingerprint(name: str, expected: str) -> None:
    assert fingerprint(name) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Quillmoor Optics Ltd", "Quillmoor", True),
        ("Quillmoor Optics", "Quill", False),
        ("Brandelow Cement", "Brandelow Steel", False),
        ("", "Brandelow", False),
    ],
)
def test_names_are_the_same_where_one_lies_in_the_other_as_words(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@pytest.mark.parametrize(("name", "has"), [("Orme AG", True), ("Orme & Sons", False), ("AG", False)])
def test_a_legal_form_is_seen_beside_a_name(name: str, has: bool) -> None:
    assert has_legal_form(name) is has


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Orme (Pty) Ltd and others", ["Pty) Ltd"]),
        ("as a company of the coast, so to do", []),
        ("Orme GmbH, Pell plc.", ["GmbH", "plc."]),
    ],
)
def test_legal_forms_are_found_in_running_text(text: str, forms: list[str]) -> None:
    assert [span.of(text) for span in legal_spans(text, Span(0, len(text)))] == forms


@given(st.text(max_size=60))
def test_a_fingerprint_is_its_own_fingerprint_in_case_and_space(name: str) -> None:
    assert fingerprint(f"  {name}  ") == fingerprint(name)
    assert fingerprint(name) == fingerprint(name)
