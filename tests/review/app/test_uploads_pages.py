from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.review.desks import HOST, Visitor, desk_of, visitor

from pledgewatch.desk import Desk
from pledgewatch.review.jobs import Jobs

pytest.importorskip("multipart", reason="needs the extra 'serve'")
LETTER = b"Dear Sir,\n\nWe will report every year by March on the water we use.\n\nYours,\nAbel Mills Ltd\n"


def _sent(ada: Visitor, files: list[tuple[str, bytes]]) -> str:
    return ada.post("/uploads", files=[("files", file) for file in files])


def test_files_are_taken_in_examined_and_shown(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    ada = visitor(desk)
    assert "Nothing was found yet" in ada.get("/")
    place = _sent(ada, [("../../a.txt", LETTER), ("<b>broken.pdf", b"%PDF-1.7 nonsense")])
    jobs, key = Jobs(desk / "review" / "jobs"), place.rsplit("/", 1)[-1]
    end = time.monotonic() + 90
    while jobs.state(key).status in ("waiting", "running"):
        assert ada.client.get(f"{place}/state").json()["status"] in ("waiting", "running", "done")
        assert time.monotonic() < end
        time.sleep(0.2)
    page = ada.get(place)
    assert "&lt;b&gt;broken.pdf" in page.partition("Could not be read")[2]
    assert "<b>broken" not in page
    assert [d.name for d in Desk(desk).layout.documents.read()] == ["a.txt"]
    assert not (tmp_path / "a.txt").exists()
    assert "/document/" in ada.get("/documents")
    assert key in ada.get("/uploads")


def test_no_file_is_said_and_no_such_job_too(tmp_path: Path) -> None:
    ada = visitor(desk_of(tmp_path / "desk"))
    assert "No file was chosen" in ada.post("/uploads", status=400)
    for path in ("/uploads/none", "/uploads/j20260101T000000Z00000000", "/uploads/none/state"):
        ada.get(path, 404)


def test_a_page_shows_what_is_ready_to_be_published(tmp_path: Path) -> None:
    ada = visitor(desk_of(tmp_path / "desk"))
    assert "Nothing is confirmed yet" in ada.get("/publish")


def test_too_much_at_once_is_refused_before_it_is_read(tmp_path: Path) -> None:
    ada = visitor(desk_of(tmp_path / "desk"))
    headers = {"origin": HOST, "sec-fetch-site": "same-origin", "content-length": str(600 << 20)}
    answer = ada.client.post(
        "/uploads", content=b"x", headers={**headers, "content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 413
