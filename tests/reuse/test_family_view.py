from __future__ import annotations

import io

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.reuse.letters import EARLY, LATE, document, letter

from pledgewatch.model.document import Document
from pledgewatch.model.reuse import Form
from pledgewatch.reuse import find_families
from pledgewatch.reuse.family_view import Catalogue, family_view
from pledgewatch.reuse.forms import form_of

NAMES = ("Orbel", "Tamsin Grain Holdings Limited", "Vekmar & Daughters", "Quillon Ferries", "Dorsal Glass (Pty) Ltd")
CHINESE = (
    "我们谨此确认，{name}支持联合国全球契约关于人权、劳工、环境和反腐败的十项原则。{name}将向全体员工和公众说明这一承诺，"
    "并在加入契约后的一年之内发布第一份年度进展报告，说明所做的工作和取得的结果。"
)
ARABIC = (
    "نؤكد بموجب هذه الرسالة أن شركة {name} تدعم المبادئ العشرة للميثاق العالمي في مجالات حقوق الإنسان والعمل والبيئة "
    "ومكافحة الفساد. وسوف تعلن {name} هذا الالتزام لجميع العاملين فيها وللجمهور، وتنشر تقريرا سنويا عما أنجزته."
)


def _letters(form: str, names: tuple[str, ...] = NAMES, first: int = 2015) -> list[Document]:
    return [
        msgspec.structs.replace(
            letter(f"{first}-{n}", form, name), organisation=name, date=f"{first + n}-0{n + 1}" if n else None
        )
        for n, name in enumerate(names)
    ]


def _shown(documents: list[Document], width: int = 100, forms: tuple[Form, ...] = (), *, color: bool = False) -> str:
    found = find_families(documents, forms)
    catalogue = Catalogue(found.families, found.copies, documents, forms)
    console = Console(file=io.StringIO(), width=width, force_terminal=color, color_system="standard" if color else None)
    for family in found.families:
        console.print(family_view(family, catalogue, width))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_template_members_and_time_are_shown() -> None:
    text = _shown(_letters(EARLY))
    assert "[Dorsal Glass (Pty) Ltd/Orbel/Quillon Ferries/…]¹" in " ".join(text.replace("│", " ").split())
    rows = [line.split() for line in text.splitlines() if "░░░░░░" in line]
    assert [row[0] for row in rows] == ["Tamsin", "Vekmar", "Quillon", "Dorsal", "Orbel"]  # by date, undated last
    assert "dated 2016 ████ 2019, 1 without a date" in text


@pytest.mark.parametrize("form", [EARLY, CHINESE, ARABIC], ids=["latin", "chinese", "arabic"])
@pytest.mark.parametrize("width", [60, 80, 140])
def test_no_line_is_wider_than_the_terminal_and_frames_are_straight(form: str, width: int) -> None:
    names = {CHINESE: ("青山钢铁有限公司", "长河电力集团", "泉水灯具有限公司")}.get(form, NAMES)
    lines = _shown(_letters(form, names), width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert {cell_len(line) for line in lines if line.startswith(("│", "╭", "╰"))} == {width}


def test_siblings_stand_in_two_columns_without_a_word_on_which_came_first() -> None:
    text = _shown([*_letters(EARLY), *_letters(LATE, first=2021)], 140)
    assert text.count("only here") == text.count("only there") == 2
    assert "{with regard to" in text
    assert not any(word in text for word in ("added", "dropped", "earlier", "later", "copied"))


def test_a_form_and_the_family_that_has_it_are_one_relation() -> None:
    form = form_of(EARLY.format(name="[name of the company]"), {"title": "Charter form"}, "forms")
    text = _shown([*_letters(EARLY), *_letters(LATE, first=2021)], 140, (form,))
    assert "“Charter form”" in text
    assert text.count("only here") == 2


def test_long_families_are_cut_and_say_so() -> None:
    names = tuple(f"House {chr(65 + n % 26)}{chr(97 + n // 26)} Ltd" for n in range(40))
    documents = [document(f"d{n:02}", EARLY.format(name=name)) for n, name in enumerate(names)]
    text = _shown(documents)
    assert "… and 28 more documents: --json prints them all" in text
    assert text.count("░░░░░░") == 12


def test_a_placeholder_that_was_left_is_called_so() -> None:
    documents = [*_letters(EARLY), letter("z", EARLY, "[name of your company]")]
    assert "left unfilled: " in _shown(documents, 140)


def test_colour_is_the_terminal_s_and_nothing_else_changes_without() -> None:
    import re

    documents = _letters(EARLY)
    coloured = _shown(documents, color=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == _shown(documents)
