"""Reader and volunteer in real browsers: the door from a file, the switch on a page, broker and gateway on loopback."""

from __future__ import annotations

import functools
import http.server
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bench.reach_world import PAGES, World, make_world, serving, write_site

from pledgewatch.clock import utc_now
from pledgewatch.publish.settings import PublishSettings
from pledgewatch.reach.broker import Settings
from pledgewatch.reach.door import DoorSettings, write_door
from pledgewatch.reach.keys import load_ring
from pledgewatch.reach.serve import ServeOptions
from pledgewatch.reach.switch import bridge_of

playwright_api = pytest.importorskip(
    "playwright.sync_api", reason="needs the extra 'browser': pip install pledgewatch[browser]"
)
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's chromium: apt install chromium"),
]
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
_SOON = 20_000


class Place(msgspec.Struct, frozen=True):
    """A bridge that runs: its world, where it is reached, and where volunteers find the page with the switch."""

    world: World
    address: str
    stun: str
    page: str
    folder: Path

    def door(self, **changes: Any) -> str:
        """Write a door; return its address."""
        ring, now = load_ring(self.world.ring, now=utc_now()), utc_now()
        settings = DoorSettings(
            title="The Example",
            root=ring.root(),
            sequence=1,
            written=int(time.time()),
            keys=ring.public(now),
            brokers=(self.address,),
            relays=(self.address,),
            stun=(f"stun:{self.stun}",),
        )
        path = self.folder / f"door{len(list(self.folder.glob('door*')))}.html"
        path.write_bytes(write_door(msgspec.structs.replace(settings, **changes)))
        return path.as_uri()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("reach")
    world = make_world(folder, {**PAGES, "big.txt": b"0123456789abcdef" * 100_000})
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = stun = free.getsockname()[1]
    line = Settings(gateway=f"ws://127.0.0.1:{port}/relay", stun=(f"stun:127.0.0.1:{stun}",), burst=1000, an_address=20)
    options = ServeOptions(keys=world.ring, port=port, stun_port=stun, site=world.site, settings=line)
    with serving(options):
        pages = folder / "pages"
        pages.mkdir()
        bridge = bridge_of(PublishSettings(reach=f"http://127.0.0.1:{port}", languages="en"))
        (pages / "switch.js").write_bytes(bridge.scripts["en"])
        policy = (
            f"default-src 'none';script-src 'self';connect-src {' '.join(bridge.reached)};style-src {bridge.styles[0]}"
        )
        (pages / "index.html").write_text(
            f'<!doctype html><html lang=en><meta http-equiv="Content-Security-Policy" content="{policy}">'
            f"<title>Bridge</title><main><h1>Bridge</h1>{bridge.element}</main><script src=switch.js defer></script>"
        )
        handler = functools.partial(_Quiet, directory=str(pages))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Place(
            world, f"http://127.0.0.1:{port}", f"127.0.0.1:{stun}", f"http://127.0.0.1:{server.server_port}/", folder
        )
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def volunteer(browser: Any, place: Place) -> Iterator[Any]:
    context = browser.new_context()
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(place.page)
    yield page
    context.close()


