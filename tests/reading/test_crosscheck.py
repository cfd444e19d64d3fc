from __future__ import annotations

import pytest

from pledgewatch.reading.crosscheck import Seen, differing

BOX = (0.0, 0.0, 1000.0, 50.0)


@pytest.mark.parametrize(
    ("ours", "theirs", "doubtful"),
    [
        ("we report yearly", "we report yearly", []),
        ("we report yearly", "we reporl yearly", [1]),
        ("l'été “dernier”", 'l’ete "dernier"', []),
        ("3,000 tonnes", "3.000 tonnes", [0]),
        ("we yearly", "we report yearly", [1]),
        ("we report yearly", "we yearly", [1]),
        ("the Compact", "the Compact—", [1]),
        ("我们 承诺", "x y z", []),
    ],
)
def test_words_that_two_readers_do_not_share(ours: str, theirs: str, doubtful: list[int]) -> None:
    seen = [Seen(text, 100.0 * at, 25.0) for at, text in enumerate(theirs.split())]
    assert sorted(differing(ours.split(), BOX, seen)) == doubtful


def test_without_a_second_reader_nothing_is_said() -> None:
    assert differing(["word"], BOX, None) == frozenset()
