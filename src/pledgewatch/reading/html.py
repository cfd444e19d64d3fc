"""Read the text of a web page in reading order.

Scripts, styles, hidden elements and navigation are left out; if the page says which part is the main one, only that is
read. Nothing is fetched, no entity is resolved from outside. Soft hyphens and zero-width spaces, which a reader of the
page does not see, are dropped.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any

from pledgewatch.errors import DamagedError, EmptyDocumentError, LimitError
from pledgewatch.reading.charset import decode
from pledgewatch.reading.content import Content, clean
from pledgewatch.reading.settings import ReadingSettings

__all__ = ["read_html"]

_CHARSET = re.compile(rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_HEAD = 4096
# The WHATWG encoding standard reads these labels as their supersets, as browsers do.
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949"}
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "select",
        "datalist",
        "textarea",
        "button",
        "nav",
        "aside",
        "dialog",
    ]
)
_PARAGRAPHS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "address",
        "form",
        "fieldset",
        "hr",
        "details",
        "summary",
        "body",
    ]
)
_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff]")
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAIN_SHARE = 0.3
"""A main element with less of the page's text than this is a mistake of its template."""


def read_html(path: Path, settings: ReadingSettings) -> Content:
    """Return the text and title of a page.

    Raises:
        DamagedError: its encoding cannot be told, or it is no markup.
        LimitError: its elements are nested deeper than the limit.
    """
    from lxml import etree

    markup = _markup(path.read_bytes())
    if not markup.strip():
        raise EmptyDocumentError("The page is empty.", next_step="Save it again.")
    # huge_tree lifts libxml2's depth limit, past which it silently drops text; the depth is checked here instead.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.XMLSyntaxError as error:
        raise DamagedError(f"The page is no HTML: {error}.", next_step="Save it again.") from error
    if root is None:
        raise EmptyDocumentError("The page holds no elements.", next_step="Save it again.")
    _check_depth(root, settings.max_depth)
    text, doubts = clean(_main_text(root))
    title = _SPACE.sub(" ", root.findtext(".//title") or "").strip()
    return Content(text=text, title=clean(title)[0] or None, doubts=doubts)


def _markup(data: bytes) -> str:
    """Decode by byte order mark, by the page's own word if its bytes agree, else as undeclared text is."""
    found = _CHARSET.search(data[:_HEAD])
    if found and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            name = codecs.lookup(found.group(1).decode("ascii")).name
            if name not in ("utf-16", "utf-32"):  # a page that says so in ASCII cannot be
                return data.decode(_SUPERSETS.get(name, name))
        except (LookupError, UnicodeDecodeError, ValueError):
            pass  # what it declares is not what it is; undeclared text is judged by its bytes
    return decode(data)


def _check_depth(root: Any, limit: int) -> None:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            raise LimitError(
                f"The page nests elements more than {limit} deep.",
                next_step="Save it as text, or raise reading.max_depth.",
            )


def _main_text(root: Any) -> str:
    """Return the text of the part that the page marks as its main one, else of the page."""
    whole = _text(root)
    for path in (".//main", ".//*[@role='main']", ".//article"):
        marked = root.findall(path)
        if len(marked) == 1:
            main = _text(marked[0])
            if len(main) >= _MAIN_SHARE * len(whole):
                return main
    return whole


def _text(element: Any) -> str:
    from lxml import etree

    pieces: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            if event == "end" and not hidden:
                pieces.append(node.tail or "")
            continue
        if event == "start":
            if hidden or _is_hidden(node):
                hidden += 1
                continue
            pieces += [_break(node.tag), node.text or ""]
            continue
        if hidden:
            hidden -= 1
        else:
            pieces.append(_break(node.tag) if node.tag != "br" else "")
        if not hidden and node is not element:
            pieces.append(node.tail or "")
    return _folded(pieces)


def _is_hidden(node: Any) -> bool:
    return node.tag in _SKIPPED or node.get("hidden") is not None or bool(_HIDDEN.search(node.get("style") or ""))


_BREAKS = {"br": "\x01", "tr": "\x01", "td": "\x03", "th": "\x03"} | dict.fromkeys(_PARAGRAPHS, "\x02")
"""Stand-ins for breaks that white space folding must not touch: line, cell, paragraph."""


def _break(tag: str) -> str:
    return _BREAKS.get(tag, "")


def _folded(pieces: list[str]) -> str:
    """Fold white space as a browser does, then put the breaks in."""
    marks = "\x01\x02\x03"
    text = "".join(piece if piece in marks else piece.translate({1: None, 2: None, 3: None}) for piece in pieces)
    text = _SPACE.sub(" ", _INVISIBLE.sub("", text))
    return re.sub(r"[ \x01\x02\x03]*[\x01\x02\x03][ \x01\x02\x03]*", _separator, text).strip()


def _separator(found: re.Match[str]) -> str:
    marks = found.group()
    return "\n\n" if "\x02" in marks else "\n" if "\x01" in marks else "\t"
