"""Group units by the form that explains them best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pledgewatch.reuse.align import Block, align
from pledgewatch.reuse.centres import Centre, Laid, centre_of, stands_for
from pledgewatch.reuse.corpus import Unit, runs_of
from pledgewatch.reuse.field import Field
from pledgewatch.reuse.kinship import Kinship, belongs, counted, kinship, least_costs
from pledgewatch.reuse.options import united
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sorts import Noise
from pledgewatch.reuse.split import forms_of
from pledgewatch.reuse.stars import Star, stars
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
    noise = Noise(vocabulary, settings.largest_alignment)
    left = list(range(len(units)))
    out: list[Group] = []
    for _ in range(_ROUNDS):
        if not left:
            break
        found, undecided = _round([units[unit] for unit in left], noise, settings)
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


def _round(units: list[Unit], noise: Noise, settings: ReuseSettings) -> tuple[list[Group], list[int]]:
    """Return the groups found, and the units that share something with another, grouped or not."""
    field = Field(units, runs_of(units), noise, settings)
    found, undecided = stars(units, field.runs, settings)
    out: list[Group] = []
    for star in found:
        first = units[star.units[0]]
        if len(star.units) > 1 or first.form or first.documents > 1:
            out += _settle(star, field)
            undecided = undecided + star.units
    return out, sorted(set(undecided))


def _settle(star: Star, field: Field) -> list[Group]:
    """Give each unit of a star to the form that leaves least of it unexplained.

    A form that only one document prefers is none, and its unit is asked again.
    """
    units = field.units
    split = forms_of(star, field)
    held = [[unit] for unit in star.units if units[unit].form]
    held += [form for form in split.forms if not any(units[unit].form for unit in form)]
    laid = [one for form in held if (one := _held(form, star, split.sorts, field)) is not None]
    weigh = _Weigh(_distinct(laid, field), split.says, field)
    while True:
        members: dict[int, list[int]] = {}
        for unit in star.units:
            best = weigh.best(unit)
            if best is not None:
                members.setdefault(best, []).append(unit)
        kept = [
            one for at, one in enumerate(weigh.found) if one.centre.form or field.documents(members.get(at, ())) > 1
        ]
        if len(kept) == len(weigh.found):
            break
        weigh.found = kept
    return [Group(weigh.found[at].centre, tuple(mine)) for at, mine in sorted(members.items()) if field.documents(mine)]


def _held(form: Sequence[int], star: Star, sorts: Mapping[int, int], field: Field) -> Laid | None:
    """Return the text that stands for a form, chosen once more without those that it does not explain.

    None where no two documents are left.
    """
    one = centre_of(form, star, sorts, field)
    if one.centre.form:
        return one
    weigh = _Weigh([one], {}, field)
    fitting = [unit for unit in form if weigh.fits(one, unit)]
    if field.documents(fitting) <= 1:
        return None
    return one if len(fitting) == len(form) else centre_of(fitting, star, sorts, field)


def _distinct(found: list[Laid], field: Field) -> list[Laid]:
    """Leave out the centres for which a registered form stands."""
    forms = [one for one in found if one.centre.form]
    return forms + [
        one
        for one in found
        if not one.centre.form and not any(stands_for(form.centre, one.centre, field) for form in forms)
    ]


class _Weigh:
    """Weigh units against the centres of their star; what was measured is remembered."""

    def __init__(self, found: list[Laid], says: Mapping[int, frozenset[int]], field: Field) -> None:
        self.found, self.says, self.field = found, says, field
        self._known: dict[tuple[int, str], Kinship] = {}

    def kin(self, one: Laid, unit: int) -> Kinship:
        """Return how a unit lies along a centre."""
        reference = one.centre.reference
        found = self._known.get((unit, reference))
        if found is None:
            text = self.field.units[unit].encoded
            blocks = one.blocks.get(unit)
            if blocks is None:
                blocks = align(reference, text, self.field.settings.largest_alignment)
            found = self._known[unit, reference] = counted(reference, text, blocks, self.field.light, one.varied)
        return found

    def fits(self, one: Laid, unit: int) -> bool:
        """Tell whether a unit is a copy of what a centre stands for."""
        centre, text = one.centre, self.field.units[unit].encoded
        return belongs(self.kin(one, unit), len(centre.reference), len(text), centre.established, self.field.settings)

    def best(self, unit: int) -> int | None:
        """Return which centre leaves least of a unit unexplained; None if it is a copy of none."""
        near = [one for one in self.found if self._may(one, unit)]
        best = _least(
            self.field.units[unit].encoded,
            [one.centre.reference for one in near],
            lambda at: self.kin(near[at], unit),
            self.field.settings,
        )
        return self.found.index(near[best[0]]) if best is not None and self.fits(near[best[0]], unit) else None

    def _may(self, one: Laid, unit: int) -> bool:
        """Tell whether a unit may hold a form: none does that shares a passage with others, but not with the form's."""
        mine = self.says.get(unit)
        if not mine or one.centre.form:
            return True
        return mine <= frozenset[int]().union(*(self.says[other] for other in one.blocks if other in self.says))


def _least(
    text: str, references: Sequence[str], measured: Callable[[int], Kinship], settings: ReuseSettings
) -> tuple[int, Kinship] | None:
    """Return the reference that leaves least unexplained; none is aligned that cannot be better than the best."""
    best: tuple[float, int, Kinship] | None = None
    for bound, at in least_costs(text, [(reference, at) for at, reference in enumerate(references)], settings):
        if best is not None and bound > best[0]:
            break
        kin = measured(at)
        cost = kin.cost + len(text) - kin.shared - kin.foreign
        if kin.shared and (best is None or (cost, at) < best[:2]):
            best = cost, at, kin
    return (best[1], best[2]) if best is not None else None


def nearest(
    text: str, references: Sequence[tuple[str, bool]], light: set[str], settings: ReuseSettings
) -> tuple[int, tuple[Block, ...]] | None:
    """Return the form, of texts with whether each is established, that leaves least unexplained; None if no copy."""

    def measured(at: int) -> Kinship:
        return kinship(references[at][0], text, light, settings)

    best = _least(text, [reference for reference, _ in references], measured, settings)
    if best is None:
        return None
    at, kin = best
    reference, established = references[at]
    return (at, kin.blocks) if belongs(kin, len(reference), len(text), established, settings) else None
