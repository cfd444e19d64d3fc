"""Read a published site back from its folder, and choose what of it goes into a copy."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pledgewatch.errors import DeskError, ForgedError, UnknownKeyError
from pledgewatch.publish.signing.manifest import LIST_NAME, MANIFEST_NAME, Manifest, read_list, read_manifest

__all__ = ["Leaf", "Site", "open_site"]

_TITLE = re.compile(r"<h1><bdi>(.*?)</bdi></h1>", re.DOTALL)
_KICKER = re.compile(r'<p class="kicker">(.*?)</p>')
_MAIN = re.compile(r'<main id="main"([^>]*)>(.*)</main>', re.DOTALL)
_LANGUAGE = re.compile(r'<html lang="([A-Za-z0-9-]+)" dir="(ltr|rtl)">')
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_HREF = re.compile(r'<a [^>]*href="([^"#]+)')
_NUMBER = re.compile(r"(.*?)(?:\.(\d+))?\.html\Z")
_FRONT = ("index", "quote", "findings", "organisations", "families", "documents", "corrections", "made", "search")


class Leaf(msgspec.Struct, frozen=True):
    """A page of the site: its path, its title and language, and what stands in its `main`, as HTML.

    `entry` names it in a list: its title, with what kind of page it is and its number where it has them.
    """

    path: str
    title: str
    entry: str
    language: str
    direction: str
    style: str
    body: str


class Site:
    """A published site on disk."""

    def __init__(self, folder: Path, manifest: Manifest, paths: frozenset[str]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.paths = paths

    def read(self, path: str) -> bytes:
        """Return the bytes of one of its files."""
        return (self.folder / path).read_bytes()

    def leaf(self, path: str) -> Leaf:
        """Return one of its pages."""
        text = self.read(path).decode("utf-8")
        main, title, language = _MAIN.search(text), _TITLE.search(text), _LANGUAGE.search(text)
        if main is None or title is None or language is None:
            raise DeskError(f"{self.folder / path} is no page of ours", next_step="publish the site again.")
        kicker, name, number = _KICKER.search(main[2]), html.unescape(title[1]), _number(path)
        parts = [name, html.unescape(kicker[1]) if kicker else "", str(number) if number > 1 else ""]
        entry = " · ".join(part for part in parts if part)
        return Leaf(path, name, entry, language[1], language[2], main[1], main[2])

    def style(self) -> str:
        """Return the styles that all pages share."""
        found = _STYLE.search(self.read("index.html").decode("utf-8"))
        return found[1] if found else ""

    def folders(self) -> dict[str, str]:
        """Return the folder of each language: its code, and where its pages begin ('' or 'zh/')."""
        fronts = sorted(path for path in self.paths if re.fullmatch(r"(?:[a-z-]+/)?index\.html", path))
        return {self.leaf(path).language: path.removesuffix("index.html") for path in fronts}

    def pages(self, folder: str) -> list[str]:
        """Return all pages of one language in reading order: the front ones, dossiers, forms, documents, the index."""
        others = [one for one in self.folders().values() if one]
        mine = [
            path
            for path in self.paths
            if path.endswith(".html")
            and path.startswith(folder)
            and (folder or not any(path.startswith(one) for one in others))
        ]
        return sorted(mine, key=lambda path: _order(path.removeprefix(folder)))

    def dossier(self, name: str, folder: str) -> list[str]:
        """Return the pages of one dossier: its own, the documents and forms that it links to, and how it was made.

        `name` is the organisation's id or its name as the page has it.

        Raises:
            UnknownKeyError: no dossier has this name.
        """
        own = self._dossier_page(name, folder)
        first = self._all_of(own)
        linked = {stem for page in first for stem in self._linked(page, folder)}
        rest = [path for path in self.pages(folder) if _stem(path) in linked]
        return list(dict.fromkeys([*first, *rest, f"{folder}made.html"]))

    def _dossier_page(self, name: str, folder: str) -> str:
        plain = f"{folder}organisations/{name}.html"
        if re.fullmatch(r"[a-z0-9-]+", name) and plain in self.paths:
            return plain
        for path in self.pages(folder):
            first = path.startswith(f"{folder}organisations/") and _number(path) == 1
            if first and self.leaf(path).title.casefold() == name.casefold():
                return path
        raise UnknownKeyError(f"No dossier of this site is called {name[:80]!r}.", next_step="see organisations.html.")

    def _all_of(self, first: str) -> list[str]:
        return sorted((path for path in self.paths if _stem(path) == _stem(first)), key=_number)

    def _linked(self, page: str, folder: str) -> Iterator[str]:
        for href in _HREF.findall(self.leaf(page).body):
            target = resolved(page, html.unescape(href))
            if target.startswith((f"{folder}documents/", f"{folder}families/")):
                yield _stem(target)


def resolved(page: str, href: str) -> str:
    """Return where a relative link of a page leads, from the site's root."""
    parts = page.split("/")[:-1]
    for part in href.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _stem(path: str) -> str:
    found = _NUMBER.match(path)
    return found[1] if found else path


def _number(path: str) -> int:
    found = _NUMBER.match(path)
    return int(found[2] or 1) if found else 0


def _order(path: str) -> tuple[int, str, int]:
    stem = _stem(path)
    folders = ("organisations/", "families/", "documents/", "search/")
    place = next((len(_FRONT) + n for n, one in enumerate(folders) if stem.startswith(one)), len(_FRONT) + 9)
    return (_FRONT.index(stem) if stem in _FRONT else place, stem, _number(path))


def open_site(folder: Path) -> Site:
    """Open a published site.

    Raises:
        DeskError: there is none in the folder.
    """
    try:
        manifest = read_manifest((folder / MANIFEST_NAME).read_bytes())[1]
        listed = read_list((folder / LIST_NAME).read_bytes())
    except (OSError, ForgedError) as error:
        raise DeskError(f"{folder} holds no published site ({error})", next_step="pledgewatch publish.") from None
    return Site(folder, manifest, frozenset(one.path for one in listed))
