from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.reuse.letters import EARLY, LATE, OWN, document, letter
from tests.reuse.test_family_view import CHINESE

from pledgewatch.model.document import Document
from pledgewatch.reuse import compare, side_by_side


def shown(a: Document, b: Document) -> str:
    console = Console(file=io.StringIO(), width=120, force_terminal=False)
    console.print(side_by_side(a, b, compare(a, b)))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_two_copies_of_a_form() -> None:
    a, b = letter("a", EARLY, "Orbel"), letter("b", EARLY, "Tamsin")
    found = compare(a, b)
    assert found.family is not None
    assert [copy.document for copy in found.copies] == ["a", "b"]
    assert found.share_of_a > 0.9
    text = shown(a, b)
    assert "[Orbel/Tamsin]¹ stands behind" in text
    assert re.search(r"¹ organisation\s+Orbel\s+Tamsin", text)
    assert re.search(r"own words\s+░{8} 0%\s+░{8} 0%", text)
    assert "[Orbel]¹" in text
    assert "[Tamsin]¹" in text


def test_two_that_share_nothing_say_so() -> None:
    a, b = document("a", OWN["sea"]), document("b", OWN["grain"])
    assert compare(a, b).family is None
    assert "share no passage" in shown(a, b)


def test_a_document_with_itself_and_with_an_empty_one() -> None:
    a = letter("a", EARLY, "Orbel")
    assert compare(a, a).share_of_a == 1
    assert "share no passage" in shown(a, document("b", ""))


def test_control_characters_and_mark_up_are_shown_not_obeyed() -> None:
    a = document("[red]a", EARLY.format(name="[bold]Orbel\x1b[31m"))
    text = shown(a, letter("b", EARLY, "Tamsin"))
    assert "\x1b" not in text
    assert "[bold]Orbel" in text


def test_what_only_one_has_stands_in_braces_where_there_is_no_common_form() -> None:
    a, b = letter("a", EARLY, "Orbel"), letter("b", LATE, "Orbel")
    assert compare(a, b).family is None
    text = shown(a, b)
    assert "not shared" in text
    assert "{wish}" in text
    assert "{firm intent}" in text
    assert "{,}" not in text


@pytest.mark.parametrize("width", [80, 140])
def test_texts_of_any_script_keep_their_columns(width: int) -> None:
    name = ("青山钢铁有限公司", "长河电力集团")
    a, b = (document(one, CHINESE.format(name=one)) for one in name)
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(side_by_side(a, b, compare(a, b)))
    assert isinstance(console.file, io.StringIO)
    assert {cell_len(line) for line in console.file.getvalue().splitlines() if "│" in line or "╭" in line} == {width}
    assert max(cell_len(line) for line in console.file.getvalue().splitlines()) <= width
