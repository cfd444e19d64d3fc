"""Documents: their list; one with its page images beside the text; two side by side; and what is marked in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pledgewatch.errors import DocumentError, UnknownKeyError
from pledgewatch.model.document import Document, Page
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.spans import Span
from pledgewatch.publish.atlas import anchor_of
from pledgewatch.publish.flow import bytes_of
from pledgewatch.publish.layers import STYLES, marks_of
from pledgewatch.publish.marks import Mark
from pledgewatch.publish.paper import Block, blocks_of, mark_blocks
from pledgewatch.reuse.compare import compare
from pledgewatch.review.app.holdings import View
from pledgewatch.review.app.lists import leaf_of
from pledgewatch.review.app.web import Asked, Way, address
from pledgewatch.review.pictures import Box, boxes_of, has_pictures, picture_of
from pledgewatch.sources.archive import Archive

__all__ = ["LAYERS", "WAYS", "Leaflet", "leaflets", "span_asked"]

LAYERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "copied": ("Copied parts and fills", ("shared", "fill", "edit")),
    "own": ("Own words", ("own",)),
    "promises": ("Promises", ("specific", "promise", "required")),
    "blanks": ("Placeholders", ("blank",)),
    "hits": ("What findings quote", ("hit",)),
    "doubts": ("Doubtful reading", ("doubt",)),
}
"""What can be shown or hidden in a text: name, and the styles of its marks."""
_LEAF_BYTES = 60_000
"""Of marked text on one view; a letter has a tenth of it, a report goes on over several views."""
_LEAFLETS_AT_MOST = 12
_COMPARED_AT_MOST = 200_000
_OFF_AT_FIRST = frozenset({"hits"})
"""A finding about shared text quotes most of a letter: marking that as well would hide the rest."""


class Leaflet(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a document: its number and picture where it has one, its paragraphs, and the places on the picture."""

    number: int
    page: Page | None
    blocks: tuple[tuple[Block, Markup], ...]
    found: tuple[Box, ...] = ()
    hits: tuple[Box, ...] = ()


def span_asked(asked: Asked, document: Document) -> Span | None:
    """Return the span that an address points at (`start,end`), where it lies in the document."""
    start, comma, end = asked.query("span", 24).partition(",")
    if not (comma and start.isdecimal() and end.isdecimal() and start.isascii() and end.isascii()):
        return None
    span = Span(int(start), min(int(end), len(document.text)))
    return span if span.start < span.end else None


def leaflets(
    view: View, document: Document, span: Span | None, more: Iterable[Mark] = ()
) -> tuple[list[Leaflet], tuple[str, ...]]:
    """Return a document's pages with their marks, and the styles that are marked anywhere."""
    marks = marks_of(view.atlas, document, view.press.words)
    used = tuple(style for style in STYLES if any(mark.style == style for mark in marks))
    shown = list(marks)
    if span is not None:
        anchor = anchor_of(span)
        shown = [msgspec.structs.replace(mark, anchor="") if mark.anchor == anchor else mark for mark in marks]
        shown.append(Mark(span=span, style="found", rank=-1, anchor=anchor))
    blocks = blocks_of(document)
    html = list(mark_blocks(document, blocks, (*shown, *more)))
    hits = [mark.span for mark in marks if mark.style == "hit"]
    return list(_by_page(document, list(zip(blocks, html, strict=True)), span, hits)), used


def _by_page(
    document: Document, blocks: Sequence[tuple[Block, Markup]], span: Span | None, hits: Sequence[Span]
) -> Iterator[Leaflet]:
    if not has_pictures(document):
        yield Leaflet(number=0, page=None, blocks=tuple(blocks))
        return
    for page in document.pages:
        own = tuple(item for item in blocks if page.start <= item[0].span.start < page.end)
        boxes = tuple(box for hit in hits for box in boxes_of(page, hit))
        found = boxes_of(page, span) if span is not None else ()
        yield Leaflet(number=page.number, page=page, blocks=own, found=found, hits=boxes)


def _views(pages: Sequence[Leaflet]) -> list[list[Leaflet]]:
    """Lay a long document out on several views; a page without pictures is cut between paragraphs."""
    views: list[list[Leaflet]] = [[]]
    room = _LEAF_BYTES
    for leaflet in pages:
        for part in _cut(leaflet):
            size = sum(bytes_of(html) for _, html in part.blocks)
            if views[-1] and (size > room or len(views[-1]) >= _LEAFLETS_AT_MOST):
                views.append([])
                room = _LEAF_BYTES
            views[-1].append(part)
            room -= size
    return views


def _cut(leaflet: Leaflet) -> Iterator[Leaflet]:
    if leaflet.page is not None:
        yield leaflet
        return
    part: list[tuple[Block, Markup]] = []
    room = _LEAF_BYTES
    for item in leaflet.blocks:
        room -= bytes_of(item[1])
        if room < 0 and part:
            yield msgspec.structs.replace(leaflet, blocks=tuple(part))
            part, room = [], _LEAF_BYTES
        part.append(item)
    yield msgspec.structs.replace(leaflet, blocks=tuple(part))


