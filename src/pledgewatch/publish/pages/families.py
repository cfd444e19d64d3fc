"""Make a family's pages: the template with its slots, who put what into them, and what each wrote in own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from markupsafe import Markup

from pledgewatch.model.reuse import Copy, Family, Fill, Slot, TemplateItem
from pledgewatch.model.slots import slots_of, was_filled
from pledgewatch.model.spans import cut
from pledgewatch.publish.atlas import REUSE_KINDS, Atlas
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import briefs, paragraph, table
from pledgewatch.publish.pictures import Place, dots
from pledgewatch.publish.press import Page, Press
from pledgewatch.publish.safe import clip, slug
from pledgewatch.publish.shares import share_of
from pledgewatch.publish.template_text import Piece, fills_of, masked, paragraphs, pieces_of, plain

__all__ = ["family_list", "family_pages", "family_row", "own_share", "title_of"]

_COLUMNS_AT_MOST = 3
"""Slots that get a column of their own; more do not fit beside the name, and stand under one another in the last."""
_FINDINGS_AT_MOST = 6
_PIECE_AT_MOST = 2_000
_OTHER_FILLS_AT_MOST = 8
_RELATIONS_AT_MOST = 6
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_]+(?:['’][^\W_]+)*")


def family_pages(press: Press, family: Family) -> Iterator[Page]:
    """Make the pages of one family."""
    say = press.words.text
    members = sorted(
        press.atlas.shown_copies(family.family), key=lambda c: (press.atlas.date_of(c.document) or "9999", c.document)
    )
    sections = [
        _template(press, family, members),
        *_findings(press, members),
        *_relations(press, family),
        *_members(press, family, members),
        _plain(press, family, members),
    ]
    head = press.block(
        "family_head.html",
        family=family,
        form=press.atlas.forms.get(family.form or ""),
        hidden=family.size - len(members),
    )
    yield from press.pages(
        f"families/{slug(family.family)}",
        title=title_of(press, family),
        sections=sections,
        head=head + _picture(press, members),
        here="families",
        kicker=say("family.kicker"),
    )


def title_of(press: Press, family: Family) -> str:
    """Name a family: its form's title where one is known, else the words that its template begins with."""
    form = press.atlas.forms.get(family.form or "")
    if form is not None:
        return clip(form.title, 160)
    fills = fills_of(press.atlas.shown_copies(family.family))
    beginning = plain(pieces_of(press.atlas.template_of(family), fills, family.size), limit=2)
    return f"“{clip(' '.join(beginning.split()), 90)}”"


def _pieces(press: Press, family: Family, members: Sequence[Copy]) -> list[Piece]:
    """Write a template with its members' fills; in print, an optional passage counts the members that are shown."""
    numbers = press.atlas.slot_numbers(family.family)
    size = family.size if press.atlas.edition.draft else len(members)
    pieces = pieces_of(press.atlas.template_of(family), fills_of(members), size)
    return [msgspec.structs.replace(p, slot=numbers.get(p.slot, p.slot + 1)) if p.role == "slot" else p for p in pieces]


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
        title = press.words.text("family.findings")
        yield briefs(press, "found", title, found[:_FINDINGS_AT_MOST], root="../")


def _picture(press: Press, members: Sequence[Copy]) -> Markup:
    say, atlas = press.words, press.atlas
    places = [Place(atlas.date_of(copy.document), own_share(copy)) for copy in members]
    undated = sum(not place.date for place in places)
    return dots(
        places,
        title=say.text("dots.title"),
        labels=(say.text("dots.high"), say.text("dots.low")),
        draft=press.draft_mark,
        description=say.text("dots.description", n=len(places) - undated, undated=undated),
    )


def own_share(copy: Copy) -> float:
    """Return the share of a document that is not the family's text."""
    return min(1.0, max(0.0, 1.0 - copy.document_coverage))


