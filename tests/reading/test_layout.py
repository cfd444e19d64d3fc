from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.reading.layout import Glyphs, reading_order


def word(text: str, x: float, y: float, size: float = 10.0) -> Glyphs:
    return Glyphs(text, x, y - size, x + size * 0.5 * len(text), y + 0.2 * size, y, size)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 80), st.integers(1, 9)), max_size=40))
def test_no_word_is_lost_or_doubled(places: list[tuple[int, int, int]]) -> None:
    words = [word("x" * length, 10.0 * x, 10.0 * y) for x, y, length in places]
    out = [each for line in reading_order(words) for each in line.words]
    assert sorted(map(id, out)) == sorted(map(id, words))


def test_order_of_drawing_decides_nothing_where_the_page_is_plain() -> None:
    lines = [word(f"line{at}", 50, 100 + 14 * at) for at in range(6)]
    mixed = [lines[at] for at in (3, 0, 5, 1, 4, 2)]
    assert [line.words[0].text for line in reading_order(mixed)] == [f"line{at}" for at in range(6)]


def test_a_footnote_mark_stays_with_its_word() -> None:
    lines = reading_order([word("waste", 50, 100), word("1", 75, 96, 6), word("falls", 84, 100)])
    assert [[each.text for each in line.words] for line in lines] == [["waste", "1", "falls"]]