def _view_with(views: Sequence[Sequence[Leaflet]], span: Span | None, wanted: int) -> int:
    if span is None:
        return min(wanted, len(views))
    for number, view in enumerate(views, 1):
        if any(block.span.end > span.start for leaflet in view for block, _ in leaflet.blocks):
            return number
    return len(views)


async def _documents(asked: Asked) -> Response:
    atlas = asked.view.atlas
    ordered = sorted(
        atlas.documents.values(), key=lambda d: (atlas.name_of(d.id).casefold(), atlas.date_of(d.id), d.id)
    )
    leaf = leaf_of(asked, ordered, lambda d: f"{atlas.name_of(d.id)} {d.name} {d.origin}", "/documents")
    rows = [
        asked.view.press.block("document_row.html", root="/", document=d, copy=atlas.copy_of(d.id))
        for d in leaf.entries
    ]
    columns = [
        asked.view.press.words.text(f"documents.{name}") for name in ("name", "date", "read", "shared", "origin")
    ]
    failures = asked.view.atlas.edition.failures
    return asked.page(
        "documents.html", title="Documents", here="documents", leaf=leaf, rows=rows, columns=columns, failures=failures
    )


def document_of(view: View, key: str) -> Document:
    """Return a document by its id.

    Raises:
        UnknownKeyError: there is none.
    """
    found = view.atlas.documents.get(DocumentId(key))
    if found is None:
        raise UnknownKeyError("There is no such document now.", next_step="search for its words.")
    return found


def _hidden_layers(asked: Asked) -> frozenset[str]:
    """Return the layers that are off: named one by one, so that an address without any shows all."""
    if asked.query("set", 2):
        on = set(asked.request.query_params.getlist("layer"))
        return frozenset(name for name in LAYERS if name not in on)
    if "hide" not in asked.request.query_params:
        return _OFF_AT_FIRST
    return frozenset(name for name in asked.query("hide", 80).split(",") if name in LAYERS)


async def _document(asked: Asked) -> Response:
    view, document = asked.view, document_of(asked.view, asked.request.path_params["document"][:200])
    span, hidden = span_asked(asked, document), _hidden_layers(asked)
    pages, used = leaflets(view, document, span)
    views = _views(pages)
    number = _view_with(views, span, asked.number("part"))
    atlas = view.atlas
    base = f"/document/{document.id}"
    hide = ",".join(sorted(hidden)) if hidden != _OFF_AT_FIRST else ""
    copy = atlas.copy_of(document.id)
    return asked.page(
        "document_page.html",
        title=atlas.name_of(document.id),
        here="documents",
        document=document,
        pledge=atlas.pledges.get(document.id),
        copy=copy,
        leaflets=views[number - 1],
        pictures=has_pictures(document),
        number=number,
        count=len(views),
        to=lambda part: address(base, {"part": part, "hide": hide}),
        layers=[(key, name, key not in hidden) for key, (name, styles) in LAYERS.items() if set(styles) & set(used)],
        styles=used,
        span=span,
        hidden=sorted(hidden),
        findings=atlas.findings_of_document.get(document.id, ())[:20],
        kin=[c.document for c in atlas.members_of.get(copy.family, ()) if c.document != document.id][:30]
        if copy
        else [],
        doubts=sum(doubt.end - doubt.start for doubt in document.doubts),
    )


async def _picture(asked: Asked) -> Response:
    document = document_of(asked.view, asked.request.path_params["document"][:200])
    layout = asked.web.holdings.layout
    source = Archive(layout.archive).path_of(document.sha256)
    try:
        data = await run_in_threadpool(
            picture_of, document, asked.request.path_params["number"], source, layout.pictures
        )
    except DocumentError as error:
        raise HTTPException(404, str(error)) from error
    return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})


async def _beside(asked: Asked) -> Response:
    view = asked.view
    one, other = document_of(view, asked.query("a")), document_of(view, asked.query("b"))
    shared: tuple[tuple[Span, Span], ...] = ()
    if len(one.text) + len(other.text) <= _COMPARED_AT_MOST:
        found = await run_in_threadpool(compare, one, other)
        shared = found.shared
    sides = []
    for document, place in ((one, 0), (other, 1)):
        pairs = [
            Mark(span=pair[place], style="pair", rank=-2, anchor=f"{'ab'[place]}{n}") for n, pair in enumerate(shared)
        ]
        pages, _ = leaflets(view, document, None, pairs)
        sides.append((document, [item for leaflet in pages for item in leaflet.blocks]))
    return asked.page(
        "beside.html", title="Side by side", here="documents", sides=sides, shared=len(shared), cut=not shared
    )


WAYS = (
    Way("/documents", _documents),
    Way("/document/{document}", _document),
    Way("/document/{document}/page/{number:int}.png", _picture),
    Way("/beside", _beside),
)
