from __future__ import annotations

from pathlib import Path

import pytest

from pledgewatch.store.files import append_line, replace_file, whole_lines


def test_a_replaced_file_is_the_old_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "below" / "file"
    replace_file(path, b"old")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_torn_last_line_is_closed_off_and_left_out_until_then(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    append_line(path, b"one")
    with path.open("ab") as file:
        file.write(b"tw")
    assert whole_lines(path) == [b"one"]
    append_line(path, b"three")
    assert whole_lines(path) == [b"one", b"tw", b"three"]


def test_only_a_newline_ends_a_line(tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(b"a\rb\n\nc\x0bd\n")
    assert whole_lines(tmp_path / "lines") == [b"a\rb", b"", b"c\x0bd"]
    assert whole_lines(tmp_path / "none") == []