def _members(press: Press, family: Family, members: Sequence[Copy]) -> Iterator[Section]:
    say = press.words.text
    numbers = press.atlas.slot_numbers(family.family)
    slots = _columns(press.atlas.template_of(family), numbers)
    rows = tuple(_member_row(press, copy, slots, numbers) for copy in members)
    heads = [say("member.slot", n=numbers[slot.slot], kind=say(f"slot.{slot.kind}")) for slot in slots]
    columns = [say("member.name"), say("member.date"), *heads, say("member.shared"), say("member.own")]
    hidden = family.size - len(members)
    note = paragraph(press.words("family.hidden", n=hidden)) if hidden > 0 else Markup("")
    if rows:
        yield table(
            press,
            "members",
            rows,
            caption=say("family.members_caption"),
            columns=columns,
            title=say("family.members"),
            intro=note,
            style="members",
        )


def _columns(template: Iterable[TemplateItem], numbers: Mapping[int, int]) -> list[Slot]:
    """Choose the slots that get a column, one of a number: organisations first, then those with the most fills."""
    slots = list({numbers[slot.slot]: slot for slot in reversed(slots_of(template))}.values())
    slots.sort(key=lambda slot: (slot.kind != "organisation", -slot.distinct, slot.slot))
    return sorted(slots[:_COLUMNS_AT_MOST], key=lambda slot: slot.slot)


def _member_row(press: Press, copy: Copy, slots: Sequence[Slot], numbers: Mapping[int, int]) -> Markup:
    atlas = press.atlas
    text = atlas.documents[copy.document].text
    fills: dict[int, str] = {}
    for fill in copy.fills:
        said = clip(" ".join(fill.text.split()), 90) if was_filled(copy, fill) else _left(press, fill)
        number = numbers.get(fill.slot, fill.slot + 1)
        fills[number] = fills.get(number) or said
    columns = {numbers[slot.slot] for slot in slots}
    others = [(number, said) for number, said in sorted(fills.items()) if number not in columns and said]
    return press.block(
        "member_row.html",
        copy=copy,
        share=share_of(copy),
        slots=[(numbers[slot.slot], slot.kind) for slot in slots],
        fills=fills,
        others=others[:_OTHER_FILLS_AT_MOST],
        more=len(others) - _OTHER_FILLS_AT_MOST,
        words=_own_words(atlas, copy),
        edits=_edits(copy, text),
    )


def _left(press: Press, fill: Fill) -> str:
    return press.words.text("member.unfilled") if fill.text.strip() else ""


def _own_words(atlas: Atlas, copy: Copy) -> int:
    document = atlas.documents[copy.document]
    return sum(len(_WORD.findall(span.of(document.text))) for span in cut(copy.own_words, document.body))


def _edits(copy: Copy, text: str) -> list[tuple[str, str]]:
    return [(clip(text[edit.start : edit.end], 50), clip(edit.expected, 50)) for edit in copy.edits[:3]]


def _relations(press: Press, family: Family) -> Iterator[Section]:
    """Tell which forms are kin, in a draft: kinship is worked out from all members, and no finding rests upon it."""
    if not press.atlas.edition.draft:
        return
    blocks, seen = [], {title_of(press, family)} if family.form else set()
    for relation in family.relations[:_RELATIONS_AT_MOST]:
        other, form = press.atlas.shown_families.get(relation.to), press.atlas.forms.get(relation.to)
        title = title_of(press, other) if other is not None else form.title if form is not None else ""
        if not title or title in seen:
            continue
        seen.add(title)
        names = _names(press, family) | (_names(press, other) if other is not None else set())
        told = msgspec.structs.replace(
            relation, added=masked(relation.added, names), dropped=masked(relation.dropped, names)
        )
        blocks.append(press.block("relation.html", relation=told, title=title, form=form, root="../"))
    if blocks:
        intro = paragraph(press.words("relation.intro"))
        yield Section(key="relations", title=press.words.text("relation.title"), intro=intro, blocks=tuple(blocks))


def _names(press: Press, family: Family) -> set[str]:
    fills = fills_of(press.atlas.members_of.get(family.family, ()))
    named = {slot.slot for slot in slots_of(family.template) if slot.kind not in ("text", "choice")}
    return {fill for slot in named for fill in fills.get(slot, ())}


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
