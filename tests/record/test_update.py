"""Updating from a server that behaves badly: what is whole and right is kept, and nothing else ever replaces it."""

from __future__ import annotations

import datetime as dt
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest
from click.testing import CliRunner
from tests.record.lists import own_csv
from tests.record.published import un_xml

from pledgewatch.cli.main import cli
from pledgewatch.desk import Desk
from pledgewatch.desk.update import update_list
from pledgewatch.errors import ListError, UsageError
from pledgewatch.model.identity import ListId
from pledgewatch.record.fetching import Fetched, Limits, Remembered, fetch
from pledgewatch.record.lists import READERS
from pledgewatch.record.publishers import Publisher, publishers
from pledgewatch.sources.archive import Archive

TODAY = dt.date(2026, 3, 20)
NOTHING = Remembered()
LIMITS = Limits(seconds=6, silence=0.6, size=2_000_000, attempts=3, backoff=0.01)
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers with what the test put there; counts how often it was asked, and keeps the headers."""

    answers: ClassVar[list[Answer]] = []
    asked: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        type(self).asked.append({key.lower(): value for key, value in self.headers.items()})
        number = min(len(self.asked), len(self.answers)) - 1
        try:
            self.answers[number](self)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Length": str(len(body))} | given).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    Handler.asked = []
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_address[1]}/list.xml"
    running.shutdown()
    running.server_close()


def whole(data: bytes, **headers: str) -> Answer:
    return lambda handler: handler.say(200, data, **headers)


def failing(status: int, **headers: str) -> Answer:
    return lambda handler: handler.say(status, b"trouble", **headers)


def cut(handler: Handler) -> None:
    """Announce more than is sent."""
    data = un_xml()
    handler.say(200, data[: len(data) // 2], Content_Length=str(len(data)))
    handler.close_connection = True


def cut_unannounced(handler: Handler) -> None:
    """Send half a list as if it were all."""
    data = un_xml()
    handler.say(200, data[: len(data) // 2])


def cut_gzip(handler: Handler) -> None:
    data = gzip.compress(un_xml())
    handler.say(200, data[: len(data) // 2], Content_Encoding="gzip")


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65_536)


_BOMB = gzip.compress(b" " * 10_000_000, 1)


def bomb(handler: Handler) -> None:
    handler.say(200, _BOMB, Content_Encoding="gzip")


def dripping(handler: Handler) -> None:
    """Send a byte now and then, each in time."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1_000):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.2)


def silent(_handler: Handler) -> None:
    time.sleep(2)


def hanging_up(handler: Handler) -> None:
    handler.close_connection = True


def nonsense(handler: Handler) -> None:
    handler.wfile.write(b"\x00\x01 no HTTP at all\r\n\r\n")
    handler.close_connection = True


def leading(place: str) -> Answer:
    return lambda handler: handler.say(302, Location=place)


def circling(handler: Handler) -> None:
    handler.say(302, Location=f"/{len(handler.asked)}")


def _publisher(url: str, **changes: object) -> Publisher:
    values: dict[str, object] = {"id": ListId("un-sc"), "urls": (url,), "age": 30} | changes
    return Publisher(**values)  # type: ignore[arg-type]


def _update(desk: Desk, url: str, *answers: Answer, limits: Limits = LIMITS, **changes: object) -> tuple[str, str]:
    Handler.answers, Handler.asked = list(answers), []
    archive = Archive(desk.layout.archive)
    done = update_list(desk.layout, archive, _publisher(url, **changes), today=TODAY, limits=limits)
    return done.state, done.why


