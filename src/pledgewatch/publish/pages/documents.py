"""Make a document's page: the text with what was found marked in it, and all that is known of its origin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import msgspec
from markupsafe import Markup

from pledgewatch.model.dates import parse_date
from pledgewatch.model.document import Document
from pledgewatch.model.promise import AspectName, Promise
from pledgewatch.model.spans import Span
from pledgewatch.promises.due import due
from pledgewatch.publish.atlas import Atlas, anchor_of, page_name
from pledgewatch.publish.flow import Section
from pledgewatch.publish.layers import STYLES, marks_of, shown_promises
from pledgewatch.publish.marks import Mark
from pledgewatch.publish.pages.common import briefs, paragraph, table
from pledgewatch.publish.paper import Block, blocks_of, mark_blocks, pages_of
from pledgewatch.publish.press import Page, Press
from pledgewatch.safe import clip, language_tag, slug

__all__ = ["Sheet", "document_list", "document_pages", "failures", "plan"]

_OPENING, _CLOSING = Markup("<p>"), Markup("</p>")
_FINDINGS_AT_MOST = 8
_PROMISES_AT_MOST = 16


class Sheet(msgspec.Struct, frozen=True):
    """A document laid out: its paragraphs and which of them stand on which page."""

    document: Document
    pages: tuple[tuple[int, int], ...]


def plan(press: Press, document: Document) -> Sheet:
    """Lay a document out, and note the span of each page, so that links find the right one.

    Done for all documents before any page is printed; the marked text itself is not kept, for memory.
    """
    blocks = blocks_of(document)
    pages = pages_of(blocks, list(mark_blocks(document, blocks, _page_marks(press, document))))
    ends = [blocks[last - 1].span.end if last else 0 for _, last in pages]
    starts = [0, *ends[:-1]]
    press.atlas.places[document.id] = tuple(Span(a, b) for a, b in zip(starts, ends, strict=True))
    return Sheet(document, pages)


def _page_marks(press: Press, document: Document) -> tuple[Mark, ...]:
    promises = [_anchor(promise) for promise in shown_promises(press.atlas, document.id)]
    marks = marks_of(press.atlas, document, press.words)
    known = {mark.anchor for mark in marks}
    return (*marks, *(mark for mark in promises if mark.anchor not in known and mark.span.end <= len(document.text)))


def _anchor(promise: Promise) -> Mark:
    span = Span(promise.start, promise.end)
    return Mark(span=span, style="place", rank=len(STYLES), anchor=anchor_of(span))


def document_pages(press: Press, sheet: Sheet) -> Iterator[Page]:
    """Make the pages of one document, as it was planned."""
    document, atlas = sheet.document, press.atlas
    blocks = blocks_of(document)
    marks = _page_marks(press, document)
    html = list(mark_blocks(document, blocks, marks))
    stem = f"documents/{slug(document.id)}"
    title = atlas.name_of(document.id)
    for number, (first, last) in enumerate(sheet.pages, 1):
        text = _text(press, document, blocks[first:last], html[first:last], marks, number)
        before = _before(press, document) if number == 1 else ()
        after = _after(press, document) if number == len(sheet.pages) else ()
        yield press.page(
            page_name(stem, number),
            title=title,
            sections=(*before, text, *after),
            head=_head(press, document, number),
            here="documents",
            kicker=press.words.text("document.kicker"),
            number=number,
            count=len(sheet.pages),
            style="reading",
        )


def _head(press: Press, document: Document, number: int) -> Markup:
    if number > 1:
        return Markup("")
    atlas = press.atlas
    copy = atlas.copy_of(document.id) if atlas.reuse_is_shown(document.id) else None
    return press.block("document_head.html", document=document, pledge=atlas.pledges.get(document.id), copy=copy)


def _before(press: Press, document: Document) -> Iterator[Section]:
    found = press.atlas.findings_of_document.get(document.id, ())
    if found:
        title = press.words.text("document.findings")
        section = briefs(press, "found", title, found[:_FINDINGS_AT_MOST], root="../", about=False)
        more = len(found) - _FINDINGS_AT_MOST
        note = paragraph(press.words("document.more_findings", n=more)) if more > 0 else Markup("")
        yield msgspec.structs.replace(section, closing=section.closing + note)


def _text(
    press: Press,
    document: Document,
    blocks: Sequence[Block],
    html: Sequence[Markup],
    marks: Iterable[Mark],
    number: int,
) -> Section:
    used = {mark.style for mark in marks}
    styles = [style for style in STYLES if style in used]
    draw = partial(press.block, "legend.html", styles=styles)
    legend = press.kept(("legend", *styles), draw) if styles else Markup("")
    tongue = language_tag(document.language.code)
    opening = Markup('<div class="letter" dir="auto"{}>').format(Markup(' lang="{}"').format(tongue) if tongue else "")
    before = (None, *(block.part for block in blocks[:-1]))
    paragraphs = tuple(
        _paragraph(press, block, piece, begins=block.part != last)
        for block, piece, last in zip(blocks, html, before, strict=True)
    )
    return Section(
        key="text",
        title=press.words.text("document.text"),
        intro=legend,
        opening=opening,
        closing=Markup("</div>"),
        blocks=paragraphs or (paragraph(press.words("document.no_text")),),
        continued=number > 1,
        style="sheet" if styles else "",
    )


def _paragraph(press: Press, block: Block, piece: Markup, *, begins: bool) -> Markup:
    """Print a paragraph; a part of the letter is named once, where it begins."""
    if block.part in (None, "body"):
        return _OPENING + piece + _CLOSING
    tag = Markup('<small class="tag">{}</small>').format(press.words(f"part.{block.part}")) if begins else Markup("")
    return Markup('<p class="aside {}">{}{}</p>').format(block.part, tag, piece)


def _after(press: Press, document: Document) -> Iterator[Section]:
    promises = shown_promises(press.atlas, document.id)
    if promises:
        yield _undertakings(press, promises)
    rows = press.block("document_origin.html", document=document, more=_doubts(document))
    yield Section(key="origin", title=press.words.text("document.origin"), blocks=(rows,))


def _doubts(document: Document) -> int:
    return sum(doubt.end - doubt.start for doubt in document.doubts)


def _undertakings(press: Press, promises: Sequence[Promise]) -> Section:
    ordered = sorted(promises, key=lambda p: (p.required, not p.specific, p.start))
    blocks = tuple(
        press.block(
            "promise.html",
            promise=promise,
            root="../",
            text=clip(promise.text, 300),
            href=press.atlas.document_href(promise.document, Span(promise.start, promise.end)),
            aspects=[(name, _aspect(press, promise, name)) for name in sorted(promise.aspects)],
            areas=_areas(press, promise),
            due=_due(press, promise),
        )
        for promise in ordered[:_PROMISES_AT_MOST]
    )
    hidden = len(ordered) - len(blocks)
    more = paragraph(press.words("document.more_promises", n=hidden)) if hidden > 0 else Markup("")
    return Section(
        key="undertakings",
        title=press.words.text("document.undertakings"),
        intro=paragraph(press.words("document.undertakings_intro")),
        opening=Markup('<ol class="promises">'),
        blocks=blocks,
        closing=Markup("</ol>") + more,
    )


def _aspect(press: Press, promise: Promise, name: AspectName) -> str:
    text = press.atlas.documents[promise.document].text
    return clip("; ".join(span.of(text) for span in promise.places(name)), 160)


def _areas(press: Press, promise: Promise) -> list[str]:
    """Write the areas with the words for which the promise concerns them; words that stand for all of them once."""
    text = press.atlas.documents[promise.document].text
    words = {area: f" (“{clip(span.of(text), 40)}”)" for area, span in promise.area_words.items()}
    if len(promise.areas) > 1 and len(set(promise.area_words.values())) == 1:
        *first, last = promise.areas
        return [*first, f"{last}{words.get(last, '')}"]
    return [f"{area}{words.get(area, '')}" for area in promise.areas]


def _due(press: Press, promise: Promise) -> str:
    """Write the day by which a promise is due, empty where its words and its document's date do not tell."""
    atlas = press.atlas
    try:
        pledged = parse_date(atlas.date_of(promise.document))
    except ValueError:
        pledged = None
    found = due(promise, atlas.documents[promise.document], pledged)
    return str(found.latest) if found is not None and found.latest is not None else ""


