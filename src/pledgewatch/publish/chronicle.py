"""Tell from the history of publications what a site shows of its own past: what is new, and what was corrected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from pledgewatch.model.identity import FindingKey
from pledgewatch.publish.history import Gone, Publication, Shown

__all__ = ["Chronicle", "Correction", "Dated", "chronicle"]


class Dated(msgspec.Struct, frozen=True):
    """When a finding was first published, and when its sentence was last another."""

    first: str
    last: str


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that was published and then changed, or is not shown any more; `why` says how it came to go."""

    when: str
    kind: Literal["changed", "gone"]
    finding: FindingKey
    organisation: str
    before: str
    after: str = ""
    why: Gone = ""


class Chronicle(msgspec.Struct, frozen=True):
    """The past of a site: the dates of what it shows, and its corrections, the newest first."""

    dates: dict[FindingKey, Dated] = {}
    corrections: tuple[Correction, ...] = ()


def chronicle(publications: Iterable[Publication]) -> Chronicle:
    """Read the publications, oldest first.

    A finding whose basis changed and whose sentence did not is no correction: what a reader read still stands.
    """
    shown: dict[FindingKey, Shown] = {}
    dates: dict[FindingKey, Dated] = {}
    corrections: list[Correction] = []
    for one in publications:
        for key, new in sorted(one.shown.items()):
            old = shown.get(key)
            if old is None:
                dates[key] = Dated(dates[key].first if key in dates else one.issued, one.issued)
            elif old.sentence != new.sentence:
                dates[key] = Dated(dates[key].first, one.issued)
                corrections.append(_changed(one.issued, key, old, new))
            shown[key] = new
        for key, why in sorted(one.gone.items()):
            if key in shown:
                corrections.append(_gone(one.issued, key, shown.pop(key), why))
    ordered = sorted(corrections, key=lambda c: (c.organisation, c.finding))
    ordered.sort(key=lambda c: c.when, reverse=True)
    return Chronicle({key: dates[key] for key in sorted(shown)}, tuple(ordered))


def _changed(when: str, key: FindingKey, old: Shown, new: Shown) -> Correction:
    return Correction(
        when=when,
        kind="changed",
        finding=key,
        organisation=new.organisation or old.organisation,
        before=old.sentence,
        after=new.sentence,
    )


def _gone(when: str, key: FindingKey, old: Shown, why: Gone) -> Correction:
    return Correction(when=when, kind="gone", finding=key, organisation=old.organisation, before=old.sentence, why=why)