@pytest.fixture
def reader(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    page = context.new_page()
    yield page
    context.close()


def _on(volunteer: Any) -> None:
    volunteer.click("#switch")
    volunteer.wait_for_selector("#state:text-matches('Waiting|Carrying')", timeout=_SOON)


def _shown(reader: Any, ending: str = "/") -> None:
    reader.wait_for_selector(f"body[data-shown$='{ending}']", timeout=_SOON, state="attached")


def test_a_blocked_reader_reads_through_a_volunteer(place: Place, volunteer: Any, reader: Any) -> None:
    _on(volunteer)
    reader.goto(place.door())
    reader.click("#open")
    _shown(reader)
    assert reader.inner_text("#mark").startswith("✓ Signed · no. 1")
    frame = reader.frames[1]
    assert frame.inner_text("h1") == "Canary sings"
    policy = frame.get_attribute("meta[http-equiv]", "content")
    assert policy.startswith("default-src 'none'")  # a script that was shortened too far would have lost it
    frame.wait_for_selector("img[src^='blob:']", timeout=_SOON)
    frame.click("text=One")
    _shown(reader, "/dossiers/one.html")
    assert reader.frames[1].inner_text("h1") == "Dossier one"
    reader.frames[1].click("text=Back")
    _shown(reader, "/index.html")
    assert "Carrying" in volunteer.inner_text("#state")
    assert "Canary" not in volunteer.content()
    assert volunteer.complaints == []


def test_switched_off_everything_is_closed(place: Place, volunteer: Any, reader: Any) -> None:
    _on(volunteer)
    reader.goto(place.door())
    reader.click("#open")
    _shown(reader)
    volunteer.click("#switch")
    volunteer.wait_for_selector("#state:has-text('Off.')", timeout=_SOON)
    reader.frames[1].click("text=One")
    reader.wait_for_selector("#note:has-text('No volunteer')", timeout=_SOON)
    assert reader.inner_text("#address") == "/"


def test_a_page_goes_on_when_another_volunteer_comes(place: Place, volunteer: Any, reader: Any) -> None:
    reader.goto(place.door())
    reader.click("#open")
    reader.wait_for_selector("#state:has-text('No volunteer')", timeout=_SOON)
    _on(volunteer)
    _shown(reader)


def test_two_friends_copy_two_texts_and_need_no_meeting_point(place: Place, volunteer: Any, reader: Any) -> None:
    reader.goto(place.door(brokers=("http://127.0.0.1:9",)))
    reader.click("summary")
    reader.click("#make")
    reader.wait_for_selector("#hand:not([hidden])", timeout=_SOON)
    call = reader.input_value("#call")
    assert call.startswith("pw1r")
    volunteer.click("summary >> nth=1")
    volunteer.fill("#call", f" {call[:40]}\n{call[40:]} ")
    volunteer.click("#answer")
    answer = _value(volunteer, "#reply")
    assert answer.startswith("pw1a")
    reader.fill("#reply", answer)
    reader.click("#use")
    _shown(reader)


def _value(page: Any, selector: str) -> str:
    end = time.monotonic() + 10
    while time.monotonic() < end and not page.input_value(selector):
        page.wait_for_timeout(50)
    return str(page.input_value(selector))


def test_a_torn_text_is_told(place: Place, volunteer: Any) -> None:
    volunteer.click("summary >> nth=1")
    for text, told in (("pw1rAAAAAAAAAAAAAAAA", "missing or changed"), ("hello", "pw1r"), ("pw1aAAAA", "an answer")):
        volunteer.fill("#call", text)
        volunteer.click("#answer")
        volunteer.wait_for_timeout(200)
        assert told in volunteer.input_value("#reply")


def test_without_webrtc_a_relay_carries(place: Place, reader: Any) -> None:
    reader.goto(place.door())
    reader.click("#relay")
    _shown(reader)
    assert "Signed" in reader.inner_text("#mark")


def test_what_the_publication_did_not_sign_is_not_shown(place: Place, reader: Any) -> None:
    front = place.world.site / "index.html"
    true = front.read_bytes()
    try:
        front.write_bytes(true.replace(b"Canary sings", b"Canary lies!"))
        reader.goto(place.door())
        reader.click("#relay")
        reader.wait_for_selector("#state:has-text('NOT SHOWN')", timeout=_SOON)
        assert len(reader.frames) == 1 or "lies" not in reader.frames[1].content()
    finally:
        front.write_bytes(true)


def test_an_older_site_than_the_door_knows_is_not_shown(place: Place, reader: Any) -> None:
    reader.goto(place.door(sequence=7))
    reader.click("#relay")
    reader.wait_for_selector("#state:has-text('older than')", timeout=_SOON)
    assert not reader.is_visible("#reading")


def test_a_new_site_is_shown_once_it_is_published(place: Place, reader: Any) -> None:
    reader.goto(place.door())
    reader.click("#relay")
    _shown(reader)
    pages = {name: (place.world.site / name).read_bytes() for name in [*PAGES, "big.txt"]}
    write_site(place.world, {**pages, "dossiers/one.html": b"<!doctype html><title>1</title><h1>New</h1>"}, sequence=2)
    try:
        reader.frames[1].click("text=One")
        _shown(reader, "/dossiers/one.html")
        assert reader.frames[1].inner_text("h1") == "New"
        assert "no. 2" in reader.inner_text("#mark")
    finally:
        write_site(place.world, {**PAGES, "big.txt": pages["big.txt"]}, sequence=3)


def test_another_publications_key_opens_nothing(place: Place, reader: Any) -> None:
    reader.goto(place.door(root=bytes(32)))
    reader.click("#relay")
    reader.wait_for_selector("#state:has-text('NOT SHOWN')", timeout=_SOON)
    assert not reader.is_visible("#reading")


def test_a_wrong_clock_is_told_before_anything(place: Place, reader: Any) -> None:
    reader.goto(place.door(written=int(time.time()) + 90_000))
    reader.wait_for_selector("#stop:has-text('clock')", timeout=_SOON)
    assert not reader.is_visible("#open")


def test_large_files_come_in_ranges(place: Place, reader: Any) -> None:
    pages = {**PAGES, "index.html": b"<!doctype html><title>F</title><h1>F</h1><a href=big.txt>Big</a>"}
    big = b"0123456789abcdef" * 100_000
    write_site(place.world, {**pages, "big.txt": big}, sequence=4)
    try:
        reader.goto(place.door())
        reader.click("#relay")
        _shown(reader)
        reader.frames[1].click("text=Big")
        _shown(reader, "/big.txt")
        assert len(reader.frames[1].inner_text("pre")) == len(big)
    finally:
        write_site(place.world, {**PAGES, "big.txt": big}, sequence=5)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_door_and_switch(browser: Any, place: Place, language: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    for address in (place.door(language=language), place.page):
        page.goto(address)
        found = axe.run(page).response["violations"]
        assert [one["id"] for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
