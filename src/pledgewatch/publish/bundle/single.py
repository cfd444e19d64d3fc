"""Put pages into one HTML file that needs nothing beside it: styles and pictures within, every link a place in it."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Sequence

from pledgewatch.publish.bundle.links import turn_images, turn_links
from pledgewatch.publish.bundle.made_site import Leaf, Site

__all__ = ["single_file"]

_IDS = re.compile(r' (id|aria-labelledby|aria-describedby)="([^"]*)"')
_LANDMARKS = re.compile(r'(<(?:section|nav) class="[^"]*") aria-label(?:ledby)?="[^"]*"')
"""A hundred regions and lists of contents in one file are no help to whoever goes from one to the next by ear."""
_MORE_STYLE = (
    "article+article{border-block-start:4px solid var(--ink);margin-block-start:3rem;padding-block-start:1.8rem}"
    "ol.all{columns:20rem 3}@media print{article+article{break-before:page}}"
)


def single_file(site: Site, paths: Sequence[str], outside: str) -> bytes:
    """Return the file, without its proof; the first page gives its title and language."""
    leaves = [site.leaf(path) for path in paths]
    keys = {leaf.path: f"p{number}" for number, leaf in enumerate(leaves, 1)}
    style = site.style() + _MORE_STYLE
    first = leaves[0]
    title = html.escape(first.title if first.title == site.manifest.title else f"{first.title} · {site.manifest.title}")
    entries = "".join(f'<li><a href="#{keys[leaf.path]}">{html.escape(leaf.entry)}</a></li>' for leaf in leaves)
    pages = "\n".join(_article(site, leaf, keys, outside) for leaf in leaves)
    text = (
        f'<!doctype html>\n<html lang="{first.language}" dir="{first.direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(_policy(style))}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<nav class="mast" aria-label="{title}"><ol class="all">{entries}</ol></nav>\n'
        f'<main id="main">\n{pages}\n</main>\n</body>\n</html>\n'
    )
    return text.encode("utf-8")


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _article(site: Site, leaf: Leaf, keys: dict[str, str], outside: str) -> str:
    key = keys[leaf.path]

    def place(path: str, anchor: str) -> str:
        return f"#{keys[path]}-{anchor}" if anchor else f"#{keys[path]}"

    body = _LANDMARKS.sub(r"\1", leaf.body).replace("<nav ", "<div ").replace("</nav>", "</div>")
    body = _IDS.sub(lambda found: f' {found[1]}="{" ".join(f"{key}-{one}" for one in found[2].split())}"', body)
    body = turn_links(body, leaf.path, keys, outside, place)
    body = turn_images(body, leaf.path, lambda path: _data(site, path))
    return f'<article id="{key}"{leaf.style} aria-label="{html.escape(leaf.entry)}">{body}</article>'


def _data(site: Site, path: str) -> str:
    kind = "image/svg+xml" if path.endswith(".svg") else "image/png"
    return f"data:{kind};base64,{base64.b64encode(site.read(path)).decode()}"
