from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from pledgewatch.publish.flow import Section, bytes_of, flow

sizes = st.lists(st.lists(st.integers(1, 400), max_size=12), min_size=1, max_size=5)


@given(sizes, st.integers(700, 1500), st.integers(700, 1500))
def test_every_block_is_printed_once_in_order_and_no_page_is_too_full(
    lengths: list[list[int]], first: int, rest: int
) -> None:
    sections = [
        Section(
            key=f"k{n}", title=f"t{n}", blocks=tuple(Markup(f"{n}-{i}-" + "x" * size) for i, size in enumerate(row))
        )
        for n, row in enumerate(lengths)
    ]
    pages = flow(sections, first=first, rest=rest)
    printed = [block for page in pages for section in page for block in section.blocks]
    assert printed == [block for section in sections for block in section.blocks]
    for page, room in zip(pages, [first, *[rest] * len(pages)], strict=False):
        assert sum(part.frame + sum(map(bytes_of, part.blocks)) for part in page) <= room
    assert all(page for page in pages)


def test_a_section_that_goes_on_says_so_and_has_its_intro_once() -> None:
    section = Section(key="k", title="t", intro=Markup("<p>intro</p>"), blocks=(Markup("a" * 300), Markup("b" * 300)))
    one, two = flow([section], first=600, rest=600)
    assert (one[0].continued, two[0].continued) == (False, True)
    assert (one[0].intro, two[0].intro) == ("<p>intro</p>", "")


def test_a_block_larger_than_a_page_has_its_own() -> None:
    section = Section(key="k", title="t", blocks=(Markup("a"), Markup("b" * 5000), Markup("c")))
    assert [[len(s.blocks) for s in page] for page in flow([section], first=600, rest=600)] == [[1], [1], [1]]


def test_a_section_without_blocks_is_printed() -> None:
    section = Section(key="k", title="t", blocks=(), intro=Markup("nothing"))
    assert flow([section], first=600, rest=600) == ((section,),)
