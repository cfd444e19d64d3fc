"""Pages of a real local server, kept with every request; nothing is asked of a place that was not allowed."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pledgewatch.errors import CaptureError, UsageError
from pledgewatch.model.identity import Sha256
from pledgewatch.sources.archive import Archive
from pledgewatch.sources.capture.fetching import Exchange, Limits, fetch, follow
from pledgewatch.sources.capture.keeping import Captured, addresses_of, capture_all
from pledgewatch.sources.capture.warc import warc_of

LIMITS = Limits(request_seconds=10, answer_bytes=100_000)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
PAGES = {
    "/": (
        "text/html",
        b'<title>A pledge</title><img src="/moved.png"><script src="/late.js"></script><p>We pledge.</p>',
    ),
    "/late.js": ("text/javascript", b'fetch("/data.json").then(r => r.json()).then(d => document.title = d.title)'),
    "/data.json": ("application/json", b'{"title": "A pledge, later"}'),
    "/pixel.png": ("image/png", PIXEL),
    "/other": ("text/html", b"<title>Other</title><p>Another page.</p>"),
    "/hostile": (
        "text/html",
        b'<img src="http://169.254.169.254/latest/meta-data"><iframe src="file:///etc/passwd"></iframe>',
    ),
    "/large": ("text/html", b"x" * 200_000),
}


class _Server(ThreadingHTTPServer):
    asked: list[str]
    changed: bool = False


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == "/moved.png":
            return self._send(302, "text/plain", b"", {"Location": "/pixel.png"})
        kind, body = PAGES.get(self.path, ("text/plain", b""))
        if self.path == "/other" and self.server.changed:
            body += b"<p>Changed.</p>"
        tag = f'"{len(body)}"'
        if self.headers.get("If-None-Match") == tag:
            return self._send(304, kind, b"", {"ETag": tag})
        return self._send(200 if self.path in PAGES else 404, kind, body, {"ETag": tag})

    def _send(self, status: int, kind: str, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def _url(server: _Server, path: str = "/") -> str:
    return f"http://127.0.0.1:{server.server_address[1]}{path}"


def _capture(urls: list[str], tmp_path: Path, **more: bool) -> list[Captured]:
    archive = Archive(tmp_path / "archive")
    return list(capture_all(urls, archive, tmp_path / "work", limits=LIMITS, allow_private=True, **more))


def test_a_private_address_is_refused_before_a_connection_is_made(server: _Server) -> None:
    for url in (_url(server), "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://[::ffff:127.0.0.1]/"):
        with pytest.raises(CaptureError, match="private network"):
            fetch(url, limits=LIMITS)
    assert server.asked == []


@pytest.mark.parametrize(
    "url", ["", "ftp://a/", "file:///etc/passwd", "http://", "https://gov.example@evil/", "http://a:b/"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(CaptureError):
        fetch(url, limits=LIMITS)


def test_redirects_are_kept_step_by_step(server: _Server) -> None:
    steps = follow(_url(server, "/moved.png"), limits=LIMITS, allow_private=True)
    assert [(step.status, step.url.rsplit("/", 1)[1]) for step in steps] == [(302, "moved.png"), (200, "pixel.png")]


def test_too_large_an_answer_is_refused(server: _Server) -> None:
    with pytest.raises(CaptureError, match="too much"):
        fetch(_url(server, "/large"), limits=LIMITS, allow_private=True)


def test_a_warc_holds_what_went_over_the_line(server: _Server) -> None:
    archiveiterator = pytest.importorskip("warcio.archiveiterator", reason="needs the extra 'capture'")
    steps = follow(_url(server, "/moved.png"), limits=LIMITS, allow_private=True)
    records = [
        (one.rec_type, one.rec_headers.get_header("WARC-Target-URI"), one.content_stream().read())
        for one in archiveiterator.ArchiveIterator(io.BytesIO(warc_of(steps, of=steps[0].url)))
    ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request", "response", "request"]
    assert records[3][1:] == (_url(server, "/pixel.png"), PIXEL)


def test_a_header_cannot_break_a_record() -> None:
    pytest.importorskip("warcio", reason="needs the extra 'capture'")
    hostile = Exchange(
        url="http://a.example/",
        method="GET",
        sent=(("Host", "a.example"),),
        status=200,
        reason="OK",
        headers=(("X", "1\u202e"), ("Transfer-Encoding", "chunked")),
        body=b"\r\n\r\nWARC/1.1\r\n",
        address="192.0.2.1",
        when=0.0,
    )
    archiveiterator = pytest.importorskip("warcio.archiveiterator")
    records = list(archiveiterator.ArchiveIterator(io.BytesIO(warc_of([hostile], of=hostile.url))))
    assert len(records) == 3


def test_a_list_is_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("# pages\nhttps://a.example/\n\n https://b.example/ \nhttps://a.example/\n")
    assert addresses_of(str(tmp_path / "list.txt")) == ["https://a.example/", "https://b.example/"]
    for given in (str(tmp_path / "none"), "javascript:alert(1)"):
        with pytest.raises(UsageError):
            addresses_of(given)


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs the system's chromium: apt install chromium")
def test_a_page_is_kept_whole_then_skipped_then_kept_again(server: _Server, tmp_path: Path) -> None:
    pytest.importorskip("playwright", reason="needs the extra 'capture'")
    archiveiterator = pytest.importorskip("warcio.archiveiterator", reason="needs the extra 'capture'")
    urls = [_url(server), _url(server, "/other"), _url(server, "/none"), _url(server, "/hostile")]
    kept = _capture(urls, tmp_path)
    assert [one.outcome for one in kept] == ["kept", "kept", "failed", "kept"]
    assert "404" in kept[2].why
    assert kept[0].title == "A pledge, later"
    archive = Archive(tmp_path / "archive")
    with io.BytesIO(archive.read(Sha256(kept[0].warc))) as file:
        records = archiveiterator.ArchiveIterator(file)
        found = {one.rec_headers.get_header("WARC-Target-URI") for one in records if one.rec_type == "response"}
    wanted = ("/", "/moved.png", "/pixel.png", "/late.js", "/data.json")
    assert {_url(server, path) for path in wanted} <= found
    assert archive.read(Sha256(kept[0].picture))[:4] == b"\x89PNG"
    assert archive.read(Sha256(kept[0].print))[:5] == b"%PDF-"
    assert not any("passwd" in path or "meta-data" in path for path in server.asked)
    server.changed = True
    again = _capture(urls, tmp_path)
    assert [one.outcome for one in again] == ["unchanged", "kept", "failed", "unchanged"]
    assert len(Archive(tmp_path / "archive").history("capture")) == 12


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs the system's chromium: apt install chromium")
def test_an_interrupted_list_goes_on_where_it_was(server: _Server, tmp_path: Path) -> None:
    pytest.importorskip("playwright", reason="needs the extra 'capture'")
    pytest.importorskip("warcio", reason="needs the extra 'capture'")
    urls = [_url(server, "/other"), _url(server, "/hostile")]
    archive = Archive(tmp_path / "archive")
    run = capture_all(urls, archive, tmp_path / "work", limits=LIMITS, allow_private=True)
    assert next(run).outcome == "kept"
    del run
    server.asked.clear()
    assert [one.outcome for one in _capture(urls, tmp_path)] == ["done before", "kept"]
    assert "/other" not in server.asked
