"""Make a family's pages: the template with its slots, who put what into them, and what each wrote in own words.

Beneath the template stands the table of members. Of a family too long for one page the slots are summed up there, and
the table comes last, on as many pages as it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from markupsafe import Markup

from pledgewatch.model.reuse import Copy, Family
from pledgewatch.publish.atlas import REUSE_KINDS
from pledgewatch.publish.family_chart import LEVELS, Chart, Member, chart_of, counts_by_level
from pledgewatch.publish.family_picture import by_sheets, draw
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import briefs, paragraph, table
from pledgewatch.publish.pages.family_members import member_table, slot_table
from pledgewatch.publish.pages.family_passages import passages
from pledgewatch.publish.pages.family_relations import relations
from pledgewatch.publish.press import Page, Press
from pledgewatch.publish.shares import own_share
from pledgewatch.publish.template_text import (
    Piece,
    counts_of,
    fills_of,
    numbered,
    paragraphs,
    pieces_of,
    plain,
    taken_by,
)
from pledgewatch.safe import clip, slug

__all__ = ["family_list", "family_pages", "family_parts", "family_row", "title_of"]

_FINDINGS_AT_MOST = 6
_PIECE_AT_MOST = 2_000
_ROWS_BENEATH = 40
"""Members whose table fits beneath the template on the first page."""


def family_pages(press: Press, family: Family) -> Iterator[Page]:
    """Make the pages of one family."""
    head, sections = family_parts(press, family)
    yield from press.pages(
        f"families/{slug(family.family)}",
        title=title_of(press, family),
        sections=sections,
        head=head,
        here="families",
        kicker=press.words.text("family.kicker"),
    )


def family_parts(press: Press, family: Family) -> tuple[Markup, list[Section]]:
    """Make what stands at the top of a family's page, and its sections."""
    members = sorted(
        press.atlas.shown_copies(family.family), key=lambda c: (press.atlas.date_of(c.document) or "9999", c.document)
    )
    everyone = list(member_table(press, family, members))
    long = len(members) > _ROWS_BENEATH
    sections = [
        _template(press, family, members),
        *(slot_table(press, family, members) if long else everyone),
        *relations(press, family, title_of),
        *passages(press, family),
        *_findings(press, members),
        _plain(press, family, members),
        *(everyone if long else ()),
    ]
    head = press.block(
        "family_head.html",
        family=family,
        form=press.atlas.forms.get(family.form or ""),
        hidden=family.size - len(members),
    )
    return head + _picture(press, family, members), sections


def title_of(press: Press, family: Family) -> str:
    """Name a family: its form's title where one is known, else the words that its template begins with."""
    form = press.atlas.forms.get(family.form or "")
    if form is not None:
        return clip(form.title, 160)
    fills = fills_of(press.atlas.shown_copies(family.family))
    beginning = plain(pieces_of(press.atlas.template_of(family), fills, family.size), limit=2)
    return f"“{clip(' '.join(beginning.split()), 90)}”"


def _pieces(press: Press, family: Family, members: Sequence[Copy]) -> list[Piece]:
    """Write a template with its members' fills; in print, what is counted are the members that are shown."""
    draft = press.atlas.edition.draft
    numbers = press.atlas.slot_numbers(family.family)
    items = family.template if draft else taken_by(family.template, members)
    pieces = pieces_of(items, fills_of(members), family.size if draft else len(members))
    return list(numbered(pieces, numbers, counts_of(members, numbers)))


def _template(press: Press, family: Family, members: Sequence[Copy]) -> Section:
    say = press.words
    tongue = press.atlas.documents[members[0].document].language.code if members else "und"
    opening = press.block("template_open.html", language=tongue)
    return Section(
        key="template",
        title=say.text("family.template"),
        intro=paragraph(say("family.template_intro")),
        opening=opening,
        closing=Markup("</div>"),
        blocks=tuple(
            press.block("template_paragraph.html", pieces=part)
            for part in paragraphs(_pieces(press, family, members), _PIECE_AT_MOST)
        ),
    )


