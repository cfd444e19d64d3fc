"""Hold the record: lists as they were on a day, listings, statements, and matches of organisations to them."""

from __future__ import annotations

from typing import Literal

import msgspec

from pledgewatch.model.identity import ListId, ListingId, Sha256

__all__ = [
    "Act",
    "Checked",
    "Citation",
    "ListSnapshot",
    "Listing",
    "Match",
    "Screening",
    "Searched",
    "Sighting",
    "Statement",
    "Subject",
    "Verdict",
]

Act = Literal["restriction", "exclusion", "removal", "vote"]
Subject = Literal["named", "class", "related"]
"""`named`: the act names the entity; `class`: it names no company; `related`: it names another company of the group."""
Checked = Literal["yes", "partly", "no"]
Verdict = Literal["match", "possible", "namesake"]


class ListSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Name one import of one list: which bytes, as of which date, how many rows."""

    id: ListId
    title: str
    publisher: str
    sha256: Sha256
    origin: str
    as_of: str
    as_of_basis: str
    rows: int
    source_url: str = ""


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """Say which listings a snapshot of a list had; `number` is its place in the order in which they were imported.

    `own`: a record of one's own; `earlier`: imported for what it says of its day, and never the list that is held.
    `read_as` names bytes, notes and version of the reader, so that a snapshot is read once.
    """

    snapshot: ListSnapshot
    listings: tuple[ListingId, ...]
    number: int
    own: bool = False
    earlier: bool = False
    read_as: str = ""


class Citation(msgspec.Struct, frozen=True):
    """A notice: its own designation (`84 FR 54004`), its date as far as known, where it can be read."""

    text: str
    date: str = ""
    url: str = ""


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of one list: who is restricted, by whom, by which act, on what ground, from when to when.

    Dates are partial ISO dates, empty where the list gives none. `announced` is the day of a notice that names the
    entity; without a `start_date` it may have been listed before. `grounds` as the list or the record says ("human
    rights", "security", "war", ...), empty where it gives none: no ground is ever inferred. `citations`: the first is
    the addition, later ones amend. `checked_note` says how far the row was checked against its source, `read_note` how
    the program read what its columns do not say. `row` is the list's own row, verbatim, as JSON; `row_number` from 1.
    """

    id: ListingId
    list: ListId
    entity: str
    names: tuple[str, ...]
    country: str = ""
    act: Act = "restriction"
    subject: Subject = "named"
    authority: str = ""
    jurisdiction: str = ""
    instrument: str = ""
    programmes: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    principles: tuple[int, ...] = ()
    announced: str = ""
    start_date: str = ""
    end_date: str = ""
    end_note: str = ""
    citations: tuple[Citation, ...] = ()
    summary: str = ""
    source_urls: tuple[str, ...] = ()
    checked: Checked = "yes"
    checked_note: str = ""
    read_note: str = ""
    identifiers: dict[str, str] = {}
    addresses: tuple[str, ...] = ()
    row: str = ""
    row_number: int = 0
    snapshot: Sha256 = Sha256("")


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """Who says what, of whom (a state, a company), when, with source. Never a listing."""

    id: str
    list: ListId
    by: str
    of: str
    of_kind: Literal["state", "company", "other"]
    names: tuple[str, ...]
    date: str
    what: str
    summary: str
    grounds: tuple[str, ...] = ()
    principles: tuple[int, ...] = ()
    source_urls: tuple[str, ...] = ()
    checked: Checked = "yes"
    checked_note: str = ""
    read_note: str = ""
    row: str = ""
    row_number: int = 0
    snapshot: Sha256 = Sha256("")


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Say that a name looks like a listed entity: how sure, why in words, what would settle it.

    `entity` is the listed entity's id (entries that share a name and country are one entity); `listings` are ids.
    """

    entity: str
    entity_name: str
    entity_country: str
    verdict: Verdict
    score: float
    why: tuple[str, ...]
    settle: str
    matched_name: str
    listings: tuple[ListingId, ...]


class Searched(msgspec.Struct, frozen=True):
    """Name a list that was searched, in which snapshot, as of which date."""

    list: ListId
    snapshot: Sha256
    as_of: str


class Screening(msgspec.Struct, frozen=True, kw_only=True):
    """Answer for one name: what was searched, through which crosswalks of names, and the matches, best first."""

    query: str
    country: str
    on: str
    searched: tuple[Searched, ...]
    matches: tuple[Match, ...]
    through: tuple[Searched, ...] = ()
