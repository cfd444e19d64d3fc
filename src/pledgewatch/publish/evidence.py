"""Prepare a finding for print: its sentence, its caveats, and all that it rests upon, opened.

Sizes are bounded here, so that a card always fits a page; what is left out is counted and said.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from markupsafe import Markup

from pledgewatch.model.document import Document
from pledgewatch.model.finding import Finding, Passage, RecordRow
from pledgewatch.model.participation import Participation
from pledgewatch.model.record import Listing, ListSnapshot, Statement
from pledgewatch.model.reuse import Form
from pledgewatch.publish.atlas import REUSE_KINDS
from pledgewatch.publish.flow import bytes_of
from pledgewatch.publish.press import Press
from pledgewatch.publish.translated import Translated
from pledgewatch.safe import clip, labels_of, slug

__all__ = ["PassageView", "RowView", "anchor_of_finding", "brief", "card", "changes", "kind_of", "sentence_of"]

_PASSAGES_AT_MOST = 6
_COMPARED_AT_MOST = 40
"""Passages of a finding that compares documents: all that fit, of each document at least one."""
_COMPARED_BYTES = 14_000
"""Room for their words, so that a card with its frames fits a page of 60,000 bytes."""
_FRAME_BYTES = 300
_ROWS_AT_MOST = 6
_QUOTE_AT_MOST = 600
_LONG_QUOTE_AT_MOST = 2_400
"""For passages that are to be compared, where all of them fit."""
_ROW_AT_MOST = 700
_SOURCES_AT_MOST = 4
_CONTEXT = 32
"""Code points that a quote selector keeps on each side; fewer are there only at the edge of a text."""


class PassageView(msgspec.Struct, frozen=True, kw_only=True):
    """A quoted passage: the text around it, where it can be read in place, and what was read of its document.

    `other`: it is from another document than the finding is about; `form`: from a known form, not from a document.
    """

    passage: Passage
    document: Document | None
    name: str
    date: str
    href: str | None
    before: str
    exact: str
    after: str
    cut: bool
    other: bool
    form: Form | None
    translated: Translated | None


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a list: the listing or statement that it holds, the list's snapshot, and the row as published.

    `names_only`: the row tells who is listed, not why; `sources` are addresses with the words of their links.
    """

    row: RecordRow
    listing: Listing | None
    statement: Statement | None
    snapshot: ListSnapshot | None
    verbatim: str
    sources: tuple[tuple[str, str], ...]
    names_only: bool


def anchor_of_finding(finding: Finding) -> str:
    """Name the place of a finding on its page."""
    return f"f-{slug(finding.key)}"


def card(
    press: Press,
    finding: Finding,
    *,
    root: str,
    level: int = 3,
    about: bool = False,
    opened: bool = True,
    around: int = 0,
) -> Markup:
    """Render a finding in full; `about` names its organisation too, for pages that are not the organisation's.

    What it rests upon stands under it in any case, unfolded at first where `opened`. `around`: code points of the
    document to show on each side of a passage, where the selector's own 32 are too few.
    """
    basis = finding.basis
    chosen = _chosen(finding)
    limit = _quote_limit(finding, chosen)
    passages = [_passage(press, finding, p, limit, around) for p in chosen]
    rows = [_row(press, finding, r) for r in basis.rows[:_ROWS_AT_MOST]]
    return press.block(
        "finding.html",
        root=root,
        finding=finding,
        anchor=anchor_of_finding(finding),
        level=level,
        opened=opened,
        passages=passages,
        more_passages=len(basis.passages) - len(passages),
        rows=rows,
        more_rows=len(basis.rows) - len(rows),
        changed=changes(press, finding),
        **_common(press, finding, about),
    )


def _chosen(finding: Finding) -> tuple[Passage, ...]:
    """Choose the passages to print: of a finding that compares documents, all that fit, and one of each in any case."""
    passages = finding.basis.passages
    if finding.kind not in REUSE_KINDS:
        return passages[:_PASSAGES_AT_MOST]
    firsts = {passage.document: number for number, passage in reversed(list(enumerate(passages)))}
    order = sorted(range(len(passages)), key=lambda n: (n not in firsts.values(), n))
    taken, room = [], _COMPARED_BYTES
    for place, number in enumerate(order[:_COMPARED_AT_MOST]):
        room -= bytes_of(clip(passages[number].quote.exact, _QUOTE_AT_MOST)) + _FRAME_BYTES
        if room > 0 or place < min(len(firsts), _PASSAGES_AT_MOST):
            taken.append(passages[number])
    return tuple(sorted(taken, key=lambda p: (p.document != finding.document, firsts[p.document], p.span)))


def _quote_limit(finding: Finding, passages: Iterable[Passage]) -> int:
    if finding.kind not in REUSE_KINDS:
        return _QUOTE_AT_MOST
    size = sum(bytes_of(clip(passage.quote.exact, _LONG_QUOTE_AT_MOST)) + _FRAME_BYTES for passage in passages)
    return _LONG_QUOTE_AT_MOST if size <= _COMPARED_BYTES else _QUOTE_AT_MOST


def brief(press: Press, finding: Finding, *, root: str, about: bool = True, labelled: bool = True) -> Markup:
    """Render a finding as its sentence with a link to where it stands in full; `labelled` with its kind."""
    values = _common(press, finding, about)
    return press.block("finding_brief.html", root=root, finding=finding, labelled=labelled, **values)


