from __future__ import annotations

import pytest

from pledgewatch.reuse.slips import is_rescan, is_slip, misread_at_end, misread_at_start


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("the", "tbe", True),
        ("in", "iu", True),
        ("coastal", "coasta1", True),
        ("ordinary", "orclinary", True),
        ("mill", "rni1l", True),
        ("For", "F0r", True),
        ("2008", "2009", False),
        ("14 June 2008", "14 June 2009", False),
        ("HB", "BH", False),
        ("Gol1", "Gol0", False),
        ("towns", "hamlets", False),
    ],
)
def test_what_a_scanner_takes_for_one_another_is_a_slip(ours: str, theirs: str, same: bool) -> None:
    assert is_slip(ours, theirs) is same
    assert is_slip(theirs, ours) is same


def test_two_names_much_alike_are_no_scans_of_one() -> None:
    assert is_slip("Orbmar", "Dormar")
    assert not is_rescan("Orbmar", "Dormar")
    assert is_rescan("Orbmar", "0rbrnor")


def test_misread_words_at_an_edge_are_counted_though_joined_or_parted() -> None:
    assert misread_at_start(["of", "the", "Orbel"], ["ofthe", "Tamsin"]) == (2, 1)
    assert misread_at_end(["Orbel", "seasonal"], ["Tamsin", "seas", "onal"]) == (1, 2)
    assert misread_at_start(["Orbel"], ["Tamsin"]) == (0, 0)
