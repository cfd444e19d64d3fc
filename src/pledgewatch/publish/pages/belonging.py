"""Show who belongs to whom, as sources state it: each with its source and its row, and nothing drawn from it."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from pledgewatch.model.party import Organisation
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import paragraph
from pledgewatch.publish.press import Press

__all__ = ["belonging"]

_ROW_AT_MOST = 2_000


def belonging(press: Press, organisation: Organisation) -> Iterator[Section]:
    """Make the section of an organisation's relations; none where no source states one."""
    relations = press.atlas.edition.relations.get(organisation.id, ())
    if relations:
        yield Section(
            key="belongs",
            title=press.words.text("belongs.title"),
            intro=paragraph(press.words("belongs.intro")),
            opening=Markup('<ul class="belongs">'),
            closing=Markup("</ul>"),
            blocks=tuple(
                press.block("belongs_row.html", relation=one, verbatim=one.row[:_ROW_AT_MOST]) for one in relations
            ),
        )
