"""Hold who takes part in a voluntary initiative: since when, in which status, and what it reported. Never a listing."""

from __future__ import annotations

import msgspec

from pledgewatch.model.identity import Sha256

__all__ = ["ParticipantList", "Participation"]


class Participation(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation in one list of participants, as the initiative has it.

    Dates are partial ISO dates, empty where the list gives none; nothing is counted on from them: `due` is when a
    report was due as the list says. `status` in the list's own word, as of the list's day. `number` is the
    initiative's own; `row` the list's own row, verbatim, as JSON.
    """

    id: str
    list: str
    initiative: str
    name: str
    number: str = ""
    country: str = ""
    kind: str = ""
    sector: str = ""
    joined: str = ""
    left: str = ""
    left_why: str = ""
    status: str = ""
    level: str = ""
    last_report: str = ""
    reports: str = ""
    due: str = ""
    source_urls: tuple[str, ...] = ()
    row: str = ""
    row_number: int = 0
    snapshot: Sha256 = Sha256("")


class ParticipantList(msgspec.Struct, frozen=True, kw_only=True):
    """One import of a list of participants: which bytes, as of when, how many rows."""

    id: str
    title: str
    sha256: Sha256
    origin: str
    as_of: str
    rows: int
