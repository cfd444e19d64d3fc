"""Hold one edition: all records that a site is made from, and what was made.

An edition is a value. Whoever assembles it (the desk) decides what belongs in it; `build_site` only shows it. The same
edition gives the same bytes, so nothing in here may come from the clock.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from pledgewatch.model.document import Document, Failure
from pledgewatch.model.finding import Decision, Finding, Standing
from pledgewatch.model.identity import FindingKey, OrganisationId
from pledgewatch.model.participation import Participation
from pledgewatch.model.party import Organisation, Pledge
from pledgewatch.model.promise import Promise
from pledgewatch.model.record import Listing, ListSnapshot, Screening, Statement
from pledgewatch.model.relation import Relation
from pledgewatch.model.reply import Reply
from pledgewatch.model.reuse import Copy, Family, Form, Single
from pledgewatch.model.translation import Translation
from pledgewatch.publish.about import DEFAULT_TITLE, About
from pledgewatch.publish.bridge import Bridge
from pledgewatch.publish.chronicle import Chronicle
from pledgewatch.publish.signing.manifest import Envelope
from pledgewatch.publish.source import Source

__all__ = ["Edition", "SiteReport"]


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """Gather what a site shows.

    `draft`: the desk's own preview, with all findings, marked DRAFT everywhere. Otherwise `findings` must hold only
    what a person confirmed; documents, families and organisations get a page only where one of these findings rests
    upon them. `as_of` is the edition's "now" (ISO 8601 date) and `as_of_basis` says in words where it comes from.
    `earlier_lists` are snapshots before the held `lists`, which hold what is gone from those.
    `relations` are what sources say of who belongs to whom; no finding rests upon them.
    `bridge` is the switch for readers who lend their browsers, where the publication has one.
    `settings` are the values that the stages ran with, `stages` each stage's version; both are printed as given.
    """

    draft: bool
    as_of: str
    version: str
    title: str = DEFAULT_TITLE
    about: About = About()
    chronicle: Chronicle = Chronicle()
    sources: tuple[Source, ...] = ()
    translations: tuple[Translation, ...] = ()
    as_of_basis: str = ""
    documents: tuple[Document, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    families: tuple[Family, ...] = ()
    copies: tuple[Copy, ...] = ()
    singles: tuple[Single, ...] = ()
    promises: tuple[Promise, ...] = ()
    forms: tuple[Form, ...] = ()
    lists: tuple[ListSnapshot, ...] = ()
    earlier_lists: tuple[ListSnapshot, ...] = ()
    listings: tuple[Listing, ...] = ()
    statements: tuple[Statement, ...] = ()
    participations: tuple[Participation, ...] = ()
    relations: dict[OrganisationId, tuple[Relation, ...]] = {}
    screenings: dict[OrganisationId, Screening] = {}
    findings: tuple[Finding, ...] = ()
    standings: dict[FindingKey, Standing] = {}
    decisions: dict[FindingKey, Decision] = {}
    replies: dict[OrganisationId, Reply] = {}
    failures: tuple[Failure, ...] = ()
    settings: dict[str, str] = {}
    settings_digest: str = ""
    stages: dict[str, str] = {}
    bridge: Bridge | None = None


class SiteReport(msgspec.Struct, frozen=True, kw_only=True):
    """Say what was made: number of pages, bytes of all files, the largest page and its size, and where.

    `written` counts the files whose bytes were new; the others were kept from the site before. `manifest` is the one
    that the site was given. `changed` and `unmade` count confirmed findings that are left out: what they rest upon is
    another than what was confirmed, or they are not made any more from what the desk holds.
    """

    path: Path
    pages: int
    files: int
    bytes: int
    largest: str
    largest_bytes: int
    written: int
    manifest: Envelope
    changed: int = 0
    unmade: int = 0
