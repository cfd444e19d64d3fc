from __future__ import annotations

import pytest

from pledgewatch.record.letters import in_ascii, in_one_script
from pledgewatch.record.names import read_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Blauwerk", "blauwerk"),
        ("Grünwald", "grunwald"),
        ("Μπάμπης Ντούτσε", "bampis dutse"),
        ("Αυλίδα", "avlida"),
        ("الزاوية", "al-"),
        ("Գրաու", "grau"),
    ],
)
def test_writes_a_name_in_ascii(text: str, expected: str) -> None:
    assert in_ascii(text).startswith(expected)


def test_lookalikes_are_read_as_the_script_of_the_word() -> None:
    cyrillic_o, latin_p = "\u043e", "p"
    assert in_one_script(f"Blauw{cyrillic_o}rk") == "Blauwork"
    assert in_one_script(f"Завод Гра{latin_p}берг") == "Завод Граpберг".replace("p", "р")
    assert read_name(f"Blauw{cyrillic_o}rk").key == read_name("Blauwork").key
    assert read_name(f"Blauw{cyrillic_o}rk").native == ""
    assert in_one_script("Blauwerk Завод") == "Blauwerk Завод"
