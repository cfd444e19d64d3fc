"""Open the publication in Chromium, from files, with JavaScript off for the pages: what a reader gets."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.publish import fixture, letters

from pledgewatch.publish.site import build_site

playwright_api = pytest.importorskip(
    "playwright.sync_api", reason="needs the extra 'browser': pip install pledgewatch[browser]"
)
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's chromium: apt install chromium"),
]

KINDS = (
    "index",
    "findings",
    "organisations",
    "families",
    "documents",
    "quote",
    "made",
    "organisation",
    "family",
    "document",
    "scan",
)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("sites")
    editions = {"draft": fixture.draft(), "published": fixture.published(), "kinds": fixture.all_kinds()}
    return {name: build_site(edition, root / name).path for name, edition in editions.items()}


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


def _page(site: Path, kind: str) -> Path | None:
    names = {
        "organisation": f"organisations/{letters.organisation_id(letters.COMPANIES[0][0])}.html",
        "family": "families/f0123456789abcdef0123.html",
        "document": f"documents/{fixture.document_of(fixture.draft(), letters.COMPANIES[0][0])}.html",
        "scan": f"documents/{letters.lone().document.id}.html",
    }
    page = site / names.get(kind, f"{kind}.html")
    return page if page.is_file() else None


def _open(browser, page: Path, *, width: int, scheme: str = "light", script: bool = False):  # type: ignore[no-untyped-def]
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script, bypass_csp=script
    )
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("request", lambda request: complaints.append(request.url) if not request.url.startswith("file:") else None)
    tab.goto(page.as_uri())
    return tab, complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["draft", "published"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation(browser, sites, kind: str, name: str, scheme: str) -> None:  # type: ignore[no-untyped-def]
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra 'browser'")
    page = _page(sites[name], kind)
    if page is None:
        assert name == "published"
        return
    for width in (390, 1280):
        tab, _ = _open(browser, page, width=width, scheme=scheme, script=True)
        results = axe.Axe().run(tab)
        assert results.violations_count == 0, results.generate_report()
        tab.context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_the_screen(browser, sites, kind: str, width: int) -> None:  # type: ignore[no-untyped-def]
    page = _page(sites["draft"], kind)
    assert page is not None
    tab, _ = _open(browser, page, width=width, script=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 710, 768, 1000, 1280])
def test_a_form_with_slots_of_all_kinds_fits_and_reads_well(browser, sites, width: int, scheme: str) -> None:  # type: ignore[no-untyped-def]
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra 'browser'")
    page = _page(sites["kinds"], "family")
    assert page is not None
    tab, _ = _open(browser, page, width=width, scheme=scheme, script=True)
    tab.locator(".numbers summary").click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    results = axe.Axe().run(tab)
    assert results.violations_count == 0, results.generate_report()
    tab.context.close()


@pytest.mark.parametrize("name", ["draft", "published"])
def test_pages_ask_nobody_for_anything_and_break_no_policy_of_their_own(browser, sites, name: str) -> None:  # type: ignore[no-untyped-def]
    for page in sorted(sites[name].rglob("*.html")):
        tab, complaints = _open(browser, page, width=390)
        assert complaints == [], page.name
        tab.context.close()


def test_the_picture_of_the_quote_is_shown_from_a_file(browser, sites) -> None:  # type: ignore[no-untyped-def]
    tab, _ = _open(browser, sites["draft"] / "quote.html", width=1280, script=True)
    tab.locator(".share img").scroll_into_view_if_needed()
    assert tab.evaluate("document.querySelector('.share img').naturalWidth") == 1200
    tab.context.close()


def test_no_line_of_the_quote_s_picture_leaves_it(browser, sites) -> None:  # type: ignore[no-untyped-def]
    tab, _ = _open(browser, sites["draft"] / "quote.svg", width=1280, script=True)
    widest = tab.evaluate(
        "Math.max(...[...document.querySelectorAll('text')].map(t => t.getBBox().x + t.getBBox().width))"
    )
    assert widest <= 1200
    tab.context.close()


def test_the_keyboard_reaches_the_text_first_and_every_link_after(browser, sites) -> None:  # type: ignore[no-untyped-def]
    tab, _ = _open(browser, sites["draft"] / "index.html", width=1280, script=True)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.keyboard.press("Tab")
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    tab.context.close()


def test_a_link_from_a_finding_opens_at_the_marked_passage(browser, sites) -> None:  # type: ignore[no-untyped-def]
    page = _page(sites["draft"], "organisation")
    assert page is not None
    tab, _ = _open(browser, page, width=390)
    tab.locator(".passage figcaption a").first.click()
    target = tab.locator(".hit:target")
    assert target.count() == 1
    assert target.inner_text().startswith("I am glad") or "Quillmere" in target.inner_text()
    box = target.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 800
    tab.context.close()


@pytest.mark.parametrize(("name", "drafts"), [("draft", True), ("published", False)])
def test_paper_says_draft_on_every_sheet_or_not_at_all(browser, sites, tmp_path: Path, name: str, drafts: bool) -> None:  # type: ignore[no-untyped-def]
    pypdfium2 = pytest.importorskip("pypdfium2")
    page = _page(sites[name], "organisation")
    assert page is not None
    tab, _ = _open(browser, page, width=1280)
    tab.pdf(path=tmp_path / "page.pdf", format="A4")
    tab.context.close()
    sheets = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(tmp_path / "page.pdf")]
    assert len(sheets) > 1
    assert all(("DRAFT" in sheet) is drafts for sheet in sheets)
