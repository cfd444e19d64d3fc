"""Make the page of corrections: what was published and then changed, or is not shown any more.

A sentence that was replaced stands beside the one that replaced it. What was withdrawn is not said again: only of which
kind it was, about whom, and why it went.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from pledgewatch.publish.chronicle import Correction
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import paragraph
from pledgewatch.publish.press import Page, Press

__all__ = ["corrections"]


def corrections(press: Press) -> Iterator[Page]:
    """Make corrections.html; a draft has none, since nobody has read it."""
    edition, say = press.atlas.edition, press.words
    if edition.draft:
        return
    contact = edition.about.contact
    head = paragraph(say("corrections.intro"), "standfirst")
    if contact:
        address = Markup('<a href="mailto:{0}">{0}</a>').format(contact)
        head += paragraph(say("corrections.contact", address=address))
    rows = tuple(_row(press, one) for one in edition.chronicle.corrections)
    section = Section(
        key="all",
        title="",
        opening=Markup('<ol class="corrections">') if rows else Markup(""),
        closing=Markup("</ol>") if rows else Markup(""),
        blocks=rows or (paragraph(say("corrections.none")),),
    )
    yield from press.pages(
        "corrections", title=say.text("nav.corrections"), sections=[section], head=head, here="corrections"
    )


def _row(press: Press, one: Correction) -> Markup:
    label = press.words.text(f"kind.{one.finding.rpartition('-')[0]}")
    return press.block("correction.html", root="", one=one, home=press.atlas.homes.get(one.finding), label=label)
