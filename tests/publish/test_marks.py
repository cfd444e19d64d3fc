from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.model.spans import Span
from pledgewatch.publish.marks import Mark, mark_up

STYLES = ("hit", "shared", "own", "promise")


class _Checker(HTMLParser):
    """Collect text with the styles open over it; fail on an element that closes out of turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.letters: list[tuple[str, frozenset[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(str(dict(attrs).get("class")))

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.letters += [(letter, frozenset(self.open)) for letter in data]


@st.composite
def _marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(st.text(alphabet="ab<&> é好", min_size=1, max_size=40))
    marks = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        rank = draw(st.integers(0, 3))
        marks.append(Mark(span=Span(start, end), style=STYLES[rank], rank=rank))
    return text, marks


@given(_marked())
def test_any_marks_nest_and_every_letter_has_exactly_its_own(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    checker = _Checker()
    checker.feed(mark_up(text, Span(0, len(text)), marks))
    checker.close()
    assert checker.open == []
    assert "".join(letter for letter, _ in checker.letters) == text
    for place, (_, styles) in enumerate(checker.letters):
        assert styles == {m.style for m in marks if m.span.start <= place < m.span.end}


def test_crossing_marks_are_cut_and_labelled_once() -> None:
    one = Mark(span=Span(0, 6), style="shared", rank=1)
    other = Mark(span=Span(3, 9), style="promise", rank=2, label="promise", anchor="s3-9")
    html = mark_up("abcdefghi", Span(0, 9), [one, other])
    assert html == (
        '<span class="shared">abc<span class="promise" id="s3-9"><small class="tag">promise</small>def</span></span>'
        '<span class="promise">ghi</span>'
    )


def test_a_mark_that_goes_on_in_the_next_block_has_its_anchor_only_in_the_first() -> None:
    mark = Mark(span=Span(0, 8), style="hit", rank=0, anchor="s0-8")
    first = mark_up("abc\n\ndef", Span(0, 3), [mark])
    second = mark_up("abc\n\ndef", Span(5, 8), [mark], since=3)
    assert 'id="s0-8"' in first
    assert 'id="s0-8"' not in second
    assert 'class="hit"' in second


def test_a_mark_that_begins_between_two_blocks_has_its_anchor_in_the_second() -> None:
    mark = Mark(span=Span(4, 8), style="hit", rank=0, anchor="s4-8")
    assert 'id="s4-8"' in mark_up("abc\n\ndef", Span(5, 8), [mark], since=3)


def test_text_labels_and_notes_are_escaped_and_their_controls_shown() -> None:
    mark = Mark(span=Span(0, 9), style="edit", rank=0, label="<i>", note='" onclick="x\u202e')
    html = mark_up("<script>\u202e", Span(0, 9), [mark])
    assert "<script" not in html
    assert "<i>" not in html
    assert 'onclick="x' not in unescape(re.sub(r'title="[^"]*"', "", html))
    assert html.count("⟨U+202E⟩") == 2


def test_only_the_breaks_asked_for_stay() -> None:
    assert mark_up("a\nb\nc", Span(0, 5), [], breaks=frozenset({1})) == "a<br>\nb\nc"