@pytest.fixture
def desk(tmp_path: Path, server: str) -> Desk:
    """A desk that holds a good list already."""
    desk = Desk(tmp_path / "desk")
    assert _update(desk, server, whole(un_xml(), ETag='"one"')) == ("new", "")
    return desk


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (cut, "could not be fetched"),
        (cut_unannounced, "not whole XML"),
        (cut_gzip, "not whole|could not be fetched"),
        (endless, "more than 2,000,000 bytes"),
        (bomb, "more than 2,000,000 bytes"),
        (silent, "could not be fetched"),
        (hanging_up, "could not be fetched"),
        (nonsense, "could not be fetched"),
        (failing(500), "the server answers 500"),
        (failing(429), "the server answers 429"),
        (failing(404), "answers 404"),
        (failing(403), "answers 403"),
        (whole(b"", Content_Length="0"), "is empty"),
        (whole(un_xml(), Content_Length="999999999"), "announces 999,999,999 bytes"),
        (whole(b"<html><p>Log in</p></html>", Content_Type="text/html"), "in no format known"),
        (whole(un_xml(3), Content_Type="application/xml"), "are gone"),
        (whole(un_xml(day="2026-02-27")), "older than the one held"),
        (whole(un_xml(day="2026-01-02")), "is as of"),
        (whole(own_csv({"entity": "Somebody"})), "gives the list 'list'"),
        (circling, "without end"),
        (leading("http://example.org/list.xml"), "not https"),
        (leading("https://elsewhere.example/list.xml"), "'elsewhere.example', which is not known"),
        (leading("file:///etc/hostname"), "not https"),
        (leading("//user:secret@127.0.0.1/"), "password"),
        (leading("http://[::1"), "no address"),
    ],
)
def test_what_fails_or_looks_wrong_keeps_the_last_good_one(desk: Desk, server: str, answer: Answer, says: str) -> None:
    good = desk.record()
    state, why = _update(desk, server, answer)
    assert state == "failed"
    assert any(part in why for part in says.split("|")), why
    assert "Next: " in why
    assert desk.record() == good


def test_a_dripping_server_is_left_in_the_end(desk: Desk, server: str) -> None:
    began = time.monotonic()
    state, why = _update(desk, server, dripping, limits=LIMITS._replace(seconds=1.5))
    assert (state, "longer than 1.5 seconds" in why) == ("failed", True)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("first", [failing(500), failing(503, Retry_After="0"), cut, hanging_up, nonsense])
def test_what_fails_once_is_asked_again(desk: Desk, server: str, first: Answer) -> None:
    assert _update(desk, server, first, whole(un_xml(day="2026-03-10"))) == ("new", "")
    assert len(Handler.asked) == 2
    assert desk.record().lists[0].as_of == "2026-03-10"


def test_a_wait_that_is_asked_for_is_kept_within_the_time_in_all(server: str) -> None:
    waited: list[float] = []
    Handler.answers = [failing(503, Retry_After="3"), whole(un_xml())]
    fetch(server, limits=LIMITS, sleep=waited.append)
    assert waited == [3.0]
    Handler.answers, Handler.asked = [failing(503, Retry_After="3600")], []
    with pytest.raises(ListError, match="answers 503"):
        fetch(server, limits=LIMITS, sleep=waited.append)
    assert waited == [3.0]


def test_nothing_is_sent_again_that_has_not_changed(desk: Desk, server: str) -> None:
    assert _update(desk, server, failing(304)) == ("unchanged", "")
    assert Handler.asked[0]["if-none-match"] == '"one"'
    assert _update(desk, server, whole(un_xml(), Last_Modified="Sun, 01 Mar 2026 00:00:00 GMT")) == ("unchanged", "")
    assert _update(desk, server, failing(304)) == ("unchanged", "")
    assert Handler.asked[0]["if-modified-since"] == "Sun, 01 Mar 2026 00:00:00 GMT"


def test_the_content_decides_and_not_its_name(desk: Desk, server: str) -> None:
    answer = whole(gzip.compress(un_xml(day="2026-03-10")), Content_Type="text/html", Content_Encoding="gzip")
    assert _update(desk, server, answer) == ("new", "")
    assert _update(desk, server, whole(gzip.compress(un_xml(day="2026-03-11")))) == ("new", "")


