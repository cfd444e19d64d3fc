"""Make outside text and addresses harmless to show: what a file says stays text, wherever it is printed.

Escaping of `<` and `&` is the templates' work (autoescape); this module takes care of what escaping does not: controls
that turn a line around or hide it, addresses that are no web pages, and ids that become file names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from pledgewatch.model.identity import short_digest

__all__ = ["clip", "host_of", "labels_of", "language_tag", "safe_url", "slug", "visible"]

# C0 and C1 controls but for tab and newline, embeddings, overrides and isolates (they reorder what stands around
# them), separators, interlinear and tag characters (invisible), non-characters and lone surrogates.
# LRM, RLM, ALM and the joiners are left alone: Arabic, Persian and emoji need them and they move nothing else.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_URL = re.compile(r"https?://[^\s<>\"'\\^`{|}\x00-\x20\x7f]{1,1990}\Z", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{4,63}\Z")  # shorter ones hold the device names of Windows (con, lpt1)
_LONGEST_END = 36
"""Code points of a path's end that tell two addresses of one host apart in a line of links."""
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")


def visible(text: str) -> str:
    """Show hidden and reordering controls as `⟨U+202E⟩`; carriage returns and form feeds become white space."""
    if text.isprintable():  # nothing hidden is printable; this spares nearly every string the search
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def safe_url(url: str) -> str | None:
    """Return a web address that may be linked, or None for what is to be shown as text.

    Only http and https; no white space, quotes or controls; no user name, which makes `https://gov.example@evil/`
    look like another host.
    """
    url = url.strip()
    if not _URL.match(url) or _HIDDEN.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # malformed IPv6 host
        return None
    return url if parts.netloc and "@" not in parts.netloc else None


def host_of(url: str) -> str:
    """Return the host of a web address as a reader knows it, without `www.`."""
    return urlsplit(url).netloc.removeprefix("www.")


def labels_of(urls: Sequence[str]) -> tuple[str, ...]:
    """Name web addresses that stand side by side: by host, those of one host also by the end of their path or a number.

    Of what is no web address the text itself is the label.
    """
    hosts = [host_of(url) if safe_url(url) else url for url in urls]
    ends = [_end_of(url) if safe_url(url) else "" for url in urls]
    pairs = zip(hosts, ends, strict=True)
    labels = [f"{host} …/{end}" if end and hosts.count(host) > 1 else host for host, end in pairs]
    return tuple(
        f"{label} ({labels[: n + 1].count(label)})" if labels.count(label) > 1 else label
        for n, label in enumerate(labels)
    )


def _end_of(url: str) -> str:
    parts = urlsplit(url)
    last = unquote(parts.path).rstrip("/").rsplit("/", 1)[-1]
    return clip("?".join(part for part in (last, parts.query) if part), _LONGEST_END)


def slug(name: str) -> str:
    """Turn an id into a file name and anchor: itself where it is plain, else a digest of it.

    Ids may come from a pipe; a path, a dot, upper case (two names on one file of a Mac) never reach the file system.
    """
    return name if _NAME.match(name) else "x" + short_digest(name)


def language_tag(code: str) -> str | None:
    """Return the code where HTML may carry it as `lang`; None for `und` and what is no tag."""
    return code if _TAG.match(code) and code != "und" else None


def clip(text: str, limit: int) -> str:
    """Shorten to at most `limit` code points at a word's end where there is one, marked with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at = head.rfind(" ", limit * 2 // 3)
    return (head[:at] if at > 0 else head).rstrip(" ,;:") + "…"
