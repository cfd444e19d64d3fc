"""Build the parts that several kinds of page have: tables, lists of findings, what was searched."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from markupsafe import Markup, escape

from pledgewatch.model.finding import Finding
from pledgewatch.model.record import Searched
from pledgewatch.publish.evidence import brief
from pledgewatch.publish.flow import NOTHING, Section
from pledgewatch.publish.press import Press

__all__ = ["BRIEF_CLOSING", "BRIEF_OPENING", "briefs", "paragraph", "searched", "table"]

BRIEF_OPENING, BRIEF_CLOSING = Markup('<ul class="briefs">'), Markup("</ul>")


def paragraph(text: str, style: str = "intro") -> Markup:
    """Return a paragraph; plain strings are escaped."""
    return Markup(f'<p class="{escape(style)}">{escape(text)}</p>')  # noqa: S704 - both are escaped


def table(
    press: Press,
    key: str,
    rows: Iterable[Markup],
    *,
    caption: str,
    columns: Iterable[str],
    title: str,
    intro: Markup = NOTHING,
    style: str = "",
    root: str = "",
) -> Section:
    """Return a section that is one table; its rows may go on over several pages, each with its heads."""
    heads = tuple(columns)
    draw = partial(press.block, "table.html", root=root, caption=caption, columns=heads, style=style)
    opening = press.kept(("table", caption, heads, style), draw)
    return Section(
        key=key, title=title, intro=intro, blocks=tuple(rows), opening=opening, closing=Markup("</tbody></table>")
    )


def briefs(
    press: Press,
    key: str,
    title: str,
    findings: Iterable[Finding],
    *,
    root: str,
    intro: Markup = NOTHING,
    about: bool = True,
) -> Section:
    """Return a section of findings as sentences with links to where they stand in full."""
    blocks = tuple(brief(press, finding, root=root, about=about) for finding in findings)
    return Section(key=key, title=title, intro=intro, blocks=blocks, opening=BRIEF_OPENING, closing=BRIEF_CLOSING)


def searched(press: Press, asked: Iterable[Searched], *, root: str, intro: Markup = NOTHING) -> Section:
    """Return the table of the lists that were searched; never left out where anyone was screened."""
    rows = []
    for one in sorted(asked, key=lambda s: (s.list, s.snapshot)):
        snapshot = press.atlas.lists.get((one.list, one.snapshot))
        row = partial(press.block, "searched_row.html", root=root, asked=one, snapshot=snapshot)
        rows.append(press.kept(("searched", root, one), row))
    say = press.words.text
    columns = [say(f"searched.{name}") for name in ("list", "publisher", "as_of", "rows", "hash")]
    nothing = paragraph(say("searched.nothing")) if not rows else Markup("")
    if not rows:
        return Section(key="searched", title=say("searched.title"), intro=intro + nothing, blocks=())
    return table(
        press,
        "searched",
        rows,
        caption=say("searched.caption"),
        columns=columns,
        title=say("searched.title"),
        intro=intro,
        root=root,
    )
