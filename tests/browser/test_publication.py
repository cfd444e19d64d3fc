"""Open the publication in Chromium, from files, with JavaScript off for the pages: what a reader gets."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from tests.publish import fixture, letters

from pledgewatch.model.identity import sha256_of
from pledgewatch.model.translation import Translation
from pledgewatch.publish.about import About
from pledgewatch.publish.bundle.bundle import bundle
from pledgewatch.publish.chronicle import chronicle
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.history import Publication, Shown
from pledgewatch.publish.signing.manifest import Envelope
from pledgewatch.publish.site import build_site
from pledgewatch.publish.source import Source

playwright_api = pytest.importorskip(
    "playwright.sync_api", reason="needs the extra 'browser': pip install pledgewatch[browser]"
)
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's chromium: apt install chromium"),
]

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
"""Every page in every width and light; otherwise enough of them to see each kind of page and each style once."""

KINDS = (
    "index",
    "findings",
    "organisations",
    "families",
    "documents",
    "quote",
    "made",
    "search",
    "sources",
    "corrections",
    "organisation",
    "family",
    "document",
    "scan",
)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("sites")
    editions = {"draft": fixture.draft(), "published": _in_two_languages(), "kinds": fixture.all_kinds()}
    built = {name: build_site(edition, root / name).path for name, edition in editions.items()}
    return {**built, "chinese": built["published"] / "zh"}


def _in_two_languages() -> Edition:
    """Return the published edition with a past, a translation and sources, so that every part of a page is there."""
    edition = fixture.published()
    first, second = edition.findings[:2]
    changed = {first.key: Shown("What it said before.", "Quillmere Optics", "b")}
    past = [
        Publication(issued="2025-01-01T00:00:00Z", manifest=Envelope(""), shown=changed),
        Publication(
            issued="2025-02-01T00:00:00Z",
            manifest=Envelope(""),
            shown={one.key: Shown(one.sentence, "Quillmere Optics", "c") for one in (first, second)},
        ),
        Publication(issued="2025-03-01T00:00:00Z", manifest=Envelope(""), shown={}, gone={second.key: "decided"}),
    ]
    translation = Translation(
        finding=first.key,
        passage=0,
        language="zh-Hans",
        text="译文。",
        by="译者甲",
        when="2025-03-01T00:00:00Z",
        original=first.sentence,
    )
    source = Source(
        kind="document",
        title="Letter",
        sha256=sha256_of(b"x"),
        size=1,
        media_type="application/pdf",
        address="https://letters.example/one",
        when="2025-01-01T00:00:00Z",
    )
    return msgspec.structs.replace(
        edition,
        about=About(address="https://pledges.example/", contact="desk@example.org", languages=("en", "zh-Hans")),
        chronicle=chronicle(past),
        translations=(translation,),
        sources=(source,),
    )


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


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("draft", "light"), ("published", "dark"), ("chinese", "light")]
    + ([("draft", "dark"), ("published", "light")] if SOAK else []),
)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation(browser, sites, kind: str, name: str, scheme: str) -> None:  # type: ignore[no-untyped-def]
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra 'browser'")
    page = _page(sites[name], kind)
    if page is None:
        assert name != "draft" or kind in ("sources", "corrections")
        return
    for width in (390, 1280) if name != "chinese" else (390,):
        tab, _ = _open(browser, page, width=width, scheme=scheme, script=True)
        results = axe.Axe().run(tab)
        assert results.violations_count == 0, results.generate_report()
        tab.context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280] if SOAK else [320, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_the_screen(browser, sites, kind: str, width: int) -> None:  # type: ignore[no-untyped-def]
    page = _page(sites["draft"], kind) or _page(sites["chinese"], kind)
    assert page is not None
    tab, _ = _open(browser, page, width=width, script=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 710, 768, 1000, 1280] if SOAK else [320, 710, 1280])
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
    pages = sorted(sites[name].rglob("*.html"))
    for page in pages if SOAK else pages[::2]:
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


def test_a_reader_without_script_goes_from_the_front_page_to_the_evidence_in_both_languages(browser, sites) -> None:  # type: ignore[no-untyped-def]
    for width in (390, 1280):
        tab, complaints = _open(browser, sites["published"] / "index.html", width=width)
        tab.get_by_role("link", name="Search", exact=True).click()
        tab.get_by_role("link", name="Quillmere Optics", exact=True).first.click()
        assert tab.locator("h1").inner_text() == "Quillmere Optics"
        tab.get_by_role("link", name="简体中文").click()
        assert tab.locator("html").get_attribute("lang") == "zh-Hans"
        assert "译者甲译" in tab.locator("main").inner_text()
        tab.get_by_role("link", name="在原文中阅读").first.click()
        assert "/zh/documents/" in tab.url
        tab.get_by_role("link", name="English").click()
        tab.get_by_role("link", name="Corrections").click()
        assert "What it said before." in tab.locator("del").all_inner_texts()
        assert complaints == []
        tab.context.close()


@pytest.mark.parametrize("dossier", ["", "Quillmere Optics"])
def test_a_single_file_shows_all_and_asks_for_nothing(browser, sites, tmp_path: Path, dossier: str) -> None:  # type: ignore[no-untyped-def]
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra 'browser'")
    bundle(sites["published"], tmp_path / "copy.html", "html", dossier=dossier)
    tab, complaints = _open(browser, tmp_path / "copy.html", width=390)
    assert complaints == []
    assert tab.locator("article[id^=p]").count() > 2
    tab.context.close()
    tab, _ = _open(browser, tmp_path / "copy.html", width=390, script=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    results = axe.Axe().run(tab)
    assert results.violations_count == 0, results.generate_report()
    tab.context.close()


def test_the_quote_is_drawn_as_png_too(tmp_path: Path) -> None:
    about = About(address="https://pledges.example/", png=True)
    edition = msgspec.structs.replace(fixture.published(), about=about)
    with ThreadPoolExecutor(1) as apart:  # the browser of the other tests keeps a loop running in this thread
        site = apart.submit(build_site, edition, tmp_path / "site").result().path
    data = (site / "quote.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") == 1200
    assert 'property="og:image" content="https://pledges.example/quote.png"' in (site / "quote.html").read_text()
