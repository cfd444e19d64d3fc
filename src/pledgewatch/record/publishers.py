"""Name where each list is published, what is known of its terms, and when it counts as stale; the data are TOML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from pledgewatch.model.dates import PartialDate, parse_date
from pledgewatch.model.identity import ListId
from pledgewatch.model.record import ListSnapshot
from pledgewatch.record.data import load
from pledgewatch.record.importing import MARGIN

__all__ = ["Publisher", "publishers", "stale_on"]


class Publisher(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One list as its publisher offers it; see data/publishers.toml for what each field means."""

    id: ListId
    urls: tuple[str, ...]
    format: str = ""
    terms: str = "not known"
    age: int = 0
    margin: float = MARGIN
    hosts: tuple[str, ...] = ()
    needs: str = ""


@cache
def publishers() -> Mapping[ListId, Publisher]:
    """Return the publishers by the id of their list, in the order of the file."""
    read = msgspec.convert(load("publishers.toml")["list"], tuple[Publisher, ...])
    return {one.id: one for one in read}


def stale_on(lists: Iterable[ListSnapshot], on: PartialDate) -> tuple[tuple[ListSnapshot, int], ...]:
    """Return the lists that are older on a day than their publisher lets them become, with that number of days."""
    known = publishers()
    aged = ((one, known[one.id].age, parse_date(one.as_of)) for one in lists if one.id in known)
    return tuple((one, age) for one, age, date in aged if age and date and (on.last - date.last).days > age)
