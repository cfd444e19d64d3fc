"""Screen the organisations of a desk against its record."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pledgewatch.desk.layout import Layout, Screened
from pledgewatch.desk.lists import record_of
from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.identity import Sha256, digest, sha256_of
from pledgewatch.model.party import Organisation
from pledgewatch.model.record import ListSnapshot, Match, Screening
from pledgewatch.progress import Progress
from pledgewatch.record.screening import Screener

__all__ = ["SCREENING_VERSION", "as_of_of", "screen_new"]

SCREENING_VERSION = "8"


def as_of_of(lists: Sequence[ListSnapshot]) -> tuple[str, str]:
    """Return the run's "now" where none is given: the newest list's date, and in words where it comes from."""
    if not lists:
        return "", "no list is held, so that nothing was looked up"
    newest = max(lists, key=lambda one: (one.as_of, one.id))
    return newest.as_of, f"the date of the newest list held, “{newest.title}”"


def screen_new(layout: Layout, organisations: Sequence[Organisation], as_of: str, progress: Progress) -> int:
    """Screen the organisations that were not screened against this record before; return how many were."""
    made_from = digest(["screening", SCREENING_VERSION, layout.lists.made_from, layout.names.made_from, as_of])
    known = (
        {row.organisation: row for row in layout.screenings.read()} if layout.screenings.made_from == made_from else {}
    )
    wanted = [one for one in organisations if one.id not in known or known[one.id].looked_up != _looked_up(one)]
    if not wanted and len(known) == len(organisations):
        return 0
    progress.begin("screening", len(wanted))
    screener = Screener(record_of(layout), layout.names.read())
    on = parse_date(as_of)
    rows = dict(known)
    for organisation in wanted:
        rows[organisation.id] = Screened(organisation.id, _looked_up(organisation), _screen(organisation, screener, on))
        progress.step()
    layout.screenings.replace((rows[organisation.id] for organisation in organisations), made_from)
    return len(wanted)


def _looked_up(organisation: Organisation) -> Sha256:
    return sha256_of(msgspec.json.encode(organisation))


def _screen(organisation: Organisation, screener: Screener, on: PartialDate | None) -> Screening:
    """Screen an organisation under all its names; of several answers about one listed entity the best counts."""
    names = dict.fromkeys((organisation.name, *organisation.names))
    answers = [
        screener.screen(name, country=organisation.country or "", on=on, identifiers=organisation.identifiers)
        for name in names
    ]
    best: dict[str, Match] = {}
    for match in (match for answer in answers for match in answer.matches):
        held = best.setdefault(match.entity, match)
        if _rank(match) < _rank(held):
            best[match.entity] = match
    return msgspec.structs.replace(answers[0], matches=tuple(sorted(best.values(), key=_rank)))


def _rank(match: Match) -> tuple[int, float, str]:
    return ("match", "possible", "namesake").index(match.verdict), -match.score, match.entity
