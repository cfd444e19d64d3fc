from __future__ import annotations

import hashlib
from itertools import count
from pathlib import Path

import msgspec
import pytest

from pledgewatch.errors import DeskError
from pledgewatch.model.document import Obtained
from pledgewatch.sources.archive import Archive


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "a.txt").write_text("We at Marlowe Kites support the ten principles.")
    (folder / "b.txt").write_text("We at Marlowe Kites support the ten principles.")
    (folder / "c.txt").write_text("Another letter.")
    return folder


def opened(tmp_path: Path) -> Archive:
    ticks = count(1)
    return Archive(tmp_path / "archive", clock=lambda: f"2026-01-01T00:00:{next(ticks):02d}Z")


def keep(archive: Archive, path: Path) -> str:
    return archive.keep(path, origin=path.name, how="file").sha256


def journal(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "journal.jsonl"


def snapshots(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "archive").glob("??/*"))


def test_the_same_bytes_twice_are_one_snapshot_with_two_origins(tmp_path: Path, letters: Path) -> None:
    archive = opened(tmp_path)
    assert keep(archive, letters / "a.txt") == keep(archive, letters / "b.txt")
    assert len(snapshots(tmp_path)) == 1
    assert [(entry.origin, entry.when) for entry in archive.current("file")] == [
        ("a.txt", "2026-01-01T00:00:01Z"),
        ("b.txt", "2026-01-01T00:00:02Z"),
    ]


def test_what_is_known_is_not_noted_again(tmp_path: Path, letters: Path) -> None:
    keep(opened(tmp_path), letters / "a.txt")
    before = journal(tmp_path).read_bytes()
    again = opened(tmp_path)
    keep(again, letters / "a.txt")
    assert journal(tmp_path).read_bytes() == before
    assert again.current("file")[0].media_type == "text/plain"


def test_a_changed_file_is_a_new_snapshot_of_the_same_origin_and_the_old_one_stays(
    tmp_path: Path, letters: Path
) -> None:
    archive = opened(tmp_path)
    old = keep(archive, letters / "a.txt")
    before = journal(tmp_path).read_bytes()
    (letters / "a.txt").write_text("Changed.")
    new = keep(archive, letters / "a.txt")
    assert journal(tmp_path).read_bytes().startswith(before)
    assert [entry.sha256 for entry in opened(tmp_path).current("file")] == [new]
    assert {path.name for path in snapshots(tmp_path)} == {old, new}
    assert archive.read(archive.current("file")[0].sha256) == b"Changed."


def test_a_file_that_returns_to_what_it_was_is_noted_as_such(tmp_path: Path, letters: Path) -> None:
    archive = opened(tmp_path)
    first = (letters / "a.txt").read_text()
    for text in (first, "Changed.", first):
        (letters / "a.txt").write_text(text)
        keep(archive, letters / "a.txt")
    assert len(journal(tmp_path).read_bytes().splitlines()) == 3
    assert opened(tmp_path).current("file")[0].sha256 == hashlib.sha256(first.encode()).hexdigest()


def test_a_journal_cut_anywhere_is_read_and_goes_on(tmp_path: Path, letters: Path) -> None:
    archive = opened(tmp_path)
    keep(archive, letters / "a.txt")
    first = len(journal(tmp_path).read_bytes())
    keep(archive, letters / "c.txt")
    data = journal(tmp_path).read_bytes()
    for size in range(first, len(data)):
        journal(tmp_path).write_bytes(data[:size])
        resumed = opened(tmp_path)
        assert [entry.origin for entry in resumed.current("file")] == ["a.txt"]
        keep(resumed, letters / "c.txt")
        assert [entry.origin for entry in opened(tmp_path).current("file")] == ["a.txt", "c.txt"]


@pytest.mark.parametrize("line", [b"{}", b"\xff\xfe", b'{"sha256": x}', b"nothing"])
def test_an_altered_journal_is_refused_and_the_line_named(tmp_path: Path, letters: Path, line: bytes) -> None:
    keep(opened(tmp_path), letters / "a.txt")
    with journal(tmp_path).open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(DeskError, match=r"Line 2 .*damaged"):
        opened(tmp_path)


def test_an_altered_or_missing_snapshot_is_detected(tmp_path: Path, letters: Path) -> None:
    archive = opened(tmp_path)
    snapshot = archive.keep(letters / "a.txt", origin="a.txt", how="file")
    place = archive.path_of(snapshot.sha256)
    place.chmod(0o644)
    place.write_bytes(b"something else")
    with pytest.raises(DeskError, match="altered"):
        archive.read(snapshot.sha256)
    place.unlink()
    with pytest.raises(DeskError, match="lacks"):
        archive.read(snapshot.sha256)
    keep(archive, letters / "a.txt")
    assert archive.read(snapshot.sha256) == (letters / "a.txt").read_bytes()


def test_a_kill_before_the_journal_leaves_nothing_that_a_second_run_does_not_mend(
    tmp_path: Path, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pledgewatch.sources.archive.append_line", killed)
        with pytest.raises(KeyboardInterrupt):
            keep(opened(tmp_path), letters / "a.txt")
    keep(opened(tmp_path), letters / "a.txt")
    assert len(snapshots(tmp_path)) == 1
    assert len(opened(tmp_path).current("file")) == 1


def test_lists_come_in_the_order_in_which_they_were_obtained(tmp_path: Path, letters: Path) -> None:
    archive = opened(tmp_path)
    for name in ("c.txt", "a.txt"):
        archive.keep(letters / name, origin=name, how="list", note={"list": "own"})
    assert [entry.origin for entry in opened(tmp_path).latest_last("list")] == ["c.txt", "a.txt"]
    archive.keep(letters / "c.txt", origin="c.txt", how="list", note={"list": "other"})
    (a, c) = opened(tmp_path).latest_last("list")
    assert (a.origin, c.note) == ("a.txt", {"list": "other"})
    assert archive.current("file") == []


def test_bytes_that_were_never_a_file_are_kept(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    snapshot = archive.keep_bytes(b"A form for [name].", origin="https://forms.example/one", how="form")
    assert archive.read(snapshot.sha256) == b"A form for [name]."
    line = journal(tmp_path).read_bytes().strip()
    assert msgspec.json.decode(line, type=Obtained).origin == "https://forms.example/one"
