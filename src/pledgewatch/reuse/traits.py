"""Choose, of all by which units depart from their leader, what may tell forms apart.

A reading that two units share may, what only one has is its own (a name, a slip, its own words). Where many units each
have their own reading, there is a slot, and nothing follows from it, however many have the same fill. And what stands
before or after the letters of one signer only is that signer's, however many letters it signed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import chain, combinations
from typing import NamedTuple, TypeVar

from pledgewatch.reuse.readings import END_USERS, Passages, Read, Reading
from pledgewatch.reuse.sorts import Noise

__all__ = ["Departed", "Trait", "optional_of", "traits_of"]

_OWN_READINGS = 3
_OWN_SHARE = 0.1
_OWN_OF_ALL = 0.03
"""A slot is a place where three units have a reading of their own, and one in ten of those who differ there, or three
in a hundred of all: where thirty signers are one company, their name is still a fill."""
_LEAST_USERS = 2
_LEAST_SHARE = 0.01
"""A trait needs two users, and one in a hundred: among 240 letters with an error in every hundredth word, errors met
three times over and tore the family apart."""
_LEAST_OUTER = 3
"""What stands before or after a letter needs three, of several signers; where no slot tells these apart, one in ten."""
_LEAST_CHOSEN = 0.005
"""The least share of units that each of the four combinations must have. It is small because those read closely are
no fair sample: who departs was looked for."""
_ONE_SIGNER = 0.5
"""The share of slots in which two units must have the same fills to be one signer's: dates may differ, names do not."""

Trait = Reading | int
"""A reading, or a passage's number."""
_T = TypeVar("_T", Reading, int)


class Departed(NamedTuple):
    """The leader's text, how each unit departs from it, and the numbers of its passages, None for its own."""

    leader: str
    reads: Mapping[int, Read]
    said: Mapping[int, Sequence[int | None]]

    def has(self, unit: int) -> list[Trait]:
        """Return what a unit has instead of the leader's words."""
        return [*self.reads[unit].short, *(number for number in self.said[unit] if number is not None)]

    def own(self, unit: int, traits: Set[Trait]) -> list[tuple[int, int, bool]]:
        """Return the places at which a unit has something that is no trait, and whether that is a passage."""
        short, long = self.reads[unit]
        out = [(r[0], r[1], False) for r in short if r not in traits]
        out += [(p[0], p[1], True) for p, number in zip(long, self.said[unit], strict=True) if number not in traits]
        return out


def traits_of(departed: Departed, sorts: Mapping[int, int], passages: Passages, noise: Noise) -> set[Trait]:
    """Return the readings and passages that tell forms apart; units of one sort count once."""
    leader, reads, said = departed
    size = len(set(sorts.values()))
    least = max(_LEAST_USERS, round(_LEAST_SHARE * size))
    counts = _counted(((unit, mine.short) for unit, mine in reads.items()), sorts)
    slots = _slots(leader, counts, size, noise)
    found: set[Trait] = {
        r
        for r, count in counts.items()
        if count >= least and not _within(r, slots) and not noise.between(leader[r[0] : r[1]], r[2])
    }
    known = ((unit, [number for number in mine if number is not None]) for unit, mine in said.items())
    outer = max(least, _LEAST_OUTER if slots else END_USERS * size)
    for number, count in _counted(known, sorts).items():
        if count >= (outer if passages.outer[number] else least):
            found.add(number)
    ends = [trait for trait in found if isinstance(trait, int) and passages.outer[trait]]
    return found - _of_one(ends, departed, slots, passages) if ends and slots else found


