"""Make the page of sources, and the files of those that may be handed on."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from pledgewatch.publish.pages.common import paragraph, table
from pledgewatch.publish.press import Page, Press

__all__ = ["sources"]


def sources(press: Press) -> Iterator[Page]:
    """Make sources.html; the files stand once, with the first language. A draft has none."""
    edition, say = press.atlas.edition, press.words
    if edition.draft:
        return
    if not press.tongue.folder:
        yield from (Page(one.file, one.bytes_at.read_bytes()) for one in edition.sources if one.bytes_at is not None)
    head = paragraph(say("sources.intro"), "standfirst") + _asking(press)
    top = "../" if press.tongue.folder else ""
    rows = [press.block("source_row.html", root="", one=one, top=top) for one in edition.sources]
    columns = [say.text(f"sources.{name}") for name in ("title", "kind", "when", "size", "copy")]
    section = table(press, "all", rows, caption=say.text("sources.caption"), columns=columns, title="")
    yield from press.pages("sources", title=say.text("nav.sources"), sections=[section], head=head, here="sources")


def _asking(press: Press) -> Markup:
    contact = press.atlas.edition.about.contact
    if not contact:
        return paragraph(press.words("sources.ask"))
    address = Markup('<a href="mailto:{0}">{0}</a>').format(contact)
    return paragraph(press.words("sources.ask_at", address=address))
