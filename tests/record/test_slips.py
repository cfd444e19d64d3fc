from __future__ import annotations

import pytest

from pledgewatch.record.names import read_name
from pledgewatch.record.slips import likely_slip


@pytest.mark.parametrize(
    ("query", "listed", "expected"),
    [
        ("Zhejiang Blauwrek Optics", "Zhejiang Blauwerk Optics", True),
        ("Suzhou Kefa Technology Co., Ltd.", "Suzhou Keda Technology Co., Ltd.", True),
        ("Suzhou Keda Technology Co., Ltd.", "Suzhou Kefu Technology Co., Ltd.", False),
        ("Plant 12 of Northland", "Plant 13 of Northland", False),
        ("Northern Airlines", "Southern Airlines", False),
        ("Blauwerk Transport", "Blauwerk Transoprt", True),
        ("Blauwerkoptics Ltd", "Blauwerk Optics Ltd", True),
        ("Dupon", "Dumon", False),
        ("Vertir Airline", "Vertir Airlines", True),
        ("BLAUWERKqLIMITED", "Blauwerk Limited", True),
        ("ГрауМаш", "GrasMosh", False),
        ("Grauberg", "Graubegr", True),
        ("蓝芯光学", "蓝星光学", False),
    ],
)
def test_tells_a_slip_from_another_name(query: str, listed: str, expected: bool) -> None:
    assert likely_slip(read_name(query), read_name(listed)) is expected


@pytest.mark.parametrize(
    ("query", "listed", "expected"),
    [
        ("BLAU KSEPAH", "BLAUK SEPAH", True),
        ("OOO GRAUMORG RUPP", "OOO GRAUMARG GRUPP", True),
        ("JSCsGramuash", "JSC Graumash", True),
        ("Blauwerk Bank fuo the Nordmark Federation", "Blauwerk Bank of the Nordmark Federation", True),
        ("GR Lanterfgn LLC", "GR Lanternn LLC", True),
        ("Grauber Energy", "Grabene Energy", False),
        ("Grahgad Airlines", "Grahand Airlines", True),
        ("Grauant Energy", "Grauance Energy", False),
        ("Graumann 306 Technology", "Graumann 360 Technology", True),
        ("Graumann 306 Technology", "Graumann 361 Technology", False),
        ("NORDROBOTICS Co., Ltd.", "SAM ROBOTICS LLC", False),
    ],
)
def test_two_slips_and_letters_that_went_across_a_space(query: str, listed: str, expected: bool) -> None:
    assert likely_slip(read_name(query), read_name(listed)) is expected
