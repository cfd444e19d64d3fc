"""Take one snapshot out of the record: a list that was published with a mistake, or imported by one.

The journal says who took it out, when and why, and the bytes stay in the archive. Nothing rests on it any more: the
snapshot before it counts again, and where there is none the list is no longer held.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pledgewatch.desk.beside import hold_beside, participants_of
from pledgewatch.desk.layout import Layout
from pledgewatch.desk.lists import hold_record, list_of
from pledgewatch.errors import ListError, UnknownKeyError
from pledgewatch.model.document import Obtained
from pledgewatch.model.identity import Sha256
from pledgewatch.review.book import checked_name
from pledgewatch.sources.archive import Archive, How

__all__ = ["KINDS", "Withdrawn", "withdraw_snapshot"]

KINDS: tuple[How, ...] = ("list", "participants", "crosswalk", "relations")
_SHORTEST = 6
"""Characters of a hash below which it may be a slip of the pen rather than a snapshot."""


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """Which snapshot was taken out, what counts in its place (empty: nothing), how many findings rested on it."""

    name: str
    snapshot: Sha256
    now: str
    findings: int


class _Candidate(msgspec.Struct, frozen=True):
    how: How
    entry: Obtained


def withdraw_snapshot(layout: Layout, archive: Archive, name: str, snapshot: str, *, by: str, why: str) -> Withdrawn:
    """Take out the snapshot whose hash begins so; without one, the only one there is.

    `name` is a list's id, or the path of a file of names or relations.

    Raises:
        UnknownKeyError: nothing of that name is held, or its snapshot is not told; nothing was taken out.
    """
    checked_name(by)
    hold_record(layout, archive)
    named = list(_named(archive, name))
    chosen = _chosen(named, name, snapshot)
    rested = sum(any(row.snapshot == chosen for row in one.basis.rows) for one in layout.findings.read())
    for one in named:
        if one.entry.sha256 == chosen:
            note = {"by": by, "why": why, "list": name}
            archive.withdraw_snapshot(chosen, origin=one.entry.origin, how=one.how, note=note)
    hold_record(layout, archive)
    hold_beside(layout, archive)
    left = [one.entry.sha256 for one in _named(archive, name)]
    held = next((one.sha256 for one in layout.lists.read() if one.id == name), left[-1] if left else "")
    return Withdrawn(name=name, snapshot=chosen, now=held, findings=rested)


def _named(archive: Archive, name: str) -> Iterator[_Candidate]:
    """Yield every entry that goes by a name, in the order in which they came."""
    for how in KINDS:
        for entry in archive.history(how):
            if name in {entry.origin, _name_of(archive, how, entry)}:
                yield _Candidate(how, entry)


def _name_of(archive: Archive, how: How, entry: Obtained) -> str:
    try:
        if how == "list":
            return list_of(archive, entry)
        return participants_of(archive, entry) if how == "participants" else entry.origin
    except ListError:  # one that today's reader refuses goes by its origin
        return entry.origin


def _chosen(named: list[_Candidate], name: str, snapshot: str) -> Sha256:
    there = list(dict.fromkeys(one.entry.sha256 for one in named))
    found = [sha256 for sha256 in there if sha256.startswith(snapshot.casefold())]
    if len(found) == 1 and (not snapshot or len(snapshot) >= _SHORTEST):
        return found[0]
    if not there:
        raise UnknownKeyError(f"Nothing named {name!r} is in the record.", next_step="see: record list --all.")
    which = ", ".join(sha256[:12] for sha256 in found or there)
    said = f"No snapshot of {name} begins with {snapshot!r}" if not found else f"{name} has {len(found)} snapshots"
    raise UnknownKeyError(f"{said}.", next_step=f"name it with --snapshot, one of {which}.")
