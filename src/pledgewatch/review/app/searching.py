"""The search over all documents: filters, snippets, and links that open at the hit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.spans import Span
from pledgewatch.publish.marks import Mark, mark_up
from pledgewatch.review.app.holdings import View
from pledgewatch.review.app.web import Asked, Way, address
from pledgewatch.review.search import Hit, SearchIndex

__all__ = ["WAYS"]

_RESULTS = 20
_SNIPPETS = 3
_AROUND = 110
_VALUES_AT_MOST = 60
_FILTERS = ("organisation", "language", "year", "kind")


class _Snippet(msgspec.Struct, frozen=True):
    href: str
    html: Markup


class _Result(msgspec.Struct, frozen=True):
    document: Document
    places: int
    snippets: tuple[_Snippet, ...]


def _traits(view: View, document: Document) -> dict[str, str]:
    """Return what a document can be filtered by."""
    pledge = view.atlas.pledges.get(document.id)
    return {
        "organisation": str(view.atlas.organisation_of(document.id) or ""),
        "language": document.language.code,
        "year": view.atlas.date_of(document.id)[:4],
        "kind": (pledge.kind if pledge else "") or document.kind or "",
    }


async def _search(asked: Asked) -> Response:
    view, query = asked.view, asked.query("q")
    wanted = {name: asked.query(name, 80) for name in _FILTERS}
    index = asked.web.holdings.search
    hits = await run_in_threadpool(_found, index, view, query) if query.strip() else []
    traits = {hit.document: _traits(view, view.atlas.documents[hit.document]) for hit in hits}
    left = [
        hit for hit in hits if all(not value or traits[hit.document][name] == value for name, value in wanted.items())
    ]
    pages = max(1, -(-len(left) // _RESULTS))
    number = min(asked.number("page"), pages)
    shown = left[(number - 1) * _RESULTS : number * _RESULTS]
    return asked.page(
        "search.html",
        title="Search",
        here="search",
        asked_for=query,
        wanted=wanted,
        total=len(left),
        results=[_result(view, hit) for hit in shown],
        choices={name: _choices(view, name, hits, traits) for name in _FILTERS},
        number=number,
        pages=pages,
        to=lambda page: address("/search", {"q": query, **wanted, "page": page}),
    )


def _found(index: SearchIndex, view: View, query: str) -> list[Hit]:
    index.hold(view.atlas.documents)
    return index.find(query, view.atlas.documents)


def _choices(
    view: View, name: str, hits: Sequence[Hit], traits: dict[DocumentId, dict[str, str]]
) -> list[tuple[str, str, int]]:
    """Return the values of a filter among all hits: value, words for it, how many."""
    counted = Counter(traits[hit.document][name] for hit in hits)
    counted.pop("", None)
    best = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:_VALUES_AT_MOST]
    names = {str(key): one.name for key, one in view.atlas.organisations.items()} if name == "organisation" else {}
    return [(value, names.get(value, value), count) for value, count in best]


def _result(view: View, hit: Hit) -> _Result:
    document = view.atlas.documents[hit.document]
    snippets: list[_Snippet] = []
    last = -1
    for span in hit.spans:
        if span.start > last and len(snippets) < _SNIPPETS:
            snippets.append(_snippet(view, document, span, hit.spans))
            last = span.end + _AROUND
    return _Result(document, len(hit.spans), tuple(snippets))


def _snippet(view: View, document: Document, span: Span, spans: Sequence[Span]) -> _Snippet:
    text = document.text
    start, end = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
    start = text.find(" ", start, span.start) + 1 or start if start else 0
    space = text.rfind(" ", span.end, end)
    end = space if space > 0 and end < len(text) else end
    marks = [Mark(span=one, style="found", rank=0) for one in spans if one.start < end and start < one.end]
    html = mark_up(text, Span(start, end), marks)
    around = Markup("{}{}{}").format("… " if start else "", html, " …" if end < len(text) else "")
    return _Snippet("/" + (view.atlas.document_href(document.id, span) or ""), around)


WAYS = (Way("/search", _search),)
