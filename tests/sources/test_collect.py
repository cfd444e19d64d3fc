from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pledgewatch.errors import DeskError, UsageError
from pledgewatch.model.document import Failure
from pledgewatch.sources import collect as collecting
from pledgewatch.sources.archive import Archive
from pledgewatch.sources.collect import collect, walk


def found(tmp_path: Path, *paths: Path) -> tuple[list[str], dict[str, Failure]]:
    """Return the names that were kept, and the failures by origin."""
    rows = list(collect(paths, Archive(tmp_path / "desk" / "archive")))
    kept = [row.name for row in rows if isinstance(row, Path)]
    return kept, {row.origin: row for row in rows if isinstance(row, Failure)}


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    (folder / "b").mkdir(parents=True)
    for name in ("z.txt", "a.txt", "b/m.txt"):
        (folder / name).write_text(f"The letter {name}.")
    return folder


def test_files_come_in_the_order_of_their_names(tmp_path: Path, letters: Path) -> None:
    assert found(tmp_path, letters) == (["a.txt", "z.txt", "m.txt"], {})


def test_hidden_files_and_folders_are_passed_over_unless_they_are_named(tmp_path: Path, letters: Path) -> None:
    (letters / ".git").mkdir()
    (letters / ".git" / "x.txt").write_text("x")
    (letters / ".hidden").write_text("x")
    assert len(found(tmp_path, letters)[0]) == 3
    assert found(tmp_path, letters / ".hidden") == ([".hidden"], {})


def test_a_link_loop_ends_and_is_told(tmp_path: Path, letters: Path) -> None:
    (letters / "b" / "loop").symlink_to(letters)
    (letters / "self").symlink_to(letters / "self")
    (letters / "gone").symlink_to(letters / "nowhere")
    kept, failures = found(tmp_path, letters)
    assert kept == ["a.txt", "z.txt", "m.txt"]
    assert {Path(origin).name: row.what for origin, row in failures.items()} == {
        "gone": "It could not be opened: No such file or directory.",
        "loop": "It is a link to a folder, and such links are not followed.",
        "self": "It could not be opened: Too many levels of symbolic links.",
    }
    assert all(row.next for row in failures.values())


def test_a_folder_given_as_a_link_is_walked(tmp_path: Path, letters: Path) -> None:
    (tmp_path / "link").symlink_to(letters)
    assert len(found(tmp_path, tmp_path / "link")[0]) == 3


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, letters: Path) -> None:
    os.mkfifo(letters / "pipe")
    kept, failures = found(tmp_path, letters)
    assert len(kept) == 3
    assert "pipe, socket or device" in failures[str(letters / "pipe")].what


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"two\nlines.txt", "two\\nlines.txt"),
        (b"bytes\xff.txt", "bytes\\udcff.txt"),
        (b"bell\x07.txt", "bell\\x07.txt"),
        ("separated\u2028.txt".encode(), "separated\\u2028.txt"),
    ],
)
def test_a_hostile_name_is_one_failure_on_one_line(tmp_path: Path, letters: Path, name: bytes, shown: str) -> None:
    (letters / os.fsdecode(name)).write_text("A letter.")
    kept, failures = found(tmp_path, letters)
    assert len(kept) == 3
    (failure,) = failures.values()
    assert failure.origin == str(letters / shown)
    assert failure.next == "rename the file and run again."
    failure.origin.encode()


def test_a_path_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file or folder"):
        list(walk([tmp_path / "nowhere"]))


def test_what_may_not_be_read_is_told_and_the_rest_is_kept(tmp_path: Path, letters: Path) -> None:
    """Run as another user where this is the superuser, whom no permission stops."""
    for path in (tmp_path, *tmp_path.parents[:3]):
        path.chmod(path.stat().st_mode | 0o055)
    (letters / "z.txt").chmod(0)
    (letters / "b").chmod(0)
    (letters / "closed").mkdir(mode=0o444)
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk").chmod(0o777)
    kept, failures = _as_another(tmp_path, letters)
    assert kept == ["a.txt"]
    assert {Path(origin).name for origin in failures} == {"z.txt", "b"}
    assert {row.what for row in failures.values()} == {"You have no permission to read it."}


def _as_another(tmp_path: Path, letters: Path) -> tuple[list[str], dict[str, Failure]]:
    if os.geteuid() != 0:
        return found(tmp_path, letters)
    os.seteuid(65534)
    try:
        return found(tmp_path, letters)
    finally:
        os.seteuid(0)


def test_what_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_MAX_BYTES", 20)
    (letters / "large.txt").write_text("x" * 21)
    (letters / "lines.jsonl").write_text('{"id": "1", "text": "long enough to be over"}\n')
    kept, failures = found(tmp_path, letters)
    assert kept == ["a.txt", "lines.jsonl", "z.txt", "m.txt"]
    assert "JSON Lines" in failures[str(letters / "large.txt")].next


def test_a_full_disk_is_no_fault_of_a_document(tmp_path: Path, letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Archive, "keep", full)
    with pytest.raises(DeskError, match="No space left"):
        found(tmp_path, letters)


def test_the_table_of_organisations_is_kept_as_such(tmp_path: Path, letters: Path) -> None:
    (letters / "organisations.csv").write_text("file,organisation\na.txt,Marlowe Kites\n")
    archive = Archive(tmp_path / "desk" / "archive")
    list(collect([letters], archive))
    assert [Path(entry.origin).name for entry in archive.current("table")] == ["organisations.csv"]
    assert len(archive.current("file")) == 3
