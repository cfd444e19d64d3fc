from __future__ import annotations

import pytest

from pledgewatch.reuse.backbone import backbone_of_form, written
from pledgewatch.reuse.speakers import spoken


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "by the Orbel Group for all. ORBEL GROUP OR OTHERS. Write to ask@orbel.example now.",
            ["the Orbel Group", "ORBEL GROUP", "ask@orbel.example"],
        ),
        (
            "Orbel keeps it: http://www.orbel.co.example/store/casks is open",
            ["Orbel", "http://www.orbel.co.example/store/casks"],
        ),
        ("Orbel (www.orbel.example) lends", ["Orbel", "www.orbel.example"]),
        ("the orbel of old; see www.orbel.example", []),
        ("the Orbel Public Licence; see www.orbel.example", []),
        ("the Harbour Charter; see www.harbourcharter.example", []),
        ("Ozl keeps it; see www.ozl.example", []),
        ("Orbel keeps it and gives no address", []),
        ("an address@ and www", []),
    ],
)
def test_who_gives_an_address_is_named(text: str, said: list[str]) -> None:
    backbone = backbone_of_form(text)
    assert [written(backbone, start, end, trim=True) for start, end in spoken(backbone)] == said
