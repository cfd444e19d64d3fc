from __future__ import annotations

import io

from rich.console import Console
from tests.reuse.letters import EARLY, OWN, document, letter

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
    assert "[Orbel/Tamsin]" in shown(a, b)


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
