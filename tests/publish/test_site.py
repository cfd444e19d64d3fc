from __future__ import annotations

import datetime as dt
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
import pytest
from tests.publish import fixture, letters

from pledgewatch.errors import DeskError
from pledgewatch.model.finding import Basis
from pledgewatch.publish.about import About
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.flow import LIMIT
from pledgewatch.publish.signing.verify import verify
from pledgewatch.publish.site import build_site, pages_of_edition


def _in_two_languages() -> Edition:
    about = About(address="https://pledges.example/", contact="desk@example.org", languages=("en", "zh-Hans"))
    return msgspec.structs.replace(fixture.published(), about=about)


MAKERS = {
    "draft": fixture.draft,
    "published": fixture.published,
    "languages": _in_two_languages,
    "large": fixture.large,
    "monstrous": fixture.monstrous,
}
RELATIONS = {"canonical", "alternate"}
VOID = {"meta", "link", "br", "img", "hr", "input", "line", "rect", "path", "circle"}


class Parsed(HTMLParser):
    """Read a page: its elements with attributes, its text, and whether all elements close in turn."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]


@cache
def site(name: str) -> dict[str, str]:
    edition = MAKERS[name]()
    return {page.path: page.data.decode() for page in pages_of_edition(edition)}


@cache
def parsed(name: str) -> dict[str, Parsed]:
    return {path: Parsed(html) for path, html in site(name).items() if path.endswith(".html")}


EDITIONS = pytest.mark.parametrize("name", sorted(MAKERS))


@EDITIONS
def test_every_page_with_its_styles_is_under_the_limit(name: str) -> None:
    sizes = {path: len(html.encode()) for path, html in site(name).items() if path.endswith(".html")}
    assert {path: size for path, size in sizes.items() if size >= LIMIT} == {}


@EDITIONS
def test_every_link_leads_to_a_page_and_place_that_is_there(name: str) -> None:
    pages = parsed(name)
    for path, page in pages.items():
        for target, anchor in _internal_links(path, page):
            assert target in site(name), f"{path} links to {target}"
            if anchor:
                assert anchor in pages[target].ids, f"{path} links to {target}#{anchor}"


def _internal_links(path: str, page: Parsed) -> Iterator[tuple[str, str]]:
    for _, attributes in page.elements:
        href = attributes.get("href") or attributes.get("src") or ""
        parts = urlsplit(href)
        if href and not parts.scheme:
            folder = Path(path).parent / unquote(parts.path) if parts.path else Path(path)
            yield str(Path(*_resolved(folder.parts))), parts.fragment


def _resolved(parts: tuple[str, ...]) -> list[str]:
    out: list[str] = []
    for part in parts:
        if part == "..":
            out.pop()
        else:
            out.append(part)
    return out


@EDITIONS
def test_ids_are_unique_and_headings_come_in_order(name: str) -> None:
    for path, page in parsed(name).items():
        assert len(page.ids) == len(set(page.ids)), path
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


@EDITIONS
def test_nothing_hostile_is_more_than_text(name: str) -> None:
    for path, page in parsed(name).items():
        tags = {tag for tag, _ in page.elements}
        assert not tags & {"iframe", "object", "embed", "form", "base"}, path
        kinds = [values for tag, values in page.elements if tag in ("script", "link")]
        assert all(one.get("type") == "application/ld+json" or one.get("rel") in RELATIONS for one in kinds), path
        assert not any("src" in one for one in kinds), path
        assert "\u202e" not in page.text
        for tag, attributes in page.elements:
            assert not any(key.startswith("on") or key == "style" for key in attributes), (path, tag)
            href = attributes.get("href") or ""
            assert urlsplit(href).scheme in ("", "http", "https") or href == "mailto:desk@example.org", (path, href)
            if urlsplit(href).scheme in ("http", "https") and tag != "link":
                assert attributes.get("rel") == "noopener noreferrer"
                assert "@" not in urlsplit(href).netloc


def test_a_hostile_name_is_printed_as_it_is() -> None:
    texts = [page.text for page in parsed("draft").values()]
    assert any("<script>alert('x')</script> ⟨U+202E⟩gnp.exe & \"Sons\" {{ 7*7 }}" in text for text in texts)
    assert any("javascript:alert(1)" in text for text in texts)


@EDITIONS
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    for path, page in parsed(name).items():
        policies = [a["content"] for tag, a in page.elements if tag == "meta" and a.get("http-equiv")]
        assert len(policies) == 1, path
        assert str(policies[0]).startswith("default-src 'none'; style-src 'sha256-")
        assert {a["src"] for tag, a in page.elements if "src" in a} <= {"quote.svg"}


def test_a_draft_says_so_on_every_page_and_in_every_picture() -> None:
    for path, html in site("draft").items():
        if path.endswith(".svg"):
            assert ">DRAFT</text>" in html
            continue
        page = parsed("draft")[path]
        assert ("meta", {"name": "robots", "content": "noindex"}) in page.elements
        assert html.count("watermark") >= 2
        assert "<title>DRAFT" in html
        for picture in re.findall(r'<svg class="picture".*?</svg>(?=\s|</)', html, re.DOTALL):
            assert "DRAFT" in picture


def test_the_published_site_says_nothing_of_drafts() -> None:
    for html in site("published").values():
        assert "DRAFT" not in html
        assert "noindex" not in html
        assert "pledgewatch decide" not in html


def test_the_published_site_names_nobody_whom_no_confirmed_finding_concerns() -> None:
    everything = "".join(page.text for page in parsed("published").values()) + site("published")["quote.svg"]
    assert "Quillmere Optics" in everything
    assert "Tarnbrook Sensing" in everything
    for name, *_ in letters.COMPANIES[2:]:
        assert name.split()[0] not in everything
    assert len([path for path in site("published") if path.startswith("documents/")]) == 2


def test_one_whose_letter_is_only_quoted_has_no_dossier_and_no_share() -> None:
    base = fixture.draft()
    first, second = (d.document for d in letters.letters()[:2])
    passages = tuple(fixture.passage(document, document.body) for document in (first, second))
    found = msgspec.structs.replace(base.findings[0], basis=Basis(passages=passages))
    edition = msgspec.structs.replace(base, draft=False, findings=(found,), standings={}, decisions={}, failures=())
    pages = {page.path: page.data.decode() for page in pages_of_edition(edition)}
    other = pages[f"documents/{second.id}.html"]
    assert 'class="hit"' in other
    assert "Shares 9" not in other
    assert 'class="shared"' not in other
    assert [path for path in pages if path.startswith("organisations/")] == [
        f"organisations/{letters.organisation_id(letters.COMPANIES[0][0])}.html"
    ]


def test_every_dossier_says_that_no_reply_is_recorded() -> None:
    for name in ("draft", "published"):
        dossiers = [page.text for path, page in parsed(name).items() if re.fullmatch(r"organisations/\w+\.html", path)]
        assert dossiers
        assert all("No reply is recorded." in text for text in dossiers)


def test_a_row_that_was_not_checked_is_not_drawn() -> None:
    edition = fixture.published("listing")
    listings = tuple(msgspec.structs.replace(entry, checked="partly") for entry in edition.listings)
    path = f"organisations/{letters.organisation_id(letters.COMPANIES[0][0])}.html"
    drawn = {page.path: page.data.decode() for page in pages_of_edition(edition)}[path]
    partly = {p.path: p.data.decode() for p in pages_of_edition(msgspec.structs.replace(edition, listings=listings))}
    assert 'class="bar"' in drawn
    assert 'class="bar"' not in partly[path]


def test_evidence_is_unfolded_for_the_first_findings_only() -> None:
    page = parsed("draft")[f"organisations/{letters.organisation_id(letters.COMPANIES[0][0])}.html"]
    evidence = [a for tag, a in page.elements if tag == "details" and a.get("class") != "verbatim"]
    assert ["open" in attributes for attributes in evidence[:4]] == [True, True, True, False]


def test_settings_are_folded() -> None:
    html = site("draft")["made.html"]
    assert html.index('<details class="settings">') < html.index("reuse.least")


@EDITIONS
def test_a_page_of_several_parts_lists_them(name: str) -> None:
    for path, page in parsed(name).items():
        parts = [a for tag, a in page.elements if tag == "section"]
        if path == "index.html" and len(parts) > 3:
            assert any(tag == "nav" and a.get("class") == "contents" for tag, a in page.elements)


def test_the_published_site_marks_only_what_was_confirmed() -> None:
    pages = {page.path: page.data.decode() for page in pages_of_edition(fixture.published("listing"))}
    documents = "".join(html for path, html in pages.items() if path.startswith("documents/"))
    assert documents
    body = re.sub(r"<style>.*?</style>", "", documents, flags=re.DOTALL)
    for style in ("shared", "fill", "promise", "required", "specific"):
        assert f'class="{style}"' not in body
    assert not any(path.startswith("families/") for path in pages)


@EDITIONS
def test_an_edition_always_gives_the_same_bytes(name: str) -> None:
    edition = MAKERS[name]()
    again = {page.path: page.data.decode() for page in pages_of_edition(edition)}
    assert again == site(name)
    assert list(again) == list(site(name))


def test_the_order_in_which_records_come_does_not_matter() -> None:
    edition = fixture.draft()
    fields = {name: value[::-1] for name, value in _tuples(edition) if name not in ("failures",)}
    turned = msgspec.structs.replace(edition, **fields)
    assert {p.path: p.data.decode() for p in pages_of_edition(turned)} == site("draft")


def _tuples(edition: Edition) -> Iterator[tuple[str, tuple[object, ...]]]:
    for name in edition.__struct_fields__:
        value = getattr(edition, name)
        if isinstance(value, tuple):
            yield name, value


def test_every_finding_stands_somewhere_in_full_and_findings_html_has_all() -> None:
    edition = fixture.draft()
    listed = "".join(page.text for path, page in parsed("draft").items() if path.startswith("findings"))
    for finding in edition.findings:
        homes = [path for path, page in parsed("draft").items() if f"f-{finding.key}" in page.ids]
        assert len(homes) == 1
        assert finding.sentence.split("⟨")[0][:40].replace(" %", "\u00a0%") in listed or "\u202e" in finding.sentence


def test_an_empty_edition_is_a_whole_site() -> None:
    pages = [page.path for page in pages_of_edition(Edition(draft=True, as_of="2025-01-31", version="0"))]
    assert sorted(pages) == [
        "documents.html",
        "families.html",
        "findings.html",
        "index.html",
        "made.html",
        "organisations.html",
        "quote.html",
        "search.html",
    ]


def test_a_second_build_writes_only_what_changed(tmp_path: Path) -> None:
    first = build_site(fixture.draft(), tmp_path / "site")
    assert first.written == first.files
    assert build_site(fixture.draft(), tmp_path / "site").written == 0
    edition = fixture.draft()
    failure = msgspec.structs.replace(edition.failures[0], what="Another fault.")
    changed = build_site(msgspec.structs.replace(edition, failures=(failure, *edition.failures[1:])), tmp_path / "site")
    assert changed.written == 4  # two pages, the list of files and the manifest
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_report_and_the_manifest_say_what_is_there(tmp_path: Path) -> None:
    report = build_site(fixture.draft(), tmp_path / "site")
    files = sorted(path for path in (tmp_path / "site").rglob("*") if path.is_file())
    assert report.files == len(files)
    assert report.bytes == sum(path.stat().st_size for path in files)
    assert report.largest_bytes == (report.path / report.largest).stat().st_size < LIMIT
    verdict = verify(tmp_path / "site", now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert (verdict.judgement, verdict.files) == ("unknown", report.files - 2)  # whole; a draft is signed by nobody


def test_pages_that_are_no_longer_there_are_gone(tmp_path: Path) -> None:
    build_site(fixture.draft(), tmp_path / "site")
    build_site(Edition(draft=True, as_of="2025-01-31", version="0"), tmp_path / "site")
    assert not (tmp_path / "site" / "documents").exists()


def test_a_folder_that_is_not_a_site_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(DeskError, match="not a site"):
        build_site(fixture.draft(), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    (tmp_path / "file").write_text("x")
    with pytest.raises(DeskError, match="is a file"):
        build_site(fixture.draft(), tmp_path / "file")


def test_an_interrupted_switch_is_repaired(tmp_path: Path) -> None:
    build_site(fixture.draft(), tmp_path / "site")
    (tmp_path / "site").rename(tmp_path / ".site.old")
    (tmp_path / ".site.building-1").mkdir()
    report = build_site(fixture.draft(), tmp_path / "site")
    assert report.written == 0
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_killed_build_leaves_the_old_site_whole(tmp_path: Path) -> None:
    out = tmp_path / "site"
    build_site(fixture.draft(), out)
    before = {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    here = Path(__file__).parents[2]
    code = (
        f"import sys; sys.path.insert(0, {str(here)!r})\nfrom tests.publish import fixture\nfrom pathlib import Path\n"
        f"from pledgewatch.publish.site import build_site\nbuild_site(fixture.large(), Path({str(out)!r}))"
    )
    build = subprocess.Popen([sys.executable, "-c", code])
    partial = tmp_path / f".site.building-{build.pid}"
    deadline = time.monotonic() + 60
    while sum(1 for _ in partial.rglob("*.html")) < 20 and time.monotonic() < deadline:
        time.sleep(0.01)
    children = _children(build.pid)
    build.send_signal(signal.SIGKILL)
    build.wait()
    assert partial.is_dir()
    while any(_is_alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_is_alive(child) for child in children), "nobody waits for a parent that is gone"
    assert {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    build_site(fixture.draft(), out)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def _children(process: int) -> list[int]:
    file = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in file.read_text().split()] if file.exists() else []


def _is_alive(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and " Z " not in stat.read_text()


def test_each_page_stands_in_every_language_and_leads_to_the_other() -> None:
    edition = msgspec.structs.replace(
        fixture.published(), about=About(address="https://pledges.example/", languages=("en", "zh-Hans"))
    )
    pages = {page.path: page.data.decode() for page in pages_of_edition(edition)}
    html = [path for path in pages if path.endswith(".html") and not path.startswith("zh/")]
    assert [path for path in html if f"zh/{path}" not in pages] == []
    dossier = next(path for path in html if path.startswith("organisations/"))
    assert f'<a href="../zh/{dossier}" hreflang="zh-Hans"' in pages[dossier]
    assert f'<a href="../../{dossier}" hreflang="en"' in pages[f"zh/{dossier}"]
    assert f'<link rel="canonical" href="https://pledges.example/zh/{dossier}">' in pages[f"zh/{dossier}"]
    assert f'<link rel="alternate" hreflang="zh-Hans" href="https://pledges.example/zh/{dossier}">' in pages[dossier]
    assert '<html lang="zh-Hans" dir="ltr">' in pages[f"zh/{dossier}"]


def test_a_page_says_its_claims_to_machines_and_no_text_ends_the_block() -> None:
    pages = {page.path: page.data.decode() for page in pages_of_edition(fixture.published())}
    found = 0
    for path, html in pages.items():
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html):
            data = msgspec.json.decode(block)
            found += len(data.get("@graph", [data]))
            assert "<" not in block, path
    assert found > 1


def test_many_processes_make_the_same_site_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pledgewatch.publish.site._FORKED_FROM", 0)
    monkeypatch.setattr("pledgewatch.publish.works._AT_ONCE", 2)
    one = build_site(fixture.draft(), tmp_path / "one", workers=1)
    two = build_site(fixture.draft(), tmp_path / "two", workers=2)
    assert one.manifest == two.manifest