def _plain(press: Press, family: Family, members: Sequence[Copy]) -> Section:
    say = press.words
    chunks = [plain(part).strip() for part in paragraphs(_pieces(press, family, members), _PIECE_AT_MOST)]
    return Section(
        key="plain",
        title=say.text("family.plain"),
        intro=paragraph(say("family.plain_intro")),
        opening=Markup('<div class="plaintext" dir="auto">'),
        closing=Markup("</div>"),
        blocks=tuple(press.block("plain.html", text=chunk) for chunk in chunks),
    )


def _findings(press: Press, members: Iterable[Copy]) -> Iterator[Section]:
    about = {copy.document for copy in members}
    found = [f for f in press.atlas.findings if f.kind in REUSE_KINDS and f.document in about]
    if found:
        section = briefs(press, "found", press.words.text("family.findings"), found[:_FINDINGS_AT_MOST], root="../")
        more = len(found) - _FINDINGS_AT_MOST
        note = paragraph(press.words("family.more_findings", n=more)) if more > 0 else Markup("")
        yield msgspec.structs.replace(section, closing=section.closing + note)


def _picture(press: Press, family: Family, members: Sequence[Copy]) -> Markup:
    """Draw the family in time, with its caption and the same in numbers; nothing where no two have a place in time."""
    say, atlas = press.words, press.atlas
    form = atlas.forms.get(family.form or "")
    offered = (form.from_date, form.until_date) if form else ("", "")
    places = [Member(_said(press, copy), atlas.date_of(copy.document), own_share(copy)) for copy in members]
    chart = chart_of(places, offered)
    if chart is None:
        return Markup("")
    kind = "sheets" if by_sheets(chart) else "bars"
    counts = counts_by_level(places)
    svg = draw(
        chart,
        title=say.text("picture.title"),
        description=say.text(
            f"picture.{kind}_description", n=len(places), little=counts[0], undated=len(chart.undated)
        ),
        undated=say.text("picture.undated"),
        offered=(*offered, say.text("picture.offered")),
        draft=press.draft_mark,
    )
    return press.block("family_picture.html", svg=svg, kind=kind, rows=_in_numbers(press, chart), levels=_levels(press))


def _said(press: Press, copy: Copy) -> str:
    words, atlas = press.words, press.atlas
    date, own = words.date(atlas.date_of(copy.document)), words.percent(own_share(copy))
    return words.text("picture.sheet", name=clip(atlas.name_of(copy.document), 40), date=date, own=own)


def _levels(press: Press) -> list[str]:
    limits = [press.words.percent(limit) for limit in LEVELS]
    between = [press.words.text("picture.to", limit=limit) for limit in limits[1:]]
    return [press.words.text("picture.under", limit=limits[0]), *between, press.words.text("picture.over")]


def _in_numbers(press: Press, chart: Chart) -> list[tuple[str, int, tuple[int, ...]]]:
    rows = [(years, len(group), counts_by_level(group)) for years, group in chart.years()]
    if chart.undated:
        rows.append((press.words.text("date.unknown"), len(chart.undated), counts_by_level(chart.undated)))
    return rows


def family_row(press: Press, family: Family, *, root: str) -> Markup:
    """Return a family's row for a table."""
    atlas = press.atlas
    members = atlas.shown_copies(family.family)
    dates = sorted(date for copy in members if (date := atlas.date_of(copy.document)))
    own = sorted(own_share(copy) for copy in members)
    return press.block(
        "family_row.html",
        root=root,
        family=family,
        title=title_of(press, family),
        form=atlas.forms.get(family.form or ""),
        first=dates[0] if dates else "",
        last=dates[-1] if dates else "",
        middle=own[len(own) // 2] if own else None,
        names=list(dict.fromkeys(atlas.name_of(copy.document) for copy in members))[:4],
    )


def family_list(press: Press) -> Iterator[Page]:
    """Make the list of all families that have a page."""
    say = press.words.text
    rows = [family_row(press, family, root="") for family in press.atlas.shown_families.values()]
    columns = [say(f"families.{name}") for name in ("form", "members", "dates", "own")]
    section = table(press, "all", rows, caption=say("families.caption"), columns=columns, title="")
    if not rows:
        section = Section(key="all", title="", blocks=(paragraph(say("families.none")),))
    head = paragraph(say("families.intro"), "standfirst")
    yield from press.pages("families", title=say("nav.families"), sections=(section,), head=head, here="families")
