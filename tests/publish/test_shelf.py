"""A file that did not change is linked from the site before; nothing else that lies there is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pledgewatch.publish.press import Page
from pledgewatch.publish.shelf import Shelf


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "old" / "a").mkdir(parents=True)
    (tmp_path / "new").mkdir()
    return tmp_path / "new", tmp_path / "old"


def test_what_is_new_or_different_is_written(folders: tuple[Path, Path]) -> None:
    new, old = folders
    (old / "a" / "one.html").write_bytes(b"ond")
    shelf = Shelf(new, old)
    assert [shelf.put(Page("a/one.html", b"one")), shelf.put(Page("a/b/two.html", b"two"))] == [1, 1]
    assert (new / "a" / "one.html").read_bytes() == b"one"
    assert (new / "a" / "b" / "two.html").read_bytes() == b"two"
    assert (old / "a" / "one.html").read_bytes() == b"ond"


def test_what_did_not_change_is_the_same_file(folders: tuple[Path, Path]) -> None:
    new, old = folders
    (old / "a" / "one.html").write_bytes(b"one")
    assert Shelf(new, old).put(Page("a/one.html", b"one")) == 0
    assert (new / "a" / "one.html").samefile(old / "a" / "one.html")


def test_a_link_or_a_folder_is_never_taken_over(folders: tuple[Path, Path]) -> None:
    new, old = folders
    (old / "target").write_bytes(b"one")
    (old / "a" / "one.html").symlink_to(old / "target")
    (old / "a" / "two.html").mkdir()
    shelf = Shelf(new, old)
    assert [shelf.put(Page("a/one.html", b"one")), shelf.put(Page("a/two.html", b"one"))] == [1, 1]
    assert not (new / "a" / "one.html").is_symlink()
