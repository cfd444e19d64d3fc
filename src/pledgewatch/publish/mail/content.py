"""Take what the edition says from the published site, so that nobody is mailed what is not published."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from pledgewatch.errors import DeskError
from pledgewatch.publish.bundle.made_site import Site, open_site
from pledgewatch.publish.feeds import JSON_FEED
from pledgewatch.publish.mail.letters import Content, Item
from pledgewatch.safe import clip, safe_url

__all__ = ["content_of"]

_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_ITEMS_AT_MOST = 12
_LONGEST = 600


def content_of(folder: Path, language: str) -> Content:
    """Return the content in one language, in the site's first where it does not speak this one.

    Raises:
        DeskError: there is no published site.
    """
    site = open_site(folder)
    place = site.folders().get(language, "")
    try:
        feed = msgspec.json.decode(site.read(f"{place}{JSON_FEED}"))
    except (OSError, msgspec.DecodeError) as error:
        raise DeskError(f"{folder} holds no feed ({error})", next_step="pledgewatch publish.") from None
    quote, quoted = _quote(site, place)
    home = str(feed.get("home_page_url", ""))
    return Content(
        title=site.manifest.title,
        sequence=site.manifest.sequence,
        as_of=site.manifest.as_of,
        address=home,
        quote=quote,
        quoted=quoted,
        items=tuple(_item(one) for one in feed["items"][:_ITEMS_AT_MOST]),
    )


def _item(one: dict[str, Any]) -> Item:
    address = str(one["url"])
    return Item(str(one["title"]), clip(str(one["content_text"]), _LONGEST), address if safe_url(address) else "")


def _quote(site: Site, place: str) -> tuple[str, str]:
    path = f"{place}quote.html"
    found = _DATA.search(site.read(path).decode("utf-8")) if path in site.paths else None
    if found is None:
        return "", ""
    data = msgspec.json.decode(found[1])
    return str(data["text"]), ", ".join(str(one["name"]) for one in data["creator"][:6])
