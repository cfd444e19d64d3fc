from __future__ import annotations

import pytest

from pledgewatch.record.same_script import same_in_script, same_kind


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("АО «Граумаш»", "Акционерное общество Граумаш", True),
        ("АО «Граумаш»", "ФКП «Граумаш»", False),
        ("ООО Грауверк Групп", "АО Научно-исследовательский институт Грауверк", False),
        ("ПАО НПО Грауверк", "Производственное объединение Грауверк", False),
        ("АО Грауконд", "АО Граукон", False),
        ("Грауберга завод", "Завод им. Грауберга (АО «ЗиГ»)", True),
        ("Граубергский тракторный завод", "ОАО «ГТЗ»", True),
        (
            "АО НПП Грауверк",
            "Акционерное общество «Научно-производственное предприятие «Грауверк» (АО «НПП «Грауверк»)",
            True,
        ),
    ],
)
def test_two_names_in_cyrillic(one: str, other: str, same: bool) -> None:
    assert same_in_script(one, other, "cyrillic") is same
    assert same_in_script(other, one, "cyrillic") is same


def test_a_kind_of_company_that_one_does_not_say_speaks_against_none() -> None:
    assert same_kind("Граумаш", "АО Граумаш", "cyrillic")
    assert not same_kind("ООО Граумаш", "АО Граумаш", "cyrillic")
