"""Put pages into an EPUB 3: a book that opens on a phone, offline, with its contents and its proof inside."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from pledgewatch.errors import DeskError
from pledgewatch.publish.bundle.links import turn_images, turn_links
from pledgewatch.publish.bundle.made_site import Leaf, Site

__all__ = ["MIMETYPE", "epub_files"]

MIMETYPE = "mimetype"
_VOID = re.compile(r"<(br|hr|img|input|wbr)((?:\s[^<>]*?)?)\s*/?>")
_BARE = re.compile(r"<details([^>]*?) open(?=[\s>])")
_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n<container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_MORE_STYLE = "body{padding:0 1rem}.mast,.pager,.skip{display:none}"


def epub_files(site: Site, paths: Sequence[str], outside: str) -> dict[str, bytes]:
    """Return the files of the book by path, without manifest and list of our own.

    Raises:
        DeskError: a page of the site is not well-formed; nothing is made of it.
    """
    leaves = [site.leaf(path) for path in paths]
    names = {leaf.path: f"page-{number}.xhtml" for number, leaf in enumerate(leaves, 1)}
    pictures: dict[str, str] = {}
    files = {
        MIMETYPE: b"application/epub+zip",
        "META-INF/container.xml": _CONTAINER.encode(),
        "book/style.css": (site.style() + _MORE_STYLE).encode(),
        "book/nav.xhtml": _nav(site, leaves, names),
    }
    for leaf in leaves:
        files[f"book/{names[leaf.path]}"] = _page(leaf, names, pictures, outside)
    for path, name in sorted(pictures.items()):
        files[f"book/{name}"] = site.read(path)
    files["book/package.opf"] = _package(site, leaves, names, pictures, files)
    return files


def _page(leaf: Leaf, names: dict[str, str], pictures: dict[str, str], outside: str) -> bytes:
    def picture(path: str) -> str:
        return pictures.setdefault(path, f"picture-{len(pictures) + 1}.{path.rsplit('.', 1)[-1]}")

    body = turn_links(
        leaf.body, leaf.path, names, outside, lambda path, anchor: f"{names[path]}{'#' + anchor if anchor else ''}"
    )
    body = _as_xml(turn_images(body, leaf.path, picture))
    return _document(leaf, f'<main id="main"{leaf.style}>{body}</main>')


def _document(leaf: Leaf, content: str, kind: str = "") -> bytes:
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang="{leaf.language}" xml:lang="{leaf.language}" '
        f'dir="{leaf.direction}"><head><meta charset="utf-8"/><title>{html.escape(leaf.title)}</title>'
        f'<link rel="stylesheet" href="style.css"/></head><body{kind}>{content}</body></html>\n'
    )
    try:
        ElementTree.fromstring(text)  # noqa: S314 - our own page, without a document type of its own or entities
    except ElementTree.ParseError as error:
        raise DeskError(f"{leaf.path} is not well-formed ({error})", next_step="publish the site again.") from None
    return text.encode("utf-8")


def _as_xml(body: str) -> str:
    """Write our HTML as XML: void elements closed, bare attributes given a value, names of signs as numbers."""
    body = _VOID.sub(r"<\1\2/>", body)
    body = _BARE.sub(r'<details\1 open=""', body)
    body = body.replace("&nbsp;", "&#160;")
    return re.sub(r"<svg(?![^>]*xmlns=)", '<svg xmlns="http://www.w3.org/2000/svg"', body)


def _nav(site: Site, leaves: Sequence[Leaf], names: dict[str, str]) -> bytes:
    items = "".join(f'<li><a href="{names[leaf.path]}">{html.escape(leaf.entry)}</a></li>' for leaf in leaves)
    title = html.escape(site.manifest.title)
    return _document(leaves[0], f'<nav epub:type="toc" id="toc"><h1>{title}</h1><ol>{items}</ol></nav>')


def _package(
    site: Site, leaves: Sequence[Leaf], names: dict[str, str], pictures: dict[str, str], files: dict[str, bytes]
) -> bytes:
    first, manifest = leaves[0], site.manifest
    book = uuid5(NAMESPACE_URL, f"{manifest.title}/{first.path}/{manifest.sequence}/{manifest.list}")
    title = html.escape(first.title if first.title == manifest.title else f"{first.title} · {manifest.title}")
    items = ['<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>']
    items.append('<item id="style" href="style.css" media-type="text/css"/>')
    for number, leaf in enumerate(leaves, 1):
        svg = ' properties="svg"' if b"<svg" in files[f"book/{names[leaf.path]}"] else ""
        items.append(f'<item id="p{number}" href="{names[leaf.path]}" media-type="application/xhtml+xml"{svg}/>')
    for number, name in enumerate(sorted(pictures.values()), 1):
        kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
        items.append(f'<item id="i{number}" href="{name}" media-type="{kind}"/>')
    spine = "".join(f'<itemref idref="p{number}"/>' for number in range(1, len(leaves) + 1))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="id" xml:lang="{first.language}"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:uuid:{book}</dc:identifier><dc:title>{title}</dc:title>'
        f"<dc:language>{first.language}</dc:language>"
        f'<meta property="dcterms:modified">{manifest.issued}</meta></metadata>'
        f"<manifest>{''.join(items)}</manifest><spine>{spine}</spine></package>\n"
    ).encode()
