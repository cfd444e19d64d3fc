"""Group units by the form that explains them best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pledgewatch.reuse.align import Block, align
from pledgewatch.reuse.centres import Centre, Laid, best_worded, stands_for
from pledgewatch.reuse.corpus import Unit, runs_of
from pledgewatch.reuse.field import Field
from pledgewatch.reuse.kinship import LEAST_OF_FORM, Kinship, belongs, kinship, surely_belongs, surely_least
from pledgewatch.reuse.options import united
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.sorts import Noise
from pledgewatch.reuse.split import Form, forms_of
from pledgewatch.reuse.stars import Star, stars
from pledgewatch.reuse.vocabulary import Vocabulary
from pledgewatch.reuse.weigh import given_out, held, least

__all__ = ["Group", "group", "nearest"]

_ROUNDS = 4


class Group(NamedTuple):
    """Units that hold one form, and the text that stands for it."""

    centre: Centre
    members: tuple[int, ...]


def group(units: Sequence[Unit], vocabulary: Vocabulary, settings: ReuseSettings) -> list[Group]:
    """Return the groups; what is in none is alone. A registered form may be a group of one document or none.

    Units that fit no form around their first leader are looked at again among themselves. A unit that an earlier form
    explains better stays alone, for it was no copy of that one: what several such have in common is that form.
    """
    noise = Noise(vocabulary, settings.largest_alignment)
    left = list(range(len(units)))
    out: list[Group] = []
    for _ in range(_ROUNDS):
        if not left:
            break
        found, undecided = _round([units[unit] for unit in left], noise, settings)
        out += _nearer([_renumbered(one, left) for one in found], out, units, noise.vocabulary.light, settings)
        taken = {unit for one in out for unit in one.members}
        left = [unit for unit in (left[at] for at in undecided) if unit not in taken]
        if not found:
            break
    together = united([(one.centre, list(one.members)) for one in out], units, noise, settings)
    return [Group(best_worded(centre, members, units, settings), tuple(members)) for centre, members in together]


def _nearer(
    found: Sequence[Group], earlier: Sequence[Group], units: Sequence[Unit], light: set[str], settings: ReuseSettings
) -> list[Group]:
    """Leave out the members that an earlier form explains better, and the forms that then no three documents hold."""
    if not earlier:
        return list(found)

    def cost(one: Group, unit: int) -> float:
        text = units[unit].encoded
        return kinship(one.centre.reference, text, light, settings).unexplained(len(text))

    out = []
    for one in found:
        members = tuple(unit for unit in one.members if cost(one, unit) <= min(cost(other, unit) for other in earlier))
        if one.centre.form or members == one.members or sum(units[unit].documents for unit in members) > 2:
            out.append(one._replace(members=members))
    return out


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
    """Return the forms of a star with their members."""
    split = forms_of(star, field)
    alone = {unit: unit for unit in star.units}
    forms = [Form([unit], star, alone) for unit in star.units if field.units[unit].form]
    forms += [form for form in split.forms if not any(field.units[unit].form for unit in form.units)]
    found = [one for form in forms if (one := held(form, field)) is not None]
    given = given_out(_distinct(found, field), star, split, field)
    return [Group(one.centre, tuple(sorted(members))) for one, members in given]


def _distinct(found: list[Laid], field: Field) -> list[Laid]:
    """Leave out the centres for which a registered form stands."""
    forms = [one for one in found if one.centre.form]
    return forms + [
        one
        for one in found
        if not one.centre.form and not any(stands_for(form.centre, one.centre, field) for form in forms)
    ]


def nearest(
    text: str, references: Sequence[tuple[str, bool]], light: set[str], settings: ReuseSettings, first: int = 0
) -> tuple[int, tuple[Block, ...]] | None:
    """Return the form, of texts with whether each is established, that leaves least unexplained; None if no copy.

    `first` is the likeliest.
    """
    texts = [reference for reference, _ in references]
    # Most are copies of the form that the last was a copy of, and need no counting.
    if references[first][1]:
        blocks = align(texts[first], text, settings.largest_alignment)
        if surely_belongs(blocks, len(texts[first]), len(text), settings) and surely_least(
            text, texts, first, blocks, settings, LEAST_OF_FORM
        ):
            return first, blocks

    def measured(at: int) -> Kinship:
        return kinship(texts[at], text, light, settings)

    # What could be no copy need not be aligned: most of what fits no form fits none by far.
    best = least(text, texts, measured, settings, LEAST_OF_FORM, first)
    if best is None:
        return None
    at, kin = best
    reference, established = references[at]
    return (at, kin.blocks) if belongs(kin, len(reference), len(text), established, settings) else None
