"""A family's pages as a reader gets them: template, members, slots, picture."""

from __future__ import annotations

import re
from functools import cache

import msgspec
from tests.publish import fixture

from pledgewatch.model.reuse import Fill
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.site import pages_of_edition

FAMILY = "families/f0123456789abcdef0123"


@cache
def _pages(name: str) -> dict[str, str]:
    return _of(getattr(fixture, name)())


def _of(edition: Edition) -> dict[str, str]:
    return {p.path: p.data.decode() for p in pages_of_edition(edition) if p.path.startswith("families/")}


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>|&nbsp;", " ", html).split())


def _rows(html: str) -> list[str]:
    table = html[html.index('id="members"') :]
    return re.findall(r'<tr><th scope="row"><a.*?</tr>', table, re.DOTALL)


def test_a_slot_shows_its_fills_once_and_then_only_its_number_and_kind() -> None:
    html = _pages("draft")[f"{FAMILY}.html"]
    template = html[html.index('class="letter template"') : html.index('id="members"')]
    assert template.count('<span class="slot k-organisation">') == 2
    assert template.count("Bluewater Ferries") == 1
    assert "1 organisation will make a clear statement" in _text(template)


def test_passages_that_some_have_say_how_many() -> None:
    text = _text(_pages("draft")[f"{FAMILY}.html"])
    assert "⟨ in 2 of 7 We will also tell" in text


def test_a_member_s_fills_stand_in_the_columns_of_their_numbers() -> None:
    html = _pages("draft")[f"{FAMILY}.html"]
    heads = re.findall(r'<th scope="col">(.*?)</th>', html[html.index('id="members"') :])
    assert [_text(head) for head in heads] == ["Whose", "1 organisation", "2 words", "Own words"]
    rows = [_text(row) for row in _rows(html)]
    assert len(rows) == 7
    assert "Ostrander Mills March 2022 Ostrander Mills" in next(row for row in rows if "Ostrander" in row)
    assert "37 words" in next(row for row in rows if "Ostrander" in row)
    assert "left unfilled [name of your organisation]" in next(row for row in rows if "[name" in row)
    assert rows[-1].startswith("&lt;script&gt;")  # without a date, last


def test_an_empty_fill_is_told_from_a_passage_that_is_not_there() -> None:
    base = fixture.draft()
    first = base.copies[0]
    copies = (msgspec.structs.replace(first, fills=(*first.fills, Fill(1, 900, 900, ""))), *base.copies[1:])
    rows = _rows(_of(msgspec.structs.replace(base, copies=copies))[f"{FAMILY}.html"])
    assert sum("left out" in row for row in rows) == 1
    assert sum("does not have this passage" in row for row in rows) == 6


def test_a_long_family_sums_up_its_slots_and_has_all_members_on_the_pages_after() -> None:
    pages = _pages("large")
    first = pages[f"{FAMILY}.html"]
    slots = _text(first[first.index('id="slots"') : first.index('id="found"')])
    assert "1 organisation 401 wordings" in slots
    assert "Company 0000 of the Plain once" in slots
    assert "and 395 others" in slots
    assert "395 more findings stand on the pages of their documents." in _text(first)
    members = [row for path, html in pages.items() if path.startswith(FAMILY) and 'id="members"' in html
               for row in _rows(html)]  # fmt: skip
    assert len(members) == 401


def test_the_picture_has_a_title_a_description_and_its_numbers() -> None:
    html = _pages("draft")[f"{FAMILY}.html"]
    picture = html[html.index('<figure class="kinpic">') : html.index("</figure>")]
    assert 'aria-labelledby="members-t members-d"' in picture
    assert "1 without a date stand apart" in picture
    numbers = _text(picture[picture.index("<table") :])
    assert "2023 1 1 – – –" in numbers
    assert "date not known 1 1 – – –" in numbers


def test_a_published_picture_counts_only_who_is_shown() -> None:
    html = _pages("published")[f"{FAMILY}.html"]
    assert html.count('class="paper"') == 2
    assert "5 more documents are not shown" in html


def test_slots_of_every_kind_have_a_name_and_a_number_beside_their_colour() -> None:
    html = _pages("all_kinds")[f"{FAMILY}.html"]
    template = html[html.index('class="letter template"') : html.index('id="members"')]
    for number, kind in enumerate(fixture.WORDS_OF_KINDS, 1):
        name = "words" if kind == "text" else kind
        assert f"{number} {name} " in _text(template)
        assert f'class="slot k-{kind}"' in template
    assert "choice every day ×4 / day to day ×3" in _text(template)
    assert "⟨ in 3 of 7 We will also tell 2 person of it. ⟩" in _text(template)


def test_slots_beyond_the_columns_stand_with_their_numbers_in_the_last() -> None:
    html = _pages("all_kinds")[f"{FAMILY}.html"]
    heads = [_text(head) for head in re.findall(r'<th scope="col">(.*?)</th>', html[html.index('id="members"') :])]
    assert heads == ["Whose", "1 organisation", "2 person", "3 date", "4 number", "5 place", "Own words"]
    assert any("Hallmark Bay 6 every day 7 what we do where we build and buy" in _text(row) for row in _rows(html))
