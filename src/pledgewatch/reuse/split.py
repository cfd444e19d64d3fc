"""Tell the forms apart that lie together around one leader: eras of a letter, clauses of a licence.

Every unit is described by how it departs from the leader's text. A departure that two units share is a *reading*;
what only one has is its own (a name, a slip, its own words). Where many units each have their own reading, there
is a slot, and nothing follows from it. What remains are readings that keep together: units that differ in several of
them, or in a long one, hold different forms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pledgewatch.reuse.align import Block, align, gaps
from pledgewatch.reuse.corpus import Unit
from pledgewatch.reuse.kinship import weight
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.slips import is_slip
from pledgewatch.reuse.vocabulary import Vocabulary

__all__ = ["Reading", "forms_of"]

_MOST_FORMS = 64
_OWN_READINGS = 3
_OWN_SHARE = 0.1
_LEAST_USERS = 2
_LEAST_SHARE = 0.01
"""A reading needs two users, and one in a hundred: among 240 letters with an error in every hundredth word, errors
met three times over and tore the family apart."""


class Reading(NamedTuple):
    """Say that instead of `leader[start:end]` a unit has `tokens`."""

    start: int
    end: int
    tokens: str


def forms_of(
    near: Sequence[int], units: Sequence[Unit], sorts: Sequence[int], vocabulary: Vocabulary, settings: ReuseSettings
) -> list[list[int]]:
    """Return units that differ by no clause from their first in lists by form; what holds a form alone is left out."""
    leader = units[near[0]].encoded
    laid = {unit: align(leader, units[unit].encoded, settings.largest_alignment) for unit in near}
    core = _core(list(laid.values())[1:] or list(laid.values()))
    read = {unit: _readings(leader, units[unit].encoded, laid[unit], core, vocabulary.light) for unit in near}
    slots = _slots(list({sorts[unit]: mine for unit, mine in read.items()}.values()), settings)
    counts = Counter(reading for reading, _ in {(r, sorts[unit]) for unit, mine in read.items() for r in mine})
    least = max(_LEAST_USERS, round(_LEAST_SHARE * len(near)))
    common = {r for r, count in counts.items() if count >= least and not _is_slip(leader, r, vocabulary)}
    profiles: dict[frozenset[Reading], list[int]] = {}
    for unit in near:
        profile = frozenset(r for r in read[unit] if r in common and not _within(r, slots))
        profiles.setdefault(profile, []).append(unit)
    return _centres(profiles, leader, units, vocabulary.light, settings)


def _is_slip(leader: str, reading: Reading, vocabulary: Vocabulary) -> bool:
    return is_slip(vocabulary.decode(leader[reading.start : reading.end]), vocabulary.decode(reading.tokens))


def _core(laid: list[tuple[Block, ...]]) -> tuple[int, int]:
    """Return the part of the leader, from first to last, that half of the others share: the rest is its own."""
    starts = sorted(blocks[0].a for blocks in laid if blocks)
    ends = sorted(blocks[-1].a + blocks[-1].size for blocks in laid if blocks)
    return (starts[len(starts) // 2], ends[len(ends) // 2]) if starts else (0, 0)


def _readings(
    leader: str, text: str, blocks: tuple[Block, ...], core: tuple[int, int], light: set[str]
) -> list[Reading]:
    if not blocks:
        return []
    out = [Reading(g.a, g.a_end, text[g.b : g.b_end]) for g in gaps(blocks) if core[0] <= g.a and g.a_end <= core[1]]
    start, end = blocks[0].a, blocks[-1].a + blocks[-1].size
    out += [Reading(core[0], start, "")] if core[0] < start else []
    out += [Reading(end, core[1], "")] if end < core[1] else []
    return [r for r in out if weight(r.tokens, light) or weight(leader[r.start : r.end], light)]


def _slots(read: list[list[Reading]], settings: ReuseSettings) -> list[tuple[int, int]]:
    """Return the places of the leader where several units each have a reading of their own."""
    short = [
        (r.start, r.end, r.tokens)
        for mine in read
        for r in mine
        if max(r.end - r.start, len(r.tokens)) <= settings.longest_fill
    ]
    sites: list[list[tuple[int, int, str]]] = []
    end = -1
    for reading in sorted(short):
        if sites and reading[0] <= end:
            sites[-1].append(reading)
        else:
            sites.append([reading])
            end = -1
        end = max(end, reading[1])
    return [(site[0][0], max(r[1] for r in site)) for site in sites if _varied(site)]


def _varied(site: list[tuple[int, int, str]]) -> bool:
    counts = Counter(site)
    own = sum(count == 1 for count in counts.values())
    return own >= _OWN_READINGS and own >= _OWN_SHARE * len(site)


def _within(reading: Reading, slots: list[tuple[int, int]]) -> bool:
    return any(start <= reading.start and reading.end <= end for start, end in slots)


def _centres(
    profiles: dict[frozenset[Reading], list[int]],
    leader: str,
    units: Sequence[Unit],
    light: set[str],
    settings: ReuseSettings,
) -> list[list[int]]:
    def registered(members: list[int]) -> bool:
        return any(units[unit].form for unit in members)

    ordered = sorted(profiles.items(), key=lambda item: (-len(item[1]), len(item[0]), item[1]))
    centres: list[tuple[frozenset[Reading], list[int]]] = []
    for profile, members in ordered:
        near = [
            (distance, at)
            for at, (centre, _) in enumerate(centres)
            if (distance := _apart(profile ^ centre, leader, light, settings)) is not None
        ]
        if near:
            centres[min(near)[1]][1].extend(members)
        elif len(centres) < _MOST_FORMS:
            centres.append((profile, list(members)))
    return [members for _, members in centres if sum(units[m].documents for m in members) > 1 or registered(members)]


def _apart(readings: frozenset[Reading], leader: str, light: set[str], settings: ReuseSettings) -> int | None:
    """Return by how many tokens two profiles differ, or None where that makes two forms."""
    kinds = {(leader[r.start : r.end], r.tokens) for r in readings}
    sizes = [max(weight(ours, light), weight(theirs, light)) for ours, theirs in kinds]
    if len(sizes) >= settings.sibling_places or sum(sizes) > settings.sibling_tokens:
        return None
    return sum(sizes)
