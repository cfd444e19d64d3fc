"""Group units by the form that explains them best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.reuse.align import align
from pledgewatch.reuse.clauses import by_clauses
from pledgewatch.reuse.corpus import Shared, Unit, share
from pledgewatch.reuse.kinship import belongs, kinship
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.split import forms_of
from pledgewatch.reuse.stars import stars
from pledgewatch.reuse.tokens import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Centre", "Group", "group"]

_ROUNDS = 4
_SAMPLE = 64


class Centre(NamedTuple):
    """The text that stands for a form: tokens `[start, end)` of a unit; three units agreeing make it established."""

    unit: int
    start: int
    end: int
    reference: str
    established: bool


class Group(NamedTuple):
    """Units that hold one form, and the text that stands for it."""

    centre: Centre
    members: tuple[int, ...]


def group(units: Sequence[Unit], vocabulary: Vocabulary, settings: ReuseSettings) -> list[Group]:
    """Return the groups; what is in none is alone. A registered form may be a group of one document or none.

    Units that fit no form around their first leader are looked at again among themselves.
    """
    table = vocabulary.hashes()
    open_units = list(range(len(units)))
    out: list[Group] = []
    for _ in range(_ROUNDS):
        found = _round([units[unit] for unit in open_units], table, vocabulary.light, settings)
        out += [_renumbered(one, open_units) for one in found]
        taken = {unit for one in out for unit in one.members}
        if not found or len(taken) == len(units):
            break
        open_units = [unit for unit in open_units if unit not in taken]
    return out


def _renumbered(one: Group, numbers: list[int]) -> Group:
    centre = one.centre._replace(unit=numbers[one.centre.unit])
    return Group(centre, tuple(numbers[unit] for unit in one.members))


def _round(
    units: list[Unit], table: NDArray[np.uint64], light: set[str], settings: ReuseSettings
) -> list[Group]:
    shared = share(units, table)
    out: list[Group] = []
    for star in stars(units, shared, settings):
        if len(star) > 1 or units[star[0]].form:
            out += _settle(star, units, shared, light, settings)
    return out


def _settle(
    star: list[int], units: list[Unit], shared: Shared, light: set[str], settings: ReuseSettings
) -> list[Group]:
    """Give each unit of a star to the form that leaves least of it unexplained."""
    held = [
        form
        for coarse in by_clauses(star, units, shared, light, settings)
        for form in forms_of(coarse, units, light, settings)
    ]
    centres = [_centre(one, units, settings) for one in held]
    members: dict[int, list[int]] = {}
    for unit in star:
        best = _best(units[unit].encoded, centres, light, settings)
        if best is not None:
            members.setdefault(best, []).append(unit)
    return [
        Group(centres[at], tuple(held))
        for at, held in sorted(members.items())
        if sum(len(units[unit].documents) for unit in held) > 1
        or (units[centres[at].unit].form and any(units[unit].documents for unit in held))
    ]


def _best(text: str, centres: list[Centre], light: set[str], settings: ReuseSettings) -> int | None:
    costs = []
    for at, centre in enumerate(centres):
        kin = kinship(centre.reference, text, light, settings)
        if kin.shared:
            unexplained = len(text) - kin.shared
            costs.append((kin.cost + unexplained - kin.foreign, at, kin))
    if not costs:
        return None
    _, at, kin = min(costs, key=lambda entry: entry[:2])
    centre = centres[at]
    return at if belongs(kin, len(centre.reference), len(text), centre.established, settings) else None


def _centre(members: list[int], units: list[Unit], settings: ReuseSettings) -> Centre:
    """Choose what stands for a form: the registered form, else the member's text that others have most of, cut to it."""
    for unit in members:
        if units[unit].form:
            text = units[unit].encoded
            return Centre(unit, 0, len(text), text, True)
    sample = sorted(members)[:_SAMPLE]
    texts = [units[unit].encoded for unit in sample]
    best = min(range(len(sample)), key=lambda at: (_oddness(texts[at], texts), sample[at]))
    start, end = _core(texts[best], texts, settings)
    return Centre(sample[best], start, end, texts[best][start:end], len(members) > 2)


def _oddness(text: str, sample: list[str]) -> int:
    from rapidfuzz.distance import LCSseq

    return sum(len(text) + len(other) - 2 * LCSseq.similarity(text, other) for other in sample[:16])


def _core(text: str, sample: list[str], settings: ReuseSettings) -> tuple[int, int]:
    """Return the part of a text, from first to last, that at least half of the others have."""
    others = [other for other in sample if other is not text]
    first, last = Counter[int](), Counter[int]()
    for other in others:
        blocks = align(text, other, settings.largest_alignment)
        if blocks:
            first[blocks[0].a] += 1
            last[blocks[-1].a + blocks[-1].size] += 1
    if not first:
        return 0, len(text)
    return _median(first), _median(last)


def _median(counts: Counter[int]) -> int:
    values = sorted(counts.elements())
    return values[len(values) // 2]
