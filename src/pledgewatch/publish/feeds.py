"""Write the feeds: what was published last, for readers who follow it (Atom, RFC 4287; JSON Feed 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from markupsafe import escape

from pledgewatch.model.finding import Finding
from pledgewatch.publish.chronicle import Dated
from pledgewatch.publish.evidence import kind_of, sentence_of
from pledgewatch.publish.press import Page, Press
from pledgewatch.safe import clip, visible

__all__ = ["ATOM", "JSON_FEED", "feeds"]

ATOM, JSON_FEED = "feed.xml", "feed.json"
_ENTRIES_AT_MOST = 50
_NEVER = Dated("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z")


class _Entry(msgspec.Struct, frozen=True):
    key: str
    title: str
    text: str
    href: str
    dated: Dated


def feeds(press: Press) -> Iterator[Page]:
    """Make feed.xml and feed.json; a draft has none."""
    if press.atlas.edition.draft:
        return
    entries = list(_entries(press))
    yield press.file(ATOM, _atom(press, entries).encode("utf-8", "replace"))
    yield press.file(JSON_FEED, msgspec.json.encode(_json_feed(press, entries)) + b"\n")


def _entries(press: Press) -> Iterator[_Entry]:
    dates = press.atlas.edition.chronicle.dates

    def order(finding: Finding) -> tuple[str, str]:
        return dates.get(finding.key, _NEVER).last, finding.key

    newest = sorted(press.atlas.findings, key=order, reverse=True)[:_ENTRIES_AT_MOST]
    for finding in newest:
        owner = press.atlas.organisation_of_finding(finding)
        name = press.atlas.organisations[owner].name if owner in press.atlas.organisations else ""
        sentence = sentence_of(press, finding)
        kind = kind_of(press, finding)
        yield _Entry(
            key=finding.key,
            title=visible(clip(f"{name} · {kind}" if name else kind, 160)),
            text=visible(clip(sentence, 1500)),
            href=press.atlas.homes.get(finding.key, "findings.html"),
            dated=dates.get(finding.key, _NEVER),
        )


def _base(press: Press) -> str:
    """Return the address of this language's pages; empty where the site has none, and links are relative."""
    address, folder = press.atlas.edition.about.address, press.tongue.folder
    return f"{address}{folder}/" if address and folder else address


def _atom(press: Press, entries: list[_Entry]) -> str:
    edition, base = press.atlas.edition, _base(press)
    updated = max((entry.dated.last for entry in entries), default=_NEVER.last)
    author = escape(visible(edition.about.publisher or edition.title))
    links = f'<link rel="self" href="{escape(base)}{ATOM}"/><link href="{escape(base)}index.html"/>'
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{press.words.language}">',
        f"<id>{_identity(press)}</id>",
        f"<title>{escape(visible(edition.title))}</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{author}</name></author>",
        links,
        *(_atom_entry(entry, base) for entry in entries),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _identity(press: Press) -> str:
    """Name the feed for good: by its address, else by the root key that stands behind it, else by its title."""
    about = press.atlas.edition.about
    name = about.root.replace(" ", "") or "unsigned"
    return str(escape(_base(press) or f"urn:pledgewatch:{name}:{press.words.language}"))


def _atom_entry(entry: _Entry, base: str) -> str:
    return (
        f"<entry><id>urn:pledgewatch:finding:{escape(entry.key)}</id><title>{escape(entry.title)}</title>"
        f"<published>{entry.dated.first}</published><updated>{entry.dated.last}</updated>"
        f'<link href="{escape(base + entry.href)}"/><summary xml:lang="en">{escape(entry.text)}</summary></entry>'
    )


def _json_feed(press: Press, entries: list[_Entry]) -> dict[str, Any]:
    edition, base = press.atlas.edition, _base(press)
    found: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": visible(edition.title),
        "language": press.words.language,
        "authors": [{"name": visible(edition.about.publisher or edition.title)}],
        "items": [
            {
                "id": f"urn:pledgewatch:finding:{entry.key}",
                "url": base + entry.href,
                "title": entry.title,
                "content_text": entry.text,
                "language": "en",
                "date_published": entry.dated.first,
                "date_modified": entry.dated.last,
            }
            for entry in entries
        ],
    }
    return found | ({"home_page_url": f"{base}index.html", "feed_url": f"{base}{JSON_FEED}"} if base else {})