def test_a_known_host_may_be_led_to_and_the_agent_says_who_asks(server: str) -> None:
    Handler.answers = [leading("/other.xml"), whole(un_xml())]
    assert fetch(server, limits=LIMITS).data == un_xml()
    assert "pledgewatch/" in Handler.asked[0]["user-agent"]


def test_a_host_with_a_dot_stands_for_those_below_it_and_no_others(server: str) -> None:
    for place, refused in (("https://elsewhere.example/", True), ("https://notlocal.test/", True)):
        Handler.answers, Handler.asked = [leading(place)], []
        with pytest.raises(ListError, match="not known") as caught:
            fetch(server, hosts=(".local.test",), limits=LIMITS)
        assert refused == bool(caught.value.next_step)
    Handler.answers, Handler.asked = [leading("https://a.local.test/")], []
    with pytest.raises(ListError, match="could not be fetched"):
        fetch(server, hosts=(".local.test",), limits=LIMITS._replace(attempts=1))


def test_plain_http_elsewhere_is_never_asked() -> None:
    for url in ("http://example.org/list.xml", "ftp://example.org/list.xml", "list.xml", "file:///etc/hostname"):
        with pytest.raises(ListError, match="not https"):
            fetch(url, limits=LIMITS)


def test_the_files_of_one_list_are_fetched_together(tmp_path: Path) -> None:
    from tests.record.published import ofac_set

    from pledgewatch.record.lists.bundle import unbundle

    files = unbundle(ofac_set())
    asked: list[tuple[str, bool]] = []

    def fetched(url: str, *, remembered: Remembered = NOTHING, **_: object) -> Fetched:
        asked.append((url, bool(remembered.etag)))
        name = url.rpartition("/")[2]
        changed = not remembered.etag or name == "alt.csv"
        return Fetched(files[name] if changed else None, Remembered(etag=f'"{name}"'))

    desk = Desk(tmp_path / "desk")
    publisher = _publisher("", id=ListId("ofac-sdn"), urls=("https://x.example/prim.csv", "https://x.example/alt.csv"))
    for state in ("new", "unchanged"):
        archive = Archive(desk.layout.archive)
        done = update_list(desk.layout, archive, publisher, today=TODAY, limits=LIMITS, fetched=fetched)
        assert (done.state, done.why) == (state, "")
    assert [conditional for _, conditional in asked] == [False, False, True, True, False, False]
    assert "BWO 0" in {name for one in desk.record().listings for name in one.names}


def test_publishers_are_named_with_https_addresses_and_terms() -> None:
    assert len(publishers()) >= 8
    for one in publishers().values():
        assert all(url.startswith("https://") for url in one.urls)
        assert one.terms
        assert one.format
        assert one.age > 0
    assert {"ofac-sdn", "eu-consolidated", "un-sc", "uk-sanctions-list"} <= set(publishers())
    assert READERS


def test_the_command_takes_an_address_of_ones_own(tmp_path: Path, server: str) -> None:
    desk = tmp_path / "desk"
    Handler.answers = [whole(own_csv({"entity": "Somebody"}))]
    run = CliRunner().invoke(cli, ["record", "update", "--list", "mine", "--from", server, "--desk", str(desk)])
    assert (run.exit_code, run.output) == (0, "mine: new, 1 rows, as of 2019-10-09\n")
    Handler.answers = [failing(404)]
    run = CliRunner().invoke(
        cli, ["record", "update", "--list", "mine", "--from", server, "--desk", str(desk), "--json"]
    )
    line = msgspec.json.decode(run.stdout)
    assert (run.exit_code, line["state"], line["rows"]) == (3, "failed", 1)
    with pytest.raises(UsageError, match="for one list"):
        next(Desk(desk).update([], url=server))
    with pytest.raises(UsageError, match="No address is known for nobody"):
        next(Desk(desk).update(["nobody"]))