def optional_of(found: Set[Trait], departed: Departed, passages: Passages) -> set[int]:
    """Return the passages that come and go whatever another does, so that all four combinations are met.

    Such a passage signers chose; where combinations follow one another (none, the first, both) the form grew.
    Biologists know this as the four-gamete test. What stands in place of another passage is never chosen.
    """
    ours = [trait for trait in sorted(t for t in found if isinstance(t, int)) if passages.optional(trait)]
    having = dict.fromkeys(ours, 0)
    for at, said in enumerate(departed.said.values()):
        for number in said:
            if number in having:
                having[number] |= 1 << at
    every = (1 << len(departed.said)) - 1
    least = max(_LEAST_USERS, _LEAST_CHOSEN * len(departed.said))
    out: set[int] = set()
    for one, other in combinations(ours, 2):
        a, b = having[one], having[other]
        met = (a & b, a & ~b, b & ~a, every & ~(a | b))
        if all(part.bit_count() >= least for part in met):
            out |= {one, other}
    return out


def _counted(traits: Iterable[tuple[int, Sequence[_T]]], sorts: Mapping[int, int]) -> Counter[_T]:
    """Count how many sorts have each trait."""
    mine: dict[int, set[_T]] = {}
    for unit, has in traits:
        mine.setdefault(sorts[unit], set()).update(has)
    return Counter(chain.from_iterable(mine.values()))


def _slots(leader: str, counts: Mapping[Reading, int], size: int, noise: Noise) -> list[tuple[int, int]]:
    """Return the places of the leader where several units each have a reading of their own."""
    places: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for (start, end, tokens), count in counts.items():
        places.setdefault((start, end), []).append((tokens, count))
    sites: list[list[tuple[int, int]]] = []
    last = -1
    for place in sorted(places):
        if sites and place[0] <= last:
            sites[-1].append(place)
        else:
            sites.append([place])
            last = -1
        last = max(last, place[1])
    return [
        (site[0][0], max(end for _, end in site))
        for site in sites
        if _is_slot(leader, {place: places[place] for place in site}, size, noise)
    ]


def _is_slot(leader: str, site: Mapping[tuple[int, int], Sequence[tuple[str, int]]], size: int, noise: Noise) -> bool:
    """Tell whether several units have a reading of their own at a place; a slip is none."""
    differing = sum(count for found in site.values() for _, count in found)
    least = max(_OWN_READINGS, min(_OWN_SHARE * differing, _OWN_OF_ALL * size))
    if differing < least or sum(count == 1 for found in site.values() for _, count in found) < least:
        return False
    own = 0
    for (start, end), found in site.items():
        for tokens, count in found:
            own += count == 1 and not noise.between(leader[start:end], tokens)
            if own >= least:
                return True
    return False


def _within(reading: Reading, slots: Sequence[tuple[int, int]]) -> bool:
    return any(start <= reading[0] and reading[1] <= end for start, end in slots)


def _of_one(ends: Iterable[int], departed: Departed, slots: Sequence[tuple[int, int]], passages: Passages) -> set[int]:
    """Return what stands at the end of one signer's letters only, or is lacking from all but one signer's."""
    fills = {unit: _fills(mine, slots) for unit, mine in departed.reads.items()}
    out = set()
    for trait in ends:
        start, end = passages.places[trait]
        having = [mine for unit, mine in fills.items() if trait in departed.said[unit]]
        lacking = [
            mine
            for unit, mine in fills.items()
            if trait not in departed.said[unit]
            and not any(p.start < end and start < p.end for p in departed.reads[unit].long)
        ]
        if not _several(having) or not _several(lacking):
            out.add(trait)
    return out


def _fills(mine: Read, slots: Sequence[tuple[int, int]]) -> list[tuple[Reading, ...] | None]:
    """Return what a unit has in each slot, None where it has a passage of its own."""
    return [
        None
        if any(p.start < end and start < p.end for p in mine.long)
        else tuple(r for r in mine.short if start <= r[0] and r[1] <= end)
        for start, end in slots
    ]


def _several(fills: Sequence[list[tuple[Reading, ...] | None]]) -> bool:
    """Tell whether some units' fills are of more than one signer."""
    for other in fills[1:]:
        told = [(x, y) for x, y in zip(fills[0], other, strict=True) if x is not None and y is not None]
        if sum(x == y for x, y in told) < _ONE_SIGNER * len(told) or not told:
            return True
    return False
