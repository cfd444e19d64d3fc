"""A copy holds what the site holds, opens without it, leads nowhere that is not there, and proves itself."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import msgspec
import pytest
from tests.publish import fixture

from pledgewatch.errors import DeskError, UnknownKeyError
from pledgewatch.publish.about import About
from pledgewatch.publish.bundle.bundle import Form, bundle
from pledgewatch.publish.sealing import Seal
from pledgewatch.publish.signing.certificates import certify
from pledgewatch.publish.signing.keys import Key, fingerprint_of
from pledgewatch.publish.signing.manifest import Signer
from pledgewatch.publish.signing.verify import verify
from pledgewatch.publish.site import build_site

NOW = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
ROOT, KEY = Key(bytes(range(32))), Key(bytes(range(32, 64)))
SIGNER = Signer(KEY, certify(ROOT, KEY.public, purpose="manifest", valid_from=NOW, valid_until=LATER))
FORMS = get_args(Form)
NAME = "Quillmere Optics"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    edition = msgspec.structs.replace(fixture.published(), about=About(languages=("en", "zh-Hans")))
    seal = Seal(signer=SIGNER, issued=NOW, expires=LATER)
    return build_site(edition, tmp_path_factory.mktemp("bundle") / "site", seal).path


@pytest.mark.parametrize("dossier", ["", NAME])
@pytest.mark.parametrize("form", FORMS)
def test_every_copy_proves_itself_and_is_the_same_again(site: Path, tmp_path: Path, form: Form, dossier: str) -> None:
    out = tmp_path / f"copy.{form}"
    bundle(site, out, form, dossier=dossier, signer=SIGNER)
    first = out.read_bytes()
    verdict = verify(out, now=NOW, root=fingerprint_of(ROOT.public))
    assert verdict.judgement == "true", verdict
    bundle(site, out, form, dossier=dossier, signer=SIGNER)
    assert out.read_bytes() == first
    out.write_bytes(first.replace(b"Quillmere", b"Quillmore") if form == "html" else first[:-9] + bytes(9))
    assert verify(out, now=NOW, root=fingerprint_of(ROOT.public)).judgement == "forged"


class _Read(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                self.links.append(value or "")
            elif name == "src":
                self.sources.append(value or "")


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("dossier", ["", NAME])
def test_a_single_file_needs_nothing_beside_it(site: Path, tmp_path: Path, dossier: str, language: str) -> None:
    out = tmp_path / "copy.html"
    bundle(site, out, "html", dossier=dossier, language=language)
    read = _Read(out.read_text(encoding="utf-8"))
    assert len(read.ids) == len(set(read.ids))
    for link in read.links:
        assert link.startswith(("http://", "https://", "mailto:")) or link.removeprefix("#") in read.ids, link
    assert all(source.startswith("data:image/") for source in read.sources)
    assert not read.tags & {"script", "link", "iframe", "object", "form"}
    assert f'<html lang="{language}"' in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("dossier", ["", NAME])
def test_an_epub_is_a_book(site: Path, tmp_path: Path, dossier: str) -> None:
    bundle(site, tmp_path / "copy.epub", "epub", dossier=dossier)
    with zipfile.ZipFile(tmp_path / "copy.epub") as packed:
        first = packed.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert packed.read("mimetype") == b"application/epub+zip"
        names = set(packed.namelist())
        package = ElementTree.fromstring(packed.read("book/package.opf"))
        opf = "{http://www.idpf.org/2007/opf}"
        listed = {f"book/{item.get('href')}" for item in package.iter(f"{opf}item")}
        assert listed | {"book/package.opf"} == {name for name in names if name.startswith("book/")}
        ids = {item.get("id") for item in package.iter(f"{opf}item")}
        assert {one.get("idref") for one in package.iter(f"{opf}itemref")} <= ids
        assert sum("nav" in (item.get("properties") or "") for item in package.iter(f"{opf}item")) == 1
        for name in sorted(names):
            if not name.endswith(".xhtml"):
                continue
            page = ElementTree.fromstring(packed.read(name))
            ids = {one.get("id") for one in page.iter() if one.get("id")}
            for link in page.iter("{http://www.w3.org/1999/xhtml}a"):
                target, _, anchor = (link.get("href") or "").partition("#")
                if not re.match(r"[a-z]+:", target):
                    assert f"book/{target}" in names if target else anchor in ids, link.get("href")


def test_links_that_leave_a_copy_lead_to_the_site_where_it_has_an_address(site: Path, tmp_path: Path) -> None:
    bundle(site, tmp_path / "copy.html", "html", dossier=NAME, outside="https://pledges.example/")
    links = _Read((tmp_path / "copy.html").read_text(encoding="utf-8")).links
    outside = [link for link in links if link.startswith("https://pledges.example/")]
    assert outside
    for link in outside:
        assert (site / link.removeprefix("https://pledges.example/").partition("#")[0]).is_file(), link


@pytest.mark.parametrize("name", ["Nobody Ltd", "../../etc/passwd", "", "x" * 300])
def test_an_unknown_dossier_or_language_is_refused(site: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownKeyError):
        bundle(site, tmp_path / "x", "html", dossier=name or "no", language="" if name else "xx")
    assert not (tmp_path / "x").exists()


def test_what_is_no_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="no published site"):
        bundle(tmp_path, tmp_path / "x", "zip")
