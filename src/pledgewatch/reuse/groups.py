"""Group units by the form that explains them best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pledgewatch.reuse.align import Block
from pledgewatch.reuse.centres import Centre, centre_of, stands_for
from pledgewatch.reuse.clauses import by_clauses
from pledgewatch.reuse.corpus import Shared, Unit, share
from pledgewatch.reuse.kinship import Kinship, belongs, kinship, least_costs
from pledgewatch.reuse.options import united
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.split import forms_of
from pledgewatch.reuse.stars import stars
from pledgewatch.reuse.tokens import BLANK
from pledgewatch.reuse.vocabulary import Vocabulary

__all__ = ["Group", "group", "nearest"]

_ROUNDS = 4


class Group(NamedTuple):
    """Units that hold one form, and the text that stands for it."""

    centre: Centre
    members: tuple[int, ...]


def group(units: Sequence[Unit], vocabulary: Vocabulary, settings: ReuseSettings) -> list[Group]:
    """Return the groups; what is in none is alone. A registered form may be a group of one document or none.

    Units that fit no form around their first leader are looked at again among themselves.
    """
    left = list(range(len(units)))
    out: list[Group] = []
    for _ in range(_ROUNDS):
        if not left:
            break
        found, undecided = _round([units[unit] for unit in left], vocabulary, settings)
        out += [_renumbered(one, left) for one in found]
        taken = {unit for one in out for unit in one.members}
        left = [unit for unit in (left[at] for at in undecided) if unit not in taken]
        if not found:
            break
    united_groups = united([(one.centre, list(one.members)) for one in out], units, settings)
    return [Group(centre, tuple(members)) for centre, members in united_groups]


def _renumbered(one: Group, numbers: list[int]) -> Group:
    centre = one.centre._replace(unit=numbers[one.centre.unit])
    return Group(centre, tuple(numbers[unit] for unit in one.members))


def _round(units: list[Unit], vocabulary: Vocabulary, settings: ReuseSettings) -> tuple[list[Group], list[int]]:
    """Return the groups found, and the units that share something with another, grouped or not."""
    shared = share(units, vocabulary, settings)
    out: list[Group] = []
    undecided: list[int] = []
    for star in stars(units, shared, settings):
        if len(star) > 1 or units[star[0]].form or units[star[0]].documents > 1:
            out += _settle(star, units, shared, vocabulary, settings)
            undecided += star
        elif shared.candidates[star[0]]:
            undecided += star
    return out, sorted(undecided)


def _settle(
    star: list[int], units: list[Unit], shared: Shared, vocabulary: Vocabulary, settings: ReuseSettings
) -> list[Group]:
    """Give each unit of a star to the form that leaves least of it unexplained."""
    light = vocabulary.light
    held = [[unit] for unit in star if units[unit].form]
    held += [
        form
        for coarse in by_clauses(star, units, shared, light, settings)
        for form in forms_of(coarse, units, shared.sorts, vocabulary, settings)
        if not any(units[unit].form for unit in form)
    ]
    centres = _distinct([centre_of(one, units, shared.sorts, settings) for one in held], vocabulary, settings)
    rated = [(centre.reference, centre.established) for centre in centres]
    members: dict[int, list[int]] = {}
    for unit in star:
        best = nearest(units[unit].encoded, rated, light, settings)
        if best is not None:
            members.setdefault(best[0], []).append(unit)
    return [
        Group(centres[at], tuple(held))
        for at, held in sorted(members.items())
        if sum(units[unit].documents for unit in held) > 1
        or (centres[at].form and any(units[unit].documents for unit in held))
    ]


def _distinct(centres: list[Centre], vocabulary: Vocabulary, settings: ReuseSettings) -> list[Centre]:
    """Leave out the centres for which a registered form stands."""
    blank = vocabulary[BLANK]
    forms = [centre for centre in centres if centre.form]
    return forms + [
        centre
        for centre in centres
        if not centre.form and not any(stands_for(form, centre, blank, vocabulary.light, settings) for form in forms)
    ]


def nearest(
    text: str, references: Sequence[tuple[str, bool]], light: set[str], settings: ReuseSettings
) -> tuple[int, tuple[Block, ...]] | None:
    """Return the form, of texts with whether each is established, that leaves least unexplained; None if no copy."""
    least = least_costs(text, [(reference, at) for at, (reference, _) in enumerate(references)])
    best: tuple[float, int, Kinship] | None = None
    for bound, at in least:
        if best is not None and bound > best[0]:
            break
        kin = kinship(references[at][0], text, light, settings)
        cost = kin.cost + len(text) - kin.shared - kin.foreign
        if kin.shared and (best is None or (cost, at) < best[:2]):
            best = cost, at, kin
    if best is None:
        return None
    _, at, kin = best
    reference, established = references[at]
    return (at, kin.blocks) if belongs(kin, len(reference), len(text), established, settings) else None
