"""Lay out the work of making a site: pieces that can be made side by side, in an order of phases.

Documents are laid out first, so that links find the right page of a long one; dossiers then say where each finding
stands; all other pages link to both. What a phase learns is told to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId, FindingKey
from pledgewatch.model.party import Organisation
from pledgewatch.model.reuse import Family
from pledgewatch.model.spans import Span
from pledgewatch.publish.about import DEFAULT_TITLE, Tongue
from pledgewatch.publish.atlas import Atlas
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.feeds import feeds
from pledgewatch.publish.names import named_for
from pledgewatch.publish.pages.bridge import bridge_pages
from pledgewatch.publish.pages.corrections import corrections
from pledgewatch.publish.pages.documents import Sheet, document_list, document_pages, plan
from pledgewatch.publish.pages.families import family_list, family_pages
from pledgewatch.publish.pages.findings import finding_pages
from pledgewatch.publish.pages.made import made
from pledgewatch.publish.pages.organisations import dossier, organisation_list
from pledgewatch.publish.pages.overview import overview
from pledgewatch.publish.pages.quotation import quote_pages
from pledgewatch.publish.pages.register import register
from pledgewatch.publish.pages.sources import sources
from pledgewatch.publish.press import Page, Press
from pledgewatch.publish.quote import choose_quote
from pledgewatch.publish.words import words_of

__all__ = ["Job", "Learned", "Work", "works_of"]

Job = Callable[[], Iterator[Page]]
_SINGLE = (organisation_list, family_list, document_list, made, register, sources, corrections, feeds, bridge_pages)
R = TypeVar("R")
_AT_ONCE = 40
"""Dossiers, documents or families a job: enough that handing it out costs nothing, few enough to share evenly."""


class Learned(msgspec.Struct, frozen=True):
    """What a job found out that later pages link to: where findings stand, how documents are laid out."""

    homes: dict[FindingKey, str] = {}
    places: dict[DocumentId, tuple[Span, ...]] = {}
    sheets: dict[DocumentId, tuple[tuple[int, int], ...]] = {}


class Work:
    """The work of one site in one language."""

    def __init__(self, edition: Edition, tongue: Tongue, tongues: Sequence[Tongue]) -> None:
        words = words_of(tongue.code)
        if edition.title == DEFAULT_TITLE:
            edition = msgspec.structs.replace(edition, title=words.text("page.title"))
        self.atlas = Atlas(named_for(edition, words.script))
        self.press = Press(self.atlas, words, tongue=tongue, tongues=tongues)
        self._sheets: dict[DocumentId, tuple[tuple[int, int], ...]] = {}

    def learn(self, learned: Learned) -> None:
        """Take in what a job found out, in this process or another."""
        self.atlas.homes.update(learned.homes)
        self.atlas.places.update(learned.places)
        self._sheets.update(learned.sheets)

    def plans(self) -> list[Callable[[], Learned]]:
        """Return the jobs of the first phase, which make no page."""
        return [partial(self._plan, part) for part in _parts(list(self.atlas.shown_documents.values()))]

    def _plan(self, documents: Sequence[Document]) -> Learned:
        sheets = {document.id: plan(self.press, document).pages for document in documents}
        return Learned(places={name: self.atlas.places[name] for name in sheets}, sheets=sheets)

    def dossiers(self) -> list[Job]:
        """Return the jobs of the second phase."""
        return [partial(self._dossiers, part) for part in _parts(list(self.atlas.shown_organisations.values()))]

    def _dossiers(self, organisations: Sequence[Organisation]) -> Iterator[Page]:
        for organisation in organisations:
            yield from dossier(self.press, organisation)

    def findings(self) -> list[Job]:
        """Return the jobs of the third phase: what stands in no dossier has its place among all findings."""
        return [partial(finding_pages, self.press)]

    def rest(self) -> list[Job]:
        """Return the jobs of the last phase."""
        jobs: list[Job] = [self._quoting, *(partial(make, self.press) for make in _SINGLE)]
        jobs += [partial(self._families, part) for part in _parts(list(self.atlas.shown_families.values()), 1)]
        jobs += [partial(self._documents, part) for part in _parts(list(self.atlas.shown_documents.values()))]
        return jobs

    def _quoting(self) -> Iterator[Page]:
        quote = choose_quote(self.atlas)
        yield from overview(self.press, quote)
        yield from quote_pages(self.press, quote)

    def _families(self, families: Sequence[Family]) -> Iterator[Page]:
        for family in families:
            yield from family_pages(self.press, family)

    def _documents(self, documents: Sequence[Document]) -> Iterator[Page]:
        for document in documents:
            yield from document_pages(self.press, Sheet(document, self._sheets[document.id]))


def _parts(items: Sequence[R], size: int = _AT_ONCE) -> list[Sequence[R]]:
    return [items[at : at + size] for at in range(0, len(items), size)]


def works_of(edition: Edition) -> list[Work]:
    """Return the work of each language; the first one's pages stand at the root."""
    words = [words_of(code) for code in edition.about.languages]
    tongues = [Tongue(one.language, one.name, one.folder if number else "") for number, one in enumerate(words)]
    return [Work(edition, tongue, tongues) for tongue in tongues]
