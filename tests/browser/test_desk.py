"""Open the desk in Chromium: the whole way from upload to a published dossier, by keyboard; axe; without JavaScript."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.publish import fixture
from tests.review.desks import desk_of

from pledgewatch.desk import Desk

playwright_api = pytest.importorskip(
    "playwright.sync_api", reason="needs the extra 'browser': pip install pledgewatch[browser]"
)
pytest.importorskip("multipart", reason="needs the extra 'serve'")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's chromium: apt install chromium"),
]
LETTERS = Path(__file__).parents[2] / "examples" / "letters"
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}


class Served:
    """A desk that is served by a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "pledgewatch", "review", "--desk", str(folder), "--port", "0", "--no-open"]
        self.folder = folder
        self.process = subprocess.Popen([*command, "--by", "Ada", "--json"], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.door = json.loads(self.process.stdout.readline())["address"]
        self.root = self.door.partition("/sign-in")[0]

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    desk = Served(desk_of(tmp_path_factory.mktemp("desks") / "desk"))
    yield desk
    desk.close()


def _tab(browser: Any, served: Served, size: str = "desktop", **more: Any) -> Any:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, **more)
    tab = context.new_page()
    tab.complaints = []
    tab.on("console", lambda message: tab.complaints.append(message.text))
    tab.goto(served.door)
    return tab


def _paths() -> list[str]:
    draft = fixture.draft()
    family = next(c.family for c in draft.copies if c.primary)
    one, other = [c.document for c in draft.copies if c.family == family and c.primary][:2]
    organisation = draft.organisations[0].id
    findings = [next(f for f in draft.findings if f.kind == kind) for kind in ("shared-form", "listing", "identity")]
    pages = (
        "",
        "families",
        "matches",
        "organisations",
        "documents",
        "replies",
        "uploads",
        "publish",
        "history",
        "export",
    )
    return [
        *(f"/{page}" for page in (*pages, "help", f"family/{family}", f"organisation/{organisation}")),
        *(f"/finding/{finding.key}" for finding in findings),
        f"/document/{one}?span=10,60",
        f"/beside?a={one}&b={other}",
        f"/reply/{organisation}",
        "/search?q=human",
    ]


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desktop", "light"), ("desktop", "dark")])
def test_axe_finds_no_violation_and_nothing_is_wider_than_the_screen(
    browser: Any, served: Served, size: str, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra 'browser'")
    tab = _tab(browser, served, size, color_scheme=scheme, bypass_csp=True)
    # In the dark only the colours are others: one page of each kind of text.
    for path in _paths() if scheme == "light" else ("/", *_paths()[11:17]):
        tab.goto(served.root + path)
        results = axe.Axe().run(tab)
        assert results.violations_count == 0, f"{path}\n{results.generate_report()}"
        assert tab.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], path
    tab.context.close()


def test_pages_break_no_policy_of_their_own(browser: Any, served: Served) -> None:
    tab = _tab(browser, served)
    for path in _paths():
        tab.goto(served.root + path)
    assert tab.complaints == []
    tab.context.close()


def test_without_javascript_a_finding_is_confirmed_and_taken_back(browser: Any, served: Served) -> None:
    tab = _tab(browser, served, "phone", java_script_enabled=False)
    key = next(f.key for f in fixture.draft().findings if f.kind == "shared-form")
    tab.goto(f"{served.root}/finding/{key}")
    tab.fill("#why", "It is so.")
    tab.click("text=Confirm")
    assert "You confirmed this" in tab.inner_text(".did")
    assert Desk(served.folder).decisions.latest()[key].why == "It is so."
    tab.click("text=Take back")
    assert key not in Desk(served.folder).decisions.latest()
    tab.context.close()


def test_layers_are_switched_and_two_texts_move_together(browser: Any, served: Served) -> None:
    tab = _tab(browser, served)
    beside, document = _paths()[-3], _paths()[-4]
    tab.goto(served.root + document)
    shared = "getComputedStyle([...document.querySelectorAll('.letter .shared')].at(-1)).backgroundColor"
    before = tab.evaluate(shared)
    tab.uncheck("input[value=copied]")
    assert tab.evaluate(shared) != before
    assert "hide=copied" in tab.url
    assert tab.evaluate("document.querySelector('.found').getBoundingClientRect().top") < 900
    tab.set_viewport_size({"width": 1280, "height": 420})
    tab.goto(served.root + beside)
    one, other = tab.locator(".pane").all()
    one.hover()
    tab.mouse.wheel(0, 160)
    tab.wait_for_function("document.querySelectorAll('.pane')[1].scrollTop > 0")
    assert other.evaluate("pane => pane.scrollTop") > 0
    tab.context.close()


def _press(tab: Any, key: str) -> None:
    with tab.expect_response(lambda answer: answer.request.method in ("GET", "POST")):
        tab.keyboard.press(key)


@pytest.mark.parametrize("size", SIZES)
def test_an_editor_goes_from_upload_to_a_published_dossier_by_keyboard(
    browser: Any, tmp_path: Path, size: str, cases: Path
) -> None:
    (tmp_path / "desk").mkdir()
    served = Served(tmp_path / "desk")
    try:
        _work_through(_tab(browser, served, size), served, cases / "letters" / "letters.jsonl.gz", size)
    finally:
        served.close()


def _work_through(tab: Any, served: Served, letters: Path, size: str) -> None:
    tab.goto(f"{served.root}/uploads")
    # The forty real letters at desktop width; on the phone some of the examples, so that both take half a minute.
    files = [letters] if size == "desktop" else sorted(LETTERS.glob("*-2019.*"))
    tab.set_input_files("#files", files)
    tab.focus("text=Send and examine")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/uploads/j*")
    tab.wait_for_selector(".counts", timeout=120_000)
    tab.keyboard.press("Tab")
    tab.goto(f"{served.root}/")
    total = int(re.sub(r"\D", "", tab.inner_text("#list").partition(",")[0]) or 1)
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    tab.keyboard.press("k")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".decide")
    first = tab.inner_text(".sentence")
    tab.keyboard.press("n")
    tab.keyboard.type("Read and compared.")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector(".did")
    assert tab.inner_text(".bench .sentence") != first
    tab.keyboard.press("d")
    tab.wait_for_selector("text=You dismissed this")
    tab.keyboard.press("u")
    tab.wait_for_selector("text=Taken back")
    tab.keyboard.press("c")
    tab.wait_for_selector("text=You confirmed this")
    latest = Desk(served.folder).decisions.latest()
    assert [decision.verb for decision in latest.values()] == ["confirm"] * len(latest)
    assert len(latest) >= 2
    assert any(decision.why == "Read and compared." for decision in latest.values())
    assert total > 2
    tab.goto(f"{served.root}/publish")
    tab.focus("main button")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/uploads/j*")
    tab.wait_for_selector(".counts", timeout=120_000)
    assert list((served.folder / "site" / "organisations").glob("*.html"))
    assert tab.complaints == []
    tab.context.close()
