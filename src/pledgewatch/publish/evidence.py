"""Prepare a finding for print: its sentence, its caveats, and all that it rests upon, opened.

Sizes are bounded here, so that a card always fits a page; what is left out is counted and said.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from markupsafe import Markup

from pledgewatch.model.document import Document
from pledgewatch.model.finding import Finding, Passage, RecordRow
from pledgewatch.model.record import Listing, ListSnapshot, Statement
from pledgewatch.publish.press import Press
from pledgewatch.publish.safe import clip, slug

__all__ = ["PassageView", "RowView", "anchor_of_finding", "brief", "card", "changes"]

_PASSAGES_AT_MOST = 6
_ROWS_AT_MOST = 6
_QUOTE_AT_MOST = 600
_ROW_AT_MOST = 700
_SOURCES_AT_MOST = 4
_CONTEXT = 32
"""Code points that a quote selector keeps on each side; fewer are there only at the edge of a text."""


class PassageView(msgspec.Struct, frozen=True, kw_only=True):
    """A quoted passage: the text around it, where it can be read in place, and what was read of its document."""

    passage: Passage
    document: Document | None
    name: str
    date: str
    href: str | None
    before: str
    exact: str
    after: str
    cut: bool


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a list: the listing or statement that it holds, the list's snapshot, and the row as published."""

    row: RecordRow
    listing: Listing | None
    statement: Statement | None
    snapshot: ListSnapshot | None
    verbatim: str
    sources: tuple[str, ...]


def anchor_of_finding(finding: Finding) -> str:
    """Name the place of a finding on its page."""
    return f"f-{slug(finding.key)}"


def card(press: Press, finding: Finding, *, root: str, level: int = 3, about: bool = False) -> Markup:
    """Render a finding in full; `about` names its organisation too, for pages that are not the organisation's."""
    basis = finding.basis
    passages = [_passage(press, p) for p in basis.passages[:_PASSAGES_AT_MOST]]
    rows = [_row(press, r) for r in basis.rows[:_ROWS_AT_MOST]]
    return press.block(
        "finding.html",
        root=root,
        finding=finding,
        anchor=anchor_of_finding(finding),
        level=level,
        passages=passages,
        more_passages=len(basis.passages) - len(passages),
        rows=rows,
        more_rows=len(basis.rows) - len(rows),
        changed=changes(press, finding),
        **_common(press, finding, about),
    )


def brief(press: Press, finding: Finding, *, root: str, about: bool = True, labelled: bool = True) -> Markup:
    """Render a finding as its sentence with a link to where it stands in full; `labelled` with its kind."""
    values = _common(press, finding, about)
    return press.block("finding_brief.html", root=root, finding=finding, labelled=labelled, **values)


def _common(press: Press, finding: Finding, about: bool) -> dict[str, object]:
    atlas, words = press.atlas, press.words
    owner = atlas.organisation_of_finding(finding)
    kind = f"kind.{finding.kind}"
    return {
        "kind": words.text(kind) if words.has(kind) else finding.kind,
        "standing": atlas.edition.standings.get(finding.key, ""),
        "decision": atlas.edition.decisions.get(finding.key),
        "home": atlas.homes.get(finding.key),
        "owner": atlas.organisations.get(owner) if about and owner is not None else None,
        "owner_href": atlas.organisation_href(owner),
    }


def changes(press: Press, finding: Finding) -> tuple[tuple[str, str, str], ...]:
    """Say which facts differ from those that a person decided upon: name, then, now."""
    decision = press.atlas.edition.decisions.get(finding.key)
    if decision is None or press.atlas.edition.standings.get(finding.key) != "changed":
        return ()
    then, now = decision.facts, finding.basis.facts
    names = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    return tuple((name, clip(then.get(name, "–"), 160), clip(now.get(name, "–"), 160)) for name in names[:8])


def _passage(press: Press, passage: Passage) -> PassageView:
    atlas = press.atlas
    return PassageView(
        passage=passage,
        document=atlas.documents.get(passage.document),
        name=atlas.name_of(passage.document),
        date=atlas.date_of(passage.document),
        href=atlas.document_href(passage.document, passage.span),
        before=_whole_words(passage.quote.prefix, at_end=False),
        after=_whole_words(passage.quote.suffix, at_end=True),
        exact=clip(passage.quote.exact, _QUOTE_AT_MOST),
        cut=len(passage.quote.exact) > _QUOTE_AT_MOST,
    )


def _whole_words(context: str, *, at_end: bool) -> str:
    """Leave out the word that a quote's context cuts through; its place is taken by an ellipsis."""
    if len(context) < _CONTEXT:
        return context  # it reaches the edge of the text
    words = context.rsplit(" ", 1) if at_end else context.split(" ", 1)
    return words[0 if at_end else 1] if len(words) == 2 else ""


def _row(press: Press, row: RecordRow) -> RowView:
    atlas = press.atlas
    listing = atlas.listings.get(row.listing)
    statement = atlas.statements.get(row.listing)
    return RowView(
        row=row,
        listing=listing,
        statement=statement,
        snapshot=atlas.lists.get((row.list, row.snapshot)),
        verbatim=clip(row.row, _ROW_AT_MOST),
        sources=_sources(listing, statement),
    )


def _sources(listing: Listing | None, statement: Statement | None) -> tuple[str, ...]:
    urls: Iterable[str] = ()
    if listing is not None:
        urls = [*listing.source_urls, *(citation.url for citation in listing.citations)]
    elif statement is not None:
        urls = statement.source_urls
    return tuple(dict.fromkeys(url for url in urls if url.strip()))[:_SOURCES_AT_MOST]