def _common(press: Press, finding: Finding, about: bool) -> dict[str, object]:
    atlas, words = press.atlas, press.words
    owner = atlas.organisation_of_finding(finding)
    settled = atlas.is_settled(finding)
    return {
        "kind": kind_of(press, finding),
        "sentence": (sentence := sentence_of(press, finding)),
        "translated": atlas.translators.find(finding.key, 0, words.language, sentence),
        "tongue": "en" if not settled and words.language != "en" else "",
        "caveats": _reasons(press, finding) if settled else finding.caveats,
        "standing": atlas.edition.standings.get(finding.key, ""),
        "decision": atlas.edition.decisions.get(finding.key),
        "home": atlas.homes.get(finding.key),
        "owner": atlas.organisations.get(owner) if about and owner is not None else None,
        "owner_href": atlas.organisation_href(owner),
    }


def kind_of(press: Press, finding: Finding) -> str:
    """Name what kind of finding it is; one that a later version adds goes by its own name."""
    key = "kind.settled" if press.atlas.is_settled(finding) else f"kind.{finding.kind}"
    return press.words.text(key) if press.words.has(key) else finding.kind


def sentence_of(press: Press, finding: Finding) -> str:
    """Return the sentence to print: of an identity that a person settled, that it is settled."""
    return _settled(press, finding) if press.atlas.is_settled(finding) else finding.sentence


def _settled(press: Press, finding: Finding) -> str:
    """Say that a person settled an identity; a finding that lacks the facts keeps its own sentence, said to be so."""
    facts = finding.basis.facts
    name, entity = facts.get("organisation", ""), facts.get("listed entity", "")
    if not name or not entity:
        return press.words.text("settled.other", sentence=finding.sentence)
    listed = (press.atlas.listings.get(row.listing) for row in finding.basis.rows)
    country = next((entry.country for entry in listed if entry is not None and entry.country), facts.get("country"))
    where = f" ({clip(country, 60)})" if country else ""
    return press.words.text("settled.sentence", name=name, entity=entity, where=where)


def _reasons(press: Press, finding: Finding) -> tuple[str, ...]:
    """Give the reasons of the match; the first speaks of the name that was looked up, or of an identifier."""
    why = finding.basis.facts.get("why", "")
    if not why:
        return finding.caveats
    return (press.words.text("settled.identifier" if why.startswith("has the same ") else "settled.name", why=why),)


def changes(press: Press, finding: Finding) -> tuple[tuple[str, str, str], ...]:
    """Say which facts differ from those that a person decided upon: name, then, now."""
    decision = press.atlas.edition.decisions.get(finding.key)
    if decision is None or press.atlas.edition.standings.get(finding.key) != "changed":
        return ()
    then, now = decision.facts, finding.basis.facts
    names = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    return tuple((name, clip(then.get(name, "–"), 160), clip(now.get(name, "–"), 160)) for name in names[:8])


def _passage(press: Press, finding: Finding, passage: Passage, limit: int, around: int) -> PassageView:
    atlas = press.atlas
    before, after = _context(atlas.documents.get(passage.document), passage, around)
    form = atlas.forms.get(passage.document) if passage.document not in atlas.documents else None
    return PassageView(
        passage=passage,
        document=atlas.documents.get(passage.document),
        name=form.title if form else atlas.name_of(passage.document),
        other=finding.document not in (None, passage.document),
        form=form,
        date=atlas.date_of(passage.document),
        href=atlas.document_href(passage.document, passage.span),
        before=before,
        after=after,
        exact=clip(passage.quote.exact, limit),
        cut=len(passage.quote.exact) > limit,
        translated=atlas.translators.find(
            finding.key, finding.basis.passages.index(passage) + 1, press.words.language, passage.quote.exact
        ),
    )


def _context(document: Document | None, passage: Passage, around: int) -> tuple[str, str]:
    """Return what stands before and after a passage: the selector's own context, or more of the document."""
    quote, span = passage.quote, passage.span
    if around <= _CONTEXT or document is None or span.of(document.text) != quote.exact:
        return _whole_words(quote.prefix, at_end=False), _whole_words(quote.suffix, at_end=True)
    before, after = document.text[max(0, span.start - around) : span.start], document.text[span.end : span.end + around]
    return _whole_words(before, at_end=False, full=around), _whole_words(after, at_end=True, full=around)


def _whole_words(context: str, *, at_end: bool, full: int = _CONTEXT) -> str:
    """Leave out the word that a quote's context cuts through; its place is taken by an ellipsis."""
    if len(context) < full:
        return context  # it reaches the edge of the text
    words = context.rsplit(" ", 1) if at_end else context.split(" ", 1)
    return words[0 if at_end else 1] if len(words) == 2 else ""


def _row(press: Press, finding: Finding, row: RecordRow) -> RowView:
    atlas = press.atlas
    names_only = finding.kind == "identity"
    listing = atlas.listings.get(row.listing)
    statement = atlas.statements.get(row.listing)
    return RowView(
        row=row,
        listing=listing,
        statement=statement,
        snapshot=atlas.lists.get((row.list, row.snapshot)),
        verbatim="" if names_only else clip(row.row, _ROW_AT_MOST),
        sources=() if names_only else _sources(listing, statement, atlas.participations.get(row.listing)),
        names_only=names_only,
    )


def _sources(
    listing: Listing | None, statement: Statement | None, participation: Participation | None
) -> tuple[tuple[str, str], ...]:
    urls: Iterable[str] = participation.source_urls if participation is not None else ()
    if listing is not None:
        urls = [*listing.source_urls, *(citation.url for citation in listing.citations)]
    elif statement is not None:
        urls = statement.source_urls
    chosen = tuple(dict.fromkeys(url for url in urls if url.strip()))[:_SOURCES_AT_MOST]
    return tuple(zip(chosen, labels_of(chosen), strict=True))
