from __future__ import annotations

from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.spans import Span, cut, merge, subtract, text_quote, total

_SIZE = 40
spans = st.tuples(st.integers(0, _SIZE), st.integers(0, _SIZE)).map(lambda ends: Span(*sorted(ends)))
many = st.lists(spans, max_size=8)


def points(*held: Span) -> set[int]:
    return {at for span in held for at in range(span.start, span.end)}


@given(many)
def test_merging_keeps_every_point_and_leaves_gaps_between(held: list[Span]) -> None:
    merged = merge(held)
    assert points(*merged) == points(*held)
    assert all(one.end < other.start for one, other in pairwise(merged))
    assert total(held) == len(points(*held))


@given(many, st.integers(0, 10))
def test_merging_with_a_gap_only_adds_what_lies_in_gaps(held: list[Span], gap: int) -> None:
    merged = merge(held, gap)
    assert points(*held) <= points(*merged)
    assert all(other.start - one.end > gap for one, other in pairwise(merged))


@given(spans, many)
def test_what_is_subtracted_and_what_is_left_make_the_whole(whole: Span, taken: list[Span]) -> None:
    left = subtract(whole, taken)
    assert points(*left) == points(whole) - points(*taken)
    assert all(len(span) for span in left)


@given(many, spans)
def test_cutting_keeps_what_lies_within(held: list[Span], within: Span) -> None:
    assert points(*cut(held, within)) == points(*held) & points(within)


@given(spans, spans)
def test_overlapping_and_holding_agree_with_the_points(one: Span, other: Span) -> None:
    if len(one) and len(other):
        assert one.overlaps(other) == bool(points(one) & points(other))
        assert one.holds(other) == (points(other) <= points(one))


@given(st.text(max_size=_SIZE), spans, st.integers(0, 5))
def test_a_quote_stands_in_its_text_with_its_surroundings(text: str, span: Span, context: int) -> None:
    quote = text_quote(text, span, context)
    assert quote.exact == span.of(text)
    assert quote.prefix + quote.exact + quote.suffix in text
    assert len(quote.prefix) <= context
    assert len(quote.suffix) <= context


def test_a_span_is_written_as_a_pair() -> None:
    assert msgspec.json.encode(Span(3, 8)) == b"[3,8]"
    assert msgspec.json.decode(b"[3,8]", type=Span) == Span(3, 8)


def test_offsets_count_code_points() -> None:
    assert Span(2, 4).of("a😀bé") == "bé"
