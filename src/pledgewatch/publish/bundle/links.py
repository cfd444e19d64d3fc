"""Turn the links of pages that leave their site: within the copy, out to the site's own address, or into plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from pledgewatch.publish.bundle.made_site import resolved

__all__ = ["turn_images", "turn_links"]

_LINK = re.compile(r'<a ([^>]*?)href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_IMAGE = re.compile(r'<img src="([^":]+)"')


def turn_links(body: str, page: str, within: Mapping[str, str], outside: str, place: Callable[[str, str], str]) -> str:
    """Return a page's body with its links turned.

    `within` names the pages of the copy; `place(path, anchor)` gives their address there. Others lead to `outside`, the
    site's address, and where there is none only their words stay.
    """

    def turned(found: re.Match[str]) -> str:
        before, href, after, words = found[1], html.unescape(found[2]), found[3], found[4]
        if re.match(r"[a-z]+:", href):
            return found[0]
        path, _, anchor = href.partition("#")
        target = resolved(page, path) if path else page
        if target not in within and not outside:
            return f"<span>{words}</span>"
        address = place(target, anchor) if target in within else f"{outside}{target}{f'#{anchor}' if anchor else ''}"
        return f'<a {before}href="{html.escape(address)}"{after}>{words}</a>'

    return _LINK.sub(turned, body)


def turn_images(body: str, page: str, place: Callable[[str], str]) -> str:
    """Return a page's body with the addresses of its pictures turned."""
    return _IMAGE.sub(lambda found: f'<img src="{html.escape(place(resolved(page, found[1])))}"', body)