def document_list(press: Press) -> Iterator[Page]:
    """Make the list of all documents that have a page, and of those that could not be read."""
    atlas, say = press.atlas, press.words.text
    ordered = sorted(
        atlas.shown_documents.values(), key=lambda d: (atlas.name_of(d.id).casefold(), atlas.date_of(d.id), d.id)
    )
    rows = [
        press.block("document_row.html", root="", document=document, copy=_shown_copy(atlas, document))
        for document in ordered
    ]
    columns = [say(f"documents.{name}") for name in ("name", "date", "read", "shared", "origin")]
    sections = [table(press, "all", rows, caption=say("documents.caption"), columns=columns, title="")]
    if not rows:
        sections = [Section(key="all", title="", blocks=(paragraph(say("documents.none")),))]
    sections.extend(failures(press))
    head = paragraph(say("documents.intro"), "standfirst")
    yield from press.pages("documents", title=say("nav.documents"), sections=sections, head=head, here="documents")


def _shown_copy(atlas: Atlas, document: Document) -> object:
    return atlas.copy_of(document.id) if atlas.reuse_is_shown(document.id) else None


def failures(press: Press) -> Iterator[Section]:
    """Yield the table of documents that could not be read, in a draft: what was wrong, and what to do next."""
    edition, say = press.atlas.edition, press.words.text
    if not edition.failures or not edition.draft:
        return
    rows = [press.block("failure_row.html", failure=failure) for failure in edition.failures]
    columns = [say(f"failures.{name}") for name in ("file", "what", "next")]
    yield table(press, "failures", rows, caption=say("failures.caption"), columns=columns, title=say("failures.title"))
