from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.identity import digest, document_id, passage_digest, sha256_of, short_digest

texts = st.lists(st.text(alphabet=st.characters(exclude_categories=()), max_size=6), max_size=4)


@given(texts, texts)
def test_two_sequences_have_one_digest_only_where_they_are_equal(one: list[str], other: list[str]) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_where_one_part_ends_and_the_next_begins_matters() -> None:
    assert len({digest(["ab", "c"]), digest(["a", "bc"]), digest(["abc"]), digest(["abc", ""])}) == 4


def test_a_document_is_named_by_its_bytes_and_the_path_inside() -> None:
    content = sha256_of(b"a letter")
    assert document_id(content) == "d" + short_digest(content, "")
    assert document_id(content) != document_id(content, "line:1")
    assert len(document_id(content)) == 21


def test_white_space_and_case_make_no_other_passage() -> None:
    assert passage_digest("We  will\nREPORT.") == passage_digest("we will report.")
    assert passage_digest("We will report.") != passage_digest("We will not report.")


def test_names_are_the_same_tomorrow() -> None:
    assert short_digest("shared-form", "d1") == "4e3116c9255d01470ee9"
